package conformance_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/emulator"
)

// recordings is the file with the calls to replay: one in each line, in the form of
// recorded calls of the service, with IDs, names and texts of our own.
const recordings = "testdata/recordings.jsonl"

// recording is a recorded call.
type recording struct {
	Version string            `json:"version"`
	Op      string            `json:"op"`    // name of the Go method
	Vars    map[string]string `json:"vars"`  // path values: t is a thread, m a message, i a user
	Query   map[string]string `json:"query"` // without api-version
	Sent    map[string]string `json:"sent"`  // headers of the request
	Request json.RawMessage   `json:"request"`

	recordedResponse

	// Next are the responses to the next links, in order.
	Next []recordedResponse `json:"next"`
}

// recordedResponse is a recorded response.
type recordedResponse struct {
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"` // those that clients use
	Body    json.RawMessage   `json:"body"`
}

// TestReplay replays recorded calls: it brings the emulator into the recorded
// situation, calls it, and compares statuses, properties, order, links and times.
// IDs of users and threads are mapped.
func TestReplay(t *testing.T) {
	file, err := os.Open(recordings)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	count := 0
	for lines.Scan() {
		count++
		var rec recording
		if err := json.Unmarshal(lines.Bytes(), &rec); err != nil {
			t.Fatalf("%s:%d: %v", recordings, count, err)
		}
		t.Run(fmt.Sprintf("%d/%s/%s/%d", count, rec.Version, rec.Op, rec.Status), func(t *testing.T) {
			target := startEmulator(t, emulator.Options{Lag: rec.lag()})
			for _, problem := range (rule{check: func(c *check) { newWorld(c, rec).replay() }}).problems(t, target) {
				t.Error(problem)
			}
		})
	}
	if err := lines.Err(); err != nil || count == 0 {
		t.Fatalf("%d recordings, %v", count, err)
	}
}

// lag returns the lag of reads that the recording shows: a list contained a thread
// that was created just before.
func (r recording) lag() time.Duration {
	var page struct {
		Value []recordedThread `json:"value"`
	}
	if r.Op != "ListThreads" || json.Unmarshal(r.Body, &page) != nil {
		return 0
	}
	for _, item := range page.Value {
		if item.LastOn == "" {
			return 2 * time.Second
		}
	}
	return 0
}

// replay calls the operation and compares the response with the recorded one.
func (w *world) replay() {
	w.Helper()
	r := w.call()
	w.compare(w.rec.recordedResponse, r)
	for i, next := range w.rec.Next {
		link := r.nextLink()
		if link == "" {
			w.Fatalf("page %d has no next link", i+1)
		}
		r = w.as(w.caller).get(link)
		w.compare(next, r)
	}
}

// compare reports differences between a recorded and an actual response.
func (w *world) compare(want recordedResponse, got response) {
	w.Helper()
	got.wantStatus(want.Status)
	w.compareHeaders(want.Headers, got)
	if len(want.Body) == 0 || string(want.Body) == `""` {
		got.wantEmpty()
		return
	}
	wantBody, gotBody := decode(w.check, want.Body), decode(w.check, []byte(w.recordedIDs(got.body)))
	if w.rec.Op == "ListMessages" || w.rec.Op == "ListThreads" {
		gotBody = trimPage(gotBody, wantBody) // recorded pages contain only their first items
	}
	wantBody, gotBody = normalize(wantBody), normalize(gotBody)
	if !reflect.DeepEqual(gotBody, wantBody) {
		w.Errorf("%s:\ngot  %s\nwant %s", got.request, marshal(gotBody), marshal(wantBody))
	}
}

// correlationVector is the form of MS-CV.
var correlationVector = regexp.MustCompile(`^[A-Za-z0-9+/]{22}\.\d+$`)

// compareHeaders reports headers that differ from the recorded ones. Of a Location
// only the path is compared, because it may have another host.
func (w *world) compareHeaders(want map[string]string, got response) {
	w.Helper()
	for name, value := range want {
		actual := w.recordedIDs(got.header.Get(name))
		switch strings.ToLower(name) {
		case "ms-cv":
			if !correlationVector.MatchString(actual) {
				w.Errorf("MS-CV is %q", actual)
			}
		case "location":
			w.wantEqual("path of the Location", pathOf(actual), pathOf(value))
		default:
			w.wantEqual("header "+name, actual, value)
		}
	}
}

// pathOf returns what follows the host of a URL.
func pathOf(text string) string {
	_, rest, _ := strings.Cut(text, "://")
	_, path, _ := strings.Cut(rest, "/")
	return path
}

// decode returns the value of JSON.
func decode(c *check, data []byte) any {
	c.Helper()
	var value any
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&value); err != nil {
		c.Fatalf("invalid JSON %s", data)
	}
	return value
}

// trimPage returns a page without the items that the recorded page does not contain.
func trimPage(got, want any) any {
	page, _ := got.(map[string]any)
	recorded, _ := want.(map[string]any)
	items, ok := page["value"].([]any)
	wanted, _ := recorded["value"].([]any)
	if ok && recorded["nextLink"] != nil && len(items) > len(wanted) {
		page["value"] = items[:len(wanted)]
	}
	return page
}

// normalize returns a value in which tokens, the state in next links and generated
// IDs are replaced by their form.
func normalize(value any) any {
	switch v := value.(type) {
	case []any:
		for i := range v {
			v[i] = normalize(v[i])
		}
	case map[string]any:
		normalizeMessage(v)
		for name := range v {
			v[name] = normalizeProperty(name, v[name])
		}
	}
	return value
}

// normalizeProperty returns the normalized value of a property.
func normalizeProperty(name string, value any) any {
	text, isText := value.(string)
	switch {
	case !isText:
		return normalize(value)
	case name == "nextLink":
		return linkForm(text)
	case name == "token":
		return "TOKEN"
	case name == "expiresOn":
		return regexp.MustCompile(`\d`).ReplaceAllString(regexp.MustCompile(`\.\d{6,7}\+`).ReplaceAllString(text, ".fraction+"), "9")
	default:
		return value
	}
}

// normalizeMessage replaces the ID of a message by its sequence ID, and also the
// version if it is the ID. The messages that a new thread has are posted at once by
// the emulator, and in some 30 ms by the service.
func normalizeMessage(object map[string]any) {
	sequence, isMessage := object["sequenceId"]
	if !isMessage {
		return
	}
	if object["version"] == object["id"] {
		object["version"] = "the ID"
	}
	object["id"] = fmt.Sprint("message ", sequence)
	if object["type"] == "topicUpdated" {
		object["createdOn"] = isWholeSeconds(fmt.Sprint(object["createdOn"]))
	}
}

// linkForm returns a next link without its host and state, but with the encoding of
// the state.
func linkForm(link string) string {
	path, query, _ := strings.Cut(pathOf(link), "?")
	var parts []string
	for part := range strings.SplitSeq(query, "&") {
		if state, ok := strings.CutPrefix(part, "syncState="); ok {
			part = "syncState=" + encodingOf(state)
		}
		parts = append(parts, part)
	}
	return path + "?" + strings.Join(parts, "&")
}

// encodingOf returns the name of an encoding.
func encodingOf(state string) string {
	plain, _ := url.QueryUnescape(state)
	switch {
	case regexp.MustCompile(`^[0-9a-f]+$`).MatchString(state):
		return "hex"
	case regexp.MustCompile(`^[A-Za-z0-9+/_-]+=*$`).MatchString(plain) && !strings.ContainsAny(state, "+/="):
		return "base64"
	default:
		return state
	}
}

// recordedTime returns a recorded time in Unix milliseconds, or 0 if text is empty.
func recordedTime(text string) int64 {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return 0
	}
	return t.UnixMilli()
}
