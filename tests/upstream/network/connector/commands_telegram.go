package connector

import (
	"errors"
	"html"
	"regexp"
	"slices"

	"maunium.net/go/mautrix/bridgev2"
	"maunium.net/go/mautrix/bridgev2/commands"
	"maunium.net/go/mautrix/bridgev2/networkid"
	"maunium.net/go/mautrix/format"

	"simulated.invalid/network/wire"
)

var telegramLinks = regexp.MustCompile(`^(?:https?://)?t(?:elegram)?\.(?:me|dog)/(?:joinchat/|\+)[a-zA-Z0-9_-]{8,64}$`)

func telegramCommands() []commands.CommandHandler {
	section := commands.HelpSectionChats
	return []commands.CommandHandler{
		command("sync-chats", "Synchronize your chats", "[_login ID_]", section, false, syncTelegram),
		command("join", "Join a Telegram group using an invite link.", "[login ID] <invite link>", section, false, joinTelegram),
		&commands.FullHandler{
			Name: "upgrade", RequiresPortal: true, Func: upgrade,
			Help: commands.HelpMeta{Section: section, Description: "Upgrade a minigroup to a supergroup on Telegram"},
		},
	}
}

func syncTelegram(asked *commands.Event, _ *Client) {
	logins := asked.User.GetUserLogins()
	if len(asked.Args) > 0 {
		logins = slices.DeleteFunc(logins, func(login *bridgev2.UserLogin) bool {
			return !slices.Contains(asked.Args, string(login.ID))
		})
		if len(logins) == 0 {
			asked.Reply("No matching logins found with provided ID(s)")
		}
	}
	for _, login := range logins {
		client := of(login)
		answer, err := client.call(asked.Ctx, "chats", wire.Call{})
		if err != nil {
			asked.Reply("Failed to synchronize chats for %s: %v", format.SafeMarkdownCode(login.ID), err)
			continue
		}
		for _, chat := range answer.Chats {
			client.resync(chat.ID)
		}
		asked.Reply("Successfully synchronized chats for %s", format.SafeMarkdownCode(login.ID))
	}
}

func joinTelegram(asked *commands.Event, client *Client) {
	if len(asked.Args) == 0 || len(asked.Args) > 2 {
		asked.Reply("Usage: `$cmdprefix join [login ID] <invite link>`")
		return
	}
	if len(asked.Args) == 2 {
		login := asked.Bridge.GetCachedUserLoginByID(networkid.UserLoginID(asked.Args[0]))
		if login == nil || login.UserMXID != asked.User.MXID {
			asked.Reply("No login found with the provided ID")
			return
		}
		client = of(login)
	}
	link := asked.Args[len(asked.Args)-1]
	if !telegramLinks.MatchString(link) {
		asked.Reply("Invalid invite link format")
		return
	}
	answer, err := client.call(asked.Ctx, "join", wire.Call{Link: link})
	var refusal *wire.Refusal
	switch {
	case errors.As(err, &refusal) && refusal.Code == "bad-link":
		asked.Reply("Invalid invite link")
	case err != nil:
		asked.Reply("Failed to join chat: %v", err)
	case answer.Already:
		asked.Reply("You're already a member of %s", html.EscapeString(answer.Chat.Name))
	default:
		client.resync(answer.Chat.ID)
		asked.Reply("Successfully joined %s", html.EscapeString(answer.Chat.Name))
	}
}

func upgrade(asked *commands.Event) {
	login, _, err := asked.Portal.FindPreferredLogin(asked.Ctx, asked.User, false)
	if errors.Is(err, bridgev2.ErrNotLoggedIn) {
		asked.Reply("No logins found to upgrade the chat")
	} else if err != nil {
		asked.Reply("Failed to find a login to upgrade the chat.")
	} else if Telegram.receiver(string(asked.Portal.ID), login.ID) == "" {
		asked.Reply("Only minigroups can be upgraded (this is already a channel/supergroup)")
	} else if Telegram.private(string(asked.Portal.ID)) {
		asked.Reply("Only minigroups can be upgraded (this is direct chat)")
	} else if _, err := of(login).call(asked.Ctx, "upgrade", wire.Call{Chat: string(asked.Portal.ID)}); err != nil {
		asked.Reply("Failed to upgrade chat: %v", err)
	} else {
		asked.React("\u2705\ufe0f")
	}
}
