package acs

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
)

// defaultAssumedLifetime is the assumed lifetime, from when it was received, of a token whose expiry is neither given nor readable.
const defaultAssumedLifetime = 600 * time.Second

// newAccessToken validates a token that was received now and returns it with its expiry: the given one, or that of its exp claim,
// or the assumed lifetime from now.
func newAccessToken(token azcore.AccessToken, assumedLifetime time.Duration) (azcore.AccessToken, error) {
	if err := checkToken(token.Token); err != nil {
		return azcore.AccessToken{}, err
	}
	expiry := token.ExpiresOn
	if expiry.IsZero() {
		var ok bool
		if expiry, ok = tokenExpiry(token.Token); !ok {
			expiry = time.Now().Add(assumedLifetime)
		}
	}
	// UTC also drops the monotonic clock reading, which does not advance while a computer sleeps.
	return azcore.AccessToken{Token: token.Token, ExpiresOn: expiry.UTC()}, nil
}

// checkToken returns an error if an Authorization header cannot contain the token, or if the text around it or another secret was
// passed by mistake. The error gives the position of the problem but no part of the token.
func checkToken(token string) error {
	const scheme = "bearer "
	switch text := strings.TrimSpace(token); {
	case text == "":
		return errors.New("token is empty")
	case strings.EqualFold(text[:min(len(scheme), len(text))], scheme):
		return errors.New(`token starts with "Bearer " (want the token alone)`)
	case strings.ContainsAny(text[:1]+text[len(text)-1:], "\"'`"):
		return errors.New("token is in quotes (want the token alone)")
	case strings.Contains(text, "=") && strings.Contains(strings.ToLower(text), "accesskey="): // most tokens have no '='
		return errors.New("token is a connection string (want a user access token, which package identity issues)")
	}
	for i := range len(token) {
		if token[i] < ' ' || token[i] == 0x7f {
			return fmt.Errorf("token contains the control character 0x%02X at byte %d (was it read from a file, including the line end?)", token[i], i)
		}
	}
	return nil
}

// tokenExpiry returns the exp claim (seconds since 1970) of a JSON Web Token. It does not verify the signature: the service
// does that, and the client needs the expiry only to decide when to refresh. It returns false if the token has no readable exp
// claim.
func tokenExpiry(token string) (time.Time, bool) {
	parts := strings.Split(token, ".")
	if len(parts) < 2 {
		return time.Time{}, false
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return time.Time{}, false
	}
	var claims map[string]any
	if err := json.Unmarshal(payload, &claims); err != nil {
		return time.Time{}, false
	}
	exp, ok := claims["exp"].(float64)
	// A time after the year 9999 cannot be written in RFC 3339; the claim is most likely in milliseconds.
	const lastSecond = 253402300799
	if !ok || exp < 0 || exp > lastSecond {
		return time.Time{}, false
	}
	seconds, fraction := math.Modf(exp)
	return time.Unix(int64(seconds), int64(fraction*1e9)), true
}
