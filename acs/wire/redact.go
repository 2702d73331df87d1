package wire

import (
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strings"
)

// redacted is printed instead of a secret. It is the word that azcore logs.
const redacted = "REDACTED"

// loggedQueryParameters returns the query parameters whose values are logged and
// printed. The values of others may be secrets.
func loggedQueryParameters() []string {
	return []string{"api-version", "maxPageSize", "skip", "startTime"}
}

// RedactSecret returns the text that is printed instead of a secret: "REDACTED", or ""
// if there is no secret.
func RedactSecret(secret string) string {
	if secret == "" {
		return ""
	}
	return redacted
}

// RedactLink returns the text that is printed instead of a link, such as a next link.
// User information, a fragment, and the values of query parameters that are not
// logged are redacted, which are opaque and may be secrets. A link that is not a valid
// URL is redacted completely.
func RedactLink(link string) string {
	if link == "" {
		return ""
	}
	u, err := url.Parse(link)
	if err != nil {
		return redacted
	}
	if u.User != nil {
		u.User = url.User(redacted)
	}
	if u.Fragment != "" {
		u.Fragment, u.RawFragment = redacted, ""
	}
	u.RawQuery = redactQuery(u.RawQuery)
	return u.String()
}

// redactQuery redacts values of a query and keeps its order and spelling.
func redactQuery(query string) string {
	if query == "" {
		return ""
	}
	pairs := strings.Split(query, "&")
	for i, pair := range pairs {
		name, _, hasValue := strings.Cut(pair, "=")
		switch {
		case slices.Contains(loggedQueryParameters(), name):
		case hasValue:
			pairs[i] = name + "=" + redacted
		default:
			pairs[i] = redacted
		}
	}
	return strings.Join(pairs, "&")
}

// FormatValue prints v as the implementation of [fmt.Formatter] that fmt calls with f
// and verb. v must not have that implementation itself.
func FormatValue(f fmt.State, verb rune, v any) {
	// A fmt.State keeps its own errors, and Format cannot return one.
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), v)
}

// LogValue returns the text that %+v prints for v. Handlers of log/slog log it instead
// of the JSON of v.
func LogValue(v any) slog.Value { return slog.StringValue(fmt.Sprintf("%+v", v)) }
