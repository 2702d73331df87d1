package docs_test

import (
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

// statusTransport responds with a status and counts the requests.
type statusTransport struct{ status, requests int }

// Do returns the response.
func (t *statusTransport) Do(r *http.Request) (*http.Response, error) {
	t.requests++
	return &http.Response{StatusCode: t.status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("")), Request: r}, nil
}

// README and `chatgen explain` list the statuses after which azcore retries.
func TestRetriedStatuses(t *testing.T) {
	var retried []string
	for status := 400; status < 600; status++ {
		transport := &statusTransport{status: status}
		client, err := azcore.NewClient("docs", "v0.0.0", runtime.PipelineOptions{}, &azcore.ClientOptions{
			Transport: transport, Retry: policy.RetryOptions{MaxRetries: 1, RetryDelay: time.Nanosecond},
		})
		if err != nil {
			t.Fatal(err)
		}
		req, err := runtime.NewRequest(t.Context(), http.MethodGet, "https://example.com")
		if err != nil {
			t.Fatal(err)
		}
		resp, err := client.Pipeline().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if transport.requests > 1 {
			retried = append(retried, strconv.Itoa(status))
		}
	}
	page, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	listed := regexp.MustCompile(`retries up to three times after ([0-9, ]+) and`).FindSubmatch(page)
	if len(listed) != 2 || !slices.Equal(strings.Split(string(listed[1]), ", "), retried) {
		t.Errorf("README.md lists %q, but azcore retries after %q", listed, retried)
	}
	if explained := "retried after 408, 429, 500, 502 to 504 and"; !strings.Contains(string(page), explained) || len(retried) != 6 {
		t.Errorf("README.md has no %q", explained)
	}
}
