package messenger

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"simulated.invalid/network/wire"
)

// pairing is a device on its way to being linked.
type pairing struct {
	id        string
	method    string
	codes     []string // those that were shown, the last one is good
	turns     time.Time
	account   *account // known since the code was scanned or the number given
	step      wire.PairStep
	challenge string
	session   *session
}

// Pair begins a linking, by qr or phone.
func (network *Network) Pair(wanted wire.Pairing) (*wire.Paired, error) {
	network.lock.Lock()
	defer network.lock.Unlock()
	begun := &pairing{id: secret(8), method: wanted.Method, step: wire.ShowCode}
	if wanted.Method == "cookies" {
		return network.byCookies(begun, wanted.Cookies)
	}
	if wanted.Method == "phone" {
		owner, err := network.byPhone(wanted.Phone)
		if err != nil {
			return nil, err
		}
		begun.account = owner
	}
	switch {
	case wanted.Method == "qr":
		network.turn(begun)
	case network.whatsapp:
		text := strings.ToUpper(secret(4))
		begun.codes = []string{text[:4] + "-" + text[4:]}
		begun.account = nil // whoever types the code is linked
	default:
		begun.account.code = fmt.Sprintf("%05d", 10000+network.number())
		begun.step = wire.AskCode
	}
	network.pairings[begun.id] = begun
	return begun.state(), nil
}

func (network *Network) byPhone(phone string) (*account, error) {
	digits := strings.TrimPrefix(phone, "+")
	for _, owner := range network.accounts {
		if strings.TrimPrefix(network.people[owner.person].Phone, "+") == digits {
			return owner, nil
		}
	}
	if network.whatsapp {
		return nil, nil // WhatsApp gives a code for any number
	}
	return nil, refuse(http.StatusBadRequest, "PHONE_NUMBER_INVALID", "rpc error code 400: PHONE_NUMBER_INVALID")
}

// turn shows the next QR code, or ends the linking when there are no more. The lock is held.
func (network *Network) turn(begun *pairing) {
	shown := len(begun.codes)
	if shown >= len(network.weather.QRSeconds) {
		begun.step = wire.Expired
	} else {
		text := "simulation," + secret(16)
		if !network.whatsapp {
			text = "tg://login?token=" + secret(16)
		}
		begun.codes = append(begun.codes, text)
		begun.turns = time.Now().Add(time.Duration(network.weather.QRSeconds[shown] * float64(time.Second)))
	}
	network.stir()
}

func (begun *pairing) state() *wire.Paired {
	told := &wire.Paired{Pair: begun.id, Step: begun.step, Number: len(begun.codes), Challenge: begun.challenge}
	if len(begun.codes) > 0 {
		told.Code = begun.codes[len(begun.codes)-1]
	}
	return told
}

// stateWithAccount adds what only a finished linking tells. The lock is held.
func (network *Network) stateWithAccount(begun *pairing) *wire.Paired {
	told := begun.state()
	if begun.step == wire.Linked {
		told.Session = begun.session.token
		told.Account = network.people[begun.account.person]
	}
	return told
}

// AwaitPairing waits until there is something new: another code, another step.
func (network *Network) AwaitPairing(wanted wire.Pairing, given <-chan struct{}) (*wire.Paired, error) {
	for {
		network.lock.Lock()
		begun := network.pairings[wanted.Pair]
		if begun == nil {
			network.lock.Unlock()
			return nil, refuse(http.StatusNotFound, "no-pairing", "there is no such linking")
		}
		if begun.method == "qr" && begun.step == wire.ShowCode && time.Now().After(begun.turns) {
			network.turn(begun)
		}
		if begun.step != wire.ShowCode || len(begun.codes) != wanted.Seen {
			told := network.stateWithAccount(begun)
			network.lock.Unlock()
			return told, nil
		}
		changed, turns := network.changed, begun.turns
		network.lock.Unlock()
		pause := time.Hour
		if !turns.IsZero() {
			pause = time.Until(turns)
		}
		select {
		case <-changed:
		case <-time.After(pause):
		case <-given:
			return nil, refuse(http.StatusGone, "gone", "the client went away")
		}
	}
}

// Scan is the owner's phone that reads the QR code or has the pairing code typed in.
func (network *Network) Scan(person, code string) error {
	network.lock.Lock()
	defer network.lock.Unlock()
	owner := network.accounts[person]
	if owner == nil {
		return refuse(http.StatusNotFound, "no-account", "%s has no account", person)
	}
	for _, begun := range network.pairings {
		if begun.step == wire.ShowCode && begun.codes[len(begun.codes)-1] == code {
			begun.account = owner
			network.advance(begun)
			return nil
		}
	}
	return refuse(http.StatusGone, "code-expired", "nobody shows this code (any more)")
}

// advance goes on once the account is known. The lock is held.
func (network *Network) advance(begun *pairing) {
	switch {
	case network.whatsapp && begun.account.passkey && begun.step != wire.AskPasskey:
		begun.step, begun.challenge = wire.AskPasskey, secret(16)
	case !network.whatsapp && begun.account.password != "" && begun.step != wire.AskPassword && begun.step != wire.WrongPassword:
		begun.step = wire.AskPassword
	default:
		begun.step, begun.session = wire.Linked, network.linkDevice(begun.account)
	}
	network.stir()
}

// AnswerPairing takes a code, a password or a passkey's answer.
func (network *Network) AnswerPairing(wanted wire.Pairing) (*wire.Paired, error) {
	network.lock.Lock()
	defer network.lock.Unlock()
	begun := network.pairings[wanted.Pair]
	if begun == nil {
		return nil, refuse(http.StatusNotFound, "no-pairing", "there is no such linking")
	}
	switch begun.step {
	case wire.AskCode, wire.WrongCode:
		if wanted.Code == begun.account.code {
			network.advance(begun)
		} else {
			begun.step = wire.WrongCode
		}
	case wire.AskPassword, wire.WrongPassword:
		if wanted.Password == begun.account.password {
			network.advance(begun)
		} else {
			begun.step = wire.WrongPassword
		}
	case wire.AskPasskey:
		if !answersChallenge(wanted.Passkey, begun.challenge) {
			return nil, refuse(http.StatusForbidden, "passkey-refused", "the passkey did not answer the challenge")
		}
		network.advance(begun)
	default:
		return nil, refuse(http.StatusConflict, "nothing-asked", "nothing was asked")
	}
	return network.stateWithAccount(begun), nil
}

// answersChallenge looks into a WebAuthn response for our challenge, as a relying party does first.
func answersChallenge(response json.RawMessage, challenge string) bool {
	var given struct {
		Response struct {
			ClientData string `json:"clientDataJSON"`
		} `json:"response"`
	}
	if json.Unmarshal(response, &given) != nil {
		return false
	}
	content, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(given.Response.ClientData, "="))
	if err != nil {
		return false
	}
	var client struct {
		Type      string `json:"type"`
		Challenge string `json:"challenge"`
	}
	return json.Unmarshal(content, &client) == nil && client.Type == "webauthn.get" &&
		client.Challenge == base64.RawURLEncoding.EncodeToString([]byte(challenge))
}

// StopPairing forgets a linking.
func (network *Network) StopPairing(id string) {
	network.lock.Lock()
	defer network.lock.Unlock()
	delete(network.pairings, id)
	network.stir()
}
