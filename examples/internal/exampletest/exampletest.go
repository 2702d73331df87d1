// Package exampletest checks that the examples print what examples/README.md
// shows, and that they return the service's errors.
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

// CheckOutput runs an example against an emulator and compares its output with
// the block of the README that begins with "$ go run ./examples/NAME", where IDs
// are masked. In the realistic mode of the emulator, where pages may be short or
// empty, it must print the same, except for lines about pages.
func CheckOutput(t *testing.T, name string, run setup.Run) {
	t.Helper()
	want := DocumentedOutput(t, name)
	if got := Output(t, run, emulator.Options{}); got != want {
		t.Errorf("examples/%s prints\n%s\nbut examples/README.md shows\n%s", name, got, want)
	}
	if got := Output(t, run, emulator.Options{Realistic: true}); withoutPages(got) != withoutPages(want) {
		t.Errorf("in the realistic mode, examples/%s prints\n%s\nbut examples/README.md shows\n%s", name, got, want)
	}
}

// Output runs an example against an emulator, and returns its output, in which IDs
// are masked.
func Output(t *testing.T, run setup.Run, options emulator.Options) string {
	t.Helper()
	service := startService(t, options)
	var out strings.Builder
	if err := run(t.Context(), &out, service); err != nil {
		t.Fatal(err)
	}
	if err := service.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	return maskIDs(out.String())
}

// withoutPages removes the lines that describe a page.
func withoutPages(output string) string {
	return regexp.MustCompile(`(?m)^a page with .*\n`).ReplaceAllString(output, "")
}

// CheckErrors makes each of the operations fail in turn, and checks that the
// example returns the error.
func CheckErrors(t *testing.T, run setup.Run, operations ...string) {
	t.Helper()
	for _, operation := range operations {
		t.Run(operation+" fails", func(t *testing.T) {
			service := startService(t, emulator.Options{Faults: []string{operation + ":400"}})
			err := run(t.Context(), io.Discard, service)
			if failure, ok := errors.AsType[*acs.Error](err); !ok || failure.Message != "Status 400 was injected by a fault rule." {
				t.Errorf("got error %v, want the injected error", err)
			}
		})
	}
}

// startService starts an emulator for the test.
func startService(t *testing.T, options emulator.Options) *setup.Service {
	t.Helper()
	running := emulator.StartWith(t, options)
	return &setup.Service{
		ConnectionString: running.ConnectionString,
		Endpoint:         running.Endpoint,
		ClientOptions:    azcore.ClientOptions{Transport: running.Client},
	}
}

// NewThreadClient returns a thread client whose requests are handled by a fake
// server.
func NewThreadClient(t *testing.T, server *fake.Server) *chat.ThreadClient {
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

// maskIDs replaces the IDs, which differ from run to run.
func maskIDs(text string) string {
	for _, id := range []struct{ pattern, mask string }{
		{`19:[0-9a-f]{32}@thread\.v2`, "19:...@thread.v2"},
		{`8:acs:[0-9a-f-]{36}_[0-9a-f-]{36}`, "8:acs:..."},
		{`\b[0-9]{13}\b`, "17..."}, // a message ID is a time in milliseconds
	} {
		text = regexp.MustCompile(id.pattern).ReplaceAllString(text, id.mask)
	}
	return text
}

// DocumentedOutput returns the example's output in examples/README.md.
func DocumentedOutput(t *testing.T, name string) string {
	t.Helper()
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, block, found := strings.Cut(string(readme), "\n$ go run ./examples/"+name+"\n")
	if !found {
		t.Fatalf("examples/README.md does not show the output of examples/%s", name)
	}
	output, _, _ := strings.Cut(block, "```")
	return output
}
