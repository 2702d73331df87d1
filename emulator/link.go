package emulator

import (
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/chatgen-go/chatgen/emulator/internal/engine"
)

// linkForm is the form of the next links of a list.
type linkForm struct {
	// bySkip is true if a link contains the number of items to skip, and false if it
	// contains an opaque syncState.
	bySkip bool
	// hasStartTime is true if a link repeats the start time of the list.
	hasStartTime bool
	// defaultSize is the page size in the links of a list that was requested without
	// one. If zero, they contain none either.
	defaultSize int
	encode      func([]byte) string
	decode      func(string) ([]byte, error)
}

// linkFormOf returns the form of the next links of an operation, or nil if it is not
// a list. The links of messages, threads and participants have the recorded forms.
func linkFormOf(operation string) *linkForm {
	switch operation {
	case "NewListMessagesPager":
		return &linkForm{hasStartTime: true, defaultSize: engine.DefaultMessagesPerPage, encode: hex.EncodeToString, decode: hex.DecodeString}
	case "NewListThreadsPager":
		return &linkForm{encode: base64.StdEncoding.EncodeToString, decode: base64.StdEncoding.DecodeString}
	case "NewListParticipantsPager", "NewListReadReceiptsPager":
		return &linkForm{bySkip: true}
	default:
		return nil
	}
}

// listQuery is the part of a request's query that its next link repeats.
type listQuery struct {
	form         *linkForm
	continuation string // continuation token of the engine, or "" for the first page
	size         string // maxPageSize
	startTime    string // as next links contain it
}

// newListQuery returns the query of a request for a page of a list. A next link is
// accepted in any equivalent spelling. If a parameter is repeated, the first one
// counts.
func newListQuery(form *linkForm, query url.Values) (listQuery, error) {
	l := listQuery{form: form, size: query.Get("maxPageSize")}
	if size, err := strconv.Atoi(l.size); err == nil && size > engine.MaxPageSize {
		l.size = strconv.Itoa(engine.MaxPageSize)
	}
	if l.size == "" && form.defaultSize > 0 {
		l.size = strconv.Itoa(form.defaultSize)
	}
	if form.bySkip {
		l.continuation = query.Get("skip")
		return l, nil
	}
	l.startTime = query.Get("startTime")
	state := query.Get("syncState")
	if state == "" {
		l.startTime = dotNetTime(l.startTime)
		return l, nil
	}
	continuation, err := form.decode(state)
	if err != nil {
		return l, &engine.Error{Status: http.StatusBadRequest, Code: "BadRequest", Message: "The value of syncState is not valid."}
	}
	l.continuation = string(continuation)
	return l, nil
}

// dotNetTime returns an RFC 3339 time in the format of .NET, which the service uses
// in next links. For an empty text, it returns the start of 1970.
func dotNetTime(text string) string {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		t = time.Unix(0, 0)
	}
	return t.UTC().Format("1/2/2006 3:04:05 PM +00:00")
}

// encode returns the query of the link to the page with a continuation token.
func (l listQuery) encode(continuation string, v version, strict bool) string {
	var b strings.Builder
	if l.form.bySkip {
		b.WriteString("skip=" + continuation)
	} else {
		b.WriteString("syncState=" + escapeQuery(l.form.encode([]byte(continuation))))
	}
	if l.form.hasStartTime {
		b.WriteString("&startTime=" + escapeQuery(l.startTime))
	}
	if l.size != "" {
		b.WriteString("&maxPageSize=" + escapeQuery(l.size))
	}
	b.WriteString("&api-version=" + string(v.inNextLinks()))
	if strict {
		b.WriteString("&" + strictMark)
	}
	return b.String()
}

// strictMark ends every next link of an emulator with Options.StrictLinks. It marks
// the link, also if it has no syncState, and has an unnecessary escape, which a client
// preserves only if it uses the link byte for byte.
const strictMark = "link=%73trict"

// nextLink returns the URL of the page with a continuation token, or "" if there is
// no further page.
func (c *callInfo) nextLink(continuation string) string {
	if continuation == "" {
		return ""
	}
	return absoluteURL(c.request, c.request.URL.Path) + "?" + c.list.encode(continuation, c.version, c.service.strictLinks)
}

// readList sets the query of a request for a list, and returns the URL of its first page.
func (c *callInfo) readList(form *linkForm) (firstPage *url.URL, err error) {
	query := c.request.URL.Query()
	if size := query.Get(c.version.pageSizeParameter()); size != "" {
		query.Set("maxPageSize", size)
	}
	if c.list, err = newListQuery(form, query); err != nil {
		return nil, err
	}
	if err := c.checkLink(query); err != nil {
		return nil, err
	}
	return c.list.firstPageURL(c.request.URL, query), nil
}

// checkLink rejects a request for a next link that is not byte for byte the one that
// the emulator returned, if it is strict.
func (c *callInfo) checkLink(query url.Values) error {
	isLink := query.Get("link") != "" || query.Get("syncState") != ""
	link := url.URL{Path: c.request.URL.Path, RawQuery: c.list.encode(c.list.continuation, c.version, true)}
	if !c.service.strictLinks || !isLink || link.RequestURI() == c.request.URL.RequestURI() {
		return nil
	}
	return &engine.Error{Status: http.StatusBadRequest, Code: "BadRequest", Message: "The next link was modified. Use it exactly as the response contains it."}
}

// escapeQuery escapes a value for a query as the service does, with %20 for a space.
func escapeQuery(value string) string { return strings.ReplaceAll(url.QueryEscape(value), "+", "%20") }

// firstPageURL returns the URL of a request with only the parameters that are known
// to the operation, once each. A next link's startTime is omitted, because it is not
// an RFC 3339 time, and the continuation token contains it.
func (l listQuery) firstPageURL(u *url.URL, query url.Values) *url.URL {
	known := url.Values{}
	for _, name := range []string{"maxPageSize", "skip", "startTime"} {
		if value := query.Get(name); value != "" && (name != "startTime" || l.continuation == "") {
			known.Set(name, value)
		}
	}
	first := *u
	first.RawQuery = known.Encode()
	return &first
}
