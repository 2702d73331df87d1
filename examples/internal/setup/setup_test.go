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

// environment returns a getenv function for "NAME=value" pairs.
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

// printEndpoint is an example that only prints the endpoint.
func printEndpoint(_ context.Context, out io.Writer, service *Service) error {
	_, err := fmt.Fprintln(out, service.Endpoint)
	return err
}

// TestExecute checks the exit code, standard output and standard error.
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
			name:   "connection string in the alternative variable",
			env:    []string{"COMMUNICATION_CONNECTION_STRING=" + azure},
			stdout: "https://resource.communication.azure.com\n",
		},
		{
			name:   "separate endpoint",
			env:    []string{"COMMUNICATION_CONNECTION_STRING=" + azure, "AZURE_COMMUNICATION_SERVICE_ENDPOINT=https://other.communication.azure.com"},
			stdout: "https://other.communication.azure.com\n",
		},
		{
			name:   "help",
			args:   []string{"-h"},
			stderr: usage,
		},
		{
			name:   "unknown flag",
			args:   []string{"--certs=x"},
			code:   2,
			stderr: "flag provided but not defined: -certs\n" + usage,
		},
		{
			name:   "unexpected argument",
			args:   []string{"Lunch"},
			code:   2,
			stderr: "unexpected argument \"Lunch\"\n",
		},
		{
			name:   "no connection string",
			env:    []string{"AZURE_COMMUNICATION_SERVICE_ENDPOINT=https://other.communication.azure.com"},
			code:   1,
			stderr: "error: AZURE_COMMUNICATION_SERVICE_ENDPOINT is set without a connection string (also set AZURE_COMMUNICATION_SERVICE_CONNECTION_STRING)\n",
		},
		{
			name:   "certificate without a connection string",
			args:   []string{"--cert=ca.pem"},
			code:   1,
			stderr: "error: --cert requires a connection string (set AZURE_COMMUNICATION_SERVICE_CONNECTION_STRING)\n",
		},
		{
			name:   "malformed connection string",
			env:    []string{"COMMUNICATION_CONNECTION_STRING=endpoint=https://x"},
			code:   1,
			stderr: "error: acs: connection string: accesskey is required (want endpoint=...;accesskey=...)\n",
		},
		{
			name:   "no certificate in the file",
			args:   []string{"--cert=empty.pem"},
			env:    []string{"COMMUNICATION_CONNECTION_STRING=" + azure},
			code:   1,
			stderr: "error: --cert: empty.pem contains no PEM certificate\n",
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
				c.run = printEndpoint
			}
			var stdout, stderr strings.Builder
			code := execute(t.Context(), c.args, environment(c.env...), &stdout, &stderr, c.run)
			if code != c.code || stdout.String() != c.stdout || stderr.String() != c.stderr {
				t.Errorf("got %d\n%s%s\nwant %d\n%s%s", code, stdout.String(), stderr.String(), c.code, c.stdout, c.stderr)
			}
		})
	}
}

func TestMissingCertificateFile(t *testing.T) {
	_, err := open(t.Context(), filepath.Join(t.TempDir(), "ca.pem"), environment("COMMUNICATION_CONNECTION_STRING="+azure), io.Discard)
	if !errors.Is(err, os.ErrNotExist) || !strings.HasPrefix(err.Error(), "--cert: ") {
		t.Errorf("got error %v", err)
	}
}

// TestExecuteWithEmulator checks that an empty environment starts an emulator.
func TestExecuteWithEmulator(t *testing.T) {
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

// TestCertificate checks that a client that trusts the certificate connects to
// the server.
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

// TestUnknownCertificate checks that the error for an untrusted certificate
// contains a hint.
func TestUnknownCertificate(t *testing.T) {
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // the server also logs the failed handshake
	server.StartTLS()
	defer server.Close()
	var stdout, stderr strings.Builder
	getenv := environment("COMMUNICATION_CONNECTION_STRING=endpoint=" + server.URL + ";accesskey=c2VjcmV0")
	code := execute(t.Context(), nil, getenv, &stdout, &stderr, func(ctx context.Context, _ io.Writer, service *Service) error {
		_, err := service.NewUser(ctx)
		return err
	})
	const hint = "\nIf the service is a chat-emulator, start it with --cert-out FILE and this example with --cert FILE.\n"
	if code != 1 || !strings.HasPrefix(stderr.String(), "error: ") || !strings.HasSuffix(stderr.String(), hint) {
		t.Errorf("got %d\n%s%s", code, stdout.String(), stderr.String())
	}
}

// TestCloseDeletesTheUsers checks that Close deletes the users even if the
// example was interrupted.
func TestCloseDeletesTheUsers(t *testing.T) {
	running := emulator.Start(t)
	service := &Service{ConnectionString: running.ConnectionString, Endpoint: running.Endpoint}
	service.ClientOptions.Transport = running.Client
	user, err := service.NewUser(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	if err := service.Close(canceled); err != nil {
		t.Fatal(err)
	}
	_, err = user.Chat.CreateThread(t.Context(), "Lunch", nil)
	if failure, ok := errors.AsType[*acs.Error](err); !ok || failure.StatusCode != http.StatusUnauthorized {
		t.Errorf("got error %v, want status 401 because the user is deleted", err)
	}
}

// TestUserErrors checks that errors of creating and deleting users are returned.
func TestUserErrors(t *testing.T) {
	running := emulator.StartWith(t, emulator.Options{Faults: []string{"CreateUser:400", "DeleteUser:400"}})
	service := &Service{ConnectionString: running.ConnectionString, Endpoint: running.Endpoint}
	service.ClientOptions.Transport = running.Client
	const reason = "400 Bad Request: BadRequest: "
	if _, err := service.NewUser(t.Context()); err == nil || !strings.Contains(err.Error(), reason) {
		t.Errorf("NewUser: got error %v", err)
	}
	service.DeleteOnClose(acs.UserIdentifier{ID: "8:acs:resource_ann"})
	if err := service.Close(t.Context()); err == nil || !strings.Contains(err.Error(), reason) {
		t.Errorf("Close: got error %v", err)
	}
}
