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

// assumedLifetime is how long a token is taken to live that does not tell: 600 seconds from when it was received.
const assumedLifetime = 600 * time.Second

// newAccessToken checks a token as received now and finds when it expires.
func newAccessToken(token string) (azcore.AccessToken, error) {
	if err := checkToken(token); err != nil {
		return azcore.AccessToken{}, err
	}
	expiry, ok := tokenExpiry(token)
	if !ok {
		// Round drops the monotonic clock, which stands still while a computer sleeps.
		expiry = time.Now().Add(assumedLifetime).Round(0)
	}
	return azcore.AccessToken{Token: token, ExpiresOn: expiry.UTC()}, nil
}

// checkToken refuses what no Authorization header can carry. Its errors tell a position, never the text.
func checkToken(token string) error {
	if strings.TrimSpace(token) == "" {
		return errors.New("token is empty")
	}
	for i := range len(token) {
		if token[i] < ' ' || token[i] == 0x7f {
			return fmt.Errorf("token holds the control character 0x%02X at byte %d (was it read from a file, with its line end?)", token[i], i)
		}
	}
	return nil
}

// tokenExpiry reads the exp claim of a JSON Web Token, in seconds since 1970. It checks no signature: that is for the
// service to do, and a client only wants to know when to refresh. It reports false for a token that it cannot decode.
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
	// After the year 9999 it is most likely in milliseconds, and no such time can be written in RFC 3339.
	const lastSecond = 253402300799
	if !ok || exp < 0 || exp > lastSecond {
		return time.Time{}, false
	}
	seconds, fraction := math.Modf(exp)
	return time.Unix(int64(seconds), int64(fraction*1e9)), true
}
