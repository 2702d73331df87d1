package contender

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
)

// Transport responds to requests from memory: to POST with a result that has an ID and
// a thread, to GET with Page.
type Transport struct {
	Page []byte
	Sent []byte // the last body of a request, if Record is set
	// Record keeps the bodies of requests. Measured calls only discard them.
	Record bool
}

// createdBody is the response to both requests that send a body.
const createdBody = `{"id":"1762161300000","chatThread":{"id":"19:x@thread.v2","topic":"x","createdOn":"2025-11-03T09:15:00Z",` +
	`"createdByCommunicationIdentifier":{"rawId":"8:acs:x_y","communicationUser":{"id":"8:acs:x_y"}}}}`

// SentID is the message ID in the response to a sent message.
const SentID = "1762161300000"

// RoundTrip implements [http.RoundTripper].
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := t.read(req); err != nil {
		return nil, err
	}
	status, body := http.StatusOK, t.Page
	if req.Method == http.MethodPost {
		status, body = http.StatusCreated, []byte(createdBody)
	}
	return &http.Response{
		Status:        strconv.Itoa(status) + " " + http.StatusText(status),
		StatusCode:    status,
		Header:        http.Header{"Content-Type": {"application/json; charset=utf-8"}},
		Body:          io.NopCloser(bytes.NewReader(body)),
		ContentLength: int64(len(body)),
		Request:       req,
	}, nil
}

// Standard returns an [http.Transport], as most clients have it, that leaves the requests
// to t.
func (t *Transport) Standard() http.RoundTripper {
	standard := &http.Transport{Protocols: new(http.Protocols)} // HTTP/2 would be another protocol for https
	standard.RegisterProtocol("https", t)
	return standard
}

func (t *Transport) read(req *http.Request) error {
	if req.Body == nil || req.Body == http.NoBody {
		return nil
	}
	defer req.Body.Close() //nolint:errcheck // it is in memory
	if !t.Record {
		_, err := io.Copy(io.Discard, req.Body)
		return err
	}
	body, err := io.ReadAll(req.Body)
	t.Sent = body
	return err
}
