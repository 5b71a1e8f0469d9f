package messenger

import (
	"encoding/json"
	"errors"
	"net/http"

	"simulated.invalid/network/wire"
)

// WireDoor is where linked devices, and those that want to be, come in.
func (network *Network) WireDoor() http.Handler {
	door := http.NewServeMux()
	door.HandleFunc("POST /wire/pair/{verb}", network.pairingCall)
	door.HandleFunc("POST /wire/{verb}", network.deviceCall)
	return http.HandlerFunc(func(answer http.ResponseWriter, request *http.Request) {
		network.lock.Lock()
		gone := network.weather.Away
		network.lock.Unlock()
		if gone {
			reply(answer, nil, away())
			return
		}
		door.ServeHTTP(answer, request)
	})
}

func (network *Network) pairingCall(answer http.ResponseWriter, request *http.Request) {
	wanted, err := read[wire.Pairing](request)
	if err != nil {
		reply(answer, nil, err)
		return
	}
	var told any = struct{}{}
	switch request.PathValue("verb") {
	case "begin":
		told, err = network.Pair(wanted)
	case "wait":
		told, err = network.AwaitPairing(wanted, request.Context().Done())
	case "answer":
		told, err = network.AnswerPairing(wanted)
	case "stop":
		network.StopPairing(wanted.Pair)
	default:
		err = refuse(http.StatusNotFound, "no-verb", "no such call")
	}
	reply(answer, told, err)
}

func (network *Network) deviceCall(answer http.ResponseWriter, request *http.Request) {
	call, err := read[wire.Call](request)
	if err != nil {
		reply(answer, nil, err)
		return
	}
	verb := request.PathValue("verb")
	if verb == "updates" {
		told, err := network.Updates(call, request.Context().Done())
		reply(answer, told, err)
		return
	}
	network.lock.Lock()
	device, err := network.open(call.Session)
	network.lock.Unlock()
	if err != nil {
		reply(answer, nil, err)
		return
	}
	if verb != "send" && verb != "connect" && verb != "logout" {
		network.untilHearing(device, request.Context().Done())
	}
	told, err := network.serve(verb, device, call)
	reply(answer, told, err)
}

// untilHearing lets the questions of a deaf device wait: they are never answered on their own.
func (network *Network) untilHearing(device *session, given <-chan struct{}) {
	for {
		network.lock.Lock()
		deaf, changed := device.account.deaf != "", network.changed
		network.lock.Unlock()
		if !deaf {
			return
		}
		select {
		case <-changed:
		case <-given:
			return
		}
	}
}

// serve does one call of a linked device.
func (network *Network) serve(verb string, device *session, call wire.Call) (told *wire.Answer, err error) {
	told = &wire.Answer{}
	person := device.account.person
	switch verb {
	case "connect":
		return network.Connect(call.Session)
	case "logout":
		network.lock.Lock()
		device.ended = "logged-out"
		network.stir()
		network.lock.Unlock()
	case "chats":
		told.Chats = network.Chats(person)
	case "chat":
		told.Chat, err = network.ChatOf(call.Chat, person)
	case "history":
		told.Messages, err = network.History(call.Chat, person, call.Since)
	case "people":
		told.People = network.People(call.People...)
	case "private":
		told.Chat, err = network.Private(person, call.Person)
	case "create":
		told.Chat, err = network.create(person, call)
	case "send":
		told.Message, err = network.Send(device, *call.Message)
	case "edit":
		err = network.Edit(call.Target, person, call.Message.Text, call.Message.HTML, device)
	case "delete":
		err = network.Delete(call.Target, person, device)
	case "react":
		err = network.React(call.Target, person, call.Emoji, device)
	case "vote":
		err = network.Vote(call.Target, person, call.Options, device)
	case "read":
		err = network.Read(call.Target, person, device)
	case "change":
		told.Chat, err = network.ChangeChat(call.Chat, person, call, device)
	case "role":
		err = network.SetRole(call.Chat, person, call.Person, call.Role, device)
	case "behind":
		told.Chat, told.Already, err = network.Behind(call.Link, person)
	case "join":
		told.Chat, told.Already, err = network.JoinBy(call.Link, person)
	case "link":
		told.Link, err = network.InviteLink(call.Chat, person, call.Reset)
	case "upgrade":
		told.Chat, err = network.Upgrade(call.Chat, person)
	default:
		err = refuse(http.StatusNotFound, "no-verb", "no such call")
	}
	return told, err
}

func (network *Network) create(person string, call wire.Call) (*wire.Chat, error) {
	members := map[string]wire.Role{person: wire.Owner}
	for _, other := range call.People {
		members[other] = wire.Member
	}
	wanted := wire.Chat{Members: members}
	if call.Name != nil {
		wanted.Name = *call.Name
	}
	return network.MakeChat(wanted)
}

func read[Body any](request *http.Request) (body Body, err error) {
	if err := json.NewDecoder(request.Body).Decode(&body); err != nil {
		return body, refuse(http.StatusBadRequest, "not-json", "that is no JSON of the right shape")
	}
	return body, nil
}

func reply(answer http.ResponseWriter, told any, err error) {
	answer.Header().Set("Content-Type", "application/json")
	if err != nil {
		refusal := &wire.Refusal{Status: http.StatusInternalServerError, Code: "failed", Text: err.Error()}
		errors.As(err, &refusal)
		answer.WriteHeader(refusal.Status)
		told = refusal
	}
	_ = json.NewEncoder(answer).Encode(told)
}
