package connector

import (
	"context"
	"time"

	"go.mau.fi/util/ptr"
	"maunium.net/go/mautrix/bridgev2"
	"maunium.net/go/mautrix/bridgev2/database"
	"maunium.net/go/mautrix/bridgev2/networkid"
	"maunium.net/go/mautrix/bridgev2/simplevent"
	"maunium.net/go/mautrix/event"

	"simulated.invalid/network/wire"
)

// GetChatInfo tells all about a chat that the account is in.
func (client *Client) GetChatInfo(ctx context.Context, portal *bridgev2.Portal) (*bridgev2.ChatInfo, error) {
	answer, err := client.call(ctx, "chat", wire.Call{Chat: string(portal.ID)})
	if err != nil {
		return nil, err
	}
	return client.info(answer.Chat), nil
}

func (client *Client) info(chat *wire.Chat) *bridgev2.ChatInfo {
	members := &bridgev2.ChatMemberList{
		IsFull: true, MemberMap: bridgev2.ChatMemberMap{}, PowerLevels: client.powers(chat),
	}
	for person, role := range chat.Members {
		member := bridgev2.ChatMember{EventSender: client.sender(person), Membership: event.MembershipJoin}
		member.MemberEventExtra = map[string]any{"com.beeper.exclude_from_timeline": true}
		if chat.Has(person) {
			member.PowerLevel = ptr.Ptr(client.power(role))
			members.TotalMemberCount++
		} else {
			member.Membership, member.PrevMembership = event.MembershipLeave, event.MembershipJoin
		}
		members.MemberMap.Set(member)
	}
	info := &bridgev2.ChatInfo{
		Name: &chat.Name, Members: members, Type: ptr.Ptr(database.RoomTypeDefault), ExcludeChangesFromTimeline: true,
		Disappear: &database.DisappearingSetting{},
	}
	if client.connector.Kind == WhatsApp {
		info.Topic = &chat.Topic
	}
	if chat.Expires > 0 {
		info.Disappear.Type = event.DisappearingTypeAfterSend
		info.Disappear.Timer = time.Duration(chat.Expires) * time.Second
	}
	if chat.Private {
		info.Type, info.Name = ptr.Ptr(database.RoomTypeDM), nil
	}
	return info
}

// power is what a role may in the room.
func (client *Client) power(role wire.Role) int {
	telegram := client.connector.Kind == Telegram
	switch {
	case role == wire.Owner && telegram:
		return 95
	case role == wire.Owner:
		return 75
	case role == wire.Admin && telegram:
		return 55
	case role == wire.Admin:
		return 50
	}
	return 0
}

// powers are the levels that a chat wants in its room.
func (client *Client) powers(chat *wire.Chat) *bridgev2.PowerLevelOverrides {
	writing, naming := 0, 0
	if chat.Announce {
		writing = 50
	}
	if chat.Locked {
		naming = 50
	}
	if client.connector.Kind == Telegram {
		return &bridgev2.PowerLevelOverrides{
			UsersDefault: ptr.Ptr(0), EventsDefault: &writing, StateDefault: ptr.Ptr(75), Invite: ptr.Ptr(0),
			Kick: ptr.Ptr(55), Ban: ptr.Ptr(55), Redact: ptr.Ptr(44),
			Events: map[event.Type]int{
				event.StateRoomName: naming, event.StateRoomAvatar: naming, event.StateTopic: naming,
				event.StatePinnedEvents: 0, event.StateTombstone: 99, event.StatePowerLevels: 85,
				event.StateHistoryVisibility: 85, event.EventSticker: 0, event.StateBeeperDisappearingTimer: naming,
			},
		}
	}
	return &bridgev2.PowerLevelOverrides{
		EventsDefault: &writing, StateDefault: ptr.Ptr(99), Ban: ptr.Ptr(99),
		Events: map[event.Type]int{
			event.StateRoomName: naming, event.StateRoomAvatar: naming, event.StateTopic: naming,
			event.EventReaction: 0, event.EventRedaction: 0, event.EventUnstablePollResponse: 0,
			event.StateBeeperDisappearingTimer: naming,
		},
	}
}

// followUpgrade goes on in the same room when a basic group became a supergroup.
func (client *Client) followUpgrade(ctx context.Context, update wire.Update) {
	next := client.key(update.Chat.ID)
	_, portal, err := client.connector.Bridge.ReIDPortal(ctx, client.key(update.Previous), next)
	if err != nil {
		client.login.Log.Err(err).Msg("Failed to follow an upgraded group")
		return
	}
	if portal != nil {
		portal.UpdateInfo(ctx, client.info(update.Chat), client.login, nil, time.Time{})
	}
	meta := client.about(bridgev2.RemoteEventMessage, update, "")
	client.login.QueueRemoteEvent(&simplevent.Message[*wire.Message]{
		EventMeta: meta, ID: networkid.MessageID("upgrade:" + update.Chat.ID),
		Data:               &wire.Message{Kind: wire.Service, Text: upgradeNotice},
		ConvertMessageFunc: client.convert,
	})
}
