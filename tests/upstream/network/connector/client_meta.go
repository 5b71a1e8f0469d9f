package connector

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"go.mau.fi/util/jsontime"
	"go.mau.fi/util/ptr"
	"maunium.net/go/mautrix/bridgev2"
	"maunium.net/go/mautrix/bridgev2/networkid"
	"maunium.net/go/mautrix/bridgev2/status"
	"maunium.net/go/mautrix/event"

	"simulated.invalid/network/wire"
)

// metaClient is an account of Facebook or Instagram.
type metaClient struct{ *Client }

var (
	_ bridgev2.UserSearchingNetworkAPI       = (*metaClient)(nil)
	_ bridgev2.IdentifierResolvingNetworkAPI = (*metaClient)(nil)
	_ bridgev2.BackfillingNetworkAPI         = (*metaClient)(nil)
)

var (
	errNoChatInfo   = errors.New("getting chat info for non-whatsapp threads is not supported")
	errNotConnected = bridgev2.WrapErrorInStatus(errors.New("not connected")).WithErrorAsMessage().WithSendNotice(true)
)

// GetChatInfo knows on Facebook only of the end-to-end encrypted groups.
func (client *metaClient) GetChatInfo(ctx context.Context, portal *bridgev2.Portal) (*bridgev2.ChatInfo, error) {
	answer, err := client.call(ctx, "chat", wire.Call{Chat: string(portal.ID)})
	if err != nil {
		return nil, err
	}
	if client.connector.Kind == Facebook && answer.Chat.Plain {
		return nil, errNoChatInfo
	}
	return client.info(answer.Chat), nil
}

// ResolveIdentifier asks nobody: any number is somebody.
func (client *metaClient) ResolveIdentifier(
	ctx context.Context, identifier string, createChat bool,
) (*bridgev2.ResolveIdentifierResponse, error) {
	if _, err := strconv.ParseUint(identifier, 10, 63); err != nil {
		return nil, err
	}
	found, err := client.resolved(ctx, wire.Person{ID: identifier}, createChat)
	if err == nil {
		found.UserInfo = nil
	}
	return found, err
}

// SearchUsers asks the network.
func (client *metaClient) SearchUsers(ctx context.Context, query string) ([]*bridgev2.ResolveIdentifierResponse, error) {
	answer, err := client.call(ctx, "people", wire.Call{})
	if err != nil {
		return nil, client.told(err)
	}
	found := []*bridgev2.ResolveIdentifierResponse{}
	for _, person := range answer.People {
		if strings.Contains(person.Name, query) {
			found = append(found, &bridgev2.ResolveIdentifierResponse{
				UserID: networkid.UserID(person.ID), UserInfo: userInfo(person),
			})
		}
	}
	return found, nil
}

// FetchMessages fetches what was missed: the network keeps nothing for a device that is away.
func (client *metaClient) FetchMessages(
	ctx context.Context, wanted bridgev2.FetchMessagesParams,
) (*bridgev2.FetchMessagesResponse, error) {
	if !wanted.Forward || wanted.AnchorMessage == nil {
		return nil, nil
	}
	call := wire.Call{Chat: string(wanted.Portal.ID), Since: wanted.AnchorMessage.Timestamp}
	answer, err := client.call(ctx, "history", call)
	if err != nil {
		return nil, err
	}
	found := &bridgev2.FetchMessagesResponse{Forward: true}
	for _, message := range answer.Messages {
		sender := client.sender(message.From)
		intent, ok := wanted.Portal.GetIntentFor(ctx, sender, client.login, bridgev2.RemoteEventBackfill)
		if !ok {
			continue
		}
		converted, err := client.convert(ctx, wanted.Portal, intent, &message)
		if err != nil {
			return nil, err
		}
		found.Messages = append(found.Messages, &bridgev2.BackfillMessage{
			ConvertedMessage: converted, Sender: sender, ID: networkid.MessageID(message.ID), Timestamp: message.At,
		})
	}
	return found, nil
}

// GetCapabilities tells what can be done in a chat: no places, no polls, on Instagram no files and captions.
func (client *metaClient) GetCapabilities(context.Context, *bridgev2.Portal) *event.RoomFeatures {
	const size, limit = 25 * 1000 * 1000, 20000
	able := &event.RoomFeatures{
		ID: "simulated.meta.capabilities", MaxTextLength: limit,
		Reply: event.CapLevelFullySupported, Delete: event.CapLevelFullySupported,
		Edit: event.CapLevelFullySupported, EditMaxCount: 5, EditMaxAge: ptr.Ptr(jsontime.S(metaEdits)),
		Reaction: event.CapLevelFullySupported, ReactionCount: 1, TypingNotifications: true,
		File: files(limit, size, event.CapLevelDropped),
	}
	if client.connector.Kind == Instagram {
		able.ID += "+instagram"
		delete(able.File, event.MsgFile)
		for _, kind := range able.File {
			kind.Caption = event.CapLevelDropped
		}
	}
	return able
}

// wordless says what loses its caption on the way.
func (kind Kind) wordless(sent wire.Kind) bool {
	switch sent {
	case wire.Sticker:
		return true
	case wire.Voice, wire.Audio:
		return kind != Telegram
	case wire.Image, wire.Video:
		return kind == Instagram
	}
	return false
}

// toldByMeta makes of the messenger's refusal what the room is told.
func toldByMeta(err error) error {
	var refusal *wire.Refusal
	switch {
	case errors.Is(err, errAway):
		return errNotConnected
	case errors.As(err, &refusal) && refusal.Status == 401:
		return bridgev2.ErrNotLoggedIn
	}
	return err
}

// metaState is for an account that Meta has thrown out.
func (kind Kind) metaState(refusal wire.Refusal) status.BridgeState {
	prefix := map[Kind]string{Facebook: "fb-", Instagram: "ig-"}[kind]
	switch refusal.Code {
	case "logged-out", "cookie-removed":
		prefix, refusal.Code = "meta-", "cookie-removed"
	case "not-logged-in":
		prefix = "meta-"
	case "checkpoint-required":
		prefix = "fb-" // so does the bridge to Instagram
	}
	return status.BridgeState{
		StateEvent: status.StateBadCredentials, Error: status.BridgeStateErrorCode(prefix + refusal.Code),
	}
}
