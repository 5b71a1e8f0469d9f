package wire

import (
	"encoding/json"
	"time"
)

// Call is a request of a client. Every call is a POST to /wire/<verb>; which fields count depends on the verb.
type Call struct {
	Session string   `json:"session,omitempty"`
	After   int      `json:"after,omitempty"`
	Chat    string   `json:"chat,omitempty"`
	Person  string   `json:"person,omitempty"`
	People  []string `json:"people,omitempty"`
	Message *Message `json:"message,omitempty"`
	Target  string   `json:"target,omitempty"`
	Text    string   `json:"text,omitempty"`
	Emoji   string   `json:"emoji,omitempty"`
	Options []string `json:"options,omitempty"`
	Link    string   `json:"link,omitempty"`
	Reset   bool     `json:"reset,omitempty"`
	Name    *string  `json:"name,omitempty"`
	Topic   *string  `json:"topic,omitempty"`
	Expires *int     `json:"expires,omitempty"`
	Role    Role     `json:"role,omitempty"`

	Since time.Time `json:"since,omitzero"`
}

// Answer is what a call gives; which fields are filled depends on the verb.
type Answer struct {
	Account *Person  `json:"account,omitempty"`
	Updates []Update `json:"updates,omitempty"`
	Chats   []Chat   `json:"chats,omitempty"`
	Chat    *Chat    `json:"chat,omitempty"`
	People  []Person `json:"people,omitempty"`
	Message *Message `json:"message,omitempty"`
	Link    string   `json:"link,omitempty"`
	Already bool     `json:"already,omitempty"`

	Messages []Message `json:"messages,omitempty"`
}

// Pairing is a request of a client that is not linked yet. Seen is the number of the code that it shows.
type Pairing struct {
	Pair     string            `json:"pair,omitempty"`
	Method   string            `json:"method,omitempty"` // qr, phone or cookies
	Phone    string            `json:"phone,omitempty"`
	Seen     int               `json:"seen,omitempty"`
	Code     string            `json:"code,omitempty"`
	Password string            `json:"password,omitempty"`
	Passkey  json.RawMessage   `json:"passkey,omitempty"`
	Cookies  map[string]string `json:"cookies,omitempty"`
}

// Paired is how far a linking is.
type Paired struct {
	Pair      string   `json:"pair"`
	Step      PairStep `json:"step"`
	Code      string   `json:"code,omitempty"`
	Number    int      `json:"number,omitempty"` // of the code, from 1
	Challenge string   `json:"challenge,omitempty"`
	Session   string   `json:"session,omitempty"`
	Account   *Person  `json:"account,omitempty"`
}

// PairStep is what a linking waits for.
type PairStep string

// The steps of linking.
const (
	ShowCode      PairStep = "show code"
	AskCode       PairStep = "ask code"
	AskPassword   PairStep = "ask password"
	WrongCode     PairStep = "wrong code"
	WrongPassword PairStep = "wrong password"
	AskPasskey    PairStep = "ask passkey"
	Linked        PairStep = "linked"
	Expired       PairStep = "expired"
)
