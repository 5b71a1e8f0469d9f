// Package connector joins the simulated messenger to the real bridge framework.
package connector

import (
	"context"
	"errors"

	"go.mau.fi/util/configupgrade"
	"maunium.net/go/mautrix/bridgev2"
	"maunium.net/go/mautrix/bridgev2/commands"
	"maunium.net/go/mautrix/bridgev2/database"
)

// Config is the network's part of the bridge's configuration.
type Config struct {
	Messenger  string `yaml:"messenger"`
	ExtEvPolls bool   `yaml:"extev_polls"`
}

const exampleConfig = `# Where the simulated messenger is.
messenger: http://127.0.0.1:29999
`

// What the published bridges have besides; only extev_polls does anything here.
const (
	whatsappExample = `# Should polls of the messenger become polls in the room?
extev_polls: false
enable_status_broadcast: true
`
	metaExample = `disable_view_once: false
`
	telegramExample = `api_id: 12345
api_hash: tjyd5yge35lbodk1xwzw2jstp90k55qz
sync:
    update_limit: 100
    create_limit: 15
`
)

// Connector is the network as the framework sees it.
type Connector struct {
	Kind   Kind
	Bridge *bridgev2.Bridge
	Config Config
}

var (
	_ bridgev2.NetworkConnector        = (*Connector)(nil)
	_ bridgev2.ConfigValidatingNetwork = (*Connector)(nil)
)

// Init adds the network's own commands.
func (connector *Connector) Init(bridge *bridgev2.Bridge) {
	connector.Bridge = bridge
	switch connector.Kind {
	case WhatsApp:
		bridge.Commands.(*commands.Processor).AddHandlers(whatsappCommands()...)
	case Telegram:
		bridge.Commands.(*commands.Processor).AddHandlers(telegramCommands()...)
	}
}

// Start has nothing to do: accounts connect for themselves.
func (connector *Connector) Start(context.Context) error { return nil }

// GetName tells which network this is.
func (connector *Connector) GetName() bridgev2.BridgeName { return connector.Kind.name() }

// GetBridgeInfoVersion never changes.
func (connector *Connector) GetBridgeInfoVersion() (info, capabilities int) { return 1, 1 }

// GetDBMetaTypes tells what is kept beside the framework's own rows.
func (connector *Connector) GetDBMetaTypes() database.MetaTypes {
	return database.MetaTypes{
		UserLogin: func() any { return &loginMetadata{} },
		Message:   func() any { return &messageMetadata{} },
	}
}

// loginMetadata is kept with an account: its session and the last update that was dealt with.
type loginMetadata struct {
	Session string `json:"session"`
	Dealt   int    `json:"dealt"`
}

// messageMetadata is kept with a message: what an option of a poll is called in the room.
type messageMetadata struct {
	Options map[string]string `json:"options,omitempty"` // from the room's id to the messenger's words
}

// GetConfig gives the example and where the values go.
func (connector *Connector) GetConfig() (string, any, configupgrade.Upgrader) {
	example, kept := exampleConfig+whatsappExample, []string{"extev_polls", "enable_status_broadcast"}
	if connector.Kind.meta() {
		example, kept = exampleConfig+metaExample, []string{"disable_view_once"}
	}
	if connector.Kind == Telegram {
		example, kept = exampleConfig+telegramExample, []string{"api_id", "api_hash"}
	}
	upgrade := configupgrade.SimpleUpgrader(func(helper configupgrade.Helper) {
		helper.Copy(configupgrade.Str, "messenger")
		for _, name := range kept {
			helper.Copy(configupgrade.Str|configupgrade.Int|configupgrade.Bool, name)
		}
		if connector.Kind == Telegram {
			helper.Copy(configupgrade.Int, "sync", "update_limit")
			helper.Copy(configupgrade.Int, "sync", "create_limit")
		}
	})
	return example, &connector.Config, upgrade
}

// ValidateConfig refuses to start without a messenger.
func (connector *Connector) ValidateConfig() error {
	if connector.Config.Messenger == "" {
		return errors.New("network.messenger not configured: this bridge speaks to a simulated messenger only")
	}
	return nil
}

// LoadUserLogin makes the client of an account.
func (connector *Connector) LoadUserLogin(_ context.Context, login *bridgev2.UserLogin) error {
	login.Client = newClient(connector, login)
	return nil
}
