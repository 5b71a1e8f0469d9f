package connector

import (
	"context"
	"time"

	"go.mau.fi/util/jsontime"
	"go.mau.fi/util/ptr"
	"maunium.net/go/mautrix/bridgev2"
	"maunium.net/go/mautrix/event"
)

const metaEdits = 15 * time.Minute

// GetCapabilities tells what the whole network can.
func (connector *Connector) GetCapabilities() *bridgev2.NetworkGeneralCapabilities {
	able := &bridgev2.NetworkGeneralCapabilities{DisappearingMessages: true}
	able.ImplicitReadReceipts = connector.Kind == WhatsApp
	able.NetworkIsImmediateParent = connector.Kind == Telegram
	name := bridgev2.GroupFieldCapability{Allowed: true, MaxLength: 100}
	if connector.Kind == Telegram {
		name = bridgev2.GroupFieldCapability{Allowed: true, Required: true, MaxLength: 255}
	}
	able.Provisioning = bridgev2.ProvisioningCapabilities{
		ResolveIdentifier: bridgev2.ResolveIdentifierCapabilities{CreateDM: true, LookupPhone: true, ContactList: true},
		GroupCreation: map[string]bridgev2.GroupTypeCapabilities{"group": {
			TypeDescription: "a group chat", Name: name,
			Participants: bridgev2.GroupFieldCapability{Allowed: true, Required: true, MinLength: 1},
		}},
	}
	return able
}

// GetCapabilities tells what can be done in a chat, as com.beeper.room_features shows it.
func (client *Client) GetCapabilities(context.Context, *bridgev2.Portal) *event.RoomFeatures {
	able := &event.RoomFeatures{
		Formatting: event.FormattingFeatureMap{
			event.FmtBold: event.CapLevelFullySupported, event.FmtItalic: event.CapLevelFullySupported,
		},
		LocationMessage: event.CapLevelFullySupported, Reply: event.CapLevelFullySupported,
		Edit: event.CapLevelFullySupported, Delete: event.CapLevelFullySupported,
		Reaction: event.CapLevelFullySupported, ReactionCount: 1, ReadReceipts: true, TypingNotifications: true,
		DisappearingTimer: &event.DisappearingTimerCapability{
			Types: []event.DisappearingType{event.DisappearingTypeAfterSend},
			Timers: []jsontime.Milliseconds{
				jsontime.MS(24 * time.Hour), jsontime.MS(7 * 24 * time.Hour), jsontime.MS(90 * 24 * time.Hour),
			},
		},
	}
	if client.connector.Kind == Telegram {
		able.ID = "simulated.telegram.capabilities"
		able.MaxTextLength, able.DeleteHide = 4096, true
		able.File = files(1024, 2*1024*1024*1024, event.CapLevelFullySupported)
		return able
	}
	able.ID = "simulated.whatsapp.capabilities"
	able.MaxTextLength = 65536
	able.File = files(65536, 2000*1024*1024, event.CapLevelDropped)
	able.EditMaxAge = ptr.Ptr(jsontime.S(15 * time.Minute))
	able.DeleteMaxAge = ptr.Ptr(jsontime.S(2 * 24 * time.Hour))
	able.Poll, able.PollMaxOptions, able.PollOptionMaxLength = event.CapLevelFullySupported, 12, 100
	return able
}

func files(caption int, size int64, voiced event.CapabilitySupportLevel) event.FileFeatureMap {
	any := map[string]event.CapabilitySupportLevel{"*/*": event.CapLevelFullySupported}
	with := func(types map[string]event.CapabilitySupportLevel, level event.CapabilitySupportLevel) *event.FileFeatures {
		return &event.FileFeatures{MimeTypes: types, Caption: level, MaxCaptionLength: caption, MaxSize: size}
	}
	full := event.CapLevelFullySupported
	return event.FileFeatureMap{
		event.MsgImage: with(map[string]event.CapabilitySupportLevel{
			"image/jpeg": full, "image/png": full, "image/webp": full,
		}, full),
		event.MsgVideo:      with(map[string]event.CapabilitySupportLevel{"video/mp4": full}, full),
		event.MsgAudio:      with(map[string]event.CapabilitySupportLevel{"audio/*": full}, voiced),
		event.CapMsgVoice:   with(map[string]event.CapabilitySupportLevel{"audio/ogg": full}, voiced),
		event.CapMsgSticker: with(any, event.CapLevelDropped),
		event.MsgFile:       with(any, full),
	}
}
