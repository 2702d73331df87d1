package emulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/chatgen-go/chatgen/emulator/internal/inspector"
)

// The maximum sizes of a control request's body, in bytes.
const (
	maxControlBody  = 1 << 20
	maxSnapshotBody = 1 << 30
)

// control is the control interface of an emulator: its threads, faults, calls, clock,
// state and connection as resources, a stream of events, and a page that uses them.
// docs/emulator.md describes it.
type control struct {
	emulator   *Emulator
	connection wireConnection
	stopping   chan struct{} // closed when the server stops
}

// The bodies of the resources.
type (
	wireFaults struct {
		Rules []string `json:"rules"`
	}
	wireClock struct {
		Now time.Time `json:"now"`
	}
	wireSetClock struct {
		Now string `json:"now"`
	}
	wireAdvance struct {
		Advance string `json:"advance"`
	}
	wireConnection struct {
		Endpoint         string `json:"endpoint"`
		ConnectionString string `json:"connectionString"`
		Certificate      string `json:"certificate"`
	}
	wireControlError struct {
		Error string `json:"error"`
	}
)

// handler returns the handler for all resources.
func (c control) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /faults", c.getFaults)
	mux.HandleFunc("PUT /faults", c.putFaults)
	mux.HandleFunc("GET /calls", c.getCalls)
	mux.HandleFunc("GET /calls/{id}", c.getCall)
	mux.HandleFunc("GET /threads", c.getThreads)
	mux.HandleFunc("GET /threads/{thread}/participants", c.getParticipants)
	mux.HandleFunc("GET /threads/{thread}/messages", c.getMessages)
	mux.HandleFunc("POST /threads/{thread}/messages", c.postMessage)
	mux.HandleFunc("GET /events", c.getEvents)
	mux.HandleFunc("GET /clock", c.getClock)
	mux.HandleFunc("PUT /clock", c.putClock)
	mux.HandleFunc("POST /clock", c.postClock)
	mux.HandleFunc("GET /state", c.getState)
	mux.HandleFunc("PUT /state", c.putState)
	mux.HandleFunc("GET /connection", c.getConnection)
	mux.Handle("GET /", inspector.Handler())
	return localOnly(mux)
}

func (c control) getFaults(w http.ResponseWriter, _ *http.Request) {
	writeControl(w, http.StatusOK, wireFaults{c.emulator.Faults()})
}

func (c control) putFaults(w http.ResponseWriter, r *http.Request) {
	var body wireFaults
	if !readControl(w, r, &body) {
		return
	}
	if body.Rules == nil {
		writeControlError(w, http.StatusBadRequest, errors.New(`rules is required (for example, {"rules":["SendMessage:503:nth=2"]})`))
		return
	}
	if err := c.emulator.SetFaults(body.Rules...); err != nil {
		writeControlError(w, http.StatusBadRequest, err)
		return
	}
	c.getFaults(w, r)
}

func (c control) getClock(w http.ResponseWriter, _ *http.Request) {
	writeControl(w, http.StatusOK, wireClock{c.emulator.Clock().Now().UTC()})
}

func (c control) putClock(w http.ResponseWriter, r *http.Request) {
	var body wireSetClock
	if !readControl(w, r, &body) {
		return
	}
	now, err := time.Parse(time.RFC3339Nano, body.Now)
	if year := now.UTC().Year(); err != nil || year < 1970 || year > 2261 { // the years that Unix times in nanoseconds cover
		writeControlError(w, http.StatusBadRequest, errors.New(`now must be a time from 1970 to 2261 (for example, {"now":"2030-01-02T03:04:05Z"})`))
		return
	}
	c.emulator.Clock().Set(now)
	c.getClock(w, r)
}

func (c control) postClock(w http.ResponseWriter, r *http.Request) {
	var body wireAdvance
	if !readControl(w, r, &body) {
		return
	}
	d, err := time.ParseDuration(body.Advance)
	if err != nil {
		writeControlError(w, http.StatusBadRequest, fmt.Errorf(`invalid duration %q (for example, {"advance":"1h30m"})`, body.Advance))
		return
	}
	c.emulator.Clock().Advance(d)
	c.getClock(w, r)
}

func (c control) getState(w http.ResponseWriter, _ *http.Request) {
	snapshot, err := c.emulator.Snapshot()
	if err != nil {
		writeControlError(w, http.StatusServiceUnavailable, err)
		return
	}
	w.Header().Set("Content-Type", "application/jsonl")
	_, _ = w.Write(snapshot) // fails if the client has disconnected
}

func (c control) putState(w http.ResponseWriter, r *http.Request) {
	snapshot, ok := readControlBody(w, r, maxSnapshotBody)
	if !ok {
		return
	}
	if err := c.emulator.Restore(snapshot); err != nil {
		writeControlError(w, http.StatusBadRequest, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (c control) getConnection(w http.ResponseWriter, _ *http.Request) {
	writeControl(w, http.StatusOK, c.connection)
}

// readControl decodes the body of a request, or responds with an error and returns
// false.
func readControl(w http.ResponseWriter, r *http.Request, to any) bool {
	data, ok := readControlBody(w, r, maxControlBody)
	if !ok {
		return false
	}
	if err := json.Unmarshal(data, to); err != nil {
		writeControlError(w, http.StatusBadRequest, controlBodyError(err))
		return false
	}
	return true
}

// controlBodyError returns the error for a body that encoding/json rejects, without the
// names of Go types.
func controlBodyError(err error) error {
	wrongType, ok := errors.AsType[*json.UnmarshalTypeError](err)
	switch {
	case !ok:
		return errors.New("the request body is not valid JSON")
	case wrongType.Field == "":
		return fmt.Errorf("the request body must be an object, not a JSON %s", wrongType.Value)
	default:
		return fmt.Errorf("%s must not be a JSON %s", wrongType.Field, wrongType.Value)
	}
}

// readControlBody returns the body of a request, or responds with an error and returns
// false.
func readControlBody(w http.ResponseWriter, r *http.Request, limit int64) (body []byte, ok bool) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if _, isTooLarge := errors.AsType[*http.MaxBytesError](err); isTooLarge {
		writeControlError(w, http.StatusRequestEntityTooLarge, fmt.Errorf("the request body is too large; the limit is %d bytes", limit))
		return nil, false
	}
	if err != nil {
		writeControlError(w, http.StatusBadRequest, errors.New("the request body is incomplete"))
		return nil, false
	}
	return body, true
}

// writeControl writes a response with a JSON body.
func writeControl(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(encodeLine(body)) // fails if the client has disconnected
}

func writeControlError(w http.ResponseWriter, status int, err error) {
	writeControl(w, status, wireControlError{err.Error()})
}
