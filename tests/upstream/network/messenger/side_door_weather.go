package messenger

import (
	"encoding/json"
	"net/http"
)

func (network *Network) weatherDoor(door *http.ServeMux) {
	door.HandleFunc("GET /weather", func(answer http.ResponseWriter, _ *http.Request) {
		network.lock.Lock()
		defer network.lock.Unlock()
		reply(answer, network.weather, nil)
	})
	// What is not named stays as it was; an empty object changes nothing.
	door.HandleFunc("PATCH /weather", func(answer http.ResponseWriter, request *http.Request) {
		network.lock.Lock()
		defer network.lock.Unlock()
		changed := network.weather
		if err := json.NewDecoder(request.Body).Decode(&changed); err != nil {
			reply(answer, nil, refuse(http.StatusBadRequest, "not-json", "no such weather"))
			return
		}
		network.weather = changed
		network.stir()
		reply(answer, changed, nil)
	})
	door.HandleFunc("DELETE /weather", func(answer http.ResponseWriter, _ *http.Request) {
		network.lock.Lock()
		defer network.lock.Unlock()
		network.weather = fairWeather()
		network.stir()
		reply(answer, network.weather, nil)
	})
}
