package emulator

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// maxRecordedBody is the number of bytes that are recorded of each body.
const maxRecordedBody = 16 << 10

// callDetails is what is recorded of a call for the control interface only. The lock of
// the call log protects it.
type callDetails struct {
	began    time.Time     // by the system clock
	duration time.Duration // 0 while the call runs
	request  recordedBody
	response recordedBody
}

// recordedBody is the beginning of a body.
type recordedBody struct {
	start []byte
	size  int // of the complete body, as far as it was read or written
}

func (b *recordedBody) add(data []byte) {
	b.size += len(data)
	b.start = append(b.start, data[:min(len(data), maxRecordedBody-len(b.start))]...)
}

// recordDetails makes the writer record the details of the call, and returns the request
// that records its body when it is read. The log is locked.
func (w *recordingWriter) recordDetails(r *http.Request) *http.Request {
	w.call.details = &callDetails{began: time.Now()}
	if r.Body == nil {
		return r
	}
	recorded := *r
	recorded.Body = recordingBody{r.Body, w}
	return &recorded
}

// recordingBody is a request body that records what is read from it.
type recordingBody struct {
	io.ReadCloser

	writer *recordingWriter
}

// Read reads from the body.
func (b recordingBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.writer.log.mu.Lock()
	defer b.writer.log.mu.Unlock()
	b.writer.call.details.request.add(p[:n])
	return n, err
}

func (w *recordingWriter) recordResponse(data []byte) {
	if w.observe == nil {
		return
	}
	w.log.mu.Lock()
	defer w.log.mu.Unlock()
	w.call.details.response.add(data)
}

// finish records the end of the call.
func (w *recordingWriter) finish() {
	if w.observe == nil {
		return
	}
	w.log.mu.Lock()
	w.call.details.duration = max(time.Since(w.call.details.began), time.Microsecond)
	w.log.mu.Unlock()
	w.notify()
}

// notify passes the call to the observer, if there is one.
func (w *recordingWriter) notify() {
	if w.observe == nil {
		return
	}
	w.log.mu.Lock()
	call := w.call.copy()
	w.log.mu.Unlock()
	w.observe(call)
}

// copy returns a copy that does not change. The log is locked.
func (c recordedCall) copy() recordedCall {
	if c.details != nil {
		details := *c.details
		c.details = &details
	}
	return c
}

// find returns the call with an ID.
func (l *callLog) find(id int) (call recordedCall, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range l.calls {
		if c.id == id {
			return c.copy(), true
		}
	}
	return recordedCall{}, false
}

// recordDetails makes the log record the details of all calls from here on.
func (l *callLog) recordDetails(observe func(recordedCall)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.observe = observe
}

// redacted is the placeholder for credentials.
const redacted = "REDACTED"

// The places of credentials in bodies and URLs.
var (
	// jsonString matches a string, and, if it is the name of a member whose value is a
	// string, also the value. The last string may be cut off.
	jsonString = regexp.MustCompile(`"((?:[^"\\]|\\.)*)"(?:(\s*:\s*)"((?:[^"\\]|\\.)*)("|\\?$))?`)
	formField  = regexp.MustCompile(`(?i)\b([\w.-]*(?:token|secret|password|assertion)[\w.-]*)=[^&\s"]+`)
	webToken   = regexp.MustCompile(`eyJ[\w-]{8,}(?:\.[\w-]*){0,2}`) // a JSON Web Token, which may be cut off
	secretName = regexp.MustCompile(`(?i)token|secret|password|accesskey|connectionstring`)
)

// redact replaces the credentials in the text of a body or URL.
func (e *Emulator) redact(text string) string {
	text = jsonString.ReplaceAllStringFunc(text, redactMember)
	text = formField.ReplaceAllString(text, "${1}="+redacted)
	text = webToken.ReplaceAllString(text, redacted)
	return strings.ReplaceAll(text, e.key.Base64(), redacted)
}

// redactMember redacts the value of a match of jsonString, if its name is that of a
// credential.
func redactMember(match string) string {
	parts := jsonString.FindStringSubmatch(match)
	var name string
	if parts[2] == "" || json.Unmarshal([]byte(`"`+parts[1]+`"`), &name) != nil || !secretName.MatchString(name) {
		return match
	}
	return `"` + parts[1] + `"` + parts[2] + `"` + redacted + `"`
}

// bodyText returns a body for people: without credentials, and with a note if it is not
// text or was cut off.
func (e *Emulator) bodyText(b recordedBody) string {
	text := string(b.start)
	isCut := b.size > len(b.start)
	for range utf8.UTFMax - 1 { // the last character may be cut
		if isCut && !utf8.ValidString(text) {
			text = text[:len(text)-1]
		}
	}
	if !utf8.ValidString(text) {
		return fmt.Sprintf("(%d bytes, not text)", b.size)
	}
	text = e.redact(text)
	if isCut {
		text += fmt.Sprintf("\n(the first %d of %d bytes)", len(b.start), b.size)
	}
	return text
}
