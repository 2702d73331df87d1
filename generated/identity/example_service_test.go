package identity_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/generated/identity"
)

// exampleConnectionString is made up. Yours is in the Azure portal, under Keys.
const exampleConnectionString = "endpoint=https://resource.communication.azure.com/;accesskey=YSBrZXkgb2YgdGhlIHJlc291cmNl"

// exampleClient returns a client of a resource with one user, Ann. In a program
// it comes from identity.NewClientFromConnectionString, as Example shows.
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

// exampleTransport returns a transport to a service in memory. A program has
// none in its options, and so reaches the real one.
func exampleTransport() policy.Transporter {
	return &exampleService{now: time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC), users: map[string]bool{"8:acs:resource_ann": true}}
}

// exampleService is the part of the service that the examples need, for calls
// in sequence. Its clock stands still.
type exampleService struct {
	now    time.Time
	users  map[string]bool
	tokens int
}

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
	mux.HandleFunc("POST /identities", func(w http.ResponseWriter, r *http.Request) {
		id := fmt.Sprintf("8:acs:resource_user%d", len(s.users))
		s.users[id] = true
		body := map[string]any{"identity": map[string]string{"id": id}}
		if in := readExample(r); len(in.CreateTokenWithScopes) > 0 {
			body["accessToken"] = s.token(in)
		}
		writeExample(w, http.StatusCreated, body)
	})
	user := func(pattern string, handle http.HandlerFunc) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if !s.users[r.PathValue("id")] {
				fault := map[string]string{"code": "IdentityNotOwned", "message": "Provided identity doesn't belong to the resource."}
				writeExample(w, http.StatusUnauthorized, map[string]any{"error": fault})
				return
			}
			handle(w, r)
		})
	}
	user("POST /identities/{id}/:issueAccessToken", func(w http.ResponseWriter, r *http.Request) {
		writeExample(w, http.StatusOK, s.token(readExample(r)))
	})
	user("POST /identities/{id}/:revokeAccessTokens", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNoContent)
	})
	user("DELETE /identities/{id}", func(w http.ResponseWriter, r *http.Request) {
		delete(s.users, r.PathValue("id"))
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("POST /teamsUser/:exchangeAccessToken", func(w http.ResponseWriter, r *http.Request) {
		writeExample(w, http.StatusOK, s.token(readExample(r)))
	})
	mux.HandleFunc("POST /chat/threads", func(w http.ResponseWriter, _ *http.Request) {
		writeExample(w, http.StatusCreated, map[string]any{"chatThread": map[string]string{"id": "19:lunch@thread.v2", "topic": "Lunch"}})
	})
	return mux
}

// exampleRequest is what a request may hold.
type exampleRequest struct {
	CreateTokenWithScopes []string `json:"createTokenWithScopes"`
	ExpiresInMinutes      int      `json:"expiresInMinutes"`
}

func readExample(r *http.Request) exampleRequest {
	in := exampleRequest{ExpiresInMinutes: 24 * 60}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		panic(err)
	}
	return in
}

// token returns the next token.
func (s *exampleService) token(in exampleRequest) map[string]string {
	s.tokens++
	expires := s.now.Add(time.Duration(in.ExpiresInMinutes) * time.Minute)
	return map[string]string{"token": fmt.Sprintf("token %d", s.tokens), "expiresOn": expires.Format("2006-01-02T15:04:05.0000000-07:00")}
}

func writeExample(w http.ResponseWriter, status int, body any) {
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		panic(err)
	}
}
