package conformance_test

import (
	"cmp"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// world is an emulator that is brought into the situation of a recording. The clock
// is moved, so that times and IDs of messages are the recorded ones.
type world struct {
	*check

	rec     recording
	users   map[string]string // actual raw IDs by recorded ones
	threads map[string]string // actual thread IDs by recorded ones
	caller  string            // recorded raw ID
}

// someone is the recorded ID of a user whom the recording does not name.
const someone = "someone"

func newWorld(c *check, rec recording) *world {
	return &world{check: c, rec: rec, users: map[string]string{}, threads: map[string]string{}, caller: someone}
}

// at moves the clock, to Unix milliseconds.
func (w *world) at(milli int64) { w.clock.milli.Store(milli) }

// as returns the user with a recorded ID, with a new token.
func (w *world) as(recorded string) user {
	w.Helper()
	id, ok := w.users[recorded]
	if !ok {
		id = w.identity("POST", "/identities", "{}").wantStatus(201).text("identity/id")
		w.users[recorded] = id
	}
	return user{check: w.check, id: id}.newToken()
}

// recordedIDs returns text with recorded IDs in place of the actual ones.
func (w *world) recordedIDs(text string) string {
	for _, ids := range []map[string]string{w.users, w.threads} {
		for recorded, actual := range ids {
			text = strings.ReplaceAll(text, actual, recorded)
			text = strings.ReplaceAll(text, strings.ReplaceAll(actual, ":", "%3A"), strings.ReplaceAll(recorded, ":", "%3A"))
		}
	}
	return text
}

// userID is the raw ID of a user that can be created.
var userID = regexp.MustCompile(`8:acs:[0-9a-f-]{36}_[0-9a-f-]{36}`)

// actualIDs returns text with actual IDs in place of the recorded ones.
func (w *world) actualIDs(text string) string {
	w.Helper()
	return userID.ReplaceAllStringFunc(text, func(id string) string { return w.as(id).id })
}

// call brings the emulator into the recorded situation and calls the operation.
func (w *world) call() response {
	w.Helper()
	switch w.rec.Op {
	case "CreateUser", "IssueToken", "RevokeTokens", "DeleteUser", "ExchangeTeams":
		return w.callIdentity()
	case "CreateThread":
		return w.createThread()
	case "ListThreads":
		return w.listThreads()
	}
	th := w.prepareThread()
	if w.rec.Status == 403 {
		w.caller = "stranger"
	}
	call := w.threadCall(th)
	if query := w.query(); query != "" {
		call.path += "?" + query
	}
	return w.as(w.caller).call(call.method, call.path, call.body, w.headers()...)
}

// query returns the recorded query with the version, without a state.
func (w *world) query() string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(w.rec.Query)) {
		if name != "syncState" {
			parts = append(parts, name+"="+w.rec.Query[name])
		}
	}
	return strings.Join(append(parts, "api-version="+w.rec.Version), "&")
}

// headers returns the recorded request headers.
func (w *world) headers() []string {
	var headers []string
	for _, name := range slices.Sorted(maps.Keys(w.rec.Sent)) {
		headers = append(headers, name+": "+w.rec.Sent[name])
	}
	return headers
}

// body returns the recorded body of the request, or else the other one.
func (w *world) body(other string) string {
	if len(w.rec.Request) > 0 {
		return w.actualIDs(string(w.rec.Request))
	}
	return other
}

// callIdentity calls an operation of Identity.
func (w *world) callIdentity() response {
	w.Helper()
	id := w.rec.Vars["i"]
	if userID.MatchString(id) && w.rec.Status != 401 {
		id = w.as(id).id
	}
	var request callSpec
	switch w.rec.Op {
	case "CreateUser":
		request = callSpec{"POST", "/identities", w.body("{}")}
	case "IssueToken":
		request = callSpec{"POST", "/identities/" + id + "/:issueAccessToken", w.body(`{"scopes":["chat"]}`)}
	case "RevokeTokens":
		request = callSpec{"POST", "/identities/" + id + "/:revokeAccessTokens", ""}
	case "DeleteUser":
		request = callSpec{"DELETE", "/identities/" + id, ""}
	default:
		request = callSpec{"POST", "/teamsUser/:exchangeAccessToken", w.body("{}")}
	}
	headers := w.headers()
	if echoed := w.rec.Headers["x-ms-client-request-id"]; echoed != "" {
		headers = append(headers, "x-ms-client-request-id: "+echoed)
	}
	r := w.identity(request.method, request.path+"?api-version="+w.rec.Version, request.body, headers...)
	if recorded := userID.FindString(string(w.rec.Body)); recorded != "" && w.rec.Op == "CreateUser" {
		w.users[recorded] = r.text("identity/id")
	}
	return r
}

// recordedThread is a thread in a recorded response.
type recordedThread struct {
	ID        string             `json:"id"`
	Topic     string             `json:"topic"`
	CreatedOn string             `json:"createdOn"`
	CreatedBy recordedIdentifier `json:"createdByCommunicationIdentifier"`
	CreatorID string             `json:"createdBy"` // in the first previews
	Metadata  map[string]string  `json:"metadata,omitempty"`
	Retention json.RawMessage    `json:"retentionPolicy,omitempty"`
	DeletedOn string             `json:"deletedOn"`
	LastOn    string             `json:"lastMessageReceivedOn"`
}

func (t recordedThread) creator() string { return cmp.Or(t.CreatedBy.raw(), t.CreatorID) }

type recordedIdentifier struct {
	RawID string `json:"rawId"`
	User  struct {
		ID string `json:"id"`
	} `json:"communicationUser"`
}

func (id recordedIdentifier) raw() string { return cmp.Or(id.RawID, id.User.ID) }

// parseBody decodes the recorded response.
func parseBody[T any](w *world) T {
	w.Helper()
	var value T
	if err := json.Unmarshal(w.rec.Body, &value); err != nil {
		w.Fatalf("recorded body: %v", err)
	}
	return value
}

// createThread creates a thread at the recorded time.
func (w *world) createThread() response {
	w.Helper()
	recorded := parseBody[struct {
		Thread recordedThread `json:"chatThread"`
	}](w).Thread
	if w.rec.Status == 201 {
		w.at(recordedTime(recorded.CreatedOn))
		w.caller = recorded.creator()
	}
	body := w.body(marshal(map[string]any{"topic": recorded.Topic}))
	r := w.as(w.caller).call("POST", "/chat/threads?"+w.query(), body, w.headers()...)
	if r.status == 201 {
		w.threads[recorded.ID] = r.text("chatThread/id")
	}
	return r
}

// listThreads creates and deletes threads at the recorded times. If the recorded page
// has a next link, there are more, older threads; if it was not the first page, more
// newer ones.
func (w *world) listThreads() response {
	w.Helper()
	if w.rec.Status == 401 {
		return user{check: w.check, token: "expired"}.get("/chat/threads?" + w.query())
	}
	page := parseBody[struct {
		Value    []recordedThread `json:"value"`
		NextLink string           `json:"nextLink"`
	}](w)
	size := 100
	if n, err := strconv.Atoi(w.rec.Query["maxPageSize"]); err == nil {
		size = n
	}
	if page.NextLink != "" {
		w.at(recordedTime("2020-01-01T00:00:00Z"))
		for range size - len(page.Value) + 1 {
			w.as(someone).createThread()
		}
	}
	w.postThreads(page.Value)
	if w.rec.Query["syncState"] != "" {
		w.clock.advance(time.Second)
		for range size {
			w.as(someone).createThread()
		}
		first := w.as(someone).get("/chat/threads?" + w.query())
		return w.as(someone).call("GET", first.nextLink(), "", w.headers()...)
	}
	return w.as(someone).call("GET", "/chat/threads?"+w.query(), "", w.headers()...)
}

// postThreads creates threads that are listed in the order of the items. An item
// without a last message is of a thread that was created just before the call.
func (w *world) postThreads(items []recordedThread) {
	w.Helper()
	var events events
	var latest int64
	for _, item := range items {
		latest = max(latest, recordedTime(item.LastOn), recordedTime(item.DeletedOn))
	}
	for i, item := range items {
		place := int64(len(items)-i) * 10 // within a second
		created := recordedTime(item.LastOn)
		if created == 0 {
			created = latest + 10_000
		}
		events.add(created+place, func() {
			u := w.as(someone)
			w.threads[item.ID] = u.post("/chat/threads", marshal(map[string]any{"topic": item.Topic})).wantStatus(201).text("chatThread/id")
		})
		if item.DeletedOn != "" {
			events.add(recordedTime(item.DeletedOn)+place+5, func() { w.as(someone).delete("/chat/threads/" + w.threads[item.ID]).wantStatus(204) })
		}
	}
	events.run(w)
}

// events are changes at times in Unix milliseconds.
type events []event

type event struct {
	milli int64
	run   func()
}

func (e *events) add(milli int64, run func()) { *e = append(*e, event{milli, run}) }

// run makes the changes in the order of their times.
func (e *events) run(w *world) {
	slices.SortStableFunc(*e, func(a, b event) int { return cmp.Compare(a.milli, b.milli) })
	for _, event := range *e {
		w.at(event.milli)
		event.run()
	}
}
