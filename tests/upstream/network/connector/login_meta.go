package connector

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"maunium.net/go/mautrix/bridgev2"

	"simulated.invalid/network/wire"
)

// metaLogin takes what was copied out of a browser in which somebody has logged in.
type metaLogin struct {
	*linking
	domain string
}

var _ bridgev2.LoginProcessCookies = (*metaLogin)(nil)

// metaCookies are those that are needed.
var metaCookies = map[Kind][]string{
	Facebook:  {"xs", "c_user", "datr"},
	Instagram: {"sessionid", "csrftoken", "ds_user_id", "mid", "ig_did"},
}

func metaError(code, text string) bridgev2.RespError {
	return bridgev2.RespError{ErrCode: "FI.MAU.META_" + code, Err: text, StatusCode: http.StatusBadRequest}
}

const checkThere = " required, please check the official website or app and then try again"

// metaErrors are what a log-in ends with, by the messenger's words.
var metaErrors = map[string]bridgev2.RespError{
	"challenge-required":  metaError("CHALLENGE_ERROR", "Challenge"+checkThere),
	"checkpoint-required": metaError("CHECKPOINT_ERROR", "Checkpoint"+checkThere),
	"consent-required":    metaError("CONSENT_ERROR", "Consent"+checkThere),
	"token-invalidated":   metaError("TOKEN_ERROR", "Got logged out immediately"),
}

func (connector *Connector) metaFlows() []bridgev2.LoginFlow {
	flow := func(name string) bridgev2.LoginFlow {
		return bridgev2.LoginFlow{Name: name + ".com", Description: "Login using cookies from " + name + ".com", ID: name}
	}
	if connector.Kind == Instagram {
		return []bridgev2.LoginFlow{flow("instagram")}
	}
	return []bridgev2.LoginFlow{flow("messenger"), flow("facebook")}
}

func (connector *Connector) createMetaLogin(user *bridgev2.User, wanted string) (bridgev2.LoginProcess, error) {
	for _, flow := range connector.metaFlows() {
		if flow.ID == wanted {
			linking := &linking{connector: connector, user: user, flow: "cookies"}
			return &metaLogin{linking: linking, domain: flow.Name}, nil
		}
	}
	return nil, bridgev2.ErrInvalidLoginFlowID
}

// Start says which cookies are wanted.
func (login *metaLogin) Start(context.Context) (*bridgev2.LoginStep, error) {
	asked := &bridgev2.LoginCookiesParams{URL: "https://www." + login.domain + "/"}
	for _, name := range metaCookies[login.connector.Kind] {
		asked.Fields = append(asked.Fields, bridgev2.LoginCookieField{
			ID: name, Required: true, Sources: []bridgev2.LoginCookieFieldSource{
				{Type: bridgev2.LoginCookieTypeCookie, Name: name, CookieDomain: login.domain},
			},
		})
	}
	return &bridgev2.LoginStep{
		Type: bridgev2.LoginStepTypeCookies, StepID: "fi.mau.meta.cookies", CookiesParams: asked,
		Instructions: "Enter a JSON object with your cookies, or a cURL command copied from browser devtools.",
	}, nil
}

// SubmitCookies logs in with them.
func (login *metaLogin) SubmitCookies(ctx context.Context, given map[string]string) (*bridgev2.LoginStep, error) {
	var missing []string
	for _, name := range metaCookies[login.connector.Kind] {
		if given[name] == "" {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return nil, metaError("MISSING_COOKIES", "Missing cookies").AppendMessage(": %v", missing)
	}
	paired, err := login.connector.pair(ctx, "begin", wire.Pairing{Method: login.flow, Cookies: given})
	var refusal *wire.Refusal
	if errors.As(err, &refusal) {
		if known, ok := metaErrors[refusal.Code]; ok {
			return nil, known
		}
	}
	if err != nil {
		return nil, fmt.Errorf("internal error logging in: failed to dial: %w", err)
	}
	return login.finish(ctx, paired)
}
