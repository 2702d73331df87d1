package chat_test

import (
	"testing"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// TestUpdateProperties checks the JSON of properties that are unchanged, set (including to an
// empty value) and reset.
func TestUpdateProperties(t *testing.T) {
	type options = chat.UpdatePropertiesOptions
	days := func(n int32) acs.Patch[chat.RetentionPolicy] {
		return acs.Set[chat.RetentionPolicy](chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: n})
	}
	cases := map[string]struct {
		options *options
		body    string
	}{
		"no options":          {nil, `{}`},
		"zero options":        {&options{}, `{}`},
		"topic":               {&options{Topic: acs.Set("Lunch")}, `{"topic":"Lunch"}`},
		"empty topic":         {&options{Topic: acs.Set("")}, `{"topic":""}`},
		"null topic":          {&options{Topic: acs.Null[string]()}, `{"topic":null}`},
		"metadata":            {&options{Metadata: acs.MergeMap(map[string]string{"b": "", "a": "1"})}, `{"metadata":{"a":"1","b":""}}`},
		"empty metadata":      {&options{Metadata: acs.MergeMap(map[string]string{})}, `{"metadata":{}}`},
		"nil metadata":        {&options{Metadata: acs.MergeMap[string](nil)}, `{"metadata":{}}`},
		"removed name":        {&options{Metadata: acs.MapPatch[string]{}.Remove("old")}, `{"metadata":{"old":null}}`},
		"set and removed":     {&options{Metadata: acs.MergeMap(map[string]string{"place": "roof"}).Remove("old")}, `{"metadata":{"old":null,"place":"roof"}}`},
		"null metadata":       {&options{Metadata: acs.NullMap[string]()}, `{"metadata":null}`},
		"policy":              {&options{RetentionPolicy: days(60)}, `{"retentionPolicy":{"kind":"threadCreationDate","deleteThreadAfterDays":60}}`},
		"policy of zero days": {&options{RetentionPolicy: days(0)}, `{"retentionPolicy":{"kind":"threadCreationDate","deleteThreadAfterDays":0}}`},
		"policy none":         {&options{RetentionPolicy: acs.Set[chat.RetentionPolicy](chat.NoneRetentionPolicy{})}, `{"retentionPolicy":{"kind":"none"}}`},
		"unknown policy":      {&options{RetentionPolicy: acs.Set[chat.RetentionPolicy](unknownPolicy())}, `{"retentionPolicy":` + unknownPolicyJSON + `}`},
		"null policy":         {&options{RetentionPolicy: acs.Null[chat.RetentionPolicy]()}, `{"retentionPolicy":null}`},
		"two properties":      {&options{Topic: acs.Set("Lunch"), RetentionPolicy: acs.Null[chat.RetentionPolicy]()}, `{"topic":"Lunch","retentionPolicy":null}`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			s := servicetest.New(t, noContent())
			_, err := newThread(t, s).UpdateProperties(t.Context(), c.options)
			servicetest.WantNoError(t, err)
			servicetest.WantEqual(t, "body", s.OnlyRequest(t).Body, c.body)
			servicetest.WantEqual(t, "Content-Type", s.OnlyRequest(t).Header.Get("Content-Type"), "application/merge-patch+json")
		})
	}
}

// TestUpdateMessage checks the same for a message.
func TestUpdateMessage(t *testing.T) {
	type options = chat.UpdateMessageOptions
	cases := map[string]struct {
		options *options
		body    string
	}{
		"no options":     {nil, `{}`},
		"zero options":   {&options{}, `{}`},
		"content":        {&options{Content: acs.Set("hello")}, `{"content":"hello"}`},
		"empty content":  {&options{Content: acs.Set("")}, `{"content":""}`},
		"null content":   {&options{Content: acs.Null[string]()}, `{"content":null}`},
		"metadata":       {&options{Metadata: acs.MergeMap(map[string]string{"gone": ""})}, `{"metadata":{"gone":""}}`},
		"empty metadata": {&options{Metadata: acs.MergeMap(map[string]string{})}, `{"metadata":{}}`},
		"removed name":   {&options{Metadata: acs.MapPatch[string]{}.Remove("old")}, `{"metadata":{"old":null}}`},
		"null metadata":  {&options{Metadata: acs.NullMap[string]()}, `{"metadata":null}`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			s := servicetest.New(t, noContent())
			_, err := newThread(t, s).UpdateMessage(t.Context(), messageID, c.options)
			servicetest.WantNoError(t, err)
			servicetest.WantEqual(t, "body", s.OnlyRequest(t).Body, c.body)
			servicetest.WantEqual(t, "Content-Type", s.OnlyRequest(t).Header.Get("Content-Type"), "application/merge-patch+json")
		})
	}
}

// TestUpdateShortcuts checks that the methods for a single property also send the other
// options, and do not modify the caller's options.
func TestUpdateShortcuts(t *testing.T) {
	t.Run("UpdateTopic", func(t *testing.T) {
		s := servicetest.New(t, noContent(), noContent())
		thread := newThread(t, s)
		_, err := thread.UpdateTopic(t.Context(), "Lunch", nil)
		servicetest.WantNoError(t, err)
		servicetest.WantEqual(t, "body", s.Requests[0].Body, `{"topic":"Lunch"}`)
		options := &chat.UpdatePropertiesOptions{Topic: acs.Null[string](), Metadata: acs.NullMap[string]()}
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
		options := &chat.UpdateMessageOptions{Metadata: acs.MergeMap(map[string]string{"a": "1"})}
		_, err = thread.UpdateContent(t.Context(), messageID, "hello", options)
		servicetest.WantNoError(t, err)
		servicetest.WantEqual(t, "body with options", s.Requests[1].Body, `{"content":"hello","metadata":{"a":"1"}}`)
		servicetest.WantEqual(t, "the caller's content", options.Content, acs.Patch[string]{})
	})
}
