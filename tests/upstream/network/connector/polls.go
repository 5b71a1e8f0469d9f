package connector

import (
	"context"
	"errors"
	"fmt"
	"html"
	"slices"
	"strings"

	"maunium.net/go/mautrix/bridgev2"
	"maunium.net/go/mautrix/bridgev2/database"
	"maunium.net/go/mautrix/bridgev2/networkid"
	"maunium.net/go/mautrix/bridgev2/simplevent"
	"maunium.net/go/mautrix/event"

	"simulated.invalid/network/wire"
)

// convertPoll makes words of a poll, and on WhatsApp if so configured a poll.
func (client *Client) convertPoll(poll *wire.Poll) *bridgev2.ConvertedMessagePart {
	var lines, items []string
	answers := []map[string]any{}
	for number, option := range poll.Options {
		lines = append(lines, fmt.Sprintf("%d. %s", number+1, option))
		items = append(items, "<li>"+html.EscapeString(option)+"</li>")
		answers = append(answers, map[string]any{"id": option, "org.matrix.msc1767.text": option})
	}
	list, question := strings.Join(items, ""), html.EscapeString(poll.Question)
	content := &event.MessageEventContent{MsgType: event.MsgText, Format: event.FormatHTML}
	part := &bridgev2.ConvertedMessagePart{Type: event.EventMessage, Content: content}
	if client.connector.Kind == Telegram {
		content.Body = fmt.Sprintf("Poll: %s\n%s\nOpen the Telegram app to vote.", poll.Question, strings.Join(lines, "\n"))
		content.FormattedBody = fmt.Sprintf("<strong>Poll</strong>: %s<ol>%s</ol>Open the Telegram app to vote.", question, list)
		return part
	}
	content.Body = fmt.Sprintf("%s\n\n%s\n\n\n(This message is a poll. Please open WhatsApp to vote.)", poll.Question, strings.Join(lines, "\n\n"))
	content.FormattedBody = fmt.Sprintf("<p>%s</p><ol>%s</ol><p>(This message is a poll. Please open WhatsApp to vote.)</p>", question, list)
	if client.connector.Config.ExtEvPolls {
		part.Type = event.EventUnstablePollStart
	}
	choices := poll.Choices
	if choices <= 0 {
		choices = len(poll.Options)
	}
	part.Extra = map[string]any{
		"org.matrix.msc1767.message": []map[string]any{{"mimetype": "text/plain", "body": content.Body}},
		"org.matrix.msc3381.poll.start": map[string]any{
			"kind": "org.matrix.msc3381.poll.disclosed", "max_selections": choices, "answers": answers,
			"question": map[string]any{"org.matrix.msc1767.text": poll.Question},
		},
	}
	return part
}

// dealWithVote makes somebody's vote appear in the room; Telegram does not tell of votes.
func (client *Client) dealWithVote(update wire.Update) {
	if client.connector.Kind == Telegram {
		return
	}
	chosen := update.Message.Poll.Votes[update.Person]
	client.login.QueueRemoteEvent(&simplevent.Message[*wire.Message]{
		EventMeta: client.about(bridgev2.RemoteEventMessage, update, update.Person), Data: update.Message,
		ID: networkid.MessageID(fmt.Sprintf("%s:vote:%s:%d", update.Message.ID, update.Person, update.Number)),
		ConvertMessageFunc: func(
			ctx context.Context, portal *bridgev2.Portal, _ bridgev2.MatrixAPI, poll *wire.Message,
		) (*bridgev2.ConvertedMessage, error) {
			return convertVote(ctx, portal, poll, chosen)
		},
	})
}

func convertVote(
	ctx context.Context, portal *bridgev2.Portal, poll *wire.Message, chosen []string,
) (*bridgev2.ConvertedMessage, error) {
	target, err := portal.Bridge.DB.Message.GetPartByID(ctx, portal.Receiver, networkid.MessageID(poll.ID), "")
	if err != nil {
		return nil, err
	} else if target == nil {
		return nil, fmt.Errorf("%w: the poll is not known", bridgev2.ErrIgnoringRemoteEvent)
	}
	answers := []string{}
	for _, option := range chosen {
		answer := option
		for id, words := range target.Metadata.(*messageMetadata).Options {
			if words == option {
				answer = id
			}
		}
		answers = append(answers, answer)
	}
	return &bridgev2.ConvertedMessage{Parts: []*bridgev2.ConvertedMessagePart{{
		Type: event.EventUnstablePollResponse,
		Content: &event.MessageEventContent{
			RelatesTo: &event.RelatesTo{Type: event.RelReference, EventID: target.MXID},
		},
		Extra: map[string]any{"org.matrix.msc3381.poll.response": map[string]any{"answers": answers}},
	}}}, nil
}

var (
	errNoQuestion = unsupported("poll message is missing question")
	errSameOption = unsupported("poll options must be unique")
)

func unsupported(text string) error {
	return bridgev2.WrapErrorInStatus(errors.New(text)).WithIsCertain(true).WithErrorAsMessage().
		WithSendNotice(true).WithErrorReason(event.MessageStatusUnsupported)
}

// HandleMatrixPollStart puts a poll of the room into the messenger.
func (client *whatsappClient) HandleMatrixPollStart(
	ctx context.Context, message *bridgev2.MatrixPollStart,
) (*bridgev2.MatrixMessageResponse, error) {
	start := message.Content.PollStart
	poll := &wire.Poll{Question: words(start.Question), Choices: start.MaxSelections}
	if poll.Question == "" {
		return nil, errNoQuestion
	}
	options := map[string]string{}
	for _, answer := range start.Answers {
		text := words(answer.MSC1767Message)
		if slices.Contains(poll.Options, text) {
			return nil, errSameOption
		}
		poll.Options = append(poll.Options, text)
		options[answer.ID] = text
	}
	response, err := client.send(ctx, &message.MatrixMessage, &wire.Message{Kind: wire.PollKind, Poll: poll})
	if err == nil {
		response.DB.Metadata = &messageMetadata{Options: options}
	}
	return response, err
}

// HandleMatrixPollVote votes for the account.
func (client *whatsappClient) HandleMatrixPollVote(
	ctx context.Context, vote *bridgev2.MatrixPollVote,
) (*bridgev2.MatrixMessageResponse, error) {
	names := vote.VoteTo.Metadata.(*messageMetadata).Options
	var chosen []string
	for _, answer := range vote.Content.Response.Answers {
		if text, known := names[answer]; known {
			answer = text
		}
		chosen = append(chosen, answer)
	}
	_, err := client.call(ctx, "vote", wire.Call{Target: string(vote.VoteTo.ID), Options: chosen})
	if err != nil {
		return nil, client.told(err)
	}
	return &bridgev2.MatrixMessageResponse{DB: &database.Message{
		ID: vote.VoteTo.ID + networkid.MessageID(":vote:"+vote.Event.ID.String()), SenderID: client.GetUserID(),
	}}, nil
}

// words are the plain words of an extensible text.
func words(text event.MSC1767Message) string {
	if text.Text != "" {
		return text.Text
	}
	for _, part := range text.Message {
		if part.MimeType != "text/html" {
			return part.Body
		}
	}
	return ""
}
