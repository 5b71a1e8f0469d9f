package messenger

import (
	"net/http"

	"simulated.invalid/network/wire"
)

func (network *Network) chatsDoor(door *http.ServeMux) {
	door.HandleFunc("POST /chats", func(answer http.ResponseWriter, request *http.Request) {
		wanted, err := read[wire.Chat](request)
		var made *wire.Chat
		if err == nil {
			made, err = network.MakeChat(wanted)
		}
		reply(answer, made, err)
	})
	door.HandleFunc("GET /chats/{chat}", func(answer http.ResponseWriter, request *http.Request) {
		told, err := network.inspect(request.PathValue("chat"), request.URL.Query().Get("account"))
		reply(answer, told, err)
	})
	door.HandleFunc("PATCH /chats/{chat}", func(answer http.ResponseWriter, request *http.Request) {
		wanted, err := read[wire.Call](request)
		var told *wire.Chat
		if err == nil {
			told, err = network.ChangeChat(request.PathValue("chat"), wanted.Person, wanted, nil)
		}
		reply(answer, told, err)
	})
	door.HandleFunc("POST /chats/{chat}/roles", func(answer http.ResponseWriter, request *http.Request) {
		wanted, err := read[wire.Call](request)
		if err == nil {
			err = network.SetRole(request.PathValue("chat"), "", wanted.Person, wanted.Role, nil)
		}
		reply(answer, took{}, err)
	})
	door.HandleFunc("POST /chats/{chat}/upgrade", func(answer http.ResponseWriter, request *http.Request) {
		told, err := network.Upgrade(request.PathValue("chat"), "")
		reply(answer, told, err)
	})
	door.HandleFunc("POST /chats/{chat}/typing", func(answer http.ResponseWriter, request *http.Request) {
		wanted, err := read[wire.Call](request)
		if err == nil {
			err = network.typing(request.PathValue("chat"), wanted.Person)
		}
		reply(answer, took{}, err)
	})
}

// inspect shows a chat with all its messages as they are now.
func (network *Network) inspect(id, account string) (any, error) {
	network.lock.Lock()
	defer network.lock.Unlock()
	found, err := network.find(id, account)
	if err != nil {
		return nil, err
	}
	messages := []*wire.Message{}
	for _, message := range found.messages {
		messages = append(messages, copied(message))
	}
	return struct {
		*wire.Chat
		Messages []*wire.Message `json:"messages"`
	}{found.shown(), messages}, nil
}

func (network *Network) typing(id, person string) error {
	network.lock.Lock()
	defer network.lock.Unlock()
	found, err := network.joined(id, person)
	if err == nil {
		network.tell(wire.Update{Change: wire.Typing, Chat: found.shown(), Person: person}, nil, found.inside()...)
	}
	return err
}
