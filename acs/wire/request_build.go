package wire

import (
	"context"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

// usualURL is the length of most URLs; longer ones take another allocation.
const usualURL = 256

// build returns the request of a call, or the recorded error.
func (r *Request) build(ctx context.Context, state *callState) (*policy.Request, error) {
	if r.err != nil {
		return nil, r.err
	}
	req, err := runtime.NewRequest(ctx, r.method, r.url(state.client.baseURL, state.client.apiVersion))
	if err != nil {
		return nil, err
	}
	for i := range r.count {
		if p := r.param(i); p.location == inHeader {
			req.Raw().Header.Set(p.name, p.value)
		}
	}
	if r.body == nil {
		return req, nil
	}
	return req, state.setBody(req, r.body, r.mediaType)
}

// url returns the URL for an endpoint, built in one buffer. apiVersion is the query
// parameter with the version, such as "api-version=2025-03-15", or "".
func (r *Request) url(endpoint, apiVersion string) string {
	text := append(make([]byte, 0, usualURL), endpoint...)
	text = r.appendPath(text)
	separator := byte('?')
	for i := range r.count {
		p := r.param(i)
		if p.location != inQuery && p.location != inRawQuery {
			continue
		}
		text = append(text, separator)
		text = appendEscaped(text, p.name)
		text = append(text, '=')
		if p.location == inRawQuery {
			text = append(text, p.value...)
		} else {
			text = appendEscaped(text, p.value)
		}
		separator = '&'
	}
	if apiVersion != "" {
		text = append(text, separator)
		text = append(text, apiVersion...)
	}
	return string(text)
}

// appendPath appends the path: the template with the values of its parameters.
func (r *Request) appendPath(text []byte) []byte {
	for rest := r.template; ; {
		literal, after, found := strings.Cut(rest, "{")
		text = append(text, literal...)
		if !found {
			return text
		}
		var name string
		name, rest, _ = strings.Cut(after, "}")
		for i := range r.count {
			switch p := r.param(i); {
			case p.name != name:
			case p.location == inPath:
				text = appendEscaped(text, p.value)
			case p.location == inRawPath:
				text = append(text, p.value...)
			}
		}
	}
}

// appendEscaped percent-encodes all but the unreserved characters of RFC 3986.
func appendEscaped(text []byte, value string) []byte {
	const hex = "0123456789ABCDEF"
	for i := range len(value) {
		c := value[i]
		if isUnreserved(c) {
			text = append(text, c)
		} else {
			text = append(text, '%', hex[c>>4], hex[c&15])
		}
	}
	return text
}

// isUnreserved reports whether c is a letter, a digit, or one of "-._~".
func isUnreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0
}
