package messenger

import (
	"net/http"
	"slices"
	"time"

	"simulated.invalid/network/wire"
)

// patience is how long a question for updates waits for some.
const patience = 20 * time.Second

// Connect is a device that says hello; whatever was deaf hears again.
func (network *Network) Connect(token string) (*wire.Answer, error) {
	network.lock.Lock()
	defer network.lock.Unlock()
	device, err := network.open(token)
	if err != nil {
		return nil, err
	}
	device.account.deaf = ""
	if network.meta {
		device.waiting = nil // what was missed has to be asked for
	}
	network.stir()
	return &wire.Answer{Account: network.people[device.account.person]}, nil
}

// Updates confirms those up to after and waits for others.
func (network *Network) Updates(call wire.Call, given <-chan struct{}) (*wire.Answer, error) {
	ends := time.After(patience)
	for {
		network.lock.Lock()
		device, err := network.open(call.Session)
		if err == nil && network.weather.Away {
			err = away()
		}
		if err != nil {
			network.lock.Unlock()
			return nil, err
		}
		device.waiting = slices.DeleteFunc(device.waiting, func(update wire.Update) bool {
			return update.Number <= call.After
		})
		if len(device.waiting) > 0 && device.account.deaf == "" {
			told := slices.Clone(device.waiting)
			network.lock.Unlock()
			return &wire.Answer{Updates: told}, nil
		}
		changed := network.changed
		network.lock.Unlock()
		select {
		case <-changed:
		case <-ends:
			return &wire.Answer{}, nil
		case <-given:
			return nil, refuse(http.StatusGone, "gone", "the client went away")
		}
	}
}

func away() error { return refuse(http.StatusServiceUnavailable, "away", "the network is away") }

// Send writes a message from a device, in the weather that there is.
func (network *Network) Send(device *session, message wire.Message) (*wire.Message, error) {
	network.lock.Lock()
	weather := network.weather
	if weather.FailingSends > 0 {
		network.weather.FailingSends--
	}
	network.lock.Unlock()
	time.Sleep(time.Duration(weather.SendDelay) * time.Millisecond)
	if weather.FailingSends > 0 {
		return nil, refuse(http.StatusInternalServerError, "send-failed", "%s", weather.FailureText)
	}
	message.From = device.account.person
	return network.Write(message, device)
}

// Chats lists the chats that somebody is in.
func (network *Network) Chats(person string) []wire.Chat {
	network.lock.Lock()
	defer network.lock.Unlock()
	var found []wire.Chat
	for _, one := range network.chats {
		if one.Has(person) && !one.Private {
			found = append(found, *one.shown())
		}
	}
	slices.SortFunc(found, func(one, other wire.Chat) int {
		if one.ID < other.ID {
			return -1
		}
		return 1
	})
	return found
}

// ChatOf gives a chat to one of its members.
func (network *Network) ChatOf(id, person string) (*wire.Chat, error) {
	network.lock.Lock()
	defer network.lock.Unlock()
	found, err := network.joined(id, person)
	if err != nil {
		return nil, err
	}
	return found.shown(), nil
}

// History gives what was written in a chat after a moment.
func (network *Network) History(id, person string, after time.Time) ([]wire.Message, error) {
	network.lock.Lock()
	defer network.lock.Unlock()
	found, err := network.joined(id, person)
	if err != nil {
		return nil, err
	}
	var later []wire.Message
	for _, message := range found.messages {
		if message.At.After(after) && message.Deleted == "" {
			later = append(later, *copied(message))
		}
	}
	return later, nil
}

// People gives the people with these ids, or all.
func (network *Network) People(ids ...string) []wire.Person {
	network.lock.Lock()
	defer network.lock.Unlock()
	var found []wire.Person
	for id, person := range network.people {
		if len(ids) == 0 || slices.Contains(ids, id) {
			found = append(found, *person)
		}
	}
	return found
}
