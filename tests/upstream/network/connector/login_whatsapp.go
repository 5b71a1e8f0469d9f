package connector

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"maunium.net/go/mautrix/bridgev2"

	"simulated.invalid/network/wire"
)

// whatsappLogin shows codes until the phone has taken one, and may ask for a passkey.
type whatsappLogin struct{ *linking }

var (
	_ bridgev2.LoginProcessDisplayAndWait = (*whatsappLogin)(nil)
	_ bridgev2.LoginProcessUserInput      = (*whatsappLogin)(nil)
	_ bridgev2.LoginProcessWebAuthn       = (*whatsappLogin)(nil)
	_ bridgev2.LoginProcessWithOverride   = (*whatsappLogin)(nil)
)

// Start asks for the number or shows the first QR code.
func (login *whatsappLogin) Start(ctx context.Context) (*bridgev2.LoginStep, error) {
	if login.flow == "phone" {
		return &bridgev2.LoginStep{
			Type: bridgev2.LoginStepTypeUserInput, StepID: "fi.mau.whatsapp.login.phone",
			UserInputParams: field(bridgev2.LoginInputFieldTypePhoneNumber, "phone_number", "Phone number",
				"Your WhatsApp phone number in international format"),
		}, nil
	}
	paired, err := login.begin(ctx)
	if err != nil {
		return nil, fmt.Errorf("failed to dial whatsapp web websocket: %w", err)
	}
	return login.step(ctx, paired)
}

// StartWithOverride logs the same account in again, without asking for its number.
func (login *whatsappLogin) StartWithOverride(ctx context.Context, old *bridgev2.UserLogin) (*bridgev2.LoginStep, error) {
	step, err := login.Start(ctx)
	if err == nil && login.flow == "phone" {
		return login.SubmitUserInput(ctx, map[string]string{"phone_number": "+" + string(old.ID)})
	}
	return step, err
}

// SubmitUserInput takes the number and shows the pairing code.
func (login *whatsappLogin) SubmitUserInput(ctx context.Context, given map[string]string) (*bridgev2.LoginStep, error) {
	login.phone = given["phone_number"]
	paired, err := login.begin(ctx)
	if err != nil {
		return nil, fmt.Errorf("failed to dial whatsapp web websocket: %w", err)
	}
	return login.step(ctx, paired)
}

// Wait gives the next code or the next step.
func (login *whatsappLogin) Wait(ctx context.Context) (*bridgev2.LoginStep, error) {
	paired, err := login.await(ctx)
	if err != nil {
		return nil, err
	}
	return login.step(ctx, paired)
}

// SubmitWebAuthnResponse hands the passkey's answer over.
func (login *whatsappLogin) SubmitWebAuthnResponse(ctx context.Context, given json.RawMessage) (*bridgev2.LoginStep, error) {
	paired, err := login.answer(ctx, wire.Pairing{Passkey: given})
	if err != nil {
		return nil, err
	}
	return login.step(ctx, paired)
}

func (login *whatsappLogin) step(ctx context.Context, paired *wire.Paired) (*bridgev2.LoginStep, error) {
	switch paired.Step {
	case wire.ShowCode:
		if login.flow == "phone" {
			return shown("fi.mau.whatsapp.login.code", "Input the pairing code in the WhatsApp mobile app to log in",
				bridgev2.LoginDisplayTypeCode, paired.Code), nil
		}
		return shown("fi.mau.whatsapp.login.qr", "Scan the QR code with the WhatsApp mobile app to log in",
			bridgev2.LoginDisplayTypeQR, paired.Code), nil
	case wire.AskPasskey:
		asked, err := json.Marshal(map[string]any{
			"challenge": base64.RawURLEncoding.EncodeToString([]byte(paired.Challenge)),
			"rpId":      "whatsapp.com", "userVerification": "required", "timeout": 60000,
		})
		return &bridgev2.LoginStep{
			Type: bridgev2.LoginStepTypeWebAuthn, StepID: "fi.mau.whatsapp.login.passkey",
			WebAuthnParams: &bridgev2.LoginWebAuthnParams{URL: "https://web.whatsapp.com", PublicKey: asked},
		}, err
	case wire.Linked:
		return login.finish(ctx, paired)
	default:
		return nil, ErrLoginTimeout
	}
}
