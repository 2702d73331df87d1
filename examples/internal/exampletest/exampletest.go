// Package exampletest holds the examples to what examples/README.md shows.
package exampletest

import (
	"errors"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/examples/internal/setup"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/chat/fake"
)

// Run runs an example against an emulator and compares what it prints with the
// block of the README that begins with "$ go run ./examples/NAME". IDs stand
// there as dots.
func Run(t *testing.T, name string, run setup.Run) {
	t.Helper()
	service := service(t, emulator.Options{})
	var out strings.Builder
	if err := run(t.Context(), &out, service); err != nil {
		t.Fatal(err)
	}
	if err := service.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, want := withoutIDs(out.String()), documented(t, name); got != want {
		t.Errorf("examples/%s prints\n%s\nand examples/README.md says\n%s", name, got, want)
	}
}

// Failures lets each of an example's operations fail in turn, and wants the
// example to return that.
func Failures(t *testing.T, run setup.Run, operations ...string) {
	t.Helper()
	for _, operation := range operations {
		t.Run(operation+" fails", func(t *testing.T) {
			service := service(t, emulator.Options{Faults: []string{operation + ":400"}})
			err := run(t.Context(), io.Discard, service)
			if failure, ok := errors.AsType[*acs.Error](err); !ok || failure.Message != "A rule of the emulator asks for 400." {
				t.Errorf("got error %v, want the fault", err)
			}
		})
	}
}

func service(t *testing.T, options emulator.Options) *setup.Service {
	t.Helper()
	running := emulator.StartWith(t, options)
	return &setup.Service{
		ConnectionString: running.ConnectionString,
		Endpoint:         running.Endpoint,
		ClientOptions:    azcore.ClientOptions{Transport: running.Client},
	}
}

// Thread returns a client for a thread of which a fake answers the calls.
func Thread(t *testing.T, server *fake.Server) *chat.ThreadClient {
	t.Helper()
	credential, err := acs.NewTokenCredential("token")
	if err != nil {
		t.Fatal(err)
	}
	client, err := chat.NewClient("https://resource.communication.azure.com", credential, &chat.ClientOptions{
		ClientOptions: azcore.ClientOptions{Transport: fake.NewServerTransport(server)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return client.Thread("19:lunch@thread.v2")
}

// withoutIDs puts dots in place of what differs from run to run.
func withoutIDs(text string) string {
	for _, id := range []struct{ pattern, dots string }{
		{`19:[0-9a-f]{32}@thread\.v2`, "19:...@thread.v2"},
		{`8:acs:[0-9a-f-]{36}_[0-9a-f-]{36}`, "8:acs:..."},
		{`\b[0-9]{13}\b`, "17..."}, // a message ID is a time in milliseconds
	} {
		text = regexp.MustCompile(id.pattern).ReplaceAllString(text, id.dots)
	}
	return text
}

func documented(t *testing.T, name string) string {
	t.Helper()
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, block, found := strings.Cut(string(readme), "\n$ go run ./examples/"+name+"\n")
	if !found {
		t.Fatalf("examples/README.md does not run examples/%s", name)
	}
	output, _, _ := strings.Cut(block, "```")
	return output
}
