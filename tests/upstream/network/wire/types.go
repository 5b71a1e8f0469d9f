// Package wire is what the simulated messenger and its clients say to each other.
package wire

import "time"

// Person is somebody with the messenger. Phone is empty where the network hides it.
type Person struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Phone string `json:"phone,omitempty"`
}

// Role is what somebody is in a chat.
type Role string

// The roles, from the one who may most.
const (
	Owner  Role = "owner"
	Admin  Role = "admin"
	Member Role = "member"
	Gone   Role = "gone"
	Banned Role = "banned"
)

// Manages says whether a role may delete what others wrote and remove them.
func (role Role) Manages() bool { return role == Owner || role == Admin }

// Chat is a group or a private chat. Members who left keep their row, as Gone.
type Chat struct {
	ID       string          `json:"id"`
	Name     string          `json:"name"`
	Topic    string          `json:"topic"`
	Private  bool            `json:"private,omitempty"`
	Small    bool            `json:"small,omitempty"`    // a basic group of Telegram, seen by each account for itself
	Plain    bool            `json:"plain,omitempty"`    // a group of Facebook that is not end-to-end encrypted
	Announce bool            `json:"announce,omitempty"` // only admins write
	Locked   bool            `json:"locked,omitempty"`   // only admins rename
	Expires  int             `json:"expires,omitempty"`  // seconds that a message lives
	Link     string          `json:"link,omitempty"`
	Members  map[string]Role `json:"members"`
}

// Has says whether somebody is in the chat.
func (chat Chat) Has(person string) bool {
	role, known := chat.Members[person]
	return known && role != Gone && role != Banned
}

// Kind is what a message is.
type Kind string

// The kinds of messages.
const (
	Text     Kind = "text"
	Image    Kind = "image"
	Video    Kind = "video"
	Voice    Kind = "voice"
	Audio    Kind = "audio"
	File     Kind = "file"
	Sticker  Kind = "sticker"
	Location Kind = "location"
	PollKind Kind = "poll"
	Service  Kind = "service"
)

// Attachment is a file; Content travels as base64.
type Attachment struct {
	Name     string `json:"name"`
	Mimetype string `json:"mimetype"`
	Content  []byte `json:"content"`
}

// Poll is a question with options and who chose which.
type Poll struct {
	Question string              `json:"question"`
	Options  []string            `json:"options"`
	Choices  int                 `json:"choices"` // how many one may choose; 0: any number
	Votes    map[string][]string `json:"votes,omitempty"`
}

// Message is one message as everybody in the chat sees it.
type Message struct {
	ID        string              `json:"id"`
	Chat      string              `json:"chat"`
	From      string              `json:"from"`
	At        time.Time           `json:"at"`
	Kind      Kind                `json:"kind"`
	Text      string              `json:"text,omitempty"` // of a file: its caption
	HTML      string              `json:"html,omitempty"`
	File      *Attachment         `json:"file,omitempty"`
	ReplyTo   string              `json:"reply_to,omitempty"`
	Latitude  float64             `json:"latitude,omitempty"`
	Longitude float64             `json:"longitude,omitempty"`
	Poll      *Poll               `json:"poll,omitempty"`
	ViewOnce  bool                `json:"view_once,omitempty"`
	Expires   int                 `json:"expires,omitempty"`
	Edited    bool                `json:"edited,omitempty"`
	Deleted   string              `json:"deleted,omitempty"` // by whom
	Reactions map[string]string   `json:"reactions,omitempty"`
	ReadBy    map[string]struct{} `json:"read_by,omitempty"`
}

// Change names what an update tells.
type Change string

// The changes.
const (
	Written   Change = "written"
	Edited    Change = "edited"
	Deleted   Change = "deleted"
	Reacted   Change = "reacted" // without an emoji: the reaction was taken off
	Voted     Change = "voted"
	Read      Change = "read"
	Typing    Change = "typing"
	ChatIs    Change = "chat" // the chat is new to this account or has changed
	Upgraded  Change = "upgraded"
	Condition Change = "condition"
)

// Update is one thing that happened, numbered for one session.
type Update struct {
	Number    int      `json:"number"`
	Change    Change   `json:"change"`
	Chat      *Chat    `json:"chat,omitempty"`
	Message   *Message `json:"message,omitempty"`
	Person    string   `json:"person,omitempty"`
	Emoji     string   `json:"emoji,omitempty"`
	Previous  string   `json:"previous,omitempty"` // the chat's id before an upgrade
	Condition string   `json:"condition,omitempty"`
	Text      string   `json:"text,omitempty"`
}

// Refusal is how the messenger says no.
type Refusal struct {
	Status int    `json:"-"`
	Code   string `json:"code"`
	Text   string `json:"text"`
}

func (refusal *Refusal) Error() string { return refusal.Text }
