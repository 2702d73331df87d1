//go:build interop

package interop_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/generated/identity"
)

// TestBrowser checks that the official client can use the emulator in a browser.
// The page is served by another origin, so that the browser asks the emulator for
// permission (CORS) before it sends a request and before the page sees a response.
func TestBrowser(t *testing.T) {
	f := newFixture(t)
	user, err := f.identity(f.connectionString).CreateUserAndToken(t.Context(), []identity.Scope{identity.ScopeChat}, nil)
	if err != nil {
		t.Fatal(err)
	}
	f.recorder.takeCalls()
	query := url.Values{"endpoint": {f.server.URL}, "token": {user.AccessToken.Token}}
	got := runPage(t, f, bundlePage(t), query)
	const want = `{"topic":"Lunch","header":"string","pages":[["deleted","Soup?"],["Pizza?","topicUpdated"],["participantAdded"]],"unknown":"RestError 404"}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	wantMethods := []string{"DELETE", "GET", "PATCH", "POST"}
	if methods := preflights(f.recorder.takeCalls()); !slices.Equal(methods, wantMethods) {
		t.Errorf("the browser asked for permission to send %q, want %q", methods, wantMethods)
	}
}

// bundlePage returns browser/page.mjs and the packages that it imports as one script.
func bundlePage(t *testing.T) []byte {
	t.Helper()
	requireModules(t, ".")
	cmd := exec.Command("node", "node_modules/esbuild/bin/esbuild", "browser/page.mjs", "--bundle", "--format=esm", "--log-level=warning")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	script, err := cmd.Output()
	if err != nil {
		t.Fatalf("esbuild: %v\n%s", err, stderr.Bytes())
	}
	return script
}

// runPage opens a page that runs the script in a browser, and returns the result
// that the script posts.
func runPage(t *testing.T, f *fixture, script []byte, query url.Values) string {
	t.Helper()
	results := make(chan string, 1)
	server := httptest.NewServer(pageHandler(script, results))
	t.Cleanup(server.Close)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := browserCommand(ctx, t, f, server.URL+"/?"+query.Encode())
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	exited := make(chan error, 1)
	go func() { exited <- cmd.Wait() }()
	select {
	case result := <-results:
		cancel()
		<-exited
		return result
	case err := <-exited:
		t.Fatalf("the page posted no result (%v):\n%s", err, output.Bytes())
		return ""
	}
}

// pageHandler serves a page that runs a script, and passes on the result that the
// script posts.
func pageHandler(script []byte, results chan<- string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, `<!DOCTYPE html><script type="module" src="/page.js"></script>`)
	})
	mux.HandleFunc("GET /page.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		_, _ = w.Write(script)
	})
	mux.HandleFunc("POST /result", func(_ http.ResponseWriter, r *http.Request) {
		result, _ := io.ReadAll(r.Body) // a truncated result is not the expected one
		select {
		case results <- string(result):
		default: // only the first result counts
		}
	})
	return mux
}

// browserCommand returns the command that opens a page in Chromium without a
// window. It trusts the emulator's certificate, and ends when ctx does.
func browserCommand(ctx context.Context, t *testing.T, f *fixture, address string) *exec.Cmd {
	t.Helper()
	key := sha256.Sum256(f.server.Certificate().RawSubjectPublicKeyInfo)
	return chromiumCommand(ctx, t, "--ignore-certificate-errors-spki-list="+base64.StdEncoding.EncodeToString(key[:]), address)
}

// chromiumCommand returns the command that starts Chromium without a window, with a new
// profile and more arguments. It ends when ctx does.
func chromiumCommand(ctx context.Context, t *testing.T, arguments ...string) *exec.Cmd {
	t.Helper()
	names := []string{"chromium", "chromium-browser", "google-chrome"}
	i := slices.IndexFunc(names, func(name string) bool { _, err := exec.LookPath(name); return err == nil })
	if i < 0 {
		t.Fatalf("no browser is installed (%s)", strings.Join(names, ", "))
	}
	arguments = append([]string{
		"--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
		"--user-data-dir=" + filepath.Join(t.TempDir(), "profile"),
	}, arguments...)
	cmd := exec.CommandContext(ctx, names[i], arguments...)
	// It ends its own processes when it is told to end. Wait returns when all of them
	// have closed their output, after which the profile can be removed.
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = time.Minute
	return cmd
}

// preflights returns the methods for which a browser asked for permission, sorted.
func preflights(calls []recordedCall) []string {
	var methods []string
	for _, call := range calls {
		for _, request := range call.requests {
			if request.method == http.MethodOptions {
				methods = append(methods, request.header.Get("Access-Control-Request-Method"))
			}
		}
	}
	slices.Sort(methods)
	return slices.Compact(methods)
}
