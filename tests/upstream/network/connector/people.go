package connector

import (
	"context"
	"fmt"
	"strings"

	"maunium.net/go/mautrix/bridgev2"
	"maunium.net/go/mautrix/bridgev2/networkid"

	"simulated.invalid/network/wire"
)

// ResolveIdentifier finds somebody by phone number or id.
func (client *Client) ResolveIdentifier(
	ctx context.Context, identifier string, createChat bool,
) (*bridgev2.ResolveIdentifierResponse, error) {
	answer, err := client.call(ctx, "people", wire.Call{})
	if err != nil {
		return nil, err
	}
	wanted := strings.TrimPrefix(identifier, "+")
	for _, person := range answer.People {
		if person.ID == wanted || person.Phone != "" && strings.TrimPrefix(person.Phone, "+") == wanted {
			return client.resolved(ctx, person, createChat)
		}
	}
	return nil, nil
}

func (client *Client) resolved(
	ctx context.Context, person wire.Person, createChat bool,
) (*bridgev2.ResolveIdentifierResponse, error) {
	ghost, err := client.connector.Bridge.GetGhostByID(ctx, networkid.UserID(person.ID))
	if err != nil {
		return nil, fmt.Errorf("failed to get ghost: %w", err)
	}
	found := &bridgev2.ResolveIdentifierResponse{
		Ghost: ghost, UserID: networkid.UserID(person.ID), UserInfo: userInfo(person),
	}
	if createChat {
		answer, err := client.call(ctx, "private", wire.Call{Person: person.ID})
		if err != nil {
			return nil, err
		}
		found.Chat = &bridgev2.CreateChatResponse{PortalKey: client.key(answer.Chat.ID), PortalInfo: client.info(answer.Chat)}
	}
	return found, nil
}

// GetContactList lists everybody.
func (client *Client) GetContactList(ctx context.Context) ([]*bridgev2.ResolveIdentifierResponse, error) {
	answer, err := client.call(ctx, "people", wire.Call{})
	if err != nil {
		return nil, err
	}
	var contacts []*bridgev2.ResolveIdentifierResponse
	for _, person := range answer.People {
		if networkid.UserID(person.ID) == client.GetUserID() {
			continue
		}
		contact, err := client.resolved(ctx, person, false)
		if err != nil {
			return nil, err
		}
		contacts = append(contacts, contact)
	}
	return contacts, nil
}

// CreateGroup makes a group, bound to an existing room if one is given.
func (client *Client) CreateGroup(
	ctx context.Context, wanted *bridgev2.GroupCreateParams,
) (*bridgev2.CreateChatResponse, error) {
	call := wire.Call{}
	if wanted.Name != nil {
		call.Name = &wanted.Name.Name
	}
	for _, person := range wanted.Participants {
		call.People = append(call.People, string(person))
	}
	answer, err := client.call(ctx, "create", call)
	if err != nil {
		return nil, err
	}
	key := client.key(answer.Chat.ID)
	portal, err := client.connector.Bridge.GetPortalByKey(ctx, key)
	if err != nil {
		return nil, err
	}
	info := client.info(answer.Chat)
	if wanted.RoomID != "" {
		err = portal.UpdateMatrixRoomID(ctx, wanted.RoomID, bridgev2.UpdateMatrixRoomIDParams{
			FailIfMXIDSet: true, ChatInfo: info, ChatInfoSource: client.login,
		})
	}
	return &bridgev2.CreateChatResponse{PortalKey: key, Portal: portal, PortalInfo: info}, err
}
