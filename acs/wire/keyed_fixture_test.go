package wire_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// note is an item of the list in which calls look for their keys.
type note struct{ ID, Changed, Key string }

func (n *note) decode(d *wire.Decoder) {
	for o := d.Object(); o.More(); {
		wire.DecodeRequired(&o, "id", &n.ID, wire.DecodeString)
		wire.DecodeRequired(&o, "changed", &n.Changed, wire.DecodeString)
		wire.DecodeOptional(&o, "key", &n.Key, wire.DecodeString)
	}
}

// fate is what happens to a request that creates a note.
type fate int

const (
	respond     fate = iota // with status 201
	loseRequest             // before the service has it
	loseResponse
	unavailable          // status 503 before the service processes it
	unavailableAfter     // status 503 after it did
	late                 // the connection breaks, and the service processes it later
	truncate             // the body of the response
	reject               // with status 400
	throttled            // status 429
	hang                 // no response
	numberOfFates    int = iota
)

// notesPerPage is the length of a full page. With much traffic, a look takes several.
const notesPerPage = 50

// noteService is a model of a service that lists notes after a delay. It has no network,
// and its time is that of the bubble, shifted by skew.
type noteService struct {
	lag     func() time.Duration // of one read
	fate    func() fate
	list    func() int // status of a list; 0 for a broken connection
	later   time.Duration
	skew    time.Duration
	traffic time.Duration // between two notes of others; 0 for none

	mu      sync.Mutex
	start   time.Time
	created map[string][]time.Time // by key
	sent    int
	pages   []string // the pages that were read
}

func newNoteService() *noteService {
	return &noteService{
		lag: func() time.Duration { return 0 }, fate: func() fate { return respond }, list: func() int { return http.StatusOK },
		start: time.Now(), created: map[string][]time.Time{},
	}
}

// Do responds to a request.
func (s *noteService) Do(r *http.Request) (*http.Response, error) {
	time.Sleep(20 * time.Millisecond)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	if r.Method == http.MethodGet {
		return s.respondList(r)
	}
	body, _ := io.ReadAll(r.Body)
	_, key, _ := strings.Cut(string(bytes.TrimSuffix(body, []byte(`"}`))), `"key":"`)
	s.mu.Lock()
	s.sent++
	s.mu.Unlock()
	fate := s.fate()
	switch fate {
	case respond, loseResponse, unavailableAfter, truncate:
		s.create(key)
	case late:
		time.AfterFunc(s.later, func() { s.create(key) })
	case hang:
		if rand.N(2) == 0 {
			s.create(key)
		}
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	time.Sleep(20 * time.Millisecond)
	return s.respondFate(r, fate)
}

func (s *noteService) respondFate(r *http.Request, f fate) (*http.Response, error) {
	switch f {
	case respond:
		return s.stamp(newResponse(r, http.StatusCreated, `{"id":"0"}`)), nil
	case truncate:
		return s.stamp(newResponse(r, http.StatusCreated, `{"id":`)), nil
	case unavailable, unavailableAfter:
		return s.stamp(newResponse(r, http.StatusServiceUnavailable, "unavailable")), nil
	case reject:
		return s.stamp(newResponse(r, http.StatusBadRequest, "bad")), nil
	case throttled:
		return s.stamp(newResponse(r, http.StatusTooManyRequests, "busy")), nil
	}
	return nil, errors.New("connection broken")
}

// now returns the time of the service.
func (s *noteService) now() time.Time { return time.Now().Add(s.skew) }

func (s *noteService) stamp(resp *http.Response) *http.Response {
	resp.Header.Set("Date", s.now().UTC().Format(http.TimeFormat))
	return resp
}

func (s *noteService) create(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.created[key] = append(s.created[key], s.now())
}

// count returns how many notes have the key.
func (s *noteService) count(key string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.created[key])
}

// respondList responds with a page.
func (s *noteService) respondList(r *http.Request) (*http.Response, error) {
	status := s.list()
	switch status {
	case 0:
		return nil, errors.New("connection broken")
	case http.StatusOK:
	default:
		return s.stamp(newResponse(r, status, "no list")), nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages = append(s.pages, r.URL.Query().Get("before"))
	before := s.now().Add(-s.lag()).UnixMilli()
	_, _ = fmt.Sscan(r.URL.Query().Get("before"), &before)
	var items []string
	for range notesPerPage {
		key, ms := s.latest(before)
		if ms < s.start.Add(-time.Hour).UnixMilli() {
			return s.stamp(newResponse(r, status, `{"value":[`+strings.Join(items, ",")+`]}`)), nil
		}
		items = append(items, fmt.Sprintf(`{"id":"%d","changed":"%d","key":%q}`, ms, ms, key))
		before = ms - 1
	}
	page := fmt.Sprintf(`{"value":[%s],"nextLink":"https://example.com/notes?before=%d"}`, strings.Join(items, ","), before)
	return s.stamp(newResponse(r, status, page)), nil
}

// latest returns the latest note that was created up to a time, in milliseconds.
func (s *noteService) latest(before int64) (key string, ms int64) {
	if s.traffic > 0 {
		since := before - s.start.Add(s.skew).Add(-time.Hour).UnixMilli()
		ms = before - since%s.traffic.Milliseconds()
	}
	for k, times := range s.created {
		for _, t := range times {
			if m := t.UnixMilli(); m <= before && m >= ms {
				key, ms = k, m
			}
		}
	}
	return key, ms
}

// noteClient creates notes.
type noteClient struct {
	internal *wire.Client
	maxDelay time.Duration
}

type notePage struct {
	Value      []note
	NextLink   string
	ItemErrors []*wire.ItemError
}

func (p *notePage) decode(d *wire.Decoder) {
	for o := d.Object(); o.More(); {
		wire.DecodeRequired(&o, "value", &p.Value, wire.DecodeItems((*note).decode))
		wire.DecodeOptional(&o, "nextLink", &p.NextLink, wire.DecodeString)
	}
}

func newNoteClient(t *testing.T, s *noteService, edit func(*wire.Config)) *noteClient {
	t.Helper()
	config := newConfig("https://example.com")
	config.Options.Transport = s
	if edit != nil {
		edit(&config)
	}
	return &noteClient{internal: newThread(t, config).internal}
}

// create creates a note with a key, or without one.
func (c *noteClient) create(ctx context.Context, key wire.IdempotencyKey) (sendResponse, error) {
	req := wire.NewRequest(http.MethodPost, "/notes")
	req.MarkNonIdempotent()
	values := req.AddKey("Metadata", &map[string]string{}, "key", key)
	req.Body("application/json", func(e *wire.Encoder) {
		wire.EncodeMap(wire.EncodeString[string])(values, e)
	})
	return wire.CallWithKey(ctx, c.internal, "Client.Create", req, (*sendResponse).decode, c.newLookup(key), http.StatusCreated)
}

func (c *noteClient) newLookup(key wire.IdempotencyKey) *wire.Lookup[sendResponse, notePage, note] {
	if key.IsZero() {
		return nil
	}
	return &wire.Lookup[sendResponse, notePage, note]{
		Key:          key,
		MaxReadDelay: c.maxDelay,
		Pager: func() *runtime.Pager[notePage] {
			return wire.NewPager(c.internal, wire.Paging[notePage]{
				Name:        "Client.List",
				First:       func() *wire.Request { return wire.NewRequest(http.MethodGet, "/notes") },
				Decode:      (*notePage).decode,
				ItemDetails: func(p *notePage) (*[]*wire.ItemError, *[]json.RawMessage) { return &p.ItemErrors, nil },
				NextLink:    func(p *notePage) string { return p.NextLink },
				Statuses:    []int{http.StatusOK},
			})
		},
		Items:    func(p *notePage) ([]note, []*wire.ItemError) { return p.Value, p.ItemErrors },
		Entry:    func(n *note) wire.LookupEntry { return wire.LookupEntry{Key: n.Key, Changed: n.Changed} },
		Response: func(n *note) sendResponse { return sendResponse{ID: n.ID} },
	}
}

// outcomeOf returns the outcome of a call with an error.
func outcomeOf(err error) wire.Outcome {
	if e, ok := errors.AsType[*wire.CallError](err); ok {
		return e.Outcome
	}
	if e, ok := errors.AsType[*statusError](err); ok {
		return wire.StatusOutcome(e.Status)
	}
	return wire.OutcomeUnknown
}
