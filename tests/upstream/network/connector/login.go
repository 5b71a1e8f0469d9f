package connector

import (
	"context"
	"fmt"
	"net/http"

	"maunium.net/go/mautrix/bridgev2"
	"maunium.net/go/mautrix/bridgev2/database"
	"maunium.net/go/mautrix/bridgev2/networkid"
	"maunium.net/go/mautrix/bridgev2/status"

	"simulated.invalid/network/wire"
)

// ErrLoginTimeout is what WhatsApp's log-in ends with when nobody scans.
var ErrLoginTimeout = bridgev2.RespError{
	ErrCode: "FI.MAU.WHATSAPP.LOGIN_TIMEOUT", StatusCode: http.StatusBadRequest,
	Err: "Entering code or scanning QR timed out. Please try again.",
}

// GetLoginFlows lists the ways in.
func (connector *Connector) GetLoginFlows() []bridgev2.LoginFlow {
	if connector.Kind.meta() {
		return connector.metaFlows()
	}
	if connector.Kind == Telegram {
		return []bridgev2.LoginFlow{
			{Name: "Phone Number", Description: "Login using your Telegram phone number", ID: "phone"},
			{Name: "QR Code", Description: "Login by scanning a QR code from your phone", ID: "qr"},
		}
	}
	return []bridgev2.LoginFlow{
		{Name: "QR", Description: "Scan a QR code to pair the bridge to your WhatsApp account", ID: "qr"},
		{Name: "Pairing code", ID: "phone", Description: "Input your phone number to get a pairing code, " +
			"to pair the bridge to your WhatsApp account"},
	}
}

// CreateLogin begins a log-in.
func (connector *Connector) CreateLogin(
	_ context.Context, user *bridgev2.User, flow string,
) (bridgev2.LoginProcess, error) {
	if connector.Kind.meta() {
		return connector.createMetaLogin(user, flow)
	}
	if flow != "qr" && flow != "phone" {
		return nil, bridgev2.ErrInvalidLoginFlowID
	}
	linking := &linking{connector: connector, user: user, flow: flow}
	if connector.Kind == Telegram {
		return &telegramLogin{linking}, nil
	}
	return &whatsappLogin{linking}, nil
}

// linking is what the log-ins of both networks have in common.
type linking struct {
	connector *Connector
	user      *bridgev2.User
	flow      string
	pairing   string
	seen      int
	phone     string
}

// Cancel forgets the linking at the messenger.
func (linking *linking) Cancel() {
	if linking.pairing != "" {
		_, _ = linking.connector.pair(context.Background(), "stop", wire.Pairing{Pair: linking.pairing})
	}
}

func (linking *linking) begin(ctx context.Context) (*wire.Paired, error) {
	paired, err := linking.connector.pair(ctx, "begin", wire.Pairing{Method: linking.flow, Phone: linking.phone})
	if err != nil {
		return nil, err
	}
	linking.pairing, linking.seen = paired.Pair, paired.Number
	return paired, nil
}

// await waits for another code or another step.
func (linking *linking) await(ctx context.Context) (*wire.Paired, error) {
	paired, err := linking.connector.pair(ctx, "wait", wire.Pairing{Pair: linking.pairing, Seen: linking.seen})
	if err != nil {
		return nil, err
	}
	linking.seen = paired.Number
	return paired, nil
}

func (linking *linking) answer(ctx context.Context, given wire.Pairing) (*wire.Paired, error) {
	given.Pair = linking.pairing
	return linking.connector.pair(ctx, "answer", given)
}

// finish makes the account known to the framework and connects it.
func (linking *linking) finish(ctx context.Context, paired *wire.Paired) (*bridgev2.LoginStep, error) {
	person := paired.Account
	name := person.Phone
	if name == "" {
		name = person.Name
	}
	login, err := linking.user.NewLogin(ctx, &database.UserLogin{
		ID: networkid.UserLoginID(person.ID), RemoteName: name,
		RemoteProfile: status.RemoteProfile{Phone: person.Phone, Name: person.Name},
		Metadata:      &loginMetadata{Session: paired.Session},
	}, &bridgev2.NewLoginParams{DeleteOnConflict: true})
	if err != nil {
		return nil, fmt.Errorf("failed to save new login: %w", err)
	}
	login.Client.Connect(login.Log.WithContext(linking.connector.Bridge.BackgroundCtx))
	return &bridgev2.LoginStep{
		Type:           bridgev2.LoginStepTypeComplete,
		StepID:         fmt.Sprintf("fi.mau.%s.login.complete", linking.connector.Kind),
		Instructions:   fmt.Sprintf("Successfully logged in as %s", name),
		CompleteParams: &bridgev2.LoginCompleteParams{UserLoginID: login.ID, UserLogin: login},
	}, nil
}

func field(kind bridgev2.LoginInputFieldType, id, name, description string) *bridgev2.LoginUserInputParams {
	return &bridgev2.LoginUserInputParams{Fields: []bridgev2.LoginInputDataField{{
		Type: kind, ID: id, Name: name, Description: description,
	}}}
}

func shown(step, instructions string, kind bridgev2.LoginDisplayType, data string) *bridgev2.LoginStep {
	return &bridgev2.LoginStep{
		Type: bridgev2.LoginStepTypeDisplayAndWait, StepID: step, Instructions: instructions,
		DisplayAndWaitParams: &bridgev2.LoginDisplayAndWaitParams{Type: kind, Data: data},
	}
}
