// Package messenger is the simulated messenger: its people, chats and accounts, and two doors. Through the
// wire come linked devices, through the side door a test, which is everybody else.
package messenger

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"simulated.invalid/network/wire"
)

// Network is the whole messenger. One lock guards everything.
type Network struct {
	kind     string
	whatsapp bool
	meta     bool // Facebook or Instagram

	lock     sync.Mutex
	counter  int
	people   map[string]*wire.Person
	accounts map[string]*account
	chats    map[string]*chat
	messages map[string]*wire.Message
	sessions map[string]*session
	pairings map[string]*pairing
	weather  Weather
	changed  chan struct{} // closed and made anew at every change
}

// chat is a chat with what was said in it.
type chat struct {
	wire.Chat
	messages []*wire.Message
}

// Weather is what a test may make of the network.
type Weather struct {
	Away            bool      `json:"away"`             // nobody reaches the network
	SendDelay       int       `json:"send_delay"`       // milliseconds until a message is taken
	FailingSends    int       `json:"failing_sends"`    // so many of the next messages are refused
	FailureText     string    `json:"failure_text"`     // what the refusal says
	DeletionRefusal string    `json:"deletion_refusal"` // told or silent
	ClockBehind     int       `json:"clock_behind"`     // seconds that the network's clock is behind
	QRSeconds       []float64 `json:"qr_seconds"`       // how long each QR code stands
}

var kinds = []string{"whatsapp", "telegram", "facebook", "instagram"}

// New makes a messenger of one of the kinds.
func New(kind string) (*Network, error) {
	if !slices.Contains(kinds, kind) {
		return nil, fmt.Errorf("no such network: %q", kind)
	}
	return &Network{
		kind:     kind,
		whatsapp: kind == "whatsapp",
		meta:     kind == "facebook" || kind == "instagram",
		people:   map[string]*wire.Person{},
		accounts: map[string]*account{},
		chats:    map[string]*chat{},
		messages: map[string]*wire.Message{},
		sessions: map[string]*session{},
		pairings: map[string]*pairing{},
		weather:  fairWeather(),
		changed:  make(chan struct{}),
	}, nil
}

func fairWeather() Weather {
	return Weather{
		DeletionRefusal: "told",
		FailureText:     "internal server error",
		QRSeconds:       []float64{60, 20, 20, 20, 20, 20},
	}
}

// number gives the next number of anything.
func (network *Network) number() int {
	network.counter++
	return network.counter
}

// now is the time by the network's clock, which may be behind.
func (network *Network) now() time.Time {
	return time.Now().Add(-time.Duration(network.weather.ClockBehind) * time.Second)
}

// stir wakes everybody who waits for something. The lock is held.
func (network *Network) stir() {
	close(network.changed)
	network.changed = make(chan struct{})
}

func refuse(status int, code, text string, values ...any) *wire.Refusal {
	return &wire.Refusal{Status: status, Code: code, Text: fmt.Sprintf(text, values...)}
}
