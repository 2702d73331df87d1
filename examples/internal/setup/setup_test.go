package setup

import (
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator"
)

const azure = "endpoint=https://resource.communication.azure.com/;accesskey=c2VjcmV0"

// environment returns a getenv of "NAME=value" pairs.
func environment(pairs ...string) func(string) string {
	return func(name string) string {
		for _, pair := range pairs {
			if value, found := strings.CutPrefix(pair, name+"="); found {
				return value
			}
		}
		return ""
	}
}

// nothing is an example that prints the endpoint.
func nothing(_ context.Context, out io.Writer, service *Service) error {
	_, err := fmt.Fprintln(out, service.Endpoint)
	return err
}

// The exit code, and what stands on standard output and standard error.
func TestExecute(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Chdir(filepath.Dir(empty))
	const usage = "Usage of example:\n  -cert file\n    \ttrust the certificate in this file, such as the --cert-out of chat-emulator\n"
	for _, c := range []struct {
		name   string
		args   []string
		env    []string
		run    Run
		code   int
		stdout string
		stderr string
	}{
		{
			name:   "connection string",
			env:    []string{"AZURE_COMMUNICATION_SERVICE_CONNECTION_STRING=" + azure, "COMMUNICATION_CONNECTION_STRING=endpoint=https://x"},
			stdout: "https://resource.communication.azure.com\n",
		},
		{
			name:   "connection string under its other name",
			env:    []string{"COMMUNICATION_CONNECTION_STRING=" + azure},
			stdout: "https://resource.communication.azure.com\n",
		},
		{
			name:   "endpoint of its own",
			env:    []string{"COMMUNICATION_CONNECTION_STRING=" + azure, "AZURE_COMMUNICATION_SERVICE_ENDPOINT=https://other.communication.azure.com"},
			stdout: "https://other.communication.azure.com\n",
		},
		{
			name:   "help",
			args:   []string{"-h"},
			stderr: usage,
		},
		{
			name:   "no such flag",
			args:   []string{"--certs=x"},
			code:   2,
			stderr: "flag provided but not defined: -certs\n" + usage,
		},
		{
			name:   "argument",
			args:   []string{"Lunch"},
			code:   2,
			stderr: "unexpected argument \"Lunch\"\n",
		},
		{
			name:   "no connection string",
			env:    []string{"AZURE_COMMUNICATION_SERVICE_ENDPOINT=https://other.communication.azure.com"},
			code:   1,
			stderr: "error: AZURE_COMMUNICATION_SERVICE_ENDPOINT is set, but no connection string (set AZURE_COMMUNICATION_SERVICE_CONNECTION_STRING too)\n",
		},
		{
			name:   "certificate for nothing",
			args:   []string{"--cert=ca.pem"},
			code:   1,
			stderr: "error: --cert is for the service of a connection string (set AZURE_COMMUNICATION_SERVICE_CONNECTION_STRING too)\n",
		},
		{
			name:   "malformed connection string",
			env:    []string{"COMMUNICATION_CONNECTION_STRING=endpoint=https://x"},
			code:   1,
			stderr: "error: acs: connection string: accesskey is missing (want endpoint=...;accesskey=...)\n",
		},
		{
			name:   "no certificate in the file",
			args:   []string{"--cert=empty.pem"},
			env:    []string{"COMMUNICATION_CONNECTION_STRING=" + azure},
			code:   1,
			stderr: "error: --cert: empty.pem has no certificate in PEM\n",
		},
		{
			name:   "the example fails",
			env:    []string{"COMMUNICATION_CONNECTION_STRING=" + azure},
			run:    func(context.Context, io.Writer, *Service) error { return errors.New("no lunch") },
			code:   1,
			stderr: "error: no lunch\n",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.run == nil {
				c.run = nothing
			}
			var stdout, stderr strings.Builder
			code := execute(t.Context(), c.args, environment(c.env...), &stdout, &stderr, c.run)
			if code != c.code || stdout.String() != c.stdout || stderr.String() != c.stderr {
				t.Errorf("got %d\n%s%s\nwant %d\n%s%s", code, stdout.String(), stderr.String(), c.code, c.stdout, c.stderr)
			}
		})
	}
}

func TestCertificateFileIsMissing(t *testing.T) {
	_, err := open(t.Context(), filepath.Join(t.TempDir(), "ca.pem"), environment("COMMUNICATION_CONNECTION_STRING="+azure), io.Discard)
	if !errors.Is(err, os.ErrNotExist) || !strings.HasPrefix(err.Error(), "--cert: ") {
		t.Errorf("got error %v", err)
	}
}

// With nothing in the environment there is an emulator, until the end.
func TestExecuteWithItsOwnEmulator(t *testing.T) {
	var stdout, stderr strings.Builder
	code := execute(t.Context(), nil, environment(), &stdout, &stderr, func(ctx context.Context, out io.Writer, service *Service) error {
		user, err := service.NewUser(ctx)
		if err != nil {
			return err
		}
		created, err := user.Chat.CreateThread(ctx, "Lunch", nil)
		fmt.Fprintln(out, created.Thread.Topic, service.Endpoint)
		return err
	})
	const note = "AZURE_COMMUNICATION_SERVICE_CONNECTION_STRING is not set: using an emulator in this process.\n"
	if code != 0 || !regexp.MustCompile(`^Lunch https://127\.0\.0\.1:\d+\n$`).MatchString(stdout.String()) || stderr.String() != note {
		t.Errorf("got %d\n%s%s", code, stdout.String(), stderr.String())
	}
}

// A client that was told of the certificate reaches the server that shows it.
func TestCertificate(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	defer server.Close()
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	service, err := open(t.Context(), file, environment("COMMUNICATION_CONNECTION_STRING=endpoint="+server.URL+";accesskey=c2VjcmV0"), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, service.Endpoint, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := service.ClientOptions.Transport.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if err := response.Body.Close(); err != nil || response.StatusCode != http.StatusNoContent {
		t.Errorf("got %d and error %v", response.StatusCode, err)
	}
}

// Without the certificate, the error says what to do.
func TestUnknownCertificate(t *testing.T) {
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // it is told of the certificate, too
	server.StartTLS()
	defer server.Close()
	var stdout, stderr strings.Builder
	getenv := environment("COMMUNICATION_CONNECTION_STRING=endpoint=" + server.URL + ";accesskey=c2VjcmV0")
	code := execute(t.Context(), nil, getenv, &stdout, &stderr, func(ctx context.Context, _ io.Writer, service *Service) error {
		_, err := service.NewUser(ctx)
		return err
	})
	const hint = "\nIf this is a chat-emulator: start it with --cert-out FILE, and this example with --cert FILE.\n"
	if code != 1 || !strings.HasPrefix(stderr.String(), "error: ") || !strings.HasSuffix(stderr.String(), hint) {
		t.Errorf("got %d\n%s%s", code, stdout.String(), stderr.String())
	}
}

// An example that was interrupted leaves no users behind either.
func TestCloseDeletesTheUsers(t *testing.T) {
	running := emulator.Start(t)
	service := &Service{ConnectionString: running.ConnectionString, Endpoint: running.Endpoint}
	service.ClientOptions.Transport = running.Client
	user, err := service.NewUser(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if err := service.Close(over); err != nil {
		t.Fatal(err)
	}
	_, err = user.Chat.CreateThread(t.Context(), "Lunch", nil)
	if failure, ok := errors.AsType[*acs.Error](err); !ok || failure.StatusCode != http.StatusUnauthorized {
		t.Errorf("got error %v, want that the user is gone", err)
	}
}

// What goes wrong with a user is told.
func TestUserErrors(t *testing.T) {
	running := emulator.StartWith(t, emulator.Options{Faults: []string{"CreateUser:400", "DeleteUser:400"}})
	service := &Service{ConnectionString: running.ConnectionString, Endpoint: running.Endpoint}
	service.ClientOptions.Transport = running.Client
	const reason = "400 Bad Request: BadRequest: "
	if _, err := service.NewUser(t.Context()); err == nil || !strings.Contains(err.Error(), reason) {
		t.Errorf("NewUser: got error %v", err)
	}
	service.DeleteAtEnd(acs.UserIdentifier{ID: "8:acs:resource_ann"})
	if err := service.Close(t.Context()); err == nil || !strings.Contains(err.Error(), reason) {
		t.Errorf("Close: got error %v", err)
	}
}
