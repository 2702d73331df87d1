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

// exampleClient returns a client for Ann, who is a participant of three threads. In a
// program, call chat.NewClient instead, as in ExampleNewClient.
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

// exampleTransport returns a transport to an in-memory chat service. A program does not
// set a transport, and so uses the real service.
//
// The first call for the thread "Dinner" exceeds a rate limit, the first two calls for
// "Holidays" fail, and Ann is not a participant of "Board".
func exampleTransport() policy.Transporter {
	s := &exampleService{now: time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC), byRequestID: map[string]*exampleThread{}, rejected: map[string]bool{}}
	ann := chat.Participant{ID: exampleCaller(), DisplayName: "Ann"}
	fred := chat.Participant{ID: acs.UserIdentifier{ID: "8:acs:resource_fred"}, DisplayName: "Fred"}
	lunch := s.addThread("19:lunch@thread.v2", "Lunch", ann, fred)
	question := s.addMessage(lunch, chat.Message{
		Type: chat.MessageTypeText, Sender: fred.ID, SenderDisplayName: "Fred", Content: chat.MessageContent{Message: "Pizza?"},
	})
	lunch.receipts = []chat.ReadReceipt{{Sender: fred.ID, MessageID: question.ID, ReadOn: s.tick()}}
	dinner := s.addThread("19:dinner@thread.v2", "Dinner", ann)
	dinner.errors = []exampleError{{status: http.StatusTooManyRequests, code: "TooManyRequests", message: "Rate limit exceeded", retryAfter: 7 * time.Second}}
	holidays := s.addThread("19:holidays@thread.v2", "Holidays", ann)
	holidays.errors = slices.Repeat([]exampleError{{status: http.StatusServiceUnavailable, retryAfter: time.Millisecond}}, 2)
	s.addThread("19:board@thread.v2", "Board", fred)
	return s
}

func exampleCaller() acs.Identifier { return acs.UserIdentifier{ID: "8:acs:resource_ann"} }

// exampleService implements the part of the service that the examples need, for
// sequential calls. Each change advances its clock by one second.
type exampleService struct {
	now         time.Time
	threads     []*exampleThread
	byRequestID map[string]*exampleThread // by repeatability-request-id
	rejected    map[string]bool           // raw IDs of participants that were rejected once
}

type exampleThread struct {
	properties   chat.ThreadProperties
	participants []chat.Participant
	messages     []chat.Message // oldest first
	receipts     []chat.ReadReceipt
	errors       []exampleError // errors of the next calls
}

// exampleError is an error response, optionally with a Retry-After value.
type exampleError struct {
	status        int
	code, message string
	retryAfter    time.Duration
}

func (e *exampleError) Error() string { return e.message }

// Do responds to a client without a network.
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
	service := func(pattern string, status int, handle func(*http.Request) (any, error)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			body, err := handle(r)
			writeExampleResponse(w, status, body, err)
		})
	}
	thread := func(pattern string, status int, handle func(*exampleThread, *http.Request) (any, error)) {
		method, path, _ := strings.Cut(pattern, " ")
		service(method+" /chat/threads/{thread}"+path, status, func(r *http.Request) (any, error) {
			t, err := s.findThread(r.PathValue("thread"))
			if err != nil {
				return nil, err
			}
			return handle(t, r)
		})
	}
	noBody := func(pattern string, status int, handle func(*exampleThread, *http.Request) error) {
		thread(pattern, status, func(t *exampleThread, r *http.Request) (any, error) { return nil, handle(t, r) })
	}
	service("POST /access/entra/:exchangeAccessToken", http.StatusOK, s.exchangeToken)
	service("POST /chat/threads", http.StatusCreated, s.createThread)
	service("GET /chat/threads", http.StatusOK, s.listThreads)
	thread("GET ", http.StatusOK, s.getThread)
	noBody("PATCH ", http.StatusNoContent, s.updateThread)
	noBody("DELETE ", http.StatusNoContent, s.deleteThread)
	thread("GET /participants", http.StatusOK, s.listParticipants)
	thread("POST /participants/:add", http.StatusCreated, s.addParticipants)
	noBody("POST /participants/:remove", http.StatusNoContent, s.removeParticipant)
	thread("POST /messages", http.StatusCreated, s.sendMessage)
	thread("GET /messages", http.StatusOK, s.listMessages)
	thread("GET /messages/{message}", http.StatusOK, s.getMessage)
	noBody("PATCH /messages/{message}", http.StatusNoContent, s.updateMessage)
	noBody("DELETE /messages/{message}", http.StatusNoContent, s.deleteMessage)
	thread("GET /readReceipts", http.StatusOK, s.listReceipts)
	noBody("POST /readReceipts", http.StatusOK, s.sendReceipt)
	noBody("POST /typing", http.StatusOK, func(*exampleThread, *http.Request) error { return nil })
	return mux
}

func writeExampleResponse(w http.ResponseWriter, status int, body any, err error) {
	w.Header().Set("MS-CV", "BUqVD3q4.0")
	if err != nil {
		failure, ok := errors.AsType[*exampleError](err)
		if !ok {
			failure = &exampleError{status: http.StatusBadRequest, code: "BadRequest", message: err.Error()}
		}
		if failure.retryAfter >= time.Second {
			w.Header().Set("Retry-After", strconv.Itoa(int(failure.retryAfter.Seconds())))
		} else if failure.retryAfter > 0 {
			w.Header().Set("Retry-After-Ms", strconv.FormatInt(failure.retryAfter.Milliseconds(), 10))
		}
		status, body = failure.status, map[string]any{"CommunicationError": map[string]string{"Code": failure.code, "Message": failure.message}}
	}
	w.WriteHeader(status)
	if body == nil {
		return
	}
	if err := json.NewEncoder(w).Encode(body); err != nil {
		panic(err)
	}
}

// tick advances the clock and returns its time.
func (s *exampleService) tick() time.Time {
	s.now = s.now.Add(time.Second)
	return s.now
}

// findThread returns a thread of the caller, or the thread's next error.
func (s *exampleService) findThread(id string) (*exampleThread, error) {
	i := slices.IndexFunc(s.threads, func(t *exampleThread) bool { return string(t.properties.ID) == id })
	if i < 0 {
		return nil, &exampleError{status: http.StatusNotFound, code: "NotFound", message: "Thread not found"}
	}
	t := s.threads[i]
	if !t.hasParticipant(exampleCaller()) {
		return nil, &exampleError{status: http.StatusForbidden, code: "Forbidden", message: "The initiator is not in the thread"}
	}
	if len(t.errors) > 0 {
		next := t.errors[0]
		t.errors = t.errors[1:]
		return nil, &next
	}
	return t, nil
}

func (t *exampleThread) hasParticipant(id acs.Identifier) bool {
	return slices.ContainsFunc(t.participants, func(p chat.Participant) bool { return acs.Equal(p.ID, id) })
}

// addThread creates a thread with its system messages.
func (s *exampleService) addThread(id chat.ThreadID, topic string, participants ...chat.Participant) *exampleThread {
	t := &exampleThread{properties: chat.ThreadProperties{
		ID: id, Topic: topic, CreatedOn: s.tick(), CreatedBy: participants[0].ID, RetentionPolicy: chat.NoneRetentionPolicy{},
	}}
	s.threads = append(s.threads, t)
	s.addToThread(t, participants)
	s.setTopic(t, topic)
	return t
}

func (s *exampleService) addToThread(t *exampleThread, participants []chat.Participant) {
	t.participants = append(t.participants, participants...)
	s.addMessage(t, chat.Message{
		Type:    chat.MessageTypeParticipantAdded,
		Content: chat.MessageContent{Participants: participants, Initiator: t.participants[0].ID},
	})
}

func (s *exampleService) setTopic(t *exampleThread, topic string) {
	t.properties.Topic = topic
	s.addMessage(t, chat.Message{Type: chat.MessageTypeTopicUpdated, Content: chat.MessageContent{Topic: topic, Initiator: t.participants[0].ID}})
}

func (s *exampleService) addMessage(t *exampleThread, m chat.Message) chat.Message {
	m.CreatedOn = s.tick()
	m.Version = strconv.FormatInt(m.CreatedOn.UnixMilli(), 10)
	m.ID = chat.MessageID(m.Version)
	m.SequenceID = strconv.Itoa(len(t.messages) + 1)
	t.messages = append(t.messages, m)
	return m
}

// validate splits participants into accepted and rejected ones. It rejects users of
// other resources, and Dora the first time.
func (s *exampleService) validate(participants []chat.Participant) (accepted []chat.Participant, rejected []acs.ErrorDetail) {
	for _, p := range participants {
		id := p.ID.RawID()
		switch {
		case !strings.HasPrefix(id, "8:acs:resource_"):
			rejected = append(rejected, acs.ErrorDetail{Code: "403", Message: "Permissions check failed", Target: id})
		case id == "8:acs:resource_dora" && !s.rejected[id]:
			s.rejected[id] = true
			rejected = append(rejected, acs.ErrorDetail{Code: "503", Message: "Try again later", Target: id})
		default:
			accepted = append(accepted, p)
		}
	}
	return accepted, rejected
}

func (s *exampleService) exchangeToken(*http.Request) (any, error) {
	token := map[string]string{"token": "user access token", "expiresOn": time.Now().Add(time.Hour).Format(time.RFC3339)}
	return map[string]any{"accessToken": token}, nil
}

// examplePage returns the requested page of items.
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

// isInTimeRange reports whether a time is not before the start time of a request.
func isInTimeRange(r *http.Request, at time.Time) bool {
	start, err := time.Parse(time.RFC3339, r.URL.Query().Get("startTime"))
	return err != nil || !at.Before(start)
}

// mergeMetadata merges metadata like the service does in messages: an empty value, as null is
// decoded here, deletes its key.
func mergeMetadata(old, patch map[string]string) map[string]string {
	merged := maps.Clone(old)
	if merged == nil {
		merged = map[string]string{}
	}
	maps.Copy(merged, patch)
	maps.DeleteFunc(merged, func(_, value string) bool { return value == "" })
	return merged
}
