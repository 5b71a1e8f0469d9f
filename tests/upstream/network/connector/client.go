package connector

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"maunium.net/go/mautrix/bridgev2"
	"maunium.net/go/mautrix/bridgev2/networkid"

	"simulated.invalid/network/wire"
)

var errAway = errors.New("websocket not connected")

// Client is one linked account.
type Client struct {
	connector *Connector
	login     *bridgev2.UserLogin

	lock sync.Mutex
	stop context.CancelFunc
	out  atomic.Bool // the messenger has unlinked us
}

var (
	_ bridgev2.NetworkAPI                       = (*Client)(nil)
	_ bridgev2.NetworkAPIWithUserID             = (*Client)(nil)
	_ bridgev2.EditHandlingNetworkAPI           = (*Client)(nil)
	_ bridgev2.ReactionHandlingNetworkAPI       = (*Client)(nil)
	_ bridgev2.RedactionHandlingNetworkAPI      = (*Client)(nil)
	_ bridgev2.ReadReceiptHandlingNetworkAPI    = (*Client)(nil)
	_ bridgev2.MembershipHandlingNetworkAPI     = (*Client)(nil)
	_ bridgev2.RoomNameHandlingNetworkAPI       = (*Client)(nil)
	_ bridgev2.DisappearTimerChangingNetworkAPI = (*Client)(nil)
	_ bridgev2.IdentifierResolvingNetworkAPI    = (*Client)(nil)
	_ bridgev2.ContactListingNetworkAPI         = (*Client)(nil)
	_ bridgev2.GroupCreatingNetworkAPI          = (*Client)(nil)
	_ bridgev2.PollHandlingNetworkAPI           = (*whatsappClient)(nil)
	_ bridgev2.RoomTopicHandlingNetworkAPI      = (*whatsappClient)(nil)
)

// whatsappClient can what only WhatsApp can: polls and topics.
type whatsappClient struct{ *Client }

func newClient(connector *Connector, login *bridgev2.UserLogin) bridgev2.NetworkAPI {
	client := &Client{connector: connector, login: login}
	if connector.Kind == WhatsApp {
		return &whatsappClient{client}
	}
	if connector.Kind.meta() {
		return &metaClient{client}
	}
	return client
}

// of gives the client of an account, whichever kind it is.
func of(login *bridgev2.UserLogin) *Client {
	if wrapped, ok := login.Client.(*whatsappClient); ok {
		return wrapped.Client
	}
	if wrapped, ok := login.Client.(*metaClient); ok {
		return wrapped.Client
	}
	return login.Client.(*Client)
}

func (client *Client) metadata() *loginMetadata { return client.login.Metadata.(*loginMetadata) }

// GetUserID gives the account's own id.
func (client *Client) GetUserID() networkid.UserID { return networkid.UserID(client.login.ID) }

// IsThisUser says whether somebody is the account itself.
func (client *Client) IsThisUser(_ context.Context, user networkid.UserID) bool {
	return user == client.GetUserID()
}

// IsLoggedIn says whether the device is linked. A Telegram account that was thrown out goes on saying so.
func (client *Client) IsLoggedIn() bool {
	return client.metadata().Session != "" && (client.connector.Kind == Telegram || !client.out.Load())
}

// Connect begins to listen for updates, once.
func (client *Client) Connect(ctx context.Context) {
	client.lock.Lock()
	defer client.lock.Unlock()
	if client.stop != nil {
		return
	}
	if client.metadata().Session == "" {
		client.tellState(wire.Refusal{Code: "not-logged-in"})
		return
	}
	listening, stop := context.WithCancel(client.login.Log.WithContext(client.connector.Bridge.BackgroundCtx))
	client.stop = stop
	go client.listen(listening)
}

// Disconnect stops listening.
func (client *Client) Disconnect() {
	client.lock.Lock()
	defer client.lock.Unlock()
	if client.stop != nil {
		client.stop()
		client.stop = nil
	}
}

// LogoutRemote unlinks the device at the messenger.
func (client *Client) LogoutRemote(ctx context.Context) {
	_, err := client.call(ctx, "logout", wire.Call{})
	if err != nil {
		client.login.Log.Err(err).Msg("Failed to log out of the messenger")
	}
	client.Disconnect()
	client.metadata().Session = ""
}

// listen says hello and deals with updates until it is stopped or thrown out.
func (client *Client) listen(ctx context.Context) {
	client.tellConnecting()
	for ctx.Err() == nil {
		err := client.hear(ctx)
		var refusal *wire.Refusal
		if errors.As(err, &refusal) {
			client.out.Store(true)
			client.tellState(*refusal)
			return
		}
		if ctx.Err() == nil {
			client.tellAway()
			time.Sleep(500 * time.Millisecond)
		}
	}
}

// catchUp makes the framework know all chats: there is no command for that.
func (client *Client) catchUp(ctx context.Context) {
	answer, err := client.call(ctx, "chats", wire.Call{})
	if err != nil {
		return
	}
	for _, chat := range answer.Chats {
		client.resync(chat.ID)
	}
}

// hear is one connection: it ends with the error that broke it.
func (client *Client) hear(ctx context.Context) error {
	if _, err := client.call(ctx, "connect", wire.Call{}); err != nil {
		return err
	}
	client.tellConnected()
	if client.connector.Kind.meta() {
		client.catchUp(ctx)
	}
	for {
		told, err := client.call(ctx, "updates", wire.Call{After: client.metadata().Dealt})
		if err != nil {
			return err
		}
		for _, update := range told.Updates {
			client.deal(ctx, update)
			client.metadata().Dealt = update.Number
		}
		if len(told.Updates) > 0 {
			if err := client.login.Save(ctx); err != nil {
				client.login.Log.Err(err).Msg("Failed to save how far the updates were dealt with")
			}
		}
	}
}
