package chatapi

import (
	"context"
	"math"
	"net/http"
	"time"

	"atc/keystore/secret"
)

// Exchange gives the service a token of ours, an app or a user token, for one
// of its own, which ends when that does. The zero value is for the app token
// that the client makes its requests with. No other call needs it: since 2022
// the service takes app tokens as they are.
func (c *Client) Exchange(ctx context.Context, token secret.Value) (Exchanged, error) {
	call := call{doing: "exchanging the token", method: http.MethodPost, path: "/token", content: grantContent, bearer: token, needs: "access_token"}
	a, _, err := c.do(ctx, call)
	if err != nil {
		return Exchanged{}, err
	}
	given := Exchanged{Token: secret.New(a.fields.text("access_token")), ExpiresAt: a.fields.millis("expire_timestamp")}
	if given.Token.IsZero() {
		return Exchanged{}, c.lacking(call, a, "token")
	}
	if seconds, ok := a.fields.number("expires_in"); ok && seconds > 0 {
		given.Lifetime = time.Duration(min(seconds, math.MaxInt32)) * time.Second
	}
	return given, nil
}
