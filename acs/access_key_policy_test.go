package acs_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	azlog "github.com/Azure/azure-sdk-for-go/sdk/azcore/log"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/streaming"

	"github.com/chatgen-go/chatgen/acs"
)

// newSignPolicy returns a policy that signs with secretKey.
func newSignPolicy(t *testing.T, endpoint string, options *acs.AccessKeyPolicyOptions) policy.Policy {
	t.Helper()
	signPolicy, err := acs.NewAccessKeyPolicy(secretKey, endpoint, options)
	if err != nil {
		t.Fatal(err)
	}
	return signPolicy
}

// postSigned posts a body through a pipeline with the given per-retry policies.
func postSigned(t *testing.T, transport policy.Transporter, url, body string, perRetry ...policy.Policy) error {
	t.Helper()
	pipeline := runtime.NewPipeline("test", "v0", runtime.PipelineOptions{PerRetry: perRetry}, &policy.ClientOptions{
		Transport: transport,
		Retry:     policy.RetryOptions{RetryDelay: 10 * time.Minute, MaxRetryDelay: time.Hour},
		Logging:   policy.LogOptions{IncludeBody: true},
	})
	request, err := runtime.NewRequest(t.Context(), http.MethodPost, url)
	if err != nil {
		t.Fatal(err)
	}
	if err := request.SetBody(streaming.NopCloser(strings.NewReader(body)), "application/json"); err != nil {
		t.Fatal(err)
	}
	_, err = pipeline.Do(request)
	return err
}

// verifySignature checks the signature of a request that is received now.
func verifySignature(r *http.Request) error {
	var body []byte
	if r.Body != nil { // nil if the request has no body and was not received over a connection
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return err
		}
	}
	key, err := acs.ParseAccessKey(secretKey)
	if err != nil {
		return err
	}
	return acs.VerifyAccessKey(r, body, key, time.Now())
}

// Each attempt is signed with the current time and has the whole body, because the service rejects an old signature.
func TestAccessKeyPolicySignsEachAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var dates []time.Time
		transport := transportFunc(func(request *http.Request) (*http.Response, error) {
			if err := verifySignature(request); err != nil {
				t.Errorf("attempt %d: %v", len(dates)+1, err)
			}
			date, err := time.Parse(http.TimeFormat, request.Header.Get("x-ms-date"))
			if err != nil {
				t.Error(err)
			}
			dates = append(dates, date)
			if len(dates) < 3 {
				return newResponse(request, http.StatusServiceUnavailable, ""), nil
			}
			return newResponse(request, http.StatusOK, ""), nil
		})
		if err := postSigned(t, transport, "https://a.example/identities", `{"createTokenWithScopes":["chat"]}`, newSignPolicy(t, "a.example", nil)); err != nil {
			t.Fatal(err)
		}
		if len(dates) != 3 || dates[1].Sub(dates[0]) < 5*time.Minute || dates[2].Sub(dates[1]) < 5*time.Minute {
			t.Errorf("signed at %v, want 3 attempts with increasing times", dates)
		}
	})
}

// bodyReader is a policy that reads the body without rewinding it.
type bodyReader struct{}

func (bodyReader) Do(request *policy.Request) (*http.Response, error) {
	if _, err := io.Copy(io.Discard, request.Body()); err != nil {
		return nil, err
	}
	return request.Next()
}

// hostSetter is a policy that sets the Host header.
type hostSetter struct{ host string }

func (p hostSetter) Do(request *policy.Request) (*http.Response, error) {
	request.Raw().Host = p.host
	return request.Next()
}

// The signature matches the request that a real server receives, including escapes, raw ':' and '@', unusual queries, ports and
// the body.
func TestAccessKeyPolicyWithServer(t *testing.T) {
	paths := []struct{ name, path string }{
		{"empty path", ""},
		{"root", "/"},
		{"escaped ID", "/identities/8%3Aacs%3Ar_u%2Fx%20y/%3AissueAccessToken?api-version=2023-10-01"},
		{"raw ID", "/identities/8:acs:r_u@x/:revokeAccessTokens?api-version=2023-10-01"},
		{"mixed case of escapes", "/a%3ab%3Ac"},
		{"dots and double slashes", "/a/../b//c/."},
		{"unusual query", "/a?b=c+d%20e&f&=g&&h=%C3%A9"},
		{"empty query", "/a?"},
		{"second question mark", "/a?b?c=/d"},
	}
	for _, http2 := range []bool{false, true} {
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if err := verifySignature(r); err != nil {
				t.Errorf("%s %s %s: %v", r.Proto, r.Host, r.RequestURI, err)
			}
			if (r.ProtoMajor == 2) != http2 {
				t.Errorf("the request came over %s", r.Proto)
			}
			w.WriteHeader(http.StatusNoContent)
		}))
		server.EnableHTTP2 = http2
		server.StartTLS()
		for _, test := range paths {
			signPolicy := newSignPolicy(t, server.URL, nil)
			for body, before := range map[string]policy.Policy{
				"":                       hostSetter{""},
				`{"scopes":["chat"]}`:    bodyReader{},
				`{"expiresInMinutes":0}`: hostSetter{"Contoso.Communication.Azure.com"},
			} {
				if err := postSigned(t, server.Client(), server.URL+test.path, body, before, signPolicy); err != nil {
					t.Errorf("%s: %v", test.name, err)
				}
			}
		}
		server.Close()
	}
}

// A request over plain HTTP or to another host is rejected without a retry, and not sent.
func TestAccessKeyPolicyRejects(t *testing.T) {
	tests := []struct {
		name, url string
		allowHTTP bool
		want      string
	}{
		{"plain HTTP", "http://a.example:443/x", false,
			`acs: no credentials sent to "a.example:443": scheme "http" is not the endpoint's "https"`},
		{"plain HTTP on its own port", "http://a.example/x", true, `acs: no credentials sent to "a.example:80": scheme "http" is not the endpoint's "https"`},
		{"other host", "https://evil.example/x", false, `acs: no credentials sent to "evil.example:443": host "evil.example" is neither the endpoint's "a.example" nor one of AccessKeyPolicyOptions.Hosts`},
		{"other port", "https://a.example:444/x", false, `acs: no credentials sent to "a.example:444": host "a.example:444" is neither the endpoint's "a.example" nor one of AccessKeyPolicyOptions.Hosts`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			counter := &attemptCounter{Policy: newSignPolicy(t, "https://a.example", &acs.AccessKeyPolicyOptions{
				Hosts: []string{"b.example:8443"}, InsecureAllowCredentialWithHTTP: test.allowHTTP,
			})}
			sent, err := sendWithPolicy(t, t.Context(), counter, test.url, 0)
			wantError(t, err, test.want)
			if len(sent) != 0 || counter.attempts != 1 {
				t.Errorf("sent %d requests in %d attempts, want none in 1", len(sent), counter.attempts)
			}
		})
	}
}

// Signed requests are sent to the endpoint, to the additional hosts, and over plain HTTP if that is enabled.
func TestAccessKeyPolicyAllowedHosts(t *testing.T) {
	tests := []struct {
		name, endpoint, url string
		options             *acs.AccessKeyPolicyOptions
	}{
		{"same host", "https://a.example/", "https://A.example:443/x", nil},
		{"additional host", "a.example", "https://b.example/x", &acs.AccessKeyPolicyOptions{Hosts: []string{"b.example"}}},
		{"plain HTTP allowed", "http://a.example", "http://a.example/x", &acs.AccessKeyPolicyOptions{InsecureAllowCredentialWithHTTP: true}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			sent, err := sendWithPolicy(t, t.Context(), newSignPolicy(t, test.endpoint, test.options), test.url, 0)
			if err != nil || len(sent) != 1 || !strings.HasPrefix(sent[0], "HMAC-SHA256 ") {
				t.Errorf("sent %q, %v, want one signed request", sent, err)
			}
		})
	}
}

// The constructor rejects invalid endpoints and hosts.
func TestAccessKeyPolicyArguments(t *testing.T) {
	tests := []struct {
		name, endpoint string
		hosts          []string
		want           string
	}{
		{"empty endpoint", "", nil, "acs: endpoint is empty"},
		{"connection string", "endpoint=https://a.example/;accesskey=" + secretKey, nil, "acs: endpoint is not a URL like https://example.communication.azure.com"},
		{"plain HTTP", "http://a.example", nil, `acs: endpoint is http, but credentials are sent over https only (for tests, set InsecureAllowCredentialWithHTTP)`},
		{"URL instead of a host", "https://a.example", []string{"https://b.example"}, `acs: AccessKeyPolicyOptions.Hosts: invalid host "https://b.example" (want "host" or "host:port")`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := acs.NewAccessKeyPolicy(secretKey, test.endpoint, &acs.AccessKeyPolicyOptions{Hosts: test.hosts})
			wantError(t, err, test.want)
		})
	}
}

// Even with bodies logged, the log contains neither the key nor the signature.
func TestAccessKeyPolicyLogsNoSecret(t *testing.T) {
	var log strings.Builder
	azlog.SetListener(func(_ azlog.Event, message string) { log.WriteString(message) })
	defer azlog.SetListener(nil)

	var authorization string
	transport := transportFunc(func(request *http.Request) (*http.Response, error) {
		authorization = request.Header.Get("Authorization")
		return newResponse(request, http.StatusOK, ""), nil
	})
	if err := postSigned(t, transport, "https://a.example/identities", "{}", newSignPolicy(t, "a.example", nil)); err != nil {
		t.Fatal(err)
	}
	wantNoSecret(t, log.String())
	_, signature, _ := strings.Cut(authorization, "Signature=")
	if signature == "" || strings.Contains(log.String(), signature) {
		t.Errorf("the log contains the signature %q:\n%s", signature, log.String())
	}
	if !strings.Contains(log.String(), "a.example/identities") {
		t.Error("nothing was logged")
	}
}

// The policy can be used concurrently: each request gets its own signature.
func TestAccessKeyPolicyConcurrently(t *testing.T) {
	signPolicy := newSignPolicy(t, "a.example", nil)
	transport := transportFunc(func(request *http.Request) (*http.Response, error) {
		return newResponse(request, http.StatusOK, ""), verifySignature(request)
	})
	pipeline := runtime.NewPipeline("test", "v0", runtime.PipelineOptions{PerRetry: []policy.Policy{signPolicy}},
		&policy.ClientOptions{Transport: transport, Retry: policy.RetryOptions{MaxRetries: -1}})
	var callers sync.WaitGroup
	for i := range 8 {
		request, err := runtime.NewRequest(t.Context(), http.MethodPost, "https://a.example/")
		if err != nil {
			t.Fatal(err)
		}
		if err := request.SetBody(streaming.NopCloser(strings.NewReader(strings.Repeat("x", i))), ""); err != nil {
			t.Fatal(err)
		}
		callers.Go(func() {
			if _, err := pipeline.Do(request); err != nil {
				t.Error(err)
			}
		})
	}
	callers.Wait()
}
