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

// world is what our calls share: a recorded emulator and its users. It is what
// world.mjs is to the official client.
type world struct {
	t                     *testing.T
	recorder              *recorder
	server                *httptest.Server
	connectionString      string
	fred, ann, bob, carol identity.CreateUserResponse
	dora                  identity.CreateUserResponse
	lunch                 chat.ThreadID
	plain                 chat.ThreadID
	message, html         chat.MessageID
}

// newWorld starts an emulator behind a recorder.
func newWorld(t *testing.T) *world {
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
	return &world{t: t, recorder: rec, server: server, connectionString: service.ConnectionString(server.URL)}
}

// certificate writes what clients must trust, and returns the name of the file.
func (w *world) certificate() string {
	w.t.Helper()
	return writeFile(w.t, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: w.server.Certificate().Raw}))
}

func writeFile(t *testing.T, data []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "certificate.pem")
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func (w *world) options() azcore.ClientOptions {
	return azcore.ClientOptions{Transport: w.server.Client()}
}

func (w *world) identity(connectionString string) *identity.Client {
	w.t.Helper()
	client, err := identity.NewClientFromConnectionString(connectionString, &identity.ClientOptions{ClientOptions: w.options()})
	if err != nil {
		w.t.Fatal(err)
	}
	return client
}

func (w *world) chat(token string) *chat.Client {
	w.t.Helper()
	credential, err := acs.NewTokenCredential(token)
	if err != nil {
		w.t.Fatal(err)
	}
	client, err := chat.NewClient(w.server.URL, credential, &chat.ClientOptions{ClientOptions: w.options()})
	if err != nil {
		w.t.Fatal(err)
	}
	return client
}

// thread returns a client of the thread of most calls, for a user.
func (w *world) thread(of identity.CreateUserResponse) *chat.ThreadClient {
	w.t.Helper()
	return w.chat(of.AccessToken.Token).Thread(w.lunch)
}

// call makes one named call. An error ends the test.
func call[T any](w *world, name string, run func() (T, error)) T {
	w.t.Helper()
	w.recorder.begin(name, 0)
	result, err := run()
	if err != nil {
		w.t.Fatalf("%s: %v", name, err)
	}
	return result
}

// refusal makes a call that the service refuses, and checks how.
func refusal[T any](w *world, name string, status int, code string, run func() (T, error)) {
	w.t.Helper()
	w.recorder.begin(name, 0)
	_, err := run()
	refused, ok := errors.AsType[*acs.Error](err)
	if !ok || refused.StatusCode != status || refused.Code != code {
		w.t.Errorf("%s: got %v, want status %d and code %s", name, err, status, code)
	}
}

// fault makes a call that our client refuses before anything is sent.
func fault[T any](w *world, name, want string, run func() (T, error)) {
	w.t.Helper()
	w.recorder.begin(name, 0)
	if _, err := run(); err == nil || err.Error() != want {
		w.t.Errorf("%s: got %v, want %s", name, err, want)
	}
}

// want compares what a call gave.
func want(w *world, what string, got, wanted any) {
	w.t.Helper()
	if !reflect.DeepEqual(got, wanted) {
		w.t.Errorf("%s: got %#v, want %#v", what, got, wanted)
	}
}

// all returns the items, or the pages, of a list.
func all[T any](list iter.Seq2[T, error]) ([]T, error) {
	var items []T
	for item, err := range list {
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, nil
}

// each returns a part of each item.
func each[T, P any](items []T, part func(T) P) []P {
	var parts []P
	for _, item := range items {
		parts = append(parts, part(item))
	}
	return parts
}
