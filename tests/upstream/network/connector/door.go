package connector

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"simulated.invalid/network/wire"
)

// knock calls the messenger. A refusal comes back as *wire.Refusal, anything else means that nobody answered.
func knock[Told any](ctx context.Context, address, verb string, wanted any) (told Told, err error) {
	body, err := json.Marshal(wanted)
	if err != nil {
		return told, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address+"/wire/"+verb, bytes.NewReader(body))
	if err != nil {
		return told, err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return told, fmt.Errorf("the network does not answer: %w", err)
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusServiceUnavailable {
		return told, errAway
	}
	if answer.StatusCode != http.StatusOK {
		refusal := &wire.Refusal{Status: answer.StatusCode}
		if err := json.NewDecoder(answer.Body).Decode(refusal); err != nil {
			return told, fmt.Errorf("the network answered %d", answer.StatusCode)
		}
		return told, refusal
	}
	return told, json.NewDecoder(answer.Body).Decode(&told)
}

// pair calls the messenger for a device that is not linked yet.
func (connector *Connector) pair(ctx context.Context, verb string, wanted wire.Pairing) (*wire.Paired, error) {
	return knock[*wire.Paired](ctx, connector.Config.Messenger, "pair/"+verb, wanted)
}

// call calls the messenger as the linked device.
func (client *Client) call(ctx context.Context, verb string, call wire.Call) (*wire.Answer, error) {
	call.Session = client.metadata().Session
	return knock[*wire.Answer](ctx, client.connector.Config.Messenger, verb, call)
}
