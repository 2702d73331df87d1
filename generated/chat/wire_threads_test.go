package chat_test

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// unusualQuery is the query of a next link with escapes that a client would not use.
const unusualQuery = "?syncState=a%2Bb%20c%7e%2F%3d&startTime=1:2@3/4&maxPageSize=2&api-version=2025-03-15"

// wireParticipant returns a participant with all properties in the document.
func wireParticipant() chat.Participant {
	return chat.Participant{
		ID:               user("user"),
		DisplayName:      `Fred "<&>" Ünï`,
		ShareHistoryTime: timeAt(1).Add(250e6),
		Metadata:         map[string]string{"role": "lead", "empty": ""},
	}
}

// wireIdentifiers returns an identifier of each kind, in the order of the recording.
func wireIdentifiers() []acs.Identifier {
	return []acs.Identifier{
		user("user"),
		acs.PhoneNumberIdentifier{PhoneNumber: "+14255550123"},
		acs.PhoneNumberIdentifier{PhoneNumber: "+14255550123_456", AssertedID: "456"},
		acs.PhoneNumberIdentifier{PhoneNumber: "anonymous", IsAnonymous: true},
		acs.TeamsUserIdentifier{UserID: "teams-user"},
		acs.TeamsUserIdentifier{UserID: "teams-user", Cloud: acs.CloudDoD},
		acs.TeamsUserIdentifier{UserID: "visitor", IsAnonymous: true},
		acs.TeamsAppIdentifier{AppID: "app", Cloud: acs.CloudGCCH},
		acs.TeamsExtensionUserIdentifier{UserID: "user", TenantID: "tenant", ResourceID: "resource"},
		acs.UnknownIdentifier{ID: "99:new:thing"},
	}
}

// wireThread returns all options of CreateThread.
func wireThread() *chat.CreateThreadOptions {
	participants := []chat.Participant{wireParticipant()}
	for _, id := range wireIdentifiers() {
		participants = append(participants, chat.Participant{ID: id})
	}
	return &chat.CreateThreadOptions{
		RepeatabilityRequestID: "6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
		Participants:           participants,
		Metadata:               map[string]string{"key": "value", "another": ""},
		RetentionPolicy:        chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 60},
	}
}

func createThread(topic string, options *chat.CreateThreadOptions) wireCall {
	return func(ctx context.Context, c wireClients) (any, error) {
		created, err := c.CreateThread(ctx, topic, options)
		return created.CreateThreadResult, err
	}
}

func listThreads(options *chat.ListThreadsOptions) wireCall {
	return func(ctx context.Context, c wireClients) (any, error) { return collect(c.Threads(ctx, options)) }
}

func deleteThread(options *chat.DeleteThreadOptions) wireCall {
	return func(ctx context.Context, c wireClients) (any, error) { return c.DeleteThread(ctx, threadID, options) }
}

func getProperties(options *chat.GetPropertiesOptions) wireCall {
	return func(ctx context.Context, c wireClients) (any, error) { return c.thread.GetProperties(ctx, options) }
}

func updateProperties(options *chat.UpdatePropertiesOptions) wireCall {
	return func(ctx context.Context, c wireClients) (any, error) { return c.thread.UpdateProperties(ctx, options) }
}

func threadOperations() []wireOperation {
	return []wireOperation{
		{
			name: "Client.CreateThread",
			response: servicetest.Response{Status: http.StatusCreated, Body: `{"chatThread":{"id":"19:new@thread.v2","topic":"Lunch","createdOn":"2026-05-04T03:02:01Z",` +
				`"createdByCommunicationIdentifier":` + userJSON("user") + `,"metadata":{"key":"value"},` +
				`"retentionPolicy":{"deleteThreadAfterDays":60,"kind":"threadCreationDate","since":"now"},"etag":[{}]},` +
				`"invalidParticipants":[{"code":"403","message":"Permissions check failed","target":"99:new:thing","innererror":{},"details":[]}],"took":"3ms"}`},
			want: chat.CreateThreadResult{
				Thread: chat.ThreadProperties{
					ID: "19:new@thread.v2", Topic: "Lunch", CreatedOn: timeAt(1), CreatedBy: user("user"),
					Metadata:        map[string]string{"key": "value"},
					RetentionPolicy: chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 60},
				},
				InvalidParticipants: []acs.ErrorDetail{
					{Code: "403", Message: "Permissions check failed", Target: "99:new:thing", InnerError: &acs.ErrorDetail{}},
				},
			},
			calls: map[string]wireCall{
				"none":        createThread("Lunch", nil),
				"all":         createThread("Lunch \u2028 & <b>\U0001F35C</b>", wireThread()),
				"policy none": createThread("Lunch", &chat.CreateThreadOptions{RetentionPolicy: chat.NoneRetentionPolicy{}}),
			},
		},
		{
			name: "Client.ListThreads",
			response: servicetest.Response{Status: http.StatusOK, Body: `{"value":[{"id":"19:a@thread.v2","topic":"A","lastMessageReceivedOn":"2026-05-04T03:02:01Z","unread":3},` +
				`{"id":"19:b@thread.v2","topic":"","deletedOn":"2026-05-04T03:02:02.5Z"}],"total":2}`},
			want: []chat.ThreadItem{
				{ID: "19:a@thread.v2", Topic: "A", LastMessageReceivedOn: timeAt(1)},
				{ID: "19:b@thread.v2", DeletedOn: timeAt(2).Add(5e8)},
			},
			calls: map[string]wireCall{
				"none": listThreads(nil),
				"all":  listThreads(&chat.ListThreadsOptions{MaxPageSize: 7, StartTime: timeAt(1).Add(250e6)}),
				"next link": func(ctx context.Context, c wireClients) (any, error) {
					options := &chat.ListThreadsOptions{MaxPageSize: 7, ContinuationToken: c.endpoint + "/chat/threads" + unusualQuery}
					return listThreads(options)(ctx, c)
				},
			},
		},
		{
			name:     "Client.DeleteThread",
			response: noContent(),
			want:     chat.DeleteThreadResponse{},
			calls:    map[string]wireCall{"none": deleteThread(nil), "all": deleteThread(&chat.DeleteThreadOptions{})},
		},
		{
			name: "ThreadClient.GetProperties",
			response: servicetest.Response{Status: http.StatusOK, Body: `{"id":"19:a@thread.v2","topic":"Lunch","createdOn":"2026-05-04T05:02:01+02:00",` +
				`"createdByCommunicationIdentifier":{"kind":"newUserKind","rawId":"77:new","newUserKind":{"level":"high"}},` +
				`"deletedOn":null,"metadata":{},"retentionPolicy":{"kind":"fullMoon", "phase": 1e2}}`},
			want: chat.GetPropertiesResponse{ThreadProperties: chat.ThreadProperties{
				ID: "19:a@thread.v2", Topic: "Lunch", CreatedOn: timeAt(1), CreatedBy: acs.UnknownIdentifier{ID: "77:new"},
				Metadata:        map[string]string{},
				RetentionPolicy: chat.UnknownRetentionPolicy{Kind: "fullMoon", JSON: json.RawMessage(`{"kind":"fullMoon", "phase": 1e2}`)},
			}},
			calls: map[string]wireCall{"none": getProperties(nil), "all": getProperties(&chat.GetPropertiesOptions{})},
		},
		{
			name:     "ThreadClient.UpdateProperties",
			response: noContent(),
			want:     chat.UpdatePropertiesResponse{},
			calls: map[string]wireCall{
				"none": updateProperties(nil),
				"all": updateProperties(&chat.UpdatePropertiesOptions{
					Topic:           acs.Set("Dinner"),
					Metadata:        acs.MergeMap(map[string]string{"key": "value", "gone": ""}),
					RetentionPolicy: acs.Set[chat.RetentionPolicy](chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 60}),
				}),
				"empty": updateProperties(&chat.UpdatePropertiesOptions{
					Topic:           acs.Set(""),
					Metadata:        acs.MergeMap(map[string]string{}),
					RetentionPolicy: acs.Set[chat.RetentionPolicy](chat.NoneRetentionPolicy{}),
				}),
				"null": updateProperties(&chat.UpdatePropertiesOptions{
					Topic:           acs.Null[string](),
					Metadata:        acs.NullMap[string](),
					RetentionPolicy: acs.Null[chat.RetentionPolicy](),
				}),
			},
		},
		{
			name:     "ThreadClient.UpdateTopic",
			response: noContent(),
			want:     chat.UpdatePropertiesResponse{},
			calls: map[string]wireCall{"none": func(ctx context.Context, c wireClients) (any, error) {
				return c.thread.UpdateTopic(ctx, "Dinner", nil)
			}},
		},
	}
}
