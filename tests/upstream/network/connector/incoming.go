package connector

import (
	"context"
	"fmt"
	"strings"
	"time"

	"maunium.net/go/mautrix/bridgev2"
	"maunium.net/go/mautrix/bridgev2/database"
	"maunium.net/go/mautrix/bridgev2/networkid"
	"maunium.net/go/mautrix/event"

	"simulated.invalid/network/wire"
)

const (
	viewOnceNotice = "You received a view once message. For added privacy, you can only open it on the WhatsApp app."
	upgradeNotice  = "Upgraded this group to a supergroup"

	viewOnceSeconds = 15
)

// convert makes of a message of the messenger what appears in the room.
func (client *Client) convert(
	ctx context.Context, portal *bridgev2.Portal, intent bridgev2.MatrixAPI, message *wire.Message,
) (*bridgev2.ConvertedMessage, error) {
	part, err := client.convertPart(ctx, portal, intent, message)
	if err != nil {
		return nil, err
	}
	if link := externalLink(message.ID); client.connector.Kind == Telegram && link != "" {
		part.Extra = withExtra(part.Extra, "external_url", link)
	}
	converted := &bridgev2.ConvertedMessage{Parts: []*bridgev2.ConvertedMessagePart{part}, Disappear: portal.Disappear}
	if message.Expires > 0 {
		converted.Disappear = database.DisappearingSetting{
			Type: event.DisappearingTypeAfterSend, Timer: time.Duration(message.Expires) * time.Second,
		}.StartingAt(message.At)
	}
	if message.ViewOnce && client.connector.Kind == Telegram {
		// The way of mautrix-telegram: it disappears soon after the account has read it.
		converted.Disappear = database.DisappearingSetting{
			Type: event.DisappearingTypeAfterRead, Timer: viewOnceSeconds * time.Second,
		}
	}
	if message.ReplyTo != "" {
		converted.ReplyTo = &networkid.MessageOptionalPartID{MessageID: networkid.MessageID(message.ReplyTo)}
	}
	return converted, nil
}

func (client *Client) convertPart(
	ctx context.Context, portal *bridgev2.Portal, intent bridgev2.MatrixAPI, message *wire.Message,
) (*bridgev2.ConvertedMessagePart, error) {
	content := &event.MessageEventContent{MsgType: event.MsgText, Body: message.Text}
	part := &bridgev2.ConvertedMessagePart{Type: event.EventMessage, Content: content}
	switch {
	case message.ViewOnce && client.connector.Kind == WhatsApp:
		content.MsgType, content.Body = event.MsgNotice, viewOnceNotice
		part.Extra = map[string]any{"fi.mau.whatsapp.undecryptable": true}
	case message.Kind == wire.Service:
		content.MsgType = event.MsgNotice
	case message.Kind == wire.Location:
		content.MsgType = event.MsgLocation
		content.GeoURI = fmt.Sprintf("geo:%.6f,%.6f", message.Latitude, message.Longitude)
		content.Body = fmt.Sprintf("Location: %.4f, %.4f", message.Latitude, message.Longitude)
	case message.Poll != nil:
		return client.convertPoll(message.Poll), nil
	case message.File != nil:
		return part, client.convertFile(ctx, portal, intent, message, part)
	case message.HTML != "":
		content.Format, content.FormattedBody = event.FormatHTML, message.HTML
	}
	return part, nil
}

// convertFile uploads a file; its caption becomes the body.
func (client *Client) convertFile(
	ctx context.Context, portal *bridgev2.Portal, intent bridgev2.MatrixAPI, message *wire.Message,
	part *bridgev2.ConvertedMessagePart,
) (err error) {
	file, content := message.File, part.Content
	content.URL, content.File, err = intent.UploadMedia(ctx, portal.MXID, file.Content, file.Name, file.Mimetype)
	if err != nil {
		return fmt.Errorf("%w: %w", bridgev2.ErrMediaReuploadFailed, err)
	}
	content.Info = &event.FileInfo{MimeType: file.Mimetype, Size: len(file.Content)}
	content.Body, content.FileName = file.Name, file.Name
	if message.Text != "" {
		content.Body = message.Text
	}
	switch message.Kind {
	case wire.Image:
		content.MsgType = event.MsgImage
	case wire.Video:
		content.MsgType = event.MsgVideo
	case wire.Voice, wire.Audio:
		content.MsgType = event.MsgAudio
		if message.Kind == wire.Voice {
			content.MSC3245Voice = &event.MSC3245Voice{}
		}
	case wire.Sticker:
		part.Type, content.MsgType, content.FileName = event.EventSticker, "", ""
	default:
		content.MsgType = event.MsgFile
	}
	return nil
}

// convertEdit makes of an edited message the edit in the room; only words change.
func (client *Client) convertEdit(
	_ context.Context, _ *bridgev2.Portal, _ bridgev2.MatrixAPI, existing []*database.Message, message *wire.Message,
) (*bridgev2.ConvertedEdit, error) {
	content := &event.MessageEventContent{MsgType: event.MsgText, Body: message.Text}
	if message.HTML != "" {
		content.Format, content.FormattedBody = event.FormatHTML, message.HTML
	}
	return &bridgev2.ConvertedEdit{ModifiedParts: []*bridgev2.ConvertedEditPart{{
		Part: existing[0], Type: event.EventMessage, Content: content,
	}}}, nil
}

// externalLink is the address of a message of a supergroup.
func externalLink(message string) string {
	channel, number, large := strings.Cut(message, ".")
	if !large {
		return ""
	}
	return fmt.Sprintf("https://t.me/c/%s/%s", channel, number)
}

func withExtra(extra map[string]any, name string, value any) map[string]any {
	if extra == nil {
		extra = map[string]any{}
	}
	extra[name] = value
	return extra
}
