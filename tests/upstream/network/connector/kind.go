package connector

import (
	"strings"

	"maunium.net/go/mautrix/bridgev2"
	"maunium.net/go/mautrix/bridgev2/networkid"
)

// Kind is which network the bridge says it is of.
type Kind string

// The kinds.
const (
	WhatsApp  Kind = "whatsapp"
	Telegram  Kind = "telegram"
	Facebook  Kind = "facebook"
	Instagram Kind = "instagram"
)

// Kinds are all of them.
var Kinds = []Kind{WhatsApp, Telegram, Facebook, Instagram}

// meta says whether the network is one of Meta's, whose bridges are much alike.
func (kind Kind) meta() bool { return kind == Facebook || kind == Instagram }

// name is what the bridge tells of the network. The address shows that it is none of the real ones.
func (kind Kind) name() bridgev2.BridgeName {
	told := bridgev2.BridgeName{
		NetworkURL:       "https://simulated.invalid",
		NetworkID:        string(kind),
		BeeperBridgeType: string(kind),
	}
	switch kind {
	case Telegram:
		told.DisplayName, told.DefaultPort, told.DefaultCommandPrefix = "Telegram", 29317, "!tg"
	case Facebook:
		told.DisplayName, told.DefaultPort, told.DefaultCommandPrefix = "Facebook Messenger", 29319, "!fb"
	case Instagram:
		told.DisplayName, told.DefaultPort, told.DefaultCommandPrefix = "Instagram", 29330, "!ig"
	default:
		told.DisplayName, told.DefaultPort, told.DefaultCommandPrefix = "WhatsApp", 29318, "!wa"
	}
	return told
}

// receiver tells whose chats of this shape are: private ones and basic groups are each account's own.
func (kind Kind) receiver(chat string, login networkid.UserLoginID) networkid.UserLoginID {
	shared := strings.HasSuffix(chat, "@g.us")
	if kind == Telegram {
		shared = strings.HasPrefix(chat, "channel:")
	} else if kind.meta() {
		shared = !kind.private(chat)
	}
	if shared {
		return ""
	}
	return login
}

// private says whether the chat has one other side.
func (kind Kind) private(chat string) bool {
	if kind == Telegram {
		return strings.HasPrefix(chat, "user:")
	}
	if kind.meta() {
		return strings.HasPrefix(chat, "1") // as people are called here, and no group
	}
	return !strings.HasSuffix(chat, "@g.us")
}
