package messenger

import "net/http"

// SideDoor is where a test comes in and is everybody else. Loopback only; it asks for no password.
func (network *Network) SideDoor() http.Handler {
	door := http.NewServeMux()
	door.HandleFunc("GET /{$}", func(answer http.ResponseWriter, _ *http.Request) {
		reply(answer, map[string]any{"simulation": true, "network": network.kind}, nil)
	})
	network.peopleDoor(door)
	network.chatsDoor(door)
	network.messagesDoor(door)
	network.weatherDoor(door)
	return door
}

// took is the answer where there is nothing to tell.
type took struct{}
