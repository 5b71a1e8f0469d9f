package messenger

import (
	"net/http"

	"simulated.invalid/network/wire"
)

// newcomer is a person as a test makes one; with an account a bridge can link to it.
type newcomer struct {
	wire.Person
	Account  bool   `json:"account"`
	Password string `json:"password"`
	Passkey  bool   `json:"passkey"`
}

func (network *Network) peopleDoor(door *http.ServeMux) {
	door.HandleFunc("GET /people", func(answer http.ResponseWriter, _ *http.Request) {
		reply(answer, network.People(), nil)
	})
	door.HandleFunc("POST /people", func(answer http.ResponseWriter, request *http.Request) {
		wanted, err := read[newcomer](request)
		if err != nil {
			reply(answer, nil, err)
			return
		}
		reply(answer, network.meet(wanted), nil)
	})
	door.HandleFunc("GET /accounts/{person}", func(answer http.ResponseWriter, request *http.Request) {
		told, err := network.accountState(request.PathValue("person"))
		reply(answer, told, err)
	})
	door.HandleFunc("POST /accounts/{person}/scan", func(answer http.ResponseWriter, request *http.Request) {
		wanted, err := read[wire.Pairing](request)
		if err == nil {
			err = network.Scan(request.PathValue("person"), wanted.Code)
		}
		reply(answer, took{}, err)
	})
	door.HandleFunc("POST /accounts/{person}/condition", func(answer http.ResponseWriter, request *http.Request) {
		wanted, err := read[wire.Update](request)
		if err == nil {
			err = network.befall(request.PathValue("person"), wanted.Condition, wanted.Text)
		}
		reply(answer, took{}, err)
	})
}

func (network *Network) meet(wanted newcomer) *wire.Person {
	network.lock.Lock()
	defer network.lock.Unlock()
	person := wanted.Person
	if person.ID == "" {
		person.ID = network.personID(person.Phone)
	}
	network.people[person.ID] = &person
	if wanted.Account {
		network.accounts[person.ID] = &account{
			person: person.ID, password: wanted.Password, passkey: wanted.Passkey,
			cookies: network.newCookies(person.ID),
		}
	}
	return &person
}

// accountState is what an account's owner could see on the phone.
func (network *Network) accountState(person string) (any, error) {
	network.lock.Lock()
	defer network.lock.Unlock()
	owner := network.accounts[person]
	if owner == nil {
		return nil, refuse(http.StatusNotFound, "no-account", "%s has no account", person)
	}
	devices := 0
	for _, linked := range network.sessions {
		if linked.account == owner && linked.ended == "" {
			devices++
		}
	}
	return map[string]any{
		"code": owner.code, "devices": devices, "banned": owner.banned, "deaf": owner.deaf, "cookies": owner.cookies,
	}, nil
}

// befall makes something happen to an account: it is logged out or banned, its devices go deaf, its phone
// goes offline or is seen again, or any other condition that is only told.
func (network *Network) befall(person, condition, text string) error {
	network.lock.Lock()
	defer network.lock.Unlock()
	owner := network.accounts[person]
	if owner == nil {
		return refuse(http.StatusNotFound, "no-account", "%s has no account", person)
	}
	switch condition {
	case "logged-out", "main-device-gone", "unknown-logout", "client-outdated", "stream-replaced",
		"account-suspended":
		network.endSessions(owner, condition)
	case "cookie-removed": // whoever logs in again has others
		owner.cookies, owner.trouble = network.newCookies(person), ""
		network.endSessions(owner, condition)
	case "challenge-required", "checkpoint-required", "consent-required":
		owner.trouble = condition
		network.endSessions(owner, condition)
	case "confirmed":
		owner.trouble = ""
	case "temporary-ban":
		owner.banned = text
		network.stir()
	case "pardoned":
		owner.banned = ""
		network.stir()
	case "deaf", "deaf-and-dumb":
		owner.deaf = map[string]string{"deaf": "in", "deaf-and-dumb": "both"}[condition]
	case "hearing":
		owner.deaf = ""
		network.stir()
	default:
		network.tell(wire.Update{Change: wire.Condition, Condition: condition, Text: text}, nil, person)
	}
	return nil
}
