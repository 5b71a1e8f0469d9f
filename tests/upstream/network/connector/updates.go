package connector

import (
	"context"
	"time"

	"maunium.net/go/mautrix/bridgev2"
	"maunium.net/go/mautrix/bridgev2/networkid"
	"maunium.net/go/mautrix/bridgev2/simplevent"

	"simulated.invalid/network/wire"
)

// key names a chat for the framework.
func (client *Client) key(chat string) networkid.PortalKey {
	return networkid.PortalKey{ID: networkid.PortalID(chat), Receiver: client.connector.Kind.receiver(chat, client.login.ID)}
}

// sender names a person for the framework.
func (client *Client) sender(person string) bridgev2.EventSender {
	sender := bridgev2.EventSender{Sender: networkid.UserID(person)}
	if networkid.UserID(person) == client.GetUserID() {
		sender.IsFromMe, sender.SenderLogin = true, client.login.ID
	}
	return sender
}

func (client *Client) about(kind bridgev2.RemoteEventType, update wire.Update, person string) simplevent.EventMeta {
	return simplevent.EventMeta{
		Type: kind, PortalKey: client.key(update.Chat.ID), Sender: client.sender(person), Timestamp: time.Now(),
	}
}

// deal hands one update over to the framework.
func (client *Client) deal(ctx context.Context, update wire.Update) {
	switch update.Change {
	case wire.Condition:
		client.tellCondition(update.Condition, update.Text)
	case wire.Upgraded:
		client.followUpgrade(ctx, update)
	case wire.ChatIs:
		client.dealWithChat(update)
	case wire.Typing:
		client.login.QueueRemoteEvent(&simplevent.Typing{
			EventMeta: client.about(bridgev2.RemoteEventTyping, update, update.Person), Timeout: 15 * time.Second,
		})
	case wire.Written:
		client.dealWithMessage(update)
	default:
		client.dealWithOld(update)
	}
}

func (client *Client) dealWithChat(update wire.Update) {
	if !update.Chat.Has(string(client.login.ID)) {
		client.login.QueueRemoteEvent(&simplevent.ChatDelete{
			EventMeta: client.about(bridgev2.RemoteEventChatDelete, update, ""), OnlyForMe: true,
		})
		return
	}
	meta := client.about(bridgev2.RemoteEventChatResync, update, "")
	meta.CreatePortal = true
	client.login.QueueRemoteEvent(&simplevent.ChatResync{EventMeta: meta, GetChatInfoFunc: client.login.Client.GetChatInfo})
}

func (client *Client) dealWithMessage(update wire.Update) {
	meta := client.about(bridgev2.RemoteEventMessage, update, update.Message.From)
	meta.CreatePortal, meta.Timestamp = true, update.Message.At
	client.login.QueueRemoteEvent(&simplevent.Message[*wire.Message]{
		EventMeta: meta, Data: update.Message, ID: networkid.MessageID(update.Message.ID),
		ConvertMessageFunc: client.convert,
	})
}

// dealWithOld is for what happens to a message that was written before.
func (client *Client) dealWithOld(update wire.Update) {
	target := networkid.MessageID(update.Message.ID)
	switch update.Change {
	case wire.Edited:
		client.login.QueueRemoteEvent(&simplevent.Message[*wire.Message]{
			EventMeta: client.about(bridgev2.RemoteEventEdit, update, update.Person), Data: update.Message,
			ID: target, TargetMessage: target, ConvertEditFunc: client.convertEdit,
		})
	case wire.Deleted:
		client.login.QueueRemoteEvent(&simplevent.MessageRemove{
			EventMeta: client.about(bridgev2.RemoteEventMessageRemove, update, update.Person), TargetMessage: target,
		})
	case wire.Reacted:
		kind := bridgev2.RemoteEventReaction
		if update.Emoji == "" {
			kind = bridgev2.RemoteEventReactionRemove
		}
		client.login.QueueRemoteEvent(&simplevent.Reaction{
			EventMeta: client.about(kind, update, update.Person), TargetMessage: target, Emoji: update.Emoji,
		})
	case wire.Read:
		if client.connector.Kind == Telegram {
			return // groups of Telegram do not tell who has read
		}
		client.login.QueueRemoteEvent(&simplevent.Receipt{
			EventMeta: client.about(bridgev2.RemoteEventReadReceipt, update, update.Person), LastTarget: target,
		})
	case wire.Voted:
		client.dealWithVote(update)
	}
}
