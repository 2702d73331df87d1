package interop_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// placeholders replaces values that differ from run to run by their kind and
// order of appearance: "uuid-2" is the second UUID that a client sent. So equal
// runs have equal placeholders, and sending the wrong one of two IDs is still a
// difference.
type placeholders struct {
	byValue map[string]string
	counts  map[string]int // by kind
}

func newPlaceholders() *placeholders {
	return &placeholders{byValue: map[string]string{}, counts: map[string]int{}}
}

// randomValues matches the values that are new in each run: tokens, UUIDs,
// thread IDs, message IDs, and continuation tokens. Each kind is a named group.
func randomValues() *regexp.Regexp {
	return regexp.MustCompile(`(?P<token>eyJ[\w-]+\.[\w-]+\.[\w-]+)` +
		`|(?P<uuid>[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})` +
		`|(?P<thread>[0-9a-f]{32})(?:@|%40)thread` +
		`|(?P<message>\b1\d{12}\b)` +
		`|syncState=(?P<continuation>[\w%]+)`)
}

// isConstant reports whether a UUID is a constant of the calls.
func isConstant(uuid string) bool {
	return strings.HasPrefix(uuid, "00000000-") || strings.HasPrefix(uuid, "00000006-") || strings.HasPrefix(uuid, "6f9619ff-")
}

// replaceIn returns text with placeholders for its random values.
func (p *placeholders) replaceIn(text string) string {
	re := randomValues()
	var b strings.Builder
	end := 0
	for _, m := range re.FindAllStringSubmatchIndex(text, -1) {
		for group, kind := range re.SubexpNames() {
			if kind != "" && m[2*group] >= 0 {
				b.WriteString(text[end:m[2*group]])
				b.WriteString(p.placeholder(kind, text[m[2*group]:m[2*group+1]]))
				end = m[2*group+1]
			}
		}
	}
	return b.String() + text[end:]
}

func (p *placeholders) placeholder(kind, value string) string {
	if kind == "uuid" && isConstant(value) {
		return value
	}
	placeholder := p.byValue[value]
	if placeholder == "" {
		p.counts[kind]++
		placeholder = kind + "-" + strconv.Itoa(p.counts[kind])
		p.byValue[value] = placeholder
	}
	return placeholder
}

// normalizedRequest is a request with placeholders for its random values.
type normalizedRequest struct {
	method string
	path   string
	query  [][2]string // names and escaped values, in request order
	header map[string]string
	body   any // a JSON value, a string if it is not valid JSON, or missing
	status int
}

// normalizer normalizes the requests of one client's run.
type normalizer struct {
	values *placeholders // for paths, queries and bodies
	// headers has placeholders for each header, which are reset for each call:
	// a header that only one client sends must not shift those of other calls.
	headers map[string]*placeholders
}

func newNormalizer() *normalizer { return &normalizer{values: newPlaceholders()} }

func (n *normalizer) requests(call recordedCall) []normalizedRequest {
	n.headers = map[string]*placeholders{}
	list := make([]normalizedRequest, len(call.requests))
	for i, r := range call.requests {
		list[i] = n.request(r)
	}
	return list
}

func (n *normalizer) request(r recordedRequest) normalizedRequest {
	path, query, _ := strings.Cut(r.uri, "?")
	result := normalizedRequest{method: r.method, path: n.values.replaceIn(path), header: map[string]string{}, body: missing{}, status: r.status}
	if query != "" {
		for pair := range strings.SplitSeq(n.values.replaceIn(query), "&") {
			name, value, _ := strings.Cut(pair, "=")
			result.query = append(result.query, [2]string{name, value})
		}
	}
	if len(r.body) > 0 {
		result.body = n.body(r.body)
	}
	for name, values := range r.header {
		if n.headers[name] == nil {
			n.headers[name] = newPlaceholders()
		}
		result.header[name] = n.headers[name].replaceIn(checkedHeader(name, strings.Join(values, ", "), r.body))
	}
	return result
}

// body returns a body as a JSON value. The body is encoded again with sorted
// properties first, so that placeholders do not depend on their order.
func (n *normalizer) body(data []byte) any {
	var value any
	if err := json.Unmarshal(data, &value); err != nil {
		return string(data)
	}
	sorted, err := json.Marshal(value)
	if err != nil {
		return string(data)
	}
	if err := json.Unmarshal([]byte(n.values.replaceIn(string(sorted))), &value); err != nil {
		return string(data)
	}
	return value
}

// checkedHeader returns a constant instead of a header value that is correct
// but specific to its request, such as the length of the body. An incorrect
// value is returned unchanged and so becomes a difference.
func checkedHeader(name, value string, body []byte) string {
	hash := sha256.Sum256(body)
	switch {
	case name == "Content-Length" && value == strconv.Itoa(len(body)):
		return "matches the body"
	case name == "X-Ms-Content-Sha256" && value == base64.StdEncoding.EncodeToString(hash[:]):
		return "matches the body"
	case name == "X-Ms-Date":
		if _, err := http.ParseTime(value); err == nil && strings.HasSuffix(value, " GMT") && len(value) == len(time.RFC1123) {
			return "now"
		}
	case name == "Authorization":
		if scheme, _, ok := strings.Cut(value, "&Signature="); ok {
			return scheme + "&Signature=valid" // the emulator rejects an invalid one
		}
	}
	return value
}
