package emulator

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

type (
	wireCalls struct {
		Calls []wireCall `json:"calls"`
	}
	// wireCall is a call without its bodies.
	wireCall struct {
		ID int `json:"id"`
		Call

		Method string `json:"method"`
		URL    string `json:"url"`
		// Milliseconds is the duration of the call by the system clock; absent while it
		// runs.
		Milliseconds float64 `json:"milliseconds,omitempty"`
	}
	wireCallDetails struct {
		wireCall

		Request  string `json:"request"`
		Response string `json:"response"`
	}
)

func (e *Emulator) newWireCall(c recordedCall) wireCall {
	w := wireCall{ID: c.id, Call: e.newCall(c), Method: c.method, URL: e.redact(c.url.RequestURI())}
	if c.details != nil {
		w.Milliseconds = float64(c.details.duration.Round(time.Microsecond)) / float64(time.Millisecond)
	}
	return w
}

// publishCall publishes a call that has started or ended.
func (e *Emulator) publishCall(c recordedCall) {
	if e.stream.isUsed() {
		e.stream.publish("call", e.newWireCall(c))
	}
}

func (c control) getCalls(w http.ResponseWriter, _ *http.Request) {
	writeControl(w, http.StatusOK, wireCalls{mapSlice(c.emulator.calls.list(), c.emulator.newWireCall)})
}

func (c control) getCall(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.Atoi(r.PathValue("id"))
	call, ok := c.emulator.calls.find(id)
	if err != nil || !ok {
		writeControlError(w, http.StatusNotFound, fmt.Errorf("there is no call %q among the latest %d", r.PathValue("id"), maxCalls))
		return
	}
	details := wireCallDetails{wireCall: c.emulator.newWireCall(call)}
	if call.details != nil {
		details.Request = c.emulator.bodyText(call.details.request)
		details.Response = c.emulator.bodyText(call.details.response)
	}
	writeControl(w, http.StatusOK, details)
}
