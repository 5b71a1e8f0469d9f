package messenger

import (
	"net/http"
	"strings"

	"simulated.invalid/network/wire"
)

// Behind gives the chat behind an invite link, without joining, and whether the person is in it already.
func (network *Network) Behind(link, person string) (*wire.Chat, bool, error) {
	network.lock.Lock()
	defer network.lock.Unlock()
	for _, found := range network.chats {
		if found.Link != "" && strings.TrimPrefix(found.Link, "https://") == strings.TrimPrefix(link, "https://") {
			return found.shown(), found.Has(person), nil
		}
	}
	return nil, false, refuse(http.StatusNotFound, "bad-link", "that group invite link is not valid")
}

// JoinBy joins by an invite link.
func (network *Network) JoinBy(link, person string) (*wire.Chat, bool, error) {
	behind, already, err := network.Behind(link, person)
	if err != nil || already {
		return behind, already, err
	}
	if behind.Members[person] == wire.Banned {
		return nil, false, refuse(http.StatusForbidden, "removed", "you were removed from this group")
	}
	if err := network.SetRole(behind.ID, "", person, wire.Member, nil); err != nil {
		return nil, false, err
	}
	behind, _, err = network.Behind(link, person)
	return behind, false, err
}

// InviteLink gives a chat's link, a new one if asked; only admins get it.
func (network *Network) InviteLink(id, person string, reset bool) (string, error) {
	network.lock.Lock()
	defer network.lock.Unlock()
	found, err := network.joined(id, person)
	if err != nil {
		return "", err
	}
	if !found.Members[person].Manages() {
		return "", refuse(http.StatusForbidden, "not-admin", "you don't have the permission to get the group's invite link")
	}
	if reset {
		found.Link = network.link()
	}
	return found.Link, nil
}
