package connector

import (
	"context"
	"errors"
	"fmt"

	"maunium.net/go/mautrix/bridgev2"
	"maunium.net/go/mautrix/bridgev2/database"
	"maunium.net/go/mautrix/bridgev2/networkid"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/format"

	"simulated.invalid/network/wire"
)

// HandleMatrixMessage puts a message of the room into the messenger.
func (client *Client) HandleMatrixMessage(
	ctx context.Context, message *bridgev2.MatrixMessage,
) (*bridgev2.MatrixMessageResponse, error) {
	written, err := client.written(ctx, message.Portal, message.Content)
	if err != nil {
		return nil, err
	}
	return client.send(ctx, message, written)
}

func (client *Client) send(
	ctx context.Context, message *bridgev2.MatrixMessage, written *wire.Message,
) (*bridgev2.MatrixMessageResponse, error) {
	written.Chat = string(message.Portal.ID)
	if message.ReplyTo != nil {
		written.ReplyTo = string(message.ReplyTo.ID)
	}
	answer, err := client.call(ctx, "send", wire.Call{Message: written})
	if err != nil {
		return nil, client.told(err)
	}
	return &bridgev2.MatrixMessageResponse{DB: &database.Message{
		ID: networkid.MessageID(answer.Message.ID), SenderID: client.GetUserID(), Timestamp: answer.Message.At,
		Metadata: &messageMetadata{},
	}}, nil
}

// written makes of the room's content what the messenger takes.
func (client *Client) written(
	ctx context.Context, portal *bridgev2.Portal, content *event.MessageEventContent,
) (*wire.Message, error) {
	message := &wire.Message{Kind: wire.Text, Text: client.words(content)}
	if client.connector.Kind == Telegram && content.FormattedBody != "" {
		message.HTML = content.FormattedBody
	}
	switch content.MsgType {
	case event.MsgText, event.MsgNotice, event.MsgEmote:
		return message, nil
	case event.MsgLocation:
		if client.connector.Kind.meta() {
			return nil, fmt.Errorf("%w %s", bridgev2.ErrUnsupportedMessageType, content.MsgType)
		}
		message.Kind = wire.Location
		if client.connector.Kind == Telegram {
			message.Text, message.HTML = "", "" // a place has no words there, and so no author
		}
		_, err := fmt.Sscanf(content.GeoURI, "geo:%f,%f", &message.Latitude, &message.Longitude)
		return message, err
	case event.MsgImage:
		message.Kind = wire.Image
	case event.MsgVideo:
		message.Kind = wire.Video
	case event.MsgAudio:
		message.Kind = wire.Audio
		if content.MSC3245Voice != nil {
			message.Kind = wire.Voice
		}
	case event.MsgFile:
		message.Kind = wire.File
	case event.CapMsgSticker:
		message.Kind = wire.Sticker
	default:
		return nil, fmt.Errorf("%w %s", bridgev2.ErrUnsupportedMessageType, content.MsgType)
	}
	return message, client.attach(ctx, portal, content, message)
}

// attach downloads a file. What the messenger has no caption for loses it.
func (client *Client) attach(
	ctx context.Context, portal *bridgev2.Portal, content *event.MessageEventContent, message *wire.Message,
) error {
	data, err := portal.Bridge.Bot.DownloadMedia(ctx, content.URL, content.File)
	if err != nil {
		return fmt.Errorf("%w: %w", bridgev2.ErrMediaDownloadFailed, err)
	}
	message.File = &wire.Attachment{Name: content.GetFileName(), Content: data}
	if content.Info != nil {
		message.File.Mimetype = content.Info.MimeType
	}
	wordless := client.connector.Kind.wordless(message.Kind)
	if content.FileName == "" || content.FileName == content.Body || wordless {
		message.Text, message.HTML = "", ""
	}
	return nil
}

// marked makes a parser that puts these marks around what is bold or italic.
func marked(bold, italic string) *format.HTMLParser {
	around := func(mark string) format.TextConverter {
		return func(text string, _ format.Context) string { return mark + text + mark }
	}
	return &format.HTMLParser{
		TabsToSpaces: 4, Newline: "\n", HorizontalLine: "\n---\n", PillConverter: format.DefaultPillConverter,
		BoldConverter: around(bold), ItalicConverter: around(italic),
	}
}

var starred, plain = marked("*", "_"), marked("", "")

// words are a message's words; WhatsApp marks what is bold with stars.
func (client *Client) words(content *event.MessageEventContent) string {
	switch {
	case content.Format != event.FormatHTML || content.FormattedBody == "":
		return content.Body
	case client.connector.Kind == WhatsApp:
		return starred.Parse(content.FormattedBody, format.NewContext(context.Background()))
	default:
		return plain.Parse(content.FormattedBody, format.NewContext(context.Background()))
	}
}

// told makes of the messenger's refusal what the room is told, as the published bridges do.
func (client *Client) told(err error) error {
	if err == nil || client.connector.Kind == WhatsApp {
		return err
	}
	if client.connector.Kind.meta() {
		return toldByMeta(err)
	}
	var refusal *wire.Refusal
	switch {
	case errors.Is(err, errAway):
		err = errors.New("waitSession: connection dead")
	case errors.As(err, &refusal) && refusal.Status == 401:
		err = errors.New("engine was closed")
	}
	reason := event.MessageStatusNetworkError
	if refusal != nil && refusal.Code == "CHAT_ADMIN_REQUIRED" {
		reason = event.MessageStatusNoPermission
		return bridgev2.WrapErrorInStatus(err).WithErrorReason(reason).WithStatus(event.MessageStatusFail)
	}
	return bridgev2.WrapErrorInStatus(err).WithErrorReason(reason)
}
