package connector

import (
	"maunium.net/go/mautrix/bridgev2/status"

	"simulated.invalid/network/wire"
)

// human are the words that belong to the codes of states, as the published bridge says them.
var human = status.BridgeStateErrorMap{
	"wa-logged-out":           "You were logged out from another device. Relogin to continue using the bridge.",
	"wa-not-logged-in":        "You're not logged into WhatsApp. Relogin to continue using the bridge.",
	"wa-main-device-gone":     "Your phone was logged out from WhatsApp. Relogin to continue using the bridge.",
	"wa-unknown-logout":       "You were logged out for an unknown reason. Relogin to continue using the bridge.",
	"wa-keepalive-timeout":    "The WhatsApp web servers are not responding. The bridge will try to reconnect.",
	"wa-phone-offline":        "Your phone hasn't been seen in over 12 days. The bridge is currently connected, but will get disconnected if you don't open the app soon.",
	"wa-transient-disconnect": "Disconnected from WhatsApp. Trying to reconnect.",
	"wa-client-outdated":      "Connect failure: 405 client outdated. Bridge must be updated.",
	"wa-stream-replaced":      "Stream replaced: the bridge was started in another location.",

	"meta-transient-disconnect": "Disconnected from server, trying to reconnect",
	"meta-cookie-removed":       "Logged out, please relogin to continue",
	"meta-not-logged-in":        "Logged out, please relogin to continue",
	"fb-account-suspended":      "Logged out, please check the Facebook website to continue",
	"fb-challenge-required":     "Challenge required, please check the Facebook website to continue",
	"fb-checkpoint-required":    "Checkpoint required, please check the Facebook website to continue",
	"fb-consent-required":       "Consent required, please check the Facebook website to continue",
}

func init() { status.BridgeStateHumanErrors.Update(human) }

func (client *Client) tellConnecting() {
	client.login.BridgeState.Send(status.BridgeState{StateEvent: status.StateConnecting})
}

func (client *Client) tellConnected() {
	client.out.Store(false)
	client.login.BridgeState.Send(status.BridgeState{StateEvent: status.StateConnected})
}

// tellAway is for a network that does not answer: it comes back by itself.
func (client *Client) tellAway() {
	state := status.BridgeState{StateEvent: status.StateTransientDisconnect, Message: "Telegram client disconnected"}
	if client.connector.Kind == WhatsApp {
		state = status.BridgeState{StateEvent: status.StateTransientDisconnect, Error: "wa-transient-disconnect"}
	}
	if client.connector.Kind.meta() {
		state = status.BridgeState{StateEvent: status.StateTransientDisconnect, Error: "meta-transient-disconnect"}
	}
	client.login.BridgeState.Send(state)
}

// tellState is for an account that the messenger has thrown out.
func (client *Client) tellState(refusal wire.Refusal) {
	if client.connector.Kind.meta() {
		client.login.BridgeState.Send(client.connector.Kind.metaState(refusal))
		return
	}
	state := status.BridgeState{StateEvent: status.StateBadCredentials, Message: refusal.Text}
	if client.connector.Kind == Telegram {
		state.Error = "tg-no-auth"
		client.login.BridgeState.Send(state)
		return
	}
	state.Error = status.BridgeStateErrorCode("wa-" + refusal.Code)
	if refusal.Code == "client-outdated" || refusal.Code == "stream-replaced" {
		state.StateEvent = status.StateUnknownError
	}
	client.login.BridgeState.Send(state)
}

// tellCondition is for what a linked account is told while it goes on.
func (client *Client) tellCondition(condition, text string) {
	if client.connector.Kind == Telegram {
		return
	}
	switch condition {
	case "phone-offline":
		client.login.BridgeState.Send(status.BridgeState{
			StateEvent: status.StateTransientDisconnect,
			Error:      "wa-phone-offline",
			UserAction: status.UserActionOpenNative,
		})
	case "keepalive-timeout":
		client.login.BridgeState.Send(status.BridgeState{StateEvent: status.StateTransientDisconnect, Error: "wa-keepalive-timeout"})
	case "stream-error":
		client.login.BridgeState.Send(status.BridgeState{StateEvent: status.StateUnknownError, Error: "wa-stream-error", Message: text})
	default: // phone-seen, keepalive-restored
		client.tellConnected()
	}
}
