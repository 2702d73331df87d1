package chat_test

import (
	"testing"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// TestUpdateProperties protects the three states of each member on the wire:
// left alone, set (also to an empty value) and reset.
func TestUpdateProperties(t *testing.T) {
	type options = chat.UpdatePropertiesOptions
	days := func(n int32) acs.Patch[chat.RetentionPolicy] {
		return acs.Set[chat.RetentionPolicy](chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: n})
	}
	cases := map[string]struct {
		options *options
		body    string
	}{
		"no options":           {nil, `{}`},
		"nothing":              {&options{}, `{}`},
		"topic":                {&options{Topic: acs.Set("Lunch")}, `{"topic":"Lunch"}`},
		"empty topic":          {&options{Topic: acs.Set("")}, `{"topic":""}`},
		"no topic":             {&options{Topic: acs.Null[string]()}, `{"topic":null}`},
		"metadata":             {&options{Metadata: acs.Set(map[string]string{"b": "", "a": "1"})}, `{"metadata":{"a":"1","b":""}}`},
		"empty metadata":       {&options{Metadata: acs.Set(map[string]string{})}, `{"metadata":{}}`},
		"nil metadata":         {&options{Metadata: acs.Set[map[string]string](nil)}, `{"metadata":{}}`},
		"no metadata":          {&options{Metadata: acs.Null[map[string]string]()}, `{"metadata":null}`},
		"policy":               {&options{RetentionPolicy: days(60)}, `{"retentionPolicy":{"kind":"threadCreationDate","deleteThreadAfterDays":60}}`},
		"policy of zero days":  {&options{RetentionPolicy: days(0)}, `{"retentionPolicy":{"kind":"threadCreationDate","deleteThreadAfterDays":0}}`},
		"policy of none":       {&options{RetentionPolicy: acs.Set[chat.RetentionPolicy](chat.NoneRetentionPolicy{})}, `{"retentionPolicy":{"kind":"none"}}`},
		"policy of the future": {&options{RetentionPolicy: acs.Set[chat.RetentionPolicy](moonPolicy())}, `{"retentionPolicy":` + moonJSON + `}`},
		"no policy":            {&options{RetentionPolicy: acs.Null[chat.RetentionPolicy]()}, `{"retentionPolicy":null}`},
		"two":                  {&options{Topic: acs.Set("Lunch"), RetentionPolicy: acs.Null[chat.RetentionPolicy]()}, `{"topic":"Lunch","retentionPolicy":null}`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			s := servicetest.New(t, noContent())
			_, err := newThread(t, s).UpdateProperties(t.Context(), c.options)
			servicetest.WantNoError(t, err)
			servicetest.WantEqual(t, "body", s.Only(t).Body, c.body)
			servicetest.WantEqual(t, "Content-Type", s.Only(t).Header.Get("Content-Type"), "application/merge-patch+json")
		})
	}
}

// TestUpdateMessage protects the same of a message.
func TestUpdateMessage(t *testing.T) {
	type options = chat.UpdateMessageOptions
	cases := map[string]struct {
		options *options
		body    string
	}{
		"no options":     {nil, `{}`},
		"nothing":        {&options{}, `{}`},
		"content":        {&options{Content: acs.Set("hello")}, `{"content":"hello"}`},
		"empty content":  {&options{Content: acs.Set("")}, `{"content":""}`},
		"no content":     {&options{Content: acs.Null[string]()}, `{"content":null}`},
		"metadata":       {&options{Metadata: acs.Set(map[string]string{"gone": ""})}, `{"metadata":{"gone":""}}`},
		"empty metadata": {&options{Metadata: acs.Set(map[string]string{})}, `{"metadata":{}}`},
		"no metadata":    {&options{Metadata: acs.Null[map[string]string]()}, `{"metadata":null}`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			s := servicetest.New(t, noContent())
			_, err := newThread(t, s).UpdateMessage(t.Context(), messageID, c.options)
			servicetest.WantNoError(t, err)
			servicetest.WantEqual(t, "body", s.Only(t).Body, c.body)
			servicetest.WantEqual(t, "Content-Type", s.Only(t).Header.Get("Content-Type"), "application/merge-patch+json")
		})
	}
}

// TestUpdateShortcuts protects the methods for one member: they set it, send
// the other options too, and do not touch the caller's.
func TestUpdateShortcuts(t *testing.T) {
	t.Run("UpdateTopic", func(t *testing.T) {
		s := servicetest.New(t, noContent(), noContent())
		thread := newThread(t, s)
		_, err := thread.UpdateTopic(t.Context(), "Lunch", nil)
		servicetest.WantNoError(t, err)
		servicetest.WantEqual(t, "body", s.Requests[0].Body, `{"topic":"Lunch"}`)
		options := &chat.UpdatePropertiesOptions{Topic: acs.Null[string](), Metadata: acs.Null[map[string]string]()}
		_, err = thread.UpdateTopic(t.Context(), "Lunch", options)
		servicetest.WantNoError(t, err)
		servicetest.WantEqual(t, "body with options", s.Requests[1].Body, `{"topic":"Lunch","metadata":null}`)
		servicetest.WantEqual(t, "the caller's topic", options.Topic, acs.Null[string]())
	})
	t.Run("UpdateContent", func(t *testing.T) {
		s := servicetest.New(t, noContent(), noContent())
		thread := newThread(t, s)
		_, err := thread.UpdateContent(t.Context(), messageID, "hello", nil)
		servicetest.WantNoError(t, err)
		servicetest.WantEqual(t, "body", s.Requests[0].Body, `{"content":"hello"}`)
		servicetest.WantEqual(t, "request", s.Requests[0].Method+" "+s.Requests[0].URI, "PATCH "+threadPath+"/messages/1700000000000?"+version)
		options := &chat.UpdateMessageOptions{Metadata: acs.Set(map[string]string{"a": "1"})}
		_, err = thread.UpdateContent(t.Context(), messageID, "hello", options)
		servicetest.WantNoError(t, err)
		servicetest.WantEqual(t, "body with options", s.Requests[1].Body, `{"content":"hello","metadata":{"a":"1"}}`)
		servicetest.WantEqual(t, "the caller's content", options.Content, acs.Patch[string]{})
	})
}
