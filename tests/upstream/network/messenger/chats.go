package messenger

import (
	"maps"
	"net/http"
	"slices"

	"simulated.invalid/network/wire"
)

// find gives a chat as somebody may name it. The lock is held.
func (network *Network) find(id, person string) (*chat, error) {
	found := network.chats[id]
	if found == nil {
		found = network.chats[person+"/"+id]
	}
	if found == nil {
		return nil, refuse(http.StatusNotFound, "no-chat", "there is no chat %s", id)
	}
	return found, nil
}

// joined gives a chat that somebody is in. The lock is held.
func (network *Network) joined(id, person string) (*chat, error) {
	found, err := network.find(id, person)
	if err == nil && !found.Has(person) {
		return nil, refuse(http.StatusForbidden, "not-a-member", "not a member of the chat")
	}
	return found, err
}

// shown is a copy of a chat that may leave the lock.
func (found *chat) shown() *wire.Chat {
	copied := found.Chat
	copied.Members = maps.Clone(found.Members)
	return &copied
}

// inside lists who is in a chat.
func (found *chat) inside() []string {
	var people []string
	for person := range found.Members {
		if found.Has(person) {
			people = append(people, person)
		}
	}
	slices.Sort(people)
	return people
}

// MakeChat makes a group; the one who makes it is its owner.
func (network *Network) MakeChat(wanted wire.Chat) (*wire.Chat, error) {
	network.lock.Lock()
	defer network.lock.Unlock()
	for person := range wanted.Members {
		if network.people[person] == nil {
			return nil, refuse(http.StatusNotFound, "no-person", "there is no %s", person)
		}
	}
	if wanted.ID == "" {
		wanted.ID = network.chatID(wanted.Small)
	}
	wanted.Link = network.link()
	if wanted.Members == nil {
		wanted.Members = map[string]wire.Role{}
	}
	made := &chat{Chat: wanted}
	network.chats[wanted.ID] = made
	network.tell(wire.Update{Change: wire.ChatIs, Chat: made.shown()}, nil, made.inside()...)
	return made.shown(), nil
}

// SetRole lets somebody in, promotes, demotes, removes or bans; actor is empty for the hand of fate.
func (network *Network) SetRole(id, actor, person string, role wire.Role, by *session) error {
	network.lock.Lock()
	defer network.lock.Unlock()
	found, err := network.find(id, actor)
	if err != nil {
		return err
	}
	if network.people[person] == nil {
		return refuse(http.StatusNotFound, "no-person", "there is no %s", person)
	}
	if actor != "" && actor != person && !found.Members[actor].Manages() {
		if network.whatsapp || network.meta {
			return refuse(http.StatusForbidden, "not-admin", "failed to change participant: code 403")
		}
		return refuse(http.StatusForbidden, "CHAT_ADMIN_REQUIRED", "rpc error code 400: CHAT_ADMIN_REQUIRED")
	}
	told := append(found.inside(), person)
	if role == "" {
		role = wire.Member
	}
	found.Members[person] = role
	slices.Sort(told)
	network.tell(wire.Update{Change: wire.ChatIs, Chat: found.shown(), Person: actor}, by, slices.Compact(told)...)
	return nil
}

// ChangeChat renames a chat, changes its topic, or how long its messages live.
func (network *Network) ChangeChat(id, actor string, call wire.Call, by *session) (*wire.Chat, error) {
	network.lock.Lock()
	defer network.lock.Unlock()
	found, err := network.find(id, actor)
	if err != nil {
		return nil, err
	}
	if found.Locked && actor != "" && !found.Members[actor].Manages() {
		return nil, refuse(http.StatusForbidden, "not-admin", "only admins may change this group")
	}
	if call.Name != nil {
		found.Name = *call.Name
	}
	if call.Topic != nil {
		found.Topic = *call.Topic
	}
	if call.Expires != nil {
		found.Expires = *call.Expires
	}
	network.tell(wire.Update{Change: wire.ChatIs, Chat: found.shown(), Person: actor}, by, found.inside()...)
	return found.shown(), nil
}

// Private gives the private chat of an account with somebody, made if need be.
func (network *Network) Private(account, person string) (*wire.Chat, error) {
	network.lock.Lock()
	defer network.lock.Unlock()
	if network.people[account] == nil || network.people[person] == nil {
		return nil, refuse(http.StatusNotFound, "no-person", "there is no such person")
	}
	key := account + "/" + network.privateID(person)
	if network.chats[key] == nil {
		made := &chat{Chat: wire.Chat{
			ID: network.privateID(person), Name: network.people[person].Name, Private: true,
			Members: map[string]wire.Role{account: wire.Member, person: wire.Member},
		}}
		network.chats[key], network.chats[person+"/"+made.ID] = made, made
	}
	return network.chats[key].shown(), nil
}

// Upgrade makes a supergroup of a basic group; its id changes.
func (network *Network) Upgrade(id, actor string) (*wire.Chat, error) {
	network.lock.Lock()
	defer network.lock.Unlock()
	found, err := network.find(id, actor)
	if err != nil {
		return nil, err
	}
	if actor != "" && found.Members[actor] != wire.Owner {
		return nil, refuse(http.StatusForbidden, "CHAT_ADMIN_REQUIRED", "rpc error code 400: CHAT_ADMIN_REQUIRED")
	}
	previous := found.ID
	found.ID, found.Small = network.chatID(false), false
	delete(network.chats, previous)
	network.chats[found.ID] = found
	network.tell(wire.Update{Change: wire.Upgraded, Chat: found.shown(), Previous: previous}, nil, found.inside()...)
	return found.shown(), nil
}
