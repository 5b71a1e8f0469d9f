package messenger

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"simulated.invalid/network/wire"
)

// Limits of a message's text in characters, and of a file's caption on Telegram.
const (
	metaText        = 20000
	whatsappText    = 65536
	telegramText    = 4096
	telegramCaption = 1024
	cutOff          = " [long message cut off]"
)

// Write puts a message into a chat. What is too long is cut in silence.
func (network *Network) Write(message wire.Message, by *session) (*wire.Message, error) {
	network.lock.Lock()
	defer network.lock.Unlock()
	found, err := network.joined(message.Chat, message.From)
	if err != nil {
		return nil, err
	}
	if found.Announce && !found.Members[message.From].Manages() {
		return nil, refuse(http.StatusForbidden, "not-admin", "only admins may write here")
	}
	if network.meta && len([]rune(message.Text)) > metaText {
		return nil, refuse(http.StatusBadRequest, "too-long", "server rejected message: message is too long")
	}
	message.ID, message.At = network.messageID(found.Chat, message.From), network.now()
	message.Text = network.cut(message.Text, message.Kind)
	if message.Kind == "" {
		message.Kind = wire.Text
	}
	if message.Expires == 0 {
		message.Expires = found.Expires
	}
	if by != nil && by.account.deaf == "both" {
		return &message, nil // taken, and never seen by anybody
	}
	kept := &message
	network.messages[kept.ID] = kept
	found.messages = append(found.messages, kept)
	network.tell(wire.Update{Change: wire.Written, Chat: found.shown(), Message: copied(kept)}, by, found.inside()...)
	return copied(kept), nil
}

func (network *Network) cut(text string, kind wire.Kind) string {
	limit := whatsappText
	if !network.whatsapp && !network.meta {
		limit = telegramText
		if kind != wire.Text && kind != "" {
			limit = telegramCaption
		}
	}
	letters := []rune(text)
	if len(letters) <= limit {
		return text
	}
	if network.whatsapp {
		return string(letters[:limit])
	}
	return string(letters[:limit-len(cutOff)]) + cutOff
}

// target finds a message that somebody speaks of. The lock is held.
func (network *Network) target(id, person string) (*wire.Message, *chat, error) {
	message := network.messages[id]
	if message == nil || message.Deleted != "" {
		return nil, nil, refuse(http.StatusNotFound, "MESSAGE_ID_INVALID", "there is no such message")
	}
	found, err := network.find(message.Chat, person)
	if err != nil {
		for _, private := range network.chats {
			if slices.Contains(private.messages, message) {
				return message, private, nil
			}
		}
	}
	return message, found, err
}

// Edit changes what somebody wrote. Only one's own messages can be edited.
func (network *Network) Edit(id, person, text, html string, by *session) error {
	network.lock.Lock()
	defer network.lock.Unlock()
	message, found, err := network.target(id, person)
	if err != nil {
		return err
	}
	if message.From != person {
		return refuse(http.StatusForbidden, "MESSAGE_AUTHOR_REQUIRED", "rpc error code 403: MESSAGE_AUTHOR_REQUIRED")
	}
	message.Text, message.HTML, message.Edited = network.cut(text, message.Kind), html, true
	network.tell(wire.Update{Change: wire.Edited, Chat: found.shown(), Message: copied(message), Person: person}, by, found.inside()...)
	return nil
}

// Delete takes a message away for everybody: one's own, or as an admin anybody's.
func (network *Network) Delete(id, person string, by *session) error {
	network.lock.Lock()
	defer network.lock.Unlock()
	message, found, err := network.target(id, person)
	if err != nil {
		return err
	}
	if message.From != person && network.meta {
		return nil // nobody deletes what others wrote, and nobody says so
	}
	if message.From != person && !found.Members[person].Manages() {
		switch {
		case network.weather.DeletionRefusal == "silent":
			return nil
		case network.whatsapp:
			return refuse(http.StatusForbidden, "not-admin", "server returned error 403")
		default:
			return refuse(http.StatusForbidden, "MESSAGE_DELETE_FORBIDDEN", "rpc error code 403: MESSAGE_DELETE_FORBIDDEN")
		}
	}
	message.Deleted = person
	network.tell(wire.Update{Change: wire.Deleted, Chat: found.shown(), Message: copied(message), Person: person}, by, found.inside()...)
	return nil
}

// React puts a reaction in place of the one before, or takes it off where emoji is empty.
func (network *Network) React(id, person, emoji string, by *session) error {
	network.lock.Lock()
	defer network.lock.Unlock()
	message, found, err := network.target(id, person)
	if err != nil {
		return err
	}
	if network.kind == "telegram" && emoji != "" && !slices.Contains(reactions, strings.TrimSuffix(emoji, "\ufe0f")) {
		return refuse(http.StatusBadRequest, "REACTION_INVALID", "rpc error code 400: REACTION_INVALID")
	}
	if message.Reactions == nil {
		message.Reactions = map[string]string{}
	}
	if emoji == "" {
		delete(message.Reactions, person)
	} else {
		message.Reactions[person] = emoji
	}
	network.tell(wire.Update{Change: wire.Reacted, Chat: found.shown(), Message: copied(message), Person: person, Emoji: emoji}, by, found.inside()...)
	return nil
}

// reactions are those that Telegram takes here, without variation selectors.
var reactions = []string{"👍", "👎", "❤", "🔥", "🎉", "😁", "🙏", "👏", "😢", "🤔"}

// Vote chooses options of a poll, all that somebody has chosen before is forgotten.
func (network *Network) Vote(id, person string, options []string, by *session) error {
	network.lock.Lock()
	defer network.lock.Unlock()
	message, found, err := network.target(id, person)
	if err != nil {
		return err
	}
	if message.Poll == nil {
		return refuse(http.StatusBadRequest, "no-poll", "that message is no poll")
	}
	for _, option := range options {
		if !slices.Contains(message.Poll.Options, option) {
			return refuse(http.StatusBadRequest, "no-option", "the poll has no option %s", option)
		}
	}
	if message.Poll.Votes == nil {
		message.Poll.Votes = map[string][]string{}
	}
	message.Poll.Votes[person] = options
	network.tell(wire.Update{Change: wire.Voted, Chat: found.shown(), Message: copied(message), Person: person}, by, found.inside()...)
	return nil
}

// Read marks a message, and all before it, as read by somebody.
func (network *Network) Read(id, person string, by *session) error {
	network.lock.Lock()
	defer network.lock.Unlock()
	message, found, err := network.target(id, person)
	if err != nil {
		return err
	}
	for _, earlier := range found.messages {
		if earlier.ReadBy == nil {
			earlier.ReadBy = map[string]struct{}{}
		}
		earlier.ReadBy[person] = struct{}{}
		if earlier == message {
			break
		}
	}
	network.tell(wire.Update{Change: wire.Read, Chat: found.shown(), Message: copied(message), Person: person}, by, found.inside()...)
	return nil
}

// copied is a message that may leave the lock.
func copied(message *wire.Message) *wire.Message {
	clone := *message
	clone.Reactions, clone.ReadBy = maps.Clone(message.Reactions), maps.Clone(message.ReadBy)
	if message.Poll != nil {
		poll := *message.Poll
		poll.Votes = maps.Clone(poll.Votes)
		clone.Poll = &poll
	}
	return &clone
}
