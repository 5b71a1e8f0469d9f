package messenger

import (
	"net/http"

	"simulated.invalid/network/wire"
)

// account is a person whose messenger a bridge may link to.
type account struct {
	person   string
	password string
	passkey  bool
	code     string // the code that Telegram sent last
	cookies  map[string]string
	trouble  string // what Meta wants of a log-in: challenge-required, checkpoint-required, consent-required
	banned   string // why, while it is banned
	deaf     string // in: hears nothing; both: what it sends goes nowhere either
}

// session is one linked device with what it has not confirmed yet.
type session struct {
	token   string
	account *account
	ended   string // why the device was unlinked
	number  int
	waiting []wire.Update
}

// open finds a session that may speak. The lock is held.
func (network *Network) open(token string) (*session, error) {
	found := network.sessions[token]
	switch {
	case found == nil:
		return nil, refuse(http.StatusUnauthorized, "logged-out", "this device is not linked")
	case found.ended != "":
		return nil, refuse(http.StatusUnauthorized, found.ended, "this device was unlinked")
	case found.account.banned != "":
		return nil, refuse(http.StatusUnauthorized, "temporary-ban", "%s", found.account.banned)
	}
	return found, nil
}

// linkDevice makes a new session for an account. The lock is held.
func (network *Network) linkDevice(owner *account) *session {
	made := &session{token: secret(16), account: owner}
	network.sessions[made.token] = made
	return made
}

// tell queues an update for every device of the people, except one. The lock is held.
func (network *Network) tell(update wire.Update, except *session, people ...string) {
	for _, linked := range network.sessions {
		if linked == except || linked.ended != "" {
			continue
		}
		for _, person := range people {
			if linked.account.person == person {
				linked.number++
				numbered := update
				numbered.Number = linked.number
				linked.waiting = append(linked.waiting, numbered)
			}
		}
	}
	network.stir()
}

// endSessions unlinks every device of an account. The lock is held.
func (network *Network) endSessions(owner *account, why string) {
	for _, linked := range network.sessions {
		if linked.account == owner && linked.ended == "" {
			linked.ended = why
		}
	}
	network.stir()
}
