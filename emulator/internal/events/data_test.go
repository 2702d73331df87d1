package events_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/emulator/internal/events"
	"github.com/chatgen-go/chatgen/generated/chat"
)

var update = flag.Bool("update", false, "rewrite testdata")

// examples returns an event of each kind.
func examples() []engine.Event {
	created := time.Date(2025, 3, 15, 12, 0, 0, 250e6, time.UTC)
	later := created.Add(10 * time.Second)
	people := []chat.Participant{{ID: user(ann), DisplayName: "Ann", Metadata: map[string]string{"k": "v"}}, {ID: user(bob), DisplayName: "Bob"}}
	message := chat.Message{
		ID: "1742040010250", Type: chat.MessageTypeText, Content: chat.MessageContent{Message: "a < b & c"},
		SenderDisplayName: "Ann", CreatedOn: later, Metadata: map[string]string{"k": "v"},
	}
	edited, deleted := message, message
	edited.EditedOn, edited.Type, edited.Metadata = later.Add(time.Second), chat.MessageTypeHTML, nil
	deleted.DeletedOn = later.Add(2 * time.Second)
	list := []engine.Event{
		{Kind: engine.ThreadCreated, Participants: people},
		{Kind: engine.MessageReceived, Message: &message},
		{Kind: engine.MessageEdited, Message: &edited},
		{Kind: engine.MessageDeleted, Message: &deleted},
		{Kind: engine.ThreadUpdated},
		{Kind: engine.ParticipantsAdded, Participants: people[:1]},
		{Kind: engine.ParticipantsRemoved, Participants: people[1:]},
		{Kind: engine.TypingStarted, InitiatorName: "Ann"},
		{Kind: engine.ThreadDeleted},
	}
	for i := range list {
		e := &list[i]
		e.On, e.Version = later.Add(time.Duration(i)*time.Second), later.UnixMilli()+int64(i)
		e.Initiator, e.Recipients = user(ann), []acs.Identifier{user(bob)}
		e.Thread = chat.ThreadProperties{ID: thread, Topic: "Lunch", CreatedOn: created, CreatedBy: user(ann)}
	}
	list[0].Thread.Metadata = map[string]string{"place": "roof"}
	list[8].Thread.DeletedOn = list[8].On
	return list
}

// TestData compares the events of all kinds, in both schemas, with testdata, one
// a line. IDs, which are random, are masked.
func TestData(t *testing.T) {
	for _, schema := range []events.Schema{events.EventGrid, events.CloudEvents} {
		synctest.Test(t, func(t *testing.T) {
			s := start(t, newReceiver(), events.Options{Schema: schema})
			s.Publish(examples())
			synctest.Wait()
			s.Close()
			var got bytes.Buffer
			for _, r := range s.list()[1:] {
				got.Write(append(r.body, '\n'))
			}
			text := regexp.MustCompile(`"id":"[0-9a-f-]{36}"`).ReplaceAll(got.Bytes(), []byte(`"id":"UUID"`))
			text = regexp.MustCompile(`"[A-Za-z0-9+/]{22}(\.1\.1\.1\.1\.\d+")`).ReplaceAll(text, []byte(`"BASE64$1`))
			compare(t, "testdata/"+string(schema)+".jsonl", text)
		})
	}
}

func compare(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; run go test ./emulator/internal/events -update and read the difference; got\n%s", file, got)
	}
}

// TestPage checks that docs/emulator.md shows an event of testdata.
func TestPage(t *testing.T) {
	page, err := os.ReadFile("../../../docs/emulator.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "\n## Events\n")
	_, rest, _ = strings.Cut(rest, "```json\n")
	example, _, _ := strings.Cut(rest, "```")
	lines, err := os.ReadFile("testdata/cloudevents.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var want any
	for line := range strings.Lines(string(lines)) {
		if strings.Contains(line, `Communication.ChatMessageReceived"`) {
			err = json.Unmarshal([]byte(line), &want)
		}
	}
	var got any
	if err := errors.Join(err, json.Unmarshal([]byte(example), &got)); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("docs/emulator.md shows\n%s\nwant %v (error %v)", example, want, err)
	}
}

// There are no events about a thread that a retention policy deleted.
func TestNoInitiator(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, newReceiver(), events.Options{})
		s.Publish([]engine.Event{{Kind: engine.ThreadDeleted, Recipients: []acs.Identifier{user(ann)}}})
		synctest.Wait()
		s.Close()
		wantEqual(t, "deliveries", len(s.list()[1:]), 0)
	})
}

// Each event has an ID of its own, also those of one operation, which share the
// beginning of their transaction IDs.
func TestIDs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, newReceiver(), events.Options{})
		s.Publish(examples()[:1])
		synctest.Wait()
		s.Close()
		ids, transactions := map[string]bool{}, map[string]bool{}
		for _, r := range s.list()[1:] {
			var list []struct {
				ID   string `json:"id"`
				Data struct {
					TransactionID string `json:"transactionId"`
				} `json:"data"`
			}
			if err := json.Unmarshal(r.body, &list); err != nil {
				t.Fatal(err)
			}
			ids[list[0].ID] = true
			transactions[list[0].Data.TransactionID[:22]] = true
		}
		wantEqual(t, "IDs and transactions", fmt.Sprint(len(ids), len(transactions)), "2 1")
	})
}
