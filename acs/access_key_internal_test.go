package acs

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/streaming"
)

// testVectors holds the signature test vectors in testdata/hmac.json.
type testVectors struct {
	Key      string `json:"key"`
	Date     string `json:"date"`
	Host     string `json:"host"`
	Requests []struct {
		Name      string `json:"name"`
		Method    string `json:"method"`
		Target    string `json:"target"`
		Signature string `json:"signature"`
	} `json:"requests"`
	Messages []struct {
		Name      string `json:"name"`
		Message   string `json:"message"`
		Signature string `json:"signature"`
	} `json:"messages"`
	Bodies []struct {
		Name string `json:"name"`
		Body string `json:"body"`
		Hash string `json:"hash"`
	} `json:"bodies"`
}

func readTestVectors(t *testing.T) testVectors {
	t.Helper()
	data, err := os.ReadFile("testdata/hmac.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors testVectors
	if err := json.Unmarshal(data, &vectors); err != nil {
		t.Fatal(err)
	}
	if len(vectors.Requests) != 3 || len(vectors.Messages) != 2 || len(vectors.Bodies) != 3 {
		t.Fatal("testdata/hmac.json does not have 3 requests, 2 messages and 3 bodies")
	}
	return vectors
}

// transportFunc responds to requests without a network.
type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) Do(request *http.Request) (*http.Response, error) { return f(request) }

// signedHeader sends a request through the policy and returns the headers that the transport received.
func signedHeader(t *testing.T, vectors testVectors, method, target, body string) http.Header {
	t.Helper()
	var sent http.Header
	transport := transportFunc(func(request *http.Request) (*http.Response, error) {
		sent = request.Header
		return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody, Request: request}, nil
	})
	signPolicy, err := NewAccessKeyPolicy(vectors.Key, vectors.Host, nil)
	if err != nil {
		t.Fatal(err)
	}
	pipeline := runtime.NewPipeline("test", "v0", runtime.PipelineOptions{PerRetry: []policy.Policy{signPolicy}},
		&policy.ClientOptions{Transport: transport})
	request, err := runtime.NewRequest(t.Context(), method, "https://"+vectors.Host+target)
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		if err := request.SetBody(streaming.NopCloser(strings.NewReader(body)), "application/json"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := pipeline.Do(request); err != nil {
		t.Fatal(err)
	}
	return sent
}

// The policy sets exactly the headers that the service accepts.
func TestSignRequestVectors(t *testing.T) {
	vectors := readTestVectors(t)
	date, err := time.Parse(http.TimeFormat, vectors.Date)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range vectors.Requests {
		t.Run(test.Name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(time.Until(date)) // advances the fake clock
				got := signedHeader(t, vectors, test.Method, test.Target, "")
				for header, want := range map[string]string{
					"x-ms-date":           vectors.Date,
					"x-ms-content-sha256": "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
					"Authorization":       "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=" + test.Signature,
				} {
					if got.Get(header) != want {
						t.Errorf("%s: %s\nwant %s", header, got.Get(header), want)
					}
				}
			})
		})
	}
}

// The UTF-8 bytes of a message are signed.
func TestSignMessageVectors(t *testing.T) {
	vectors := readTestVectors(t)
	key, err := ParseAccessKey(vectors.Key)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range vectors.Messages {
		if got := key.sign(test.Message); got != test.Signature {
			t.Errorf("%s: signature %s, want %s", test.Name, got, test.Signature)
		}
	}
}

// The hash covers the whole body, including an empty body.
func TestHashBodyVectors(t *testing.T) {
	vectors := readTestVectors(t)
	for _, test := range vectors.Bodies {
		got := signedHeader(t, vectors, http.MethodPost, "/", test.Body).Get("x-ms-content-sha256")
		if got != test.Hash {
			t.Errorf("%s: hash %s, want %s", test.Name, got, test.Hash)
		}
	}
}

// failingBody is a request body that can be rewound a limited number of times, and whose reads fail with readErr if it is set.
type failingBody struct {
	io.ReadSeeker
	rewinds int
	readErr error
}

func (b *failingBody) Read(p []byte) (int, error) {
	if b.readErr != nil {
		return 0, b.readErr
	}
	return b.ReadSeeker.Read(p)
}

func (b *failingBody) Seek(offset int64, whence int) (int64, error) {
	if b.rewinds == 0 {
		return 0, io.ErrClosedPipe
	}
	b.rewinds--
	return b.ReadSeeker.Seek(offset, whence)
}

func (*failingBody) Close() error { return nil }

// If the body cannot be read or rewound, signing fails instead of sending a body that does not match the signature.
func TestSignBodyErrors(t *testing.T) {
	const subject = `acs: sign request to "a.example:443": `
	tests := []struct {
		name    string
		rewinds int
		readErr error
		want    string
	}{
		{"rewind before", 0, nil, subject + "rewind body: io: read/write on closed pipe"},
		{"read", 1, io.ErrUnexpectedEOF, subject + "read body: unexpected EOF"},
		{"rewind after", 1, nil, subject + "rewind body: io: read/write on closed pipe"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			signPolicy, err := NewAccessKeyPolicy("pw==", "a.example", nil)
			if err != nil {
				t.Fatal(err)
			}
			request, err := runtime.NewRequest(t.Context(), http.MethodPost, "https://a.example")
			if err != nil {
				t.Fatal(err)
			}
			body := &failingBody{ReadSeeker: strings.NewReader("{}"), rewinds: 2} // SetBody seeks twice to find the size
			if err := request.SetBody(body, ""); err != nil {
				t.Fatal(err)
			}
			body.rewinds, body.readErr = test.rewinds, test.readErr
			if _, err := signPolicy.Do(request); err == nil || err.Error() != test.want {
				t.Errorf("error %v, want %s", err, test.want)
			}
			if len(request.Raw().Header.Values("Authorization")) != 0 {
				t.Error("the request is signed despite the error")
			}
		})
	}
}
