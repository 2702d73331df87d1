package inspector_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/emulator/internal/inspector"
)

func get(t *testing.T, path string) *httptest.ResponseRecorder {
	t.Helper()
	response := httptest.NewRecorder()
	inspector.Handler().ServeHTTP(response, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, http.NoBody))
	return response
}

// TestFiles checks the types and the security headers of the files.
func TestFiles(t *testing.T) {
	for path, contentType := range map[string]string{
		"/":              "text/html; charset=utf-8",
		"/inspector.css": "text/css; charset=utf-8",
		"/inspector.js":  "text/javascript; charset=utf-8",
	} {
		response := get(t, path)
		if response.Code != http.StatusOK || response.Header().Get("Content-Type") != contentType {
			t.Errorf("%s: status %d, type %s", path, response.Code, response.Header().Get("Content-Type"))
		}
		for _, part := range []string{"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"} {
			if policy := response.Header().Get("Content-Security-Policy"); !strings.Contains(policy, part) {
				t.Errorf("%s: the policy %s does not contain %s", path, policy, part)
			}
		}
	}
	for _, path := range []string{"/inspector.go", "/other"} {
		if response := get(t, path); response.Code != http.StatusNotFound {
			t.Errorf("%s: status %d", path, response.Code)
		}
	}
}

// TestOffline checks that the page needs nothing from elsewhere, and has no inline
// scripts and styles, which its policy would block.
func TestOffline(t *testing.T) {
	forbidden := regexp.MustCompile(`https?://|<script>|<style|\sstyle=|\son\w+=|innerHTML|\beval\(`)
	for _, path := range []string{"/", "/inspector.css", "/inspector.js"} {
		if found := forbidden.FindString(get(t, path).Body.String()); found != "" {
			t.Errorf("%s contains %s", path, found)
		}
	}
}
