package identity_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// exampleConnectionString is not a real connection string. The Azure portal shows yours under Keys.
const exampleConnectionString = "endpoint=https://resource.communication.azure.com/;accesskey=YSBrZXkgb2YgdGhlIHJlc291cmNl"

// exampleClient returns a client for a resource with one user, Ann. In a program, call
// identity.NewClientFromConnectionString instead, as in Example.
func exampleClient() *identity.Client {
	client, err := identity.NewClientFromConnectionString(exampleConnectionString, exampleOptions())
	if err != nil {
		panic(err)
	}
	return client
}

func exampleOptions() *identity.ClientOptions {
	return &identity.ClientOptions{ClientOptions: azcore.ClientOptions{Transport: exampleTransport()}}
}

// exampleTransport returns a transport to an in-memory service. A program does not set a transport,
// and so uses the real service.
func exampleTransport() policy.Transporter {
	return &exampleService{now: time.Date(2126, 5, 4, 12, 0, 0, 0, time.UTC), users: map[string]bool{"8:acs:resource_ann": true}}
}

// exampleService implements the part of the service that the examples need, for sequential calls. Its
// clock does not advance, and is far in the future, so that its tokens are valid whenever the examples run.
type exampleService struct {
	now    time.Time
	users  map[string]bool
	tokens int
}

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
	mux.HandleFunc("POST /identities", func(w http.ResponseWriter, r *http.Request) {
		id := fmt.Sprintf("8:acs:resource_user%d", len(s.users))
		s.users[id] = true
		body := map[string]any{"identity": map[string]string{"id": id}}
		if in := readExampleRequest(r); len(in.CreateTokenWithScopes) > 0 {
			body["accessToken"] = s.token(in)
		}
		writeExampleResponse(w, http.StatusCreated, body)
	})
	user := func(pattern string, handle http.HandlerFunc) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if !s.users[r.PathValue("id")] {
				failure := map[string]string{"code": "IdentityNotOwned", "message": "Provided identity doesn't belong to the resource."}
				writeExampleResponse(w, http.StatusUnauthorized, map[string]any{"error": failure})
				return
			}
			handle(w, r)
		})
	}
	user("POST /identities/{id}/:issueAccessToken", func(w http.ResponseWriter, r *http.Request) {
		writeExampleResponse(w, http.StatusOK, s.token(readExampleRequest(r)))
	})
	user("POST /identities/{id}/:revokeAccessTokens", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNoContent)
	})
	user("DELETE /identities/{id}", func(w http.ResponseWriter, r *http.Request) {
		delete(s.users, r.PathValue("id"))
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("POST /teamsUser/:exchangeAccessToken", func(w http.ResponseWriter, r *http.Request) {
		writeExampleResponse(w, http.StatusOK, s.token(readExampleRequest(r)))
	})
	mux.HandleFunc("POST /chat/threads", func(w http.ResponseWriter, _ *http.Request) {
		thread := chat.ThreadProperties{ID: "19:lunch@thread.v2", Topic: "Lunch", CreatedOn: s.now, CreatedBy: acs.UserIdentifier{ID: "8:acs:resource_ann"}}
		writeExampleResponse(w, http.StatusCreated, chat.CreateThreadResult{Thread: thread})
	})
	return mux
}

// exampleRequest is the body of any request.
type exampleRequest struct {
	CreateTokenWithScopes []string `json:"createTokenWithScopes"`
	ExpiresInMinutes      int      `json:"expiresInMinutes"`
}

func readExampleRequest(r *http.Request) exampleRequest {
	in := exampleRequest{ExpiresInMinutes: 24 * 60}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		panic(err)
	}
	return in
}

// token returns a new token.
func (s *exampleService) token(in exampleRequest) map[string]string {
	s.tokens++
	expires := s.now.Add(time.Duration(in.ExpiresInMinutes) * time.Minute)
	return map[string]string{"token": fmt.Sprintf("token %d", s.tokens), "expiresOn": expires.Format("2006-01-02T15:04:05.0000000-07:00")}
}

func writeExampleResponse(w http.ResponseWriter, status int, body any) {
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		panic(err)
	}
}
