package interop_test

import (
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

const lunchTopic = "Lunch \u2028 & <b>🍜</b>"

// pastTime returns a time with milliseconds, which both clients must send.
func pastTime() time.Time { return time.Date(2020, 1, 1, 0, 0, 0, 250e6, time.UTC) }

func futureTime() time.Time { return time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC) }

// allKinds returns an identifier of each kind, except for a user identifier.
func allKinds() []acs.Identifier {
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
	return mapSlice(ids, func(id acs.Identifier) chat.Participant { return chat.Participant{ID: id} })
}

func rejectionsOf(ids []acs.Identifier) []acs.ErrorDetail {
	return mapSlice(ids, func(id acs.Identifier) acs.ErrorDetail {
		return acs.ErrorDetail{Code: "403", Message: "Permissions check failed", Target: id.RawID()}
	})
}

func topics(items []chat.ThreadItem, err error) ([]string, error) {
	return mapSlice(items, func(t chat.ThreadItem) string { return t.Topic }), err
}

// threadCalls makes the same calls as calls/threads.mjs.
func threadCalls(f *fixture) {
	client := f.chat(f.fred.AccessToken.Token)
	lunch := createThread(f, client)
	createThreads(f, client)
	listThreads(f, client)
	updateThread(f, client, lunch)
	deleteThread(f, client)
}

// createThreadCall returns a function for call that creates a thread.
func createThreadCall(f *fixture, client *chat.Client, topic string, options *chat.CreateThreadOptions) func() (chat.CreateThreadResponse, error) {
	return func() (chat.CreateThreadResponse, error) { return client.CreateThread(f.t.Context(), topic, options) }
}

func createThread(f *fixture, client *chat.Client) chat.ThreadProperties {
	created := call(f, "create a thread with all options", createThreadCall(f, client, lunchTopic, &chat.CreateThreadOptions{
		Participants: []chat.Participant{
			{ID: f.ann.User, DisplayName: `Ann "<&>" Ünï`, ShareHistoryTime: pastTime(), Metadata: map[string]string{"role": "lead"}},
			{ID: f.bob.User},
			{ID: foreignUser(), DisplayName: "Eve"},
		},
		Metadata:        map[string]string{"key": "value", "another": ""},
		RetentionPolicy: chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 60},
	}))
	f.threadID = created.Thread.ID
	wantEqual(f, "thread", created.CreateThreadResult, chat.CreateThreadResult{
		Thread: chat.ThreadProperties{
			ID: f.threadID, Topic: lunchTopic, CreatedOn: created.Thread.CreatedOn, CreatedBy: f.fred.User,
			Metadata:        map[string]string{"key": "value", "another": ""},
			RetentionPolicy: chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 60},
		},
		InvalidParticipants: rejectionsOf([]acs.Identifier{foreignUser()}),
	})
	return created.Thread
}

func createThreads(f *fixture, client *chat.Client) {
	f.plainID = call(f, "create a thread", createThreadCall(f, client, "Plain", nil)).Thread.ID
	withRequestID := &chat.CreateThreadOptions{RepeatabilityRequestID: "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"}
	first := call(f, "create a thread with a request ID", createThreadCall(f, client, "Once", withRequestID))
	second := call(f, "create the thread again with the same request ID", createThreadCall(f, client, "Once", withRequestID))
	wantEqual(f, "thread of the repeated request", second.CreateThreadResult, first.CreateThreadResult)
	f.recorder.startCall("create a thread on the second attempt", 503)
	if _, err := createThreadCall(f, client, "Twice", nil)(); err != nil {
		f.t.Errorf("create a thread on the second attempt: %v", err)
	}
	kinds := call(f, "create a thread with every kind of identifier", createThreadCall(f, client, "Kinds", &chat.CreateThreadOptions{
		Participants: participantsOf(allKinds()),
	}))
	wantEqual(f, "rejected participants", kinds.InvalidParticipants, rejectionsOf(allKinds()))
	wantServiceError(f, "create a thread with a malformed identifier", 400, "BadRequest", createThreadCall(f, client, "Bad", &chat.CreateThreadOptions{
		Participants: []chat.Participant{{ID: acs.UserIdentifier{ID: "8:acs:nobody"}}},
	}))
	wantArgumentError(f, "create a thread without a topic", "Client.CreateThread: topic: must not be empty", createThreadCall(f, client, "", nil))
	wantServiceError(f, "create a thread with scope chat.join", 403, "Forbidden", createThreadCall(f, f.chat(f.bob.AccessToken.Token), "No", nil))
}

func listThreads(f *fixture, client *chat.Client) {
	ctx := f.t.Context()
	listCall := func(options *chat.ListThreadsOptions) func() ([]string, error) {
		return func() ([]string, error) { return topics(collect(client.Threads(ctx, options))) }
	}
	listPagesCall := func(options *chat.ListThreadsOptions) func() ([]chat.ListThreadsResponse, error) {
		return func() ([]chat.ListThreadsResponse, error) { return collect(client.ThreadPages(ctx, options)) }
	}
	newestFirst := []string{"Kinds", "Twice", "Once", "Plain", lunchTopic}
	wantEqual(f, "threads", call(f, "list threads", listCall(nil)), newestFirst)
	pages := call(f, "list threads by page", listPagesCall(&chat.ListThreadsOptions{MaxPageSize: 2}))
	wantEqual(f, "page sizes", mapSlice(pages, func(p chat.ListThreadsResponse) int { return len(p.Value) }), []int{2, 2, 1})
	rest := call(f, "list threads from a next link", listCall(&chat.ListThreadsOptions{MaxPageSize: 2, ContinuationToken: pages[0].NextLink}))
	wantEqual(f, "threads from a next link", rest, newestFirst[2:])
	wantEqual(f, "threads after the start time", call(f, "list threads with a start time", listCall(&chat.ListThreadsOptions{StartTime: pastTime()})), newestFirst)
	wantEqual(f, "threads after the future start time", call(f, "list threads with a future start time", listCall(&chat.ListThreadsOptions{StartTime: futureTime()})), []string(nil))
}

func updateThread(f *fixture, client *chat.Client, created chat.ThreadProperties) {
	ctx := f.t.Context()
	lunch := client.Thread(f.threadID)
	getCall := func(thread *chat.ThreadClient) func() (chat.GetPropertiesResponse, error) {
		return func() (chat.GetPropertiesResponse, error) { return thread.GetProperties(ctx, nil) }
	}
	updateTopicCall := func(thread *chat.ThreadClient, topic string) func() (chat.UpdatePropertiesResponse, error) {
		return func() (chat.UpdatePropertiesResponse, error) { return thread.UpdateTopic(ctx, topic, nil) }
	}
	updateCall := func(options *chat.UpdatePropertiesOptions) func() (chat.UpdatePropertiesResponse, error) {
		return func() (chat.UpdatePropertiesResponse, error) { return lunch.UpdateProperties(ctx, options) }
	}
	updateRetentionCall := func(policy chat.RetentionPolicy) func() (chat.UpdatePropertiesResponse, error) {
		return updateCall(&chat.UpdatePropertiesOptions{RetentionPolicy: acs.Set(policy)})
	}

	wantEqual(f, "properties", call(f, "get properties", getCall(lunch)).ThreadProperties, created)
	wantServiceError(f, "get properties of an unknown thread", 404, "NotFound", getCall(client.Thread("19:never/was here+so@thread.v2")))
	wantServiceError(f, "get properties as a non-participant", 403, "Forbidden", getCall(f.thread(f.dora)))

	call(f, "update the topic", updateTopicCall(lunch, "Dinner"))
	ninety := chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 90}
	call(f, "update all properties", updateCall(&chat.UpdatePropertiesOptions{
		Topic: acs.Set("Supper"), Metadata: acs.MergeMap(map[string]string{"key": "changed", "more": ""}), RetentionPolicy: acs.Set[chat.RetentionPolicy](ninety),
	}))
	call(f, "update no properties", updateCall(nil))
	created.Topic, created.Metadata, created.RetentionPolicy = "Supper", map[string]string{"key": "changed", "another": "", "more": ""}, ninety
	wantEqual(f, "updated properties", call(f, "get updated properties", getCall(lunch)).ThreadProperties, created)
	call(f, "update the retention policy to none", updateRetentionCall(chat.NoneRetentionPolicy{}))
	call(f, "reset the retention policy", updateCall(&chat.UpdatePropertiesOptions{RetentionPolicy: acs.Null[chat.RetentionPolicy]()}))
	wantEqual(f, "retention policy", call(f, "get reset properties", getCall(lunch)).RetentionPolicy, chat.RetentionPolicy(chat.NoneRetentionPolicy{}))
	wantServiceError(f, "update the retention policy to a day", 400, "BadRequest", updateRetentionCall(chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 1}))
	wantServiceError(f, "update the topic with scope chat.join", 403, "Forbidden", updateTopicCall(f.thread(f.bob), "No"))
}

func deleteThread(f *fixture, client *chat.Client) {
	ctx := f.t.Context()
	deleteCall := func(client *chat.Client, id chat.ThreadID) func() (chat.DeleteThreadResponse, error) {
		return func() (chat.DeleteThreadResponse, error) { return client.DeleteThread(ctx, id, nil) }
	}
	call(f, "delete a thread", deleteCall(client, f.plainID))
	wantServiceError(f, "get properties of a deleted thread", 404, "NotFound", func() (chat.GetPropertiesResponse, error) {
		return client.Thread(f.plainID).GetProperties(ctx, nil)
	})
	wantServiceError(f, "delete a thread with scope chat.join", 403, "Forbidden", deleteCall(f.chat(f.bob.AccessToken.Token), f.threadID))
	for _, thread := range call(f, "list threads with a deleted one", func() ([]chat.ThreadItem, error) { return collect(client.Threads(ctx, nil)) }) {
		if deleted := !thread.DeletedOn.IsZero(); deleted != (thread.ID == f.plainID) {
			f.t.Errorf("%s: deleted is %t", thread.Topic, deleted)
		}
	}
}
