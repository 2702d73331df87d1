// Package suite compares contenders: it checks that all of them give the same
// values, and then measures them.
package suite

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/chatgen-go/chatgen/bench/internal/contender"
	"github.com/chatgen-go/chatgen/bench/internal/payload"
)

// Check returns an error if a contender gives other values than the first one for
// any body, encodes another request, or has a call with another result.
func Check(ctx context.Context, all []contender.Contender) error {
	for _, w := range payload.Writings() {
		if err := sameValues("page of messages, "+w.Name, w.Body, all, messages); err != nil {
			return err
		}
	}
	if err := sameValues("page without metadata", payload.MessagesWithoutMetadata(200), all, messages); err != nil {
		return err
	}
	if err := sameValues("page of participants", payload.Participants(1000), all, participants); err != nil {
		return err
	}
	if err := sameValues("message", payload.Message(), all, message); err != nil {
		return err
	}
	create, send, err := contender.ChatgenBodies(ctx)
	if err != nil {
		return err
	}
	if err := checkRequests(all, create, send); err != nil {
		return err
	}
	return checkCalls(ctx, all, send)
}

func messages(c contender.Contender) contender.Decoder[contender.Page[contender.Message]] {
	return c.Messages
}

func participants(c contender.Contender) contender.Decoder[contender.Page[contender.Participant]] {
	return c.Participants
}

func message(c contender.Contender) contender.Decoder[contender.Message] { return c.Message }

func sameValues[V any](what string, body []byte, all []contender.Contender, decoder func(contender.Contender) contender.Decoder[V]) error {
	var want V
	for i, c := range all {
		got, err := decoder(c).Values(body)
		if err != nil {
			return fmt.Errorf("%s: %s: %w", what, c.Name, err)
		}
		if i == 0 {
			want = got
			continue
		}
		if !equal(got, want) {
			return fmt.Errorf("%s: %s and %s give different values:\n%s", what, c.Name, all[0].Name, firstDifference(normal(got), normal(want)))
		}
	}
	return nil
}

// equal reports whether a and b have the same values.
func equal(a, b any) bool {
	return reflect.DeepEqual(a, b) || reflect.DeepEqual(normal(a), normal(b))
}

// normal returns v as JSON decodes it, which removes differences between
// representations of the same time.
func normal(v any) any {
	text, err := json.Marshal(v)
	if err != nil {
		panic("chatgen bug: " + err.Error())
	}
	var to any
	if err := json.Unmarshal(text, &to); err != nil {
		panic("chatgen bug: " + err.Error())
	}
	return to
}

// firstDifference describes the first place where two normal values differ.
func firstDifference(a, b any) string {
	switch x := a.(type) {
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok {
			break
		}
		for _, name := range slices.Sorted(maps.Keys(x)) {
			if !reflect.DeepEqual(x[name], y[name]) {
				return name + "/" + firstDifference(x[name], y[name])
			}
		}
	case []any:
		y, ok := b.([]any)
		if !ok || len(x) != len(y) {
			break
		}
		for i := range x {
			if !reflect.DeepEqual(x[i], y[i]) {
				return fmt.Sprintf("%d/%s", i, firstDifference(x[i], y[i]))
			}
		}
	}
	return fmt.Sprintf(" %.300v\n %.300v", a, b)
}

// checkRequests compares the requests as JSON with those that our client sends.
// Our own encoding functions are left out, because they encode other types of
// the same shape.
func checkRequests(all []contender.Contender, create, send []byte) error {
	for _, c := range all {
		if c.CreateThread == nil || c.Name == contender.Chatgen().Name {
			continue
		}
		if err := sameJSON(c.Name+": request that creates a thread", c.CreateThread, create); err != nil {
			return err
		}
		if err := sameJSON(c.Name+": request that sends a message", c.SendMessage, send); err != nil {
			return err
		}
	}
	return nil
}

func sameJSON(what string, encode func() ([]byte, error), want []byte) error {
	got, err := encode()
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	var x, y any
	if err := json.Unmarshal(got, &x); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if err := json.Unmarshal(want, &y); err != nil {
		return fmt.Errorf("our %s: %w", what, err)
	}
	if x, y = withoutFractions(x), withoutFractions(y); !reflect.DeepEqual(x, y) {
		return fmt.Errorf("%s differs from ours: %s", what, firstDifference(x, y))
	}
	return nil
}

// withoutFractions returns a decoded JSON value with all times to the second: ours
// writes milliseconds, and the others do not.
func withoutFractions(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name := range v {
			v[name] = withoutFractions(v[name])
		}
	case []any:
		for i := range v {
			v[i] = withoutFractions(v[i])
		}
	case string:
		if t, err := time.Parse(time.RFC3339, v); err == nil {
			return t.Format(time.RFC3339)
		}
	}
	return v
}

// checkCalls compares the message that each client sends with send, and the messages
// that they list with each other.
func checkCalls(ctx context.Context, all []contender.Contender, send []byte) error {
	page := payload.Messages(200)
	var want *contender.Page[contender.Message]
	for _, c := range all {
		if c.Client == nil {
			continue
		}
		transport := &contender.Transport{Page: page, Record: true}
		client, err := c.Client(transport)
		if err != nil {
			return fmt.Errorf("%s: %w", c.Name, err)
		}
		listed, err := call(ctx, client)
		if err != nil {
			return fmt.Errorf("%s: %w", c.Name, err)
		}
		sent := func() ([]byte, error) { return transport.Sent, nil }
		if err := sameJSON(c.Name+": message", sent, send); err != nil {
			return err
		}
		if want == nil {
			want = &listed
		}
		if !equal(listed, *want) {
			return fmt.Errorf("%s: list: %s", c.Name, firstDifference(normal(listed), normal(*want)))
		}
	}
	return nil
}

// call sends a message and returns the listed messages.
func call(ctx context.Context, client *contender.Client) (listed contender.Page[contender.Message], err error) {
	id, err := client.Send(ctx)
	if err != nil {
		return listed, fmt.Errorf("send a message: %w", err)
	}
	if id != contender.SentID {
		return listed, fmt.Errorf("send a message: got ID %q", id)
	}
	if listed, err = client.List(ctx); err != nil {
		return listed, fmt.Errorf("list: %w", err)
	}
	return listed, nil
}
