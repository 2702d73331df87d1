package interop_test

import (
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

const lunchTopic = "Lunch \u2028 & <b>🍜</b>"

// longAgo is a time with milliseconds, which both clients send.
func longAgo() time.Time { return time.Date(2020, 1, 1, 0, 0, 0, 250e6, time.UTC) }

func future() time.Time { return time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC) }

// everyKind is an identifier of every kind but that of a user.
func everyKind() []acs.Identifier {
	return []acs.Identifier{
		acs.ParseIdentifier("4:+14255550123"),
		acs.ParseIdentifier("4:+14255550123_456"),
		acs.ParseIdentifier("4:anonymous"),
		acs.TeamsUserIdentifier{UserID: "00000000-0000-4000-8000-000000000001"},
		acs.TeamsUserIdentifier{UserID: "00000000-0000-4000-8000-000000000002", Cloud: acs.CloudDoD},
		acs.TeamsUserIdentifier{UserID: "00000000-0000-4000-8000-000000000003", IsAnonymous: true},
		acs.TeamsAppIdentifier{AppID: "00000000-0000-4000-8000-000000000004", Cloud: acs.CloudGCCH},
		extensionUser(),
	}
}

func extensionUser() acs.Identifier {
	return acs.TeamsExtensionUserIdentifier{
		UserID: "00000000-0000-4000-8000-000000000005", TenantID: "00000000-0000-4000-8000-000000000006",
		ResourceID: "00000000-0000-4000-8000-000000000007",
	}
}

func participantsOf(ids []acs.Identifier) []chat.Participant {
	return each(ids, func(id acs.Identifier) chat.Participant { return chat.Participant{ID: id} })
}

func refusedOf(ids []acs.Identifier) []acs.ErrorDetail {
	return each(ids, func(id acs.Identifier) acs.ErrorDetail {
		return acs.ErrorDetail{Code: "403", Message: "Permissions check failed", Target: id.RawID()}
	})
}

func topics(items []chat.ThreadItem, err error) ([]string, error) {
	return each(items, func(t chat.ThreadItem) string { return t.Topic }), err
}

// threadCalls are those of calls/threads.mjs.
func threadCalls(w *world) {
	client := w.chat(w.fred.AccessToken.Token)
	lunch := createThread(w, client)
	createThreads(w, client)
	listThreads(w, client)
	changeThread(w, client, lunch)
	deleteThread(w, client)
}

// creating returns a call that creates a thread.
func creating(w *world, client *chat.Client, topic string, options *chat.CreateThreadOptions) func() (chat.CreateThreadResponse, error) {
	return func() (chat.CreateThreadResponse, error) { return client.CreateThread(w.t.Context(), topic, options) }
}

func createThread(w *world, client *chat.Client) chat.ThreadProperties {
	made := call(w, "create a thread with all options", creating(w, client, lunchTopic, &chat.CreateThreadOptions{
		Participants: []chat.Participant{
			{ID: w.ann.User, DisplayName: `Ann "<&>" Ünï`, ShareHistoryTime: longAgo(), Metadata: map[string]string{"role": "lead"}},
			{ID: w.bob.User},
			{ID: stranger(), DisplayName: "Stranger"},
		},
		Metadata:        map[string]string{"key": "value", "another": ""},
		RetentionPolicy: chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 60},
	}))
	w.lunch = made.Thread.ID
	want(w, "thread", made.CreateThreadResult, chat.CreateThreadResult{
		Thread: chat.ThreadProperties{
			ID: w.lunch, Topic: lunchTopic, CreatedOn: made.Thread.CreatedOn, CreatedBy: w.fred.User,
			Metadata:        map[string]string{"key": "value", "another": ""},
			RetentionPolicy: chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 60},
		},
		InvalidParticipants: refusedOf([]acs.Identifier{stranger()}),
	})
	return made.Thread
}

func createThreads(w *world, client *chat.Client) {
	w.plain = call(w, "create a thread", creating(w, client, "Plain", nil)).Thread.ID
	once := &chat.CreateThreadOptions{RepeatabilityRequestID: "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"}
	first := call(w, "create a thread with a request ID", creating(w, client, "Once", once))
	second := call(w, "create it again", creating(w, client, "Once", once))
	want(w, "repeated thread", second.CreateThreadResult, first.CreateThreadResult)
	w.recorder.begin("create a thread at the second try", 503)
	if _, err := creating(w, client, "Twice", nil)(); err != nil {
		w.t.Errorf("create a thread at the second try: %v", err)
	}
	kinds := call(w, "create a thread with every kind of identifier", creating(w, client, "Kinds", &chat.CreateThreadOptions{
		Participants: participantsOf(everyKind()),
	}))
	want(w, "refused kinds", kinds.InvalidParticipants, refusedOf(everyKind()))
	refusal(w, "create a thread with a malformed identifier", 400, "BadRequest", creating(w, client, "Bad", &chat.CreateThreadOptions{
		Participants: []chat.Participant{{ID: acs.UserIdentifier{ID: "8:acs:nobody"}}},
	}))
	fault(w, "create a thread without a topic", "Client.CreateThread: topic is empty", creating(w, client, "", nil))
	refusal(w, "create a thread as one who joins", 403, "Forbidden", creating(w, w.chat(w.bob.AccessToken.Token), "No", nil))
}

func listThreads(w *world, client *chat.Client) {
	ctx := w.t.Context()
	listing := func(options *chat.ListThreadsOptions) func() ([]string, error) {
		return func() ([]string, error) { return topics(all(client.Threads(ctx, options))) }
	}
	paging := func(options *chat.ListThreadsOptions) func() ([]chat.ListThreadsResponse, error) {
		return func() ([]chat.ListThreadsResponse, error) { return all(client.ThreadPages(ctx, options)) }
	}
	newestFirst := []string{"Kinds", "Twice", "Once", "Plain", lunchTopic}
	want(w, "threads", call(w, "list threads", listing(nil)), newestFirst)
	pages := call(w, "list threads by page", paging(&chat.ListThreadsOptions{MaxPageSize: 2}))
	want(w, "threads of pages", each(pages, func(p chat.ListThreadsResponse) int { return len(p.Value) }), []int{2, 2, 1})
	rest := call(w, "list threads from a next link", listing(&chat.ListThreadsOptions{MaxPageSize: 2, ContinuationToken: pages[0].NextLink}))
	want(w, "threads from a next link", rest, newestFirst[2:])
	want(w, "threads since", call(w, "list threads since", listing(&chat.ListThreadsOptions{StartTime: longAgo()})), newestFirst)
	want(w, "threads of the future", call(w, "list threads of the future", listing(&chat.ListThreadsOptions{StartTime: future()})), []string(nil))
}

func changeThread(w *world, client *chat.Client, created chat.ThreadProperties) {
	ctx := w.t.Context()
	lunch := client.Thread(w.lunch)
	getting := func(thread *chat.ThreadClient) func() (chat.GetPropertiesResponse, error) {
		return func() (chat.GetPropertiesResponse, error) { return thread.GetProperties(ctx, nil) }
	}
	renaming := func(thread *chat.ThreadClient, topic string) func() (chat.UpdatePropertiesResponse, error) {
		return func() (chat.UpdatePropertiesResponse, error) { return thread.UpdateTopic(ctx, topic, nil) }
	}
	updating := func(options *chat.UpdatePropertiesOptions) func() (chat.UpdatePropertiesResponse, error) {
		return func() (chat.UpdatePropertiesResponse, error) { return lunch.UpdateProperties(ctx, options) }
	}
	keeping := func(policy chat.RetentionPolicy) func() (chat.UpdatePropertiesResponse, error) {
		return updating(&chat.UpdatePropertiesOptions{RetentionPolicy: acs.Set(policy)})
	}

	want(w, "properties", call(w, "get properties", getting(lunch)).ThreadProperties, created)
	refusal(w, "get properties of a thread that never was", 404, "NotFound", getting(client.Thread("19:never/was here+so@thread.v2")))
	refusal(w, "get properties of a thread of others", 403, "Forbidden", getting(w.thread(w.dora)))

	call(w, "update the topic", renaming(lunch, "Dinner"))
	ninety := chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 90}
	call(w, "update all properties", updating(&chat.UpdatePropertiesOptions{
		Topic: acs.Set("Supper"), Metadata: acs.Set(map[string]string{"key": "changed", "more": ""}), RetentionPolicy: acs.Set[chat.RetentionPolicy](ninety),
	}))
	call(w, "update nothing", updating(nil))
	created.Topic, created.Metadata, created.RetentionPolicy = "Supper", map[string]string{"key": "changed", "another": "", "more": ""}, ninety
	want(w, "updated properties", call(w, "get updated properties", getting(lunch)).ThreadProperties, created)
	call(w, "update the retention policy to none", keeping(chat.NoneRetentionPolicy{}))
	call(w, "reset the retention policy", updating(&chat.UpdatePropertiesOptions{RetentionPolicy: acs.Null[chat.RetentionPolicy]()}))
	want(w, "retention policy", call(w, "get reset properties", getting(lunch)).RetentionPolicy, chat.RetentionPolicy(chat.NoneRetentionPolicy{}))
	refusal(w, "update the retention policy to a day", 400, "BadRequest", keeping(chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 1}))
	refusal(w, "update the topic as one who joins", 403, "Forbidden", renaming(w.thread(w.bob), "No"))
}

func deleteThread(w *world, client *chat.Client) {
	ctx := w.t.Context()
	deleting := func(client *chat.Client, id chat.ThreadID) func() (chat.DeleteThreadResponse, error) {
		return func() (chat.DeleteThreadResponse, error) { return client.DeleteThread(ctx, id, nil) }
	}
	call(w, "delete a thread", deleting(client, w.plain))
	refusal(w, "get properties of a deleted thread", 404, "NotFound", func() (chat.GetPropertiesResponse, error) {
		return client.Thread(w.plain).GetProperties(ctx, nil)
	})
	refusal(w, "delete a thread as one who joins", 403, "Forbidden", deleting(w.chat(w.bob.AccessToken.Token), w.lunch))
	for _, thread := range call(w, "list threads with a deleted one", func() ([]chat.ThreadItem, error) { return all(client.Threads(ctx, nil)) }) {
		if deleted := !thread.DeletedOn.IsZero(); deleted != (thread.ID == w.plain) {
			w.t.Errorf("%s: deleted is %t", thread.Topic, deleted)
		}
	}
}
