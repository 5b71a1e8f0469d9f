package messenger

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"strings"

	"simulated.invalid/network/wire"
)

// personID is the id of the next person: a phone's digits or a lid on WhatsApp, a number elsewhere.
func (network *Network) personID(phone string) string {
	if network.meta {
		return fmt.Sprintf("%s%011d", map[string]string{"facebook": "1000", "instagram": "1784"}[network.kind], network.number())
	}
	if network.whatsapp {
		if phone != "" {
			return strings.TrimPrefix(phone, "+")
		}
		return fmt.Sprintf("lid-%d", 90000000000000+network.number())
	}
	return fmt.Sprint(777000 + network.number())
}

// chatID is the id of the next group.
func (network *Network) chatID(small bool) string {
	number := network.number()
	if network.meta {
		return fmt.Sprintf("%s%015d", map[string]string{"facebook": "7", "instagram": "8"}[network.kind], number)
	}
	if network.whatsapp {
		return fmt.Sprintf("1203630000000%05d@g.us", number)
	}
	if small {
		return fmt.Sprintf("chat:%d", number)
	}
	return fmt.Sprintf("channel:%d", number)
}

// jid is a person's address on WhatsApp.
func jid(person string) string {
	if lid, hidden := strings.CutPrefix(person, "lid-"); hidden {
		return lid + "@lid"
	}
	return person + "@s.whatsapp.net"
}

// privateID is how one side of a private chat names it.
func (network *Network) privateID(other string) string {
	if network.whatsapp {
		return jid(other)
	}
	if network.meta {
		return other // a private chat is called as the other side
	}
	return "user:" + other
}

// messageID is the id of the next message.
func (network *Network) messageID(chat wire.Chat, from string) string {
	number := network.number()
	if network.meta {
		return fmt.Sprintf("fb:mid.$c%016X", number)
	}
	if network.whatsapp {
		return fmt.Sprintf("%s:%s:3EB0%016X", chat.ID, jid(from), number)
	}
	if channel, large := strings.CutPrefix(chat.ID, "channel:"); large {
		return fmt.Sprintf("%s.%d", channel, number)
	}
	return fmt.Sprint(number)
}

// link is a new invite link, where the bridge knows such.
func (network *Network) link() string {
	if network.meta {
		return ""
	}
	if network.whatsapp {
		return "https://chat.whatsapp.com/" + strings.ToUpper(secret(11))
	}
	return "https://t.me/+" + secret(8)
}

// secret gives so many random bytes as hexadecimal digits.
func secret(bytes int) string {
	content := make([]byte, bytes)
	_, _ = rand.Read(content)
	return hex.EncodeToString(content)
}
