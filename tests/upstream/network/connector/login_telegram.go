package connector

import (
	"context"
	"errors"

	"maunium.net/go/mautrix/bridgev2"

	"simulated.invalid/network/wire"
)

const (
	numberStep   = "fi.mau.telegram.login.phone_number"
	codeStep     = "fi.mau.telegram.login.code"
	passwordStep = "fi.mau.telegram.login.password"
)

// telegramLogin asks for number, code and password; a wrong one may be given again.
type telegramLogin struct{ *linking }

var (
	_ bridgev2.LoginProcessDisplayAndWait = (*telegramLogin)(nil)
	_ bridgev2.LoginProcessUserInput      = (*telegramLogin)(nil)
	_ bridgev2.LoginProcessWithOverride   = (*telegramLogin)(nil)
)

// Start asks for the number or shows the first QR code.
func (login *telegramLogin) Start(ctx context.Context) (*bridgev2.LoginStep, error) {
	if login.flow == "qr" {
		return login.dial(ctx)
	}
	return &bridgev2.LoginStep{
		Type: bridgev2.LoginStepTypeUserInput, StepID: numberStep,
		UserInputParams: field(bridgev2.LoginInputFieldTypePhoneNumber, numberStep, "Phone number",
			"Include the country code with +"),
	}, nil
}

// StartWithOverride logs the same account in again; its number is known.
func (login *telegramLogin) StartWithOverride(ctx context.Context, old *bridgev2.UserLogin) (*bridgev2.LoginStep, error) {
	if login.flow == "qr" || old.RemoteProfile.Phone == "" {
		return login.Start(ctx)
	}
	login.phone = old.RemoteProfile.Phone
	return login.dial(ctx)
}

// dial begins the linking. Without the network the real one never answers, and so does this one.
func (login *telegramLogin) dial(ctx context.Context) (*bridgev2.LoginStep, error) {
	paired, err := login.begin(ctx)
	var refusal *wire.Refusal
	if err != nil && !errors.As(err, &refusal) {
		<-ctx.Done()
		return nil, ctx.Err()
	} else if err != nil {
		return nil, err
	}
	return login.step(ctx, paired)
}

// SubmitUserInput takes number, code or password, whichever was asked.
func (login *telegramLogin) SubmitUserInput(ctx context.Context, given map[string]string) (*bridgev2.LoginStep, error) {
	if login.pairing == "" {
		login.phone = given[numberStep]
		return login.dial(ctx)
	}
	paired, err := login.answer(ctx, wire.Pairing{Code: given[codeStep], Password: given[passwordStep]})
	if err != nil {
		return nil, err
	}
	return login.step(ctx, paired)
}

// Wait gives the next QR code or the next step.
func (login *telegramLogin) Wait(ctx context.Context) (*bridgev2.LoginStep, error) {
	paired, err := login.await(ctx)
	if err != nil {
		return nil, err
	}
	return login.step(ctx, paired)
}

func (login *telegramLogin) step(ctx context.Context, paired *wire.Paired) (*bridgev2.LoginStep, error) {
	code := field(bridgev2.LoginInputFieldType2FACode, codeStep, "Code", "")
	password := field(bridgev2.LoginInputFieldTypePassword, passwordStep, "Password", "")
	asked := &bridgev2.LoginStep{Type: bridgev2.LoginStepTypeUserInput}
	switch paired.Step {
	case wire.ShowCode:
		return shown("fi.mau.telegram.login.show_qr", "Scan the QR code on your phone to log in",
			bridgev2.LoginDisplayTypeQR, paired.Code), nil
	case wire.AskCode:
		code.Fields[0].Description = "The code was sent to the Telegram app on your phone"
		asked.StepID, asked.UserInputParams = codeStep, code
	case wire.WrongCode:
		asked.StepID, asked.UserInputParams, asked.Instructions = codeStep+".incorrect", code, "Incorrect code"
	case wire.AskPassword:
		asked.StepID, asked.UserInputParams = passwordStep, password
		asked.Instructions = "You have two-factor authentication enabled."
	case wire.WrongPassword:
		asked.StepID, asked.UserInputParams = passwordStep+".incorrect", password
		asked.Instructions = "Incorrect password, please try again. " +
			"Use the official Telegram app to reset your password if you've forgotten it."
	case wire.Linked:
		return login.finish(ctx, paired)
	default:
		return nil, errors.New("login process timed out")
	}
	return asked, nil
}
