package payload_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/bench/internal/payload"
)

// Every writing is valid JSON, and the first six have the same known values.
func TestWritings(t *testing.T) {
	type message struct {
		ID       string            `json:"id"`
		Type     string            `json:"type"`
		Sequence string            `json:"sequenceId"`
		Version  string            `json:"version"`
		Name     string            `json:"senderDisplayName"`
		Created  string            `json:"createdOn"`
		Metadata map[string]string `json:"metadata"`
		Content  struct {
			Message string `json:"message"`
		} `json:"content"`
	}
	type page struct {
		Value    []message `json:"value"`
		NextLink string    `json:"nextLink"`
	}
	decode := func(body []byte) page {
		var p page
		if err := json.Unmarshal(body, &p); err != nil {
			t.Fatal(err)
		}
		return p
	}
	writings := payload.Writings()
	want := decode(writings[0].Body)
	for i, w := range writings {
		got := decode(w.Body)
		if len(got.Value) != w.Messages {
			t.Errorf("%s: %d messages, want %d", w.Name, len(got.Value), w.Messages)
		}
		if i < 6 && !reflect.DeepEqual(got, want) {
			t.Errorf("%s: other values than in %s", w.Name, writings[0].Name)
		}
		if i > 0 && bytes.Equal(w.Body, writings[0].Body) {
			t.Errorf("%s: the same text as %s", w.Name, writings[0].Name)
		}
	}
}

// The pages are the same in each run, and about as large as the service's.
func TestSizes(t *testing.T) {
	page := payload.Messages(200)
	if !bytes.Equal(page, payload.Messages(200)) {
		t.Error("two pages differ")
	}
	if n := len(page); n < 115_000 || n > 135_000 {
		t.Errorf("a page of 200 messages has %d bytes", n)
	}
	if without := payload.MessagesWithoutMetadata(200); strings.Contains(string(without), "metadata") || !json.Valid(without) {
		t.Error("the page without metadata is wrong")
	}
	if !bytes.Contains(page, payload.Message()) {
		t.Error("the single message is not the first of the page")
	}
	if participants := payload.Participants(1000); !json.Valid(participants) || bytes.Count(participants, []byte("displayName")) != 1000 {
		t.Error("the page of participants is wrong")
	}
}
