package connector

import (
	"strings"
	"time"

	"maunium.net/go/mautrix/bridgev2"
	"maunium.net/go/mautrix/bridgev2/commands"
	"maunium.net/go/mautrix/bridgev2/simplevent"

	"simulated.invalid/network/wire"
)

const whatsappLinks = "https://chat.whatsapp.com/"

func whatsappCommands() []commands.CommandHandler {
	section := commands.HelpSection{Name: "Group invites", Order: 25}
	return []commands.CommandHandler{
		command("sync", "Sync data from WhatsApp.", "<group/groups/contacts>", commands.HelpSectionAdmin, false, syncWhatsApp),
		command("invite-link", "Get an invite link to the current group chat.", "[--reset]", section, true, inviteLink),
		command("resolve-link", "Resolve a WhatsApp group invite link.", "<_link_>", section, false, resolveLink),
		command("join", "Join a group chat with an invite link.", "<_invite link_>", section, false, joinWhatsApp),
	}
}

// command makes a handler for those who are logged in.
func command(
	name, description, arguments string, section commands.HelpSection, inPortal bool, do func(*commands.Event, *Client),
) commands.CommandHandler {
	return &commands.FullHandler{
		Name: name, RequiresLogin: true, RequiresPortal: inPortal,
		Help: commands.HelpMeta{Section: section, Description: description, Args: arguments},
		Func: func(asked *commands.Event) { do(asked, of(asked.User.GetDefaultLogin())) },
	}
}

func syncWhatsApp(asked *commands.Event, client *Client) {
	if len(asked.Args) == 0 {
		asked.Reply("Usage: `$cmdprefix sync <group/groups/contacts/contacts-with-avatars/appstate>`")
		return
	}
	switch strings.ToLower(asked.Args[0]) {
	case "group", "portal", "room":
		if asked.Portal == nil {
			asked.Reply("`!wa sync group` can only be used in a portal room.")
			return
		}
		client.resync(string(asked.Portal.ID))
		asked.React("✅")
	case "groups":
		answer, err := client.call(asked.Ctx, "chats", wire.Call{})
		if err != nil {
			asked.Reply("Failed to get joined groups: %v", err)
			return
		}
		for _, chat := range answer.Chats {
			client.resync(chat.ID)
		}
		asked.Reply("Queued syncs for %d groups", len(answer.Chats))
	case "contacts":
		asked.React("✅")
	default:
		asked.Reply("Unknown sync target `%s`", asked.Args[0])
	}
}

// resync makes the framework look at a chat again; it gets a row if it had none.
func (client *Client) resync(chat string) {
	client.login.QueueRemoteEvent(&simplevent.ChatResync{
		EventMeta: simplevent.EventMeta{
			Type: bridgev2.RemoteEventChatResync, PortalKey: client.key(chat), CreatePortal: true,
		},
		GetChatInfoFunc: client.login.Client.GetChatInfo, LatestMessageTS: time.Now(),
	})
}

func inviteLink(asked *commands.Event, client *Client) {
	reset := len(asked.Args) > 0 && strings.ToLower(asked.Args[0]) == "--reset"
	answer, err := client.call(asked.Ctx, "link", wire.Call{Chat: string(asked.Portal.ID), Reset: reset})
	switch {
	case client.connector.Kind.private(string(asked.Portal.ID)):
		asked.Reply("Can't get invite link to private chat")
	case err != nil:
		asked.Reply("Failed to get invite link: %v", err)
	default:
		asked.Reply(answer.Link)
	}
}

func resolveLink(asked *commands.Event, client *Client) {
	if len(asked.Args) == 0 {
		asked.Reply("**Usage:** `$cmdprefix resolve-link <group or message link>`")
	} else if !strings.HasPrefix(asked.Args[0], whatsappLinks) {
		asked.Reply("That doesn't look like a group invite link nor a business message link.")
	} else if answer, err := client.call(asked.Ctx, "behind", wire.Call{Link: asked.Args[0]}); err != nil {
		asked.Reply("Failed to get group info: %v", err)
	} else {
		asked.Reply("That invite link points at %s (`%s`)", answer.Chat.Name, answer.Chat.ID)
	}
}

func joinWhatsApp(asked *commands.Event, client *Client) {
	if len(asked.Args) == 0 {
		asked.Reply("**Usage:** `$cmdprefix join <invite link>`")
	} else if !strings.HasPrefix(asked.Args[0], whatsappLinks) {
		asked.Reply("That doesn't look like a WhatsApp invite link")
	} else if answer, err := client.call(asked.Ctx, "join", wire.Call{Link: asked.Args[0]}); err != nil {
		asked.Reply("Failed to join group: %v", err)
	} else {
		asked.Reply("Successfully joined group `%s`, the portal should be created momentarily", answer.Chat.ID)
	}
}
