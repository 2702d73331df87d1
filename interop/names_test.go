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

// names gives what differs from run to run the names of its kind and place:
// "uuid-2" is the second UUID that a client has sent. So two runs that send the
// same look the same, and one that sends the wrong of two IDs does not.
type names struct {
	known  map[string]string
	counts map[string]int
}

func newNames() *names { return &names{known: map[string]string{}, counts: map[string]int{}} }

// random finds what is made anew in each run: tokens, UUIDs, thread IDs, message
// IDs, and where a next link goes on.
func random() *regexp.Regexp {
	return regexp.MustCompile(`(?P<token>eyJ[\w-]+\.[\w-]+\.[\w-]+)` +
		`|(?P<uuid>[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})` +
		`|(?P<thread>[0-9a-f]{32})(?:@|%40)thread` +
		`|(?P<message>\b1\d{12}\b)` +
		`|continuationToken=(?P<place>[\w-]+)`)
}

// isFixed reports whether a UUID is one that the calls have written out.
func isFixed(uuid string) bool {
	return strings.HasPrefix(uuid, "00000000-") || strings.HasPrefix(uuid, "00000006-") || strings.HasPrefix(uuid, "6f9619ff-")
}

// in returns the text with the names in place of what is random.
func (n *names) in(text string) string {
	re := random()
	var b strings.Builder
	end := 0
	for _, m := range re.FindAllStringSubmatchIndex(text, -1) {
		for group, kind := range re.SubexpNames() {
			if kind != "" && m[2*group] >= 0 {
				b.WriteString(text[end:m[2*group]])
				b.WriteString(n.of(kind, text[m[2*group]:m[2*group+1]]))
				end = m[2*group+1]
			}
		}
	}
	return b.String() + text[end:]
}

func (n *names) of(kind, value string) string {
	if kind == "uuid" && isFixed(value) {
		return value
	}
	name := n.known[value]
	if name == "" {
		n.counts[kind]++
		name = kind + "-" + strconv.Itoa(n.counts[kind])
		n.known[value] = name
	}
	return name
}

// comparableRequest is a request without what is random.
type comparableRequest struct {
	method string
	path   string
	query  [][2]string // escaped, in their order
	header map[string]string
	body   any // of JSON, or text, or absent
	status int
}

// run makes the requests of one client's run comparable.
type run struct {
	names  *names            // of paths, queries and bodies
	header map[string]*names // of each header, in one call: only one client may send it
}

func newRun() *run { return &run{names: newNames()} }

func (r *run) requests(of record) []comparableRequest {
	r.header = map[string]*names{}
	list := make([]comparableRequest, len(of.requests))
	for i, s := range of.requests {
		list[i] = r.request(s)
	}
	return list
}

func (r *run) request(s sent) comparableRequest {
	path, query, _ := strings.Cut(s.uri, "?")
	c := comparableRequest{method: s.method, path: r.names.in(path), header: map[string]string{}, body: absent{}, status: s.status}
	if query != "" {
		for pair := range strings.SplitSeq(r.names.in(query), "&") {
			name, value, _ := strings.Cut(pair, "=")
			c.query = append(c.query, [2]string{name, value})
		}
	}
	if len(s.body) > 0 {
		c.body = r.body(s.body)
	}
	for name, values := range s.header {
		if r.header[name] == nil {
			r.header[name] = newNames()
		}
		c.header[name] = r.header[name].in(headerValue(name, strings.Join(values, ", "), s.body))
	}
	return c
}

// body returns a body as a JSON value. It is written anew first, so that the
// order of members names nothing.
func (r *run) body(data []byte) any {
	var value any
	if err := json.Unmarshal(data, &value); err != nil {
		return string(data)
	}
	sorted, err := json.Marshal(value)
	if err != nil {
		return string(data)
	}
	if err := json.Unmarshal([]byte(r.names.in(string(sorted))), &value); err != nil {
		return string(data)
	}
	return value
}

// headerValue replaces a value that is right for this request only. A wrong one
// stays, and will differ.
func headerValue(name, value string, body []byte) string {
	hash := sha256.Sum256(body)
	switch {
	case name == "Content-Length" && value == strconv.Itoa(len(body)):
		return "of the body"
	case name == "X-Ms-Content-Sha256" && value == base64.StdEncoding.EncodeToString(hash[:]):
		return "of the body"
	case name == "X-Ms-Date":
		if _, err := http.ParseTime(value); err == nil && strings.HasSuffix(value, " GMT") && len(value) == len(time.RFC1123) {
			return "now"
		}
	case name == "Authorization":
		if scheme, _, ok := strings.Cut(value, "&Signature="); ok {
			return scheme + "&Signature=right" // or the emulator would have refused it
		}
	}
	return value
}
