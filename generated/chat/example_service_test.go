package chat_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// exampleClient returns the client of Ann, who takes part in three threads. In
// a program it comes from chat.NewClient, as ExampleNewClient shows.
func exampleClient() *chat.Client {
	credential, err := acs.NewTokenCredential("token")
	if err != nil {
		panic(err)
	}
	options := &chat.ClientOptions{ClientOptions: azcore.ClientOptions{Transport: exampleTransport()}}
	client, err := chat.NewClient("https://resource.communication.azure.com", credential, options)
	if err != nil {
		panic(err)
	}
	return client
}

// exampleTransport returns a transport to a chat service in memory. A program
// has none in its options, and so reaches the real one.
//
// The thread of the dinner refuses its first call, by a rate limit;
// that of the holidays fails twice; that of the board is not one of Ann's.
func exampleTransport() policy.Transporter {
	s := &exampleService{now: time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC), repeated: map[string]*exampleThread{}, refused: map[string]bool{}}
	ann := chat.Participant{ID: exampleCaller(), DisplayName: "Ann"}
	fred := chat.Participant{ID: acs.UserIdentifier{ID: "8:acs:resource_fred"}, DisplayName: "Fred"}
	lunch := s.start("19:lunch@thread.v2", "Lunch", ann, fred)
	question := s.post(lunch, chat.Message{
		Type: chat.MessageTypeText, Sender: fred.ID, SenderDisplayName: "Fred", Content: chat.MessageContent{Message: "Pizza?"},
	})
	lunch.receipts = []chat.ReadReceipt{{Sender: fred.ID, MessageID: question.ID, ReadOn: s.tick()}}
	dinner := s.start("19:dinner@thread.v2", "Dinner", ann)
	dinner.faults = []exampleError{{status: http.StatusTooManyRequests, code: "TooManyRequests", message: "Rate limit exceeded", wait: 7 * time.Second}}
	holidays := s.start("19:holidays@thread.v2", "Holidays", ann)
	holidays.faults = slices.Repeat([]exampleError{{status: http.StatusServiceUnavailable, wait: time.Millisecond}}, 2)
	s.start("19:board@thread.v2", "Board", fred)
	return s
}

func exampleCaller() acs.Identifier { return acs.UserIdentifier{ID: "8:acs:resource_ann"} }

// exampleService is the part of the service that the examples need, for calls
// in sequence. Each change takes one second of its clock.
type exampleService struct {
	now      time.Time
	threads  []*exampleThread
	repeated map[string]*exampleThread // by repeatability-request-id
	refused  map[string]bool           // raw IDs of those who are let in the second time
}

type exampleThread struct {
	properties   chat.ThreadProperties
	participants []chat.Participant
	messages     []chat.Message // oldest first
	receipts     []chat.ReadReceipt
	faults       []exampleError // of the next calls
}

// exampleError is an answer that refuses a call, perhaps with the time to wait.
type exampleError struct {
	status        int
	code, message string
	wait          time.Duration
}

func (f *exampleError) Error() string { return f.message }

// Do answers a client without a network.
func (s *exampleService) Do(req *http.Request) (*http.Response, error) {
	call := req.Clone(req.Context())
	if call.Body == nil {
		call.Body = http.NoBody
	}
	recorder := httptest.NewRecorder()
	s.routes().ServeHTTP(recorder, call)
	resp := recorder.Result()
	resp.Request = req
	return resp, nil
}

func (s *exampleService) routes() http.Handler {
	mux := http.NewServeMux()
	root := func(pattern string, status int, handle func(*http.Request) (any, error)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			body, err := handle(r)
			writeExampleAnswer(w, status, body, err)
		})
	}
	thread := func(pattern string, status int, handle func(*exampleThread, *http.Request) (any, error)) {
		method, path, _ := strings.Cut(pattern, " ")
		root(method+" /chat/threads/{thread}"+path, status, func(r *http.Request) (any, error) {
			t, err := s.find(r.PathValue("thread"))
			if err != nil {
				return nil, err
			}
			return handle(t, r)
		})
	}
	empty := func(pattern string, status int, handle func(*exampleThread, *http.Request) error) {
		thread(pattern, status, func(t *exampleThread, r *http.Request) (any, error) { return nil, handle(t, r) })
	}
	root("POST /access/entra/:exchangeAccessToken", http.StatusOK, s.exchangeToken)
	root("POST /chat/threads", http.StatusCreated, s.createThread)
	root("GET /chat/threads", http.StatusOK, s.listThreads)
	thread("GET ", http.StatusOK, s.getThread)
	empty("PATCH ", http.StatusNoContent, s.updateThread)
	empty("DELETE ", http.StatusNoContent, s.deleteThread)
	thread("GET /participants", http.StatusOK, s.listParticipants)
	thread("POST /participants/:add", http.StatusCreated, s.addParticipants)
	empty("POST /participants/:remove", http.StatusNoContent, s.removeParticipant)
	thread("POST /messages", http.StatusCreated, s.sendMessage)
	thread("GET /messages", http.StatusOK, s.listMessages)
	thread("GET /messages/{message}", http.StatusOK, s.getMessage)
	empty("PATCH /messages/{message}", http.StatusNoContent, s.updateMessage)
	empty("DELETE /messages/{message}", http.StatusNoContent, s.deleteMessage)
	thread("GET /readReceipts", http.StatusOK, s.listReceipts)
	empty("POST /readReceipts", http.StatusOK, s.sendReceipt)
	empty("POST /typing", http.StatusOK, func(*exampleThread, *http.Request) error { return nil })
	return mux
}

func writeExampleAnswer(w http.ResponseWriter, status int, body any, err error) {
	w.Header().Set("MS-CV", "BUqVD3q4.0")
	if err != nil {
		fault, ok := errors.AsType[*exampleError](err)
		if !ok {
			fault = &exampleError{status: http.StatusBadRequest, code: "BadRequest", message: err.Error()}
		}
		if fault.wait >= time.Second {
			w.Header().Set("Retry-After", strconv.Itoa(int(fault.wait.Seconds())))
		} else if fault.wait > 0 {
			w.Header().Set("Retry-After-Ms", strconv.FormatInt(fault.wait.Milliseconds(), 10))
		}
		status, body = fault.status, map[string]any{"CommunicationError": map[string]string{"Code": fault.code, "Message": fault.message}}
	}
	w.WriteHeader(status)
	if body == nil {
		return
	}
	if err := json.NewEncoder(w).Encode(body); err != nil {
		panic(err)
	}
}

// tick returns the time of the next change.
func (s *exampleService) tick() time.Time {
	s.now = s.now.Add(time.Second)
	return s.now
}

// find returns a thread of the caller, or the fault that is due.
func (s *exampleService) find(id string) (*exampleThread, error) {
	i := slices.IndexFunc(s.threads, func(t *exampleThread) bool { return string(t.properties.ID) == id })
	if i < 0 {
		return nil, &exampleError{status: http.StatusNotFound, code: "NotFound", message: "Thread not found"}
	}
	t := s.threads[i]
	if !t.has(exampleCaller()) {
		return nil, &exampleError{status: http.StatusForbidden, code: "Forbidden", message: "The initiator is not in the thread"}
	}
	if len(t.faults) > 0 {
		fault := t.faults[0]
		t.faults = t.faults[1:]
		return nil, &fault
	}
	return t, nil
}

func (t *exampleThread) has(id acs.Identifier) bool {
	return slices.ContainsFunc(t.participants, func(p chat.Participant) bool { return acs.Equal(p.ID, id) })
}

// start makes a thread, with the messages that the service writes about it.
func (s *exampleService) start(id chat.ThreadID, topic string, participants ...chat.Participant) *exampleThread {
	t := &exampleThread{properties: chat.ThreadProperties{
		ID: id, Topic: topic, CreatedOn: s.tick(), CreatedBy: participants[0].ID, RetentionPolicy: chat.NoneRetentionPolicy{},
	}}
	s.threads = append(s.threads, t)
	s.join(t, participants)
	s.retitle(t, topic)
	return t
}

func (s *exampleService) join(t *exampleThread, participants []chat.Participant) {
	t.participants = append(t.participants, participants...)
	s.post(t, chat.Message{
		Type:    chat.MessageTypeParticipantAdded,
		Content: chat.MessageContent{Participants: participants, Initiator: t.participants[0].ID},
	})
}

func (s *exampleService) retitle(t *exampleThread, topic string) {
	t.properties.Topic = topic
	s.post(t, chat.Message{Type: chat.MessageTypeTopicUpdated, Content: chat.MessageContent{Topic: topic, Initiator: t.participants[0].ID}})
}

func (s *exampleService) post(t *exampleThread, m chat.Message) chat.Message {
	m.CreatedOn = s.tick()
	m.Version = strconv.FormatInt(m.CreatedOn.UnixMilli(), 10)
	m.ID = chat.MessageID(m.Version)
	m.SequenceID = strconv.Itoa(len(t.messages) + 1)
	t.messages = append(t.messages, m)
	return m
}

// screen tells whom the service accepts and whom it refuses: users of another
// resource, and Dora the first time.
func (s *exampleService) screen(participants []chat.Participant) (accepted []chat.Participant, refused []acs.ErrorDetail) {
	for _, p := range participants {
		id := p.ID.RawID()
		switch {
		case !strings.HasPrefix(id, "8:acs:resource_"):
			refused = append(refused, acs.ErrorDetail{Code: "403", Message: "Permissions check failed", Target: id})
		case id == "8:acs:resource_dora" && !s.refused[id]:
			s.refused[id] = true
			refused = append(refused, acs.ErrorDetail{Code: "503", Message: "Try again later", Target: id})
		default:
			accepted = append(accepted, p)
		}
	}
	return accepted, refused
}

func (s *exampleService) exchangeToken(*http.Request) (any, error) {
	token := map[string]string{"token": "user access token", "expiresOn": time.Now().Add(time.Hour).Format(time.RFC3339)}
	return map[string]any{"accessToken": token}, nil
}

// examplePage returns the page of items that a request asks for.
func examplePage[T any](r *http.Request, items []T) (any, error) {
	query := r.URL.Query()
	size, err := strconv.Atoi(query.Get("maxPageSize"))
	if err != nil {
		size = 200
	}
	from, err := strconv.Atoi(query.Get("skip"))
	if err != nil {
		from = 0
	}
	rest := items[min(from, len(items)):]
	page := map[string]any{"value": append([]T{}, rest[:min(size, len(rest))]...)}
	if len(rest) > size {
		page["nextLink"] = fmt.Sprintf("https://%s%s?maxPageSize=%d&skip=%d&api-version=%s", r.URL.Host, r.URL.Path, size, from+size, chat.APIVersion)
	}
	return page, nil
}

// exampleSince reports whether a request asks for what happened at a time.
func exampleSince(r *http.Request, at time.Time) bool {
	start, err := time.Parse(time.RFC3339, r.URL.Query().Get("startTime"))
	return err != nil || !at.Before(start)
}

// exampleMerge merges as the service does: key by key, where "" deletes.
func exampleMerge(old, patch map[string]string) map[string]string {
	merged := maps.Clone(old)
	if merged == nil {
		merged = map[string]string{}
	}
	maps.Copy(merged, patch)
	maps.DeleteFunc(merged, func(_, value string) bool { return value == "" })
	return merged
}
