package wire_test

import (
	"encoding/json"
	"net/http"
	"reflect"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// headed is a response with a status and headers.
type headed struct {
	sendResponse

	Status   int
	Text     string
	Int      int32
	Long     *int64
	Float    float64
	Bool     bool
	Time     time.Time
	Date     time.Time
	HTTPDate time.Time
}

func (r *headed) readHead(h *wire.ResponseHead) {
	r.Status = h.StatusCode
	wire.ReadHeader(h, "x-text", &r.Text, wire.ParseString)
	wire.ReadHeader(h, "x-int", &r.Int, wire.ParseInt)
	wire.ReadHeader(h, "x-long", &r.Long, wire.ParsePointer(wire.ParseInt[int64]))
	wire.ReadHeader(h, "x-float", &r.Float, wire.ParseFloat)
	wire.ReadHeader(h, "x-bool", &r.Bool, wire.ParseBool)
	wire.ReadHeader(h, "x-time", &r.Time, wire.ParseTime)
	wire.ReadHeader(h, "x-date", &r.Date, wire.ParseDate)
	wire.ReadHeader(h, "x-http-date", &r.HTTPDate, wire.ParseHTTPDate)
}

func (r *headed) decode(d *wire.Decoder) { r.sendResponse.decode(d) }

// newHeadedThread returns a client of a service that responds with a status, headers and
// a body.
func newHeadedThread(t *testing.T, status int, header http.Header, body string) *threadClient {
	t.Helper()
	config := newConfig("https://example.com")
	config.Options.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
		resp := newResponse(r, status, body)
		for name, values := range header {
			resp.Header[http.CanonicalHeaderKey(name)] = values
		}
		return resp, nil
	})
	return newThread(t, config)
}

// callHeaded calls an operation whose response with status 204 has no body.
func callHeaded(t *testing.T, c *threadClient) (headed, error) {
	t.Helper()
	req := c.sendRequest("hello", nil)
	wire.ReadHead(req, (*headed).readHead)
	return wire.Call(t.Context(), c.internal, "ThreadClient.SendMessage", req, (*headed).decode, http.StatusCreated, http.StatusNoContent)
}

// A response has its status and its headers, with a body and without one.
func TestReadHead(t *testing.T) {
	header := http.Header{
		"X-Text": {"a", "b"}, "X-Int": {"-7"}, "X-Long": {"0"}, "X-Float": {"1.5"}, "X-Bool": {"True"}, "X-Time": {"2030-01-02T03:04:05.5Z"},
		"X-Date": {"2030-01-02"}, "X-Http-Date": {"Wed, 02 Jan 2030 03:04:05 GMT"},
	}
	want := headed{
		Text: "a, b", Int: -7, Long: new(int64), Float: 1.5, Bool: true, Time: time.Date(2030, 1, 2, 3, 4, 5, 5e8, time.UTC),
		Date: time.Date(2030, 1, 2, 0, 0, 0, 0, time.UTC), HTTPDate: time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC),
	}
	for status, body := range map[int]string{http.StatusCreated: `{"id":"1"}`, http.StatusNoContent: ""} {
		want.Status, want.ID = status, ""
		if body != "" {
			want.ID = "1"
		}
		got, err := callHeaded(t, newHeadedThread(t, status, header, body))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, error %v, want %+v", got, err, want)
		}
	}
}

// A header that is missing, empty or malformed leaves its field as it is, because the
// call has had its effect.
func TestMalformedHeaders(t *testing.T) {
	malformed := map[string][]string{
		"X-Int": {"x", "1.5", "2147483648", "-2147483649", "1, 2", "0x1", "1_0"}, "X-Long": {"9223372036854775808", "1e3"},
		"X-Float": {"NaN", "Inf", "1e999", "1,5"}, "X-Bool": {"1", "yes"}, "X-Time": {"2030-01-02", "Wed, 02 Jan 2030 03:04:05 GMT"},
		"X-Date": {"2030-13-02", "02.01.2030"}, "X-Http-Date": {"2030-01-02T03:04:05Z", "Wed"}, "X-Text": {""},
	}
	for name, values := range malformed {
		for _, value := range values {
			got, err := callHeaded(t, newHeadedThread(t, http.StatusCreated, http.Header{name: {value}}, `{"id":"1"}`))
			if want := (headed{sendResponse: sendResponse{"1"}, Status: http.StatusCreated}); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %q: got %+v, error %v", name, value, got, err)
			}
		}
	}
}

// A call that fails returns nothing of the head.
func TestReadHeadOfError(t *testing.T) {
	for status, body := range map[int]string{http.StatusNotFound: `{}`, http.StatusCreated: `{"id":1}`} {
		got, err := callHeaded(t, newHeadedThread(t, status, http.Header{"X-Text": {"a"}}, body))
		if err == nil || !reflect.DeepEqual(got, headed{}) {
			t.Errorf("status %d: got %+v, error %v", status, got, err)
		}
	}
}

// headedPage is a page with a header.
type headedPage struct {
	messagePage

	Count int64
}

// Each page of a list has its own headers, whether it is the first one or behind a link.
func TestReadHeadOfPages(t *testing.T) {
	pages := 0
	config := newConfig("https://example.com")
	config.Options.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
		pages++
		body := `{"value":[{"id":"1"}],"nextLink":"?page=2"}`
		if pages == 2 {
			body = `{"value":[{"id":"2"}]}`
		}
		resp := newResponse(r, http.StatusOK, body)
		resp.Header.Set("x-count", wire.Int(int64(pages)))
		return resp, nil
	})
	c := newThread(t, config)
	pager := wire.NewPager(c.internal, wire.Paging[headedPage]{
		Name: "ThreadClient.ListMessages",
		First: func() *wire.Request {
			req := wire.NewRequest(http.MethodGet, "/messages")
			wire.ReadHead(req, func(p *headedPage, h *wire.ResponseHead) { wire.ReadHeader(h, "x-count", &p.Count, wire.ParseInt) })
			return req
		},
		Decode:      func(p *headedPage, d *wire.Decoder) { p.messagePage.decode(d) },
		ItemDetails: func(p *headedPage) (*[]*wire.ItemError, *[]json.RawMessage) { return &p.ItemErrors, &p.ItemJSON },
		NextLink:    func(p *headedPage) string { return p.NextLink },
		Statuses:    []int{http.StatusOK},
	})
	for want := int64(1); pager.More(); want++ {
		page, err := pager.NextPage(t.Context())
		if err != nil || page.Count != want || len(page.Value) != 1 {
			t.Fatalf("got %+v, error %v, want page %d", page, err, want)
		}
	}
	if pages != 2 {
		t.Errorf("got %d pages", pages)
	}
}
