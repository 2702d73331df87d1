package fault_test

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatgen-go/chatgen/emulator/internal/fault"
)

// newServer returns a server whose handler responds with the body, after the faults of
// the rules. The operation is always ListMessages.
func newServer(t *testing.T, body string, rules ...string) *httptest.Server {
	t.Helper()
	in := fault.NewInjector(fault.Options{
		Describe:   func(*http.Request) fault.Call { return fault.Call{Operation: "ListMessages"} },
		WriteError: func(w http.ResponseWriter, _ *http.Request, status int) { w.WriteHeader(status) },
		Injected:   func(http.ResponseWriter, fault.Rule) {},
	}, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if body == "" {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		fmt.Fprint(w, body)
	}))
	in.SetRules(parseAll(t, rules...))
	server := httptest.NewServer(in)
	t.Cleanup(server.Close)
	return server
}

// result is a response that has been read, as far as it could be read.
type result struct {
	status int
	header http.Header
	length int64
	body   string
}

func get(t *testing.T, server *httptest.Server) (result, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := server.Client().Do(req)
	if err != nil {
		return result{}, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return result{resp.StatusCode, resp.Header, resp.ContentLength, string(body)}, err
}

// TestCutAnswer checks that the client gets the header, half of the body, and then an
// error.
func TestCutAnswer(t *testing.T) {
	got, err := get(t, newServer(t, "0123456789", "*:cut-answer"))
	if !errors.Is(err, io.ErrUnexpectedEOF) || got.body != "01234" || got.length != 10 || got.status != http.StatusOK {
		t.Errorf("got %+v, error %v", got, err)
	}
}

// TestCutAnswerWithoutBody checks that a response without a body is lost.
func TestCutAnswerWithoutBody(t *testing.T) {
	server := newServer(t, "", "*:cut-answer")
	if _, err := get(t, server); err == nil || err.Error() != fmt.Sprintf("Get %q: EOF", server.URL) {
		t.Errorf("got error %v", err)
	}
}

// TestNullItem checks that the first item of a page is replaced, and that other
// responses are not changed.
func TestNullItem(t *testing.T) {
	for body, want := range map[string]string{
		`{"value":[{"id":"1"},{"id":"2"}],"nextLink":"https://x/?a=1"}`: `{"nextLink":"https://x/?a=1","value":[null,{"id":"2"}]}`,
		`{"value":[]}`:         `{"value":[]}`,
		`{"error":{}}`:         `{"error":{}}`,
		`{"value":{"id":"1"}}`: `{"value":{"id":"1"}}`,
		`text`:                 `text`,
		``:                     ``,
	} {
		t.Run(body, func(t *testing.T) {
			got, err := get(t, newServer(t, body, "*:null-item"))
			if err != nil || got.body != want || got.header.Get("Content-Type") != "application/json" {
				t.Errorf("got %+v, error %v, want %s", got, err, want)
			}
		})
	}
}

// TestGzipBomb checks that the response is about 1 MB on the wire, and unpacked 1 GiB of
// spaces and the body.
func TestGzipBomb(t *testing.T) {
	server := newServer(t, "{}", "*:gzip-bomb")
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", "gzip") // so that net/http does not unpack it
	resp, err := server.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	packed := &countingReader{Reader: resp.Body}
	unpacked, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	size, err := io.CopyN(io.Discard, unpacked, 1<<30)
	rest, err2 := io.ReadAll(unpacked)
	if size != 1<<30 || string(rest) != "{}" || err != nil || err2 != nil {
		t.Errorf("unpacked to %d bytes and %q, errors %v and %v", size, rest, err, err2)
	}
	if packed.size > 2<<20 {
		t.Errorf("packed to %d bytes", packed.size)
	}
}

// TestGzipBombWithoutBody checks that a response without a body is not changed.
func TestGzipBombWithoutBody(t *testing.T) {
	got, err := get(t, newServer(t, "", "*:gzip-bomb"))
	if err != nil || got.status != http.StatusNoContent || got.body != "" || got.header.Get("Content-Encoding") != "" {
		t.Errorf("got %+v, error %v", got, err)
	}
}

// countingReader counts the bytes that are read.
type countingReader struct {
	io.Reader

	size int
}

func (r *countingReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.size += n
	return n, err
}

// TestEarly checks that the response comes although the body of the request does not,
// and that the connection is closed.
func TestEarly(t *testing.T) {
	server := newServer(t, "served", "*:early-429:retry-after=3s")
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n")
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusTooManyRequests || !resp.Close || resp.Header.Get("Retry-After") != "3" {
		t.Errorf("got %+v", resp)
	}
	fmt.Fprint(conn, strings.Repeat("x", 100))
	if rest, err := io.ReadAll(conn); len(rest) > 0 || err != nil {
		t.Errorf("after the response: %q, %v", rest, err)
	}
}

// TestBlackHoleClient checks that a black hole ends when the client disconnects.
func TestBlackHoleClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, next := newInjector(t, 0, "*:black-hole")
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		begin := time.Now()
		_, closed := do(t, h, httptest.NewRequestWithContext(ctx, http.MethodPost, "/SendMessage", strings.NewReader("{}")))
		if took := time.Since(begin); !closed || took != time.Hour || next.calls.Load() != 0 {
			t.Errorf("closed %v after %v and %d calls", closed, took, next.calls.Load())
		}
	})
}

// TestBlackHoleStop checks that a black hole ends when the server stops.
func TestBlackHoleStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := newInjector(t, 0, "*:black-hole")
		stopping := make(chan struct{})
		ctx := fault.WithStop(t.Context(), stopping)
		time.AfterFunc(time.Hour, func() { close(stopping) })
		begin := time.Now()
		_, closed := do(t, h, httptest.NewRequestWithContext(ctx, http.MethodPost, "/SendMessage", strings.NewReader("{}")))
		if took := time.Since(begin); !closed || took != time.Hour {
			t.Errorf("closed %v after %v", closed, took)
		}
	})
}

// TestEffects checks which effects the operation gets.
func TestEffects(t *testing.T) {
	var got []fault.Effects
	in := fault.NewInjector(fault.Options{
		Describe: func(r *http.Request) fault.Call {
			return fault.Call{Operation: strings.TrimPrefix(r.URL.Path, "/"), Thread: r.Header.Get("Thread")}
		},
		Injected: func(http.ResponseWriter, fault.Rule) {},
	}, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = append(got, fault.EffectsFrom(r.Context())) }))
	serve := func(operation, thread string) fault.Effects {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/"+operation, http.NoBody)
		r.Header.Set("Thread", thread)
		do(t, in, r)
		return got[len(got)-1]
	}

	in.SetRules(parseAll(t, "GetMessage:lag=2s"))
	if effects := serve("GetMessage", ""); effects.Lag != 2*time.Second || effects.Refuse != nil {
		t.Errorf("lag: got %+v", effects)
	}
	if effects := serve("SendMessage", ""); effects.Lag != 0 || effects.Refuse != nil {
		t.Errorf("no fault: got %+v", effects)
	}

	in.SetRules(parseAll(t, "*:refuse=503:then=ok"))
	refusals := func(thread string) string {
		refuse := serve("AddParticipants", thread).Refuse
		return fmt.Sprint(refuse("a"), refuse("b"))
	}
	if first, again, other := refusals("1"), refusals("1"), refusals("2"); first != "503 503" || again != "0 0" || other != "503 503" {
		t.Errorf("then=ok: refused %s, then %s, in another thread %s", first, again, other)
	}

	in.SetRules(parseAll(t, "AddParticipants:refuse=429:nth=2"))
	if serve("AddParticipants", "1").Refuse != nil {
		t.Error("nth=2: the first call refuses")
	}
	if first, second := refusals("1"), serve("AddParticipants", "1").Refuse; first != "429 429" || second != nil {
		t.Errorf("nth=2: the second call refused %s; the third one refuses: %v", first, second != nil)
	}

	in.SetRules(parseAll(t, "AddParticipants:refuse=503:0.5"))
	refuse, refused := serve("AddParticipants", "1").Refuse, 0
	for i := range 200 {
		if refuse(fmt.Sprint(i)) != 0 {
			refused++
		}
	}
	if refused < 70 || refused > 130 {
		t.Errorf("refused %d of 200, want about 100", refused)
	}
}
