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

// knownAnswers is testdata/hmac.json.
type knownAnswers struct {
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

func readKnownAnswers(t *testing.T) knownAnswers {
	t.Helper()
	data, err := os.ReadFile("testdata/hmac.json")
	if err != nil {
		t.Fatal(err)
	}
	var answers knownAnswers
	if err := json.Unmarshal(data, &answers); err != nil {
		t.Fatal(err)
	}
	if len(answers.Requests) != 3 || len(answers.Messages) != 2 || len(answers.Bodies) != 3 {
		t.Fatal("testdata/hmac.json has lost cases")
	}
	return answers
}

// transportFunc answers requests without a network.
type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) Do(request *http.Request) (*http.Response, error) { return f(request) }

// signedHeader sends a request through the policy and returns the headers that went out.
func signedHeader(t *testing.T, answers knownAnswers, method, target, body string) http.Header {
	t.Helper()
	var sent http.Header
	transport := transportFunc(func(request *http.Request) (*http.Response, error) {
		sent = request.Header
		return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody, Request: request}, nil
	})
	signs, err := NewAccessKeyPolicy(answers.Key, answers.Host, nil)
	if err != nil {
		t.Fatal(err)
	}
	pipeline := runtime.NewPipeline("test", "v0", runtime.PipelineOptions{PerRetry: []policy.Policy{signs}},
		&policy.ClientOptions{Transport: transport})
	request, err := runtime.NewRequest(t.Context(), method, "https://"+answers.Host+target)
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

// The service accepts these signatures, down to the last byte of each header.
func TestKnownRequests(t *testing.T) {
	answers := readKnownAnswers(t)
	date, err := time.Parse(http.TimeFormat, answers.Date)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range answers.Requests {
		t.Run(test.Name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(time.Until(date)) // in the bubble's time
				got := signedHeader(t, answers, test.Method, test.Target, "")
				for header, want := range map[string]string{
					"x-ms-date":           answers.Date,
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

// Texts are signed as UTF-8.
func TestKnownMessages(t *testing.T) {
	answers := readKnownAnswers(t)
	key, err := ParseAccessKey(answers.Key)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range answers.Messages {
		if got := key.sign(test.Message); got != test.Signature {
			t.Errorf("%s: signature %s, want %s", test.Name, got, test.Signature)
		}
	}
}

// The hash is that of the whole body, also if there is none.
func TestKnownBodies(t *testing.T) {
	answers := readKnownAnswers(t)
	for _, test := range answers.Bodies {
		got := signedHeader(t, answers, http.MethodPost, "/", test.Body).Get("x-ms-content-sha256")
		if got != test.Hash {
			t.Errorf("%s: hash %s, want %s", test.Name, got, test.Hash)
		}
	}
}

// faultyBody is a body that can be rewound a number of times, and perhaps not read.
type faultyBody struct {
	io.ReadSeeker
	rewinds int
	fault   error // of reading
}

func (b *faultyBody) Read(p []byte) (int, error) {
	if b.fault != nil {
		return 0, b.fault
	}
	return b.ReadSeeker.Read(p)
}

func (b *faultyBody) Seek(offset int64, whence int) (int64, error) {
	if b.rewinds == 0 {
		return 0, io.ErrClosedPipe
	}
	b.rewinds--
	return b.ReadSeeker.Seek(offset, whence)
}

func (*faultyBody) Close() error { return nil }

// A body that cannot be hashed or rewound is an error, not a request with another body than was signed.
func TestSignBodyFaults(t *testing.T) {
	const subject = `acs: sign request to "a.example:443": `
	tests := []struct {
		name    string
		rewinds int
		fault   error
		want    string
	}{
		{"rewind before", 0, nil, subject + "rewind body: io: read/write on closed pipe"},
		{"read", 1, io.ErrUnexpectedEOF, subject + "read body: unexpected EOF"},
		{"rewind after", 1, nil, subject + "rewind body: io: read/write on closed pipe"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			signs, err := NewAccessKeyPolicy("pw==", "a.example", nil)
			if err != nil {
				t.Fatal(err)
			}
			request, err := runtime.NewRequest(t.Context(), http.MethodPost, "https://a.example")
			if err != nil {
				t.Fatal(err)
			}
			body := &faultyBody{ReadSeeker: strings.NewReader("{}"), rewinds: 2} // SetBody looks for the size
			if err := request.SetBody(body, ""); err != nil {
				t.Fatal(err)
			}
			body.rewinds, body.fault = test.rewinds, test.fault
			if _, err := signs.Do(request); err == nil || err.Error() != test.want {
				t.Errorf("error %v, want %s", err, test.want)
			}
			if len(request.Raw().Header.Values("Authorization")) != 0 {
				t.Error("the request is signed nevertheless")
			}
		})
	}
}
