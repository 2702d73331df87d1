package interop_test

import (
	"encoding/pem"
	"errors"
	"iter"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// fixture is the state shared by our client's calls: an emulator behind a
// recorder, its users, and the IDs that earlier calls returned. fixture.mjs is
// the counterpart for the official client.
type fixture struct {
	t                     *testing.T
	emulator              *emulator.Emulator
	recorder              *recorder
	server                *httptest.Server
	connectionString      string
	fred, ann, bob, carol identity.CreateUserResponse
	dora                  identity.CreateUserResponse
	threadID              chat.ThreadID // of the thread that most calls use
	plainID               chat.ThreadID // of a thread that is deleted later
	messageID, htmlID     chat.MessageID
}

// newFixture starts an emulator behind a recorder.
func newFixture(t *testing.T) *fixture {
	t.Helper()
	service, err := emulator.New(emulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rec := &recorder{next: service}
	server := httptest.NewUnstartedServer(rec)
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	return &fixture{t: t, emulator: service, recorder: rec, server: server, connectionString: service.ConnectionString(server.URL)}
}

// certificate writes the certificate that clients must trust to a file, and
// returns the name of the file.
func (f *fixture) certificate() string {
	f.t.Helper()
	return writeFile(f.t, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: f.server.Certificate().Raw}))
}

func writeFile(t *testing.T, data []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "certificate.pem")
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func (f *fixture) options() azcore.ClientOptions {
	return azcore.ClientOptions{Transport: f.server.Client()}
}

func (f *fixture) identity(connectionString string) *identity.Client {
	f.t.Helper()
	client, err := identity.NewClientFromConnectionString(connectionString, &identity.ClientOptions{ClientOptions: f.options()})
	if err != nil {
		f.t.Fatal(err)
	}
	return client
}

func (f *fixture) chat(token string) *chat.Client {
	f.t.Helper()
	credential, err := acs.NewTokenCredential(token)
	if err != nil {
		f.t.Fatal(err)
	}
	return f.chatAs(credential)
}

// chatAs returns a client that acts for the user of a credential.
func (f *fixture) chatAs(credential azcore.TokenCredential) *chat.Client {
	f.t.Helper()
	client, err := chat.NewClient(f.server.URL, credential, &chat.ClientOptions{ClientOptions: f.options()})
	if err != nil {
		f.t.Fatal(err)
	}
	return client
}

// thread returns a client of the shared thread that acts for a user.
func (f *fixture) thread(user identity.CreateUserResponse) *chat.ThreadClient {
	f.t.Helper()
	return f.chat(user.AccessToken.Token).Thread(f.threadID)
}

// call makes one named call. An error ends the test.
func call[T any](f *fixture, name string, run func() (T, error)) T {
	f.t.Helper()
	f.recorder.startCall(name, 0)
	result, err := run()
	if err != nil {
		f.t.Fatalf("%s: %v", name, err)
	}
	return result
}

// wantServiceError makes a call and checks that the service rejects it with the
// status and code.
func wantServiceError[T any](f *fixture, name string, status int, code string, run func() (T, error)) {
	f.t.Helper()
	f.recorder.startCall(name, 0)
	_, err := run()
	serviceErr, ok := errors.AsType[*acs.Error](err)
	if !ok || serviceErr.StatusCode != status || serviceErr.Code != code {
		f.t.Errorf("%s: got %v, want status %d and code %s", name, err, status, code)
	}
}

// wantArgumentError makes a call with an invalid argument, which our client
// rejects without sending a request.
func wantArgumentError[T any](f *fixture, name, want string, run func() (T, error)) {
	f.t.Helper()
	f.recorder.startCall(name, 0)
	if _, err := run(); err == nil || err.Error() != want {
		f.t.Errorf("%s: got %v, want %s", name, err, want)
	}
}

func wantEqual(f *fixture, subject string, got, want any) {
	f.t.Helper()
	if !reflect.DeepEqual(got, want) {
		f.t.Errorf("%s: got %#v, want %#v", subject, got, want)
	}
}

// collect returns the items, or the pages, of a list.
func collect[T any](list iter.Seq2[T, error]) ([]T, error) {
	var items []T
	for item, err := range list {
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, nil
}

// mapSlice returns the results of f for each item.
func mapSlice[T, R any](items []T, f func(T) R) []R {
	var results []R
	for _, item := range items {
		results = append(results, f(item))
	}
	return results
}
