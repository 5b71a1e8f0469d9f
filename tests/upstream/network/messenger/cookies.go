package messenger

import (
	"maps"
	"net/http"

	"simulated.invalid/network/wire"
)

// newCookies are what a browser has in which somebody has just logged in.
func (network *Network) newCookies(person string) map[string]string {
	switch network.kind {
	case "facebook":
		return map[string]string{"c_user": person, "xs": secret(16), "datr": secret(12)}
	case "instagram":
		return map[string]string{
			"ds_user_id": person, "sessionid": secret(16), "csrftoken": secret(16), "mid": secret(12), "ig_did": secret(16),
		}
	}
	return nil
}

// byCookies links a device with what was copied out of a browser. The lock is held.
func (network *Network) byCookies(begun *pairing, given map[string]string) (*wire.Paired, error) {
	for _, owner := range network.accounts {
		if !maps.Equal(owner.cookies, given) {
			continue
		}
		if owner.trouble != "" {
			return nil, refuse(http.StatusForbidden, owner.trouble, "the account has to be confirmed")
		}
		begun.account = owner
		begun.step, begun.session = wire.Linked, network.linkDevice(owner)
		return network.stateWithAccount(begun), nil
	}
	return nil, refuse(http.StatusUnauthorized, "token-invalidated", "nobody is logged in with these")
}
