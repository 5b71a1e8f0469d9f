package connector

import (
	"context"
	"errors"

	"maunium.net/go/mautrix/bridgev2"
	"maunium.net/go/mautrix/bridgev2/database"

	"simulated.invalid/network/wire"
)

// HandleMatrixRoomName renames the chat.
func (client *Client) HandleMatrixRoomName(ctx context.Context, room *bridgev2.MatrixRoomName) (bool, error) {
	_, err := client.call(ctx, "change", wire.Call{Chat: string(room.Portal.ID), Name: &room.Content.Name})
	if err != nil {
		return false, client.told(err)
	}
	room.Portal.Name, room.Portal.NameSet = room.Content.Name, true
	return true, nil
}

// HandleMatrixRoomTopic changes the chat's description.
func (client *whatsappClient) HandleMatrixRoomTopic(ctx context.Context, room *bridgev2.MatrixRoomTopic) (bool, error) {
	_, err := client.call(ctx, "change", wire.Call{Chat: string(room.Portal.ID), Topic: &room.Content.Topic})
	if err != nil {
		return false, client.told(err)
	}
	room.Portal.Topic, room.Portal.TopicSet = room.Content.Topic, true
	return true, nil
}

// HandleMatrixDisappearingTimer changes how long messages live.
func (client *Client) HandleMatrixDisappearingTimer(
	ctx context.Context, room *bridgev2.MatrixDisappearingTimer,
) (bool, error) {
	seconds := int(room.Content.Timer.Seconds())
	_, err := client.call(ctx, "change", wire.Call{Chat: string(room.Portal.ID), Expires: &seconds})
	if err != nil {
		return false, client.told(err)
	}
	room.Portal.Disappear = database.DisappearingSettingFromEvent(room.Content)
	return true, nil
}

// HandleMatrixMembership invites, removes and (Telegram) bans; what a relayed person does to itself is its own.
func (client *Client) HandleMatrixMembership(
	ctx context.Context, change *bridgev2.MatrixMembershipChange,
) (*bridgev2.MatrixMembershipResult, error) {
	if change.Type.IsSelf && change.OrigSender != nil || client.connector.Kind.private(string(change.Portal.ID)) {
		return nil, nil
	}
	call := wire.Call{Chat: string(change.Portal.ID)}
	switch target := change.Target.(type) {
	case *bridgev2.Ghost:
		call.Person = string(target.ID)
	case *bridgev2.UserLogin:
		call.Person = string(target.ID)
	default:
		return nil, errors.New("nobody whom the messenger knows")
	}
	switch change.Type {
	case bridgev2.Invite:
		call.Role = wire.Member
	case bridgev2.Leave, bridgev2.Kick, bridgev2.RevokeInvite:
		call.Role = wire.Gone
	case bridgev2.BanJoined, bridgev2.BanLeft, bridgev2.BanInvited:
		if client.connector.Kind == WhatsApp {
			return nil, nil
		}
		call.Role = wire.Banned
	case bridgev2.Unban:
		call.Role = wire.Gone
	default:
		return nil, nil
	}
	_, err := client.call(ctx, "role", call)
	return nil, client.told(err)
}

// GetUserInfo tells a person's name and, where the network shows it, phone.
func (client *Client) GetUserInfo(ctx context.Context, ghost *bridgev2.Ghost) (*bridgev2.UserInfo, error) {
	answer, err := client.call(ctx, "people", wire.Call{People: []string{string(ghost.ID)}})
	if err != nil || len(answer.People) == 0 {
		return nil, err
	}
	return userInfo(answer.People[0]), nil
}

func userInfo(person wire.Person) *bridgev2.UserInfo {
	info := &bridgev2.UserInfo{Name: &person.Name}
	if person.Phone != "" {
		info.Identifiers = []string{"tel:" + person.Phone}
	}
	return info
}
