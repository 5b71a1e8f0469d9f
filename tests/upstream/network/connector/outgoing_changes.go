package connector

import (
	"context"

	"go.mau.fi/util/variationselector"
	"maunium.net/go/mautrix/bridgev2"
	"maunium.net/go/mautrix/bridgev2/database"

	"simulated.invalid/network/wire"
)

// HandleMatrixEdit edits what the account wrote.
func (client *Client) HandleMatrixEdit(ctx context.Context, edit *bridgev2.MatrixEdit) error {
	message := &wire.Message{Text: client.words(edit.Content), HTML: edit.Content.FormattedBody}
	_, err := client.call(ctx, "edit", wire.Call{Target: string(edit.EditTarget.ID), Message: message})
	return client.told(err)
}

// HandleMatrixMessageRemove deletes for everybody; a refusal is passed on as it came.
func (client *Client) HandleMatrixMessageRemove(ctx context.Context, remove *bridgev2.MatrixMessageRemove) error {
	_, err := client.call(ctx, "delete", wire.Call{Target: string(remove.TargetMessage.ID)})
	return err
}

// PreHandleMatrixReaction tells the framework that there is one reaction for each person.
func (client *Client) PreHandleMatrixReaction(
	_ context.Context, reaction *bridgev2.MatrixReaction,
) (bridgev2.MatrixReactionPreResponse, error) {
	return bridgev2.MatrixReactionPreResponse{
		SenderID: client.GetUserID(), Emoji: variationselector.Remove(reaction.Content.RelatesTo.Key), MaxReactions: 1,
	}, nil
}

// HandleMatrixReaction reacts for the account.
func (client *Client) HandleMatrixReaction(
	ctx context.Context, reaction *bridgev2.MatrixReaction,
) (*database.Reaction, error) {
	_, err := client.call(ctx, "react", wire.Call{
		Target: string(reaction.TargetMessage.ID), Emoji: reaction.PreHandleResp.Emoji,
	})
	return &database.Reaction{}, client.told(err)
}

// HandleMatrixReactionRemove takes the account's reaction off.
func (client *Client) HandleMatrixReactionRemove(ctx context.Context, remove *bridgev2.MatrixReactionRemove) error {
	_, err := client.call(ctx, "react", wire.Call{Target: string(remove.TargetReaction.MessageID)})
	return client.told(err)
}

// HandleMatrixReadReceipt marks as read for the account.
func (client *Client) HandleMatrixReadReceipt(ctx context.Context, receipt *bridgev2.MatrixReadReceipt) error {
	target := receipt.ExactMessage
	if target == nil {
		var err error
		target, err = client.connector.Bridge.DB.Message.GetLastPartAtOrBeforeTime(
			ctx, receipt.Portal.PortalKey, receipt.ReadUpTo)
		if err != nil || target == nil {
			return err
		}
	}
	_, err := client.call(ctx, "read", wire.Call{Target: string(target.ID)})
	return err
}
