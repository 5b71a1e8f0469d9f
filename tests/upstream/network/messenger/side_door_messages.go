package messenger

import (
	"net/http"

	"simulated.invalid/network/wire"
)

// said is what somebody does to a message.
type said struct {
	Message string   `json:"message"`
	From    string   `json:"from"`
	Text    string   `json:"text"`
	HTML    string   `json:"html"`
	Emoji   string   `json:"emoji"`
	Options []string `json:"options"`
}

func (network *Network) messagesDoor(door *http.ServeMux) {
	door.HandleFunc("POST /messages", func(answer http.ResponseWriter, request *http.Request) {
		wanted, err := read[wire.Message](request)
		var told *wire.Message
		if err == nil {
			told, err = network.Write(wanted, nil)
		}
		reply(answer, told, err)
	})
	door.HandleFunc("POST /private/{account}", func(answer http.ResponseWriter, request *http.Request) {
		wanted, err := read[wire.Message](request)
		var told *wire.Message
		if err == nil {
			told, err = network.writePrivately(request.PathValue("account"), wanted)
		}
		reply(answer, told, err)
	})
	for verb, do := range map[string]func(said) error{
		"edit": func(wanted said) error {
			return network.Edit(wanted.Message, wanted.From, wanted.Text, wanted.HTML, nil)
		},
		"delete": func(wanted said) error { return network.Delete(wanted.Message, wanted.From, nil) },
		"react":  func(wanted said) error { return network.React(wanted.Message, wanted.From, wanted.Emoji, nil) },
		"vote":   func(wanted said) error { return network.Vote(wanted.Message, wanted.From, wanted.Options, nil) },
		"read":   func(wanted said) error { return network.Read(wanted.Message, wanted.From, nil) },
	} {
		door.HandleFunc("POST /messages/"+verb, func(answer http.ResponseWriter, request *http.Request) {
			wanted, err := read[said](request)
			if err == nil {
				err = do(wanted)
			}
			reply(answer, took{}, err)
		})
	}
}

// writePrivately is somebody who writes to an account alone.
func (network *Network) writePrivately(account string, wanted wire.Message) (*wire.Message, error) {
	private, err := network.Private(account, wanted.From)
	if err != nil {
		return nil, err
	}
	wanted.Chat = private.ID
	return network.Write(wanted, nil)
}
