package chat_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

func ExampleClient_CreateThread() {
	client := exampleClient()

	created, err := client.CreateThread(context.Background(), "Breakfast", &chat.CreateThreadOptions{
		Metadata: map[string]string{"place": "roof"},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(created.Thread.ID, created.Thread.Topic, created.Thread.CreatedBy)
	// Output: 19:thread5@thread.v2 Breakfast 8:acs:resource_ann
}

// An idempotent call: with the same request ID, it returns the same thread, even in
// another process. Retries within a call do not need a request ID.
func ExampleClient_CreateThread_repeatability() {
	ctx, client := context.Background(), exampleClient()
	options := &chat.CreateThreadOptions{RepeatabilityRequestID: "a7ad0ee0-9d4a-4e9c-a3e5-51df0ebd4bb3"} // a random UUID that you store

	for range 2 {
		created, err := client.CreateThread(ctx, "Breakfast", options)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(created.Thread.ID)
	}
	// Output:
	// 19:thread5@thread.v2
	// 19:thread5@thread.v2
}

// The thread is created even if some participants are rejected.
func ExampleClient_CreateThread_participants() {
	client := exampleClient()

	created, err := client.CreateThread(context.Background(), "Breakfast", &chat.CreateThreadOptions{
		Participants: []chat.Participant{
			{ID: acs.UserIdentifier{ID: "8:acs:resource_fred"}, DisplayName: "Fred", ShareHistoryTime: time.Now()},
			{ID: acs.UserIdentifier{ID: "8:acs:other_eve"}, DisplayName: "Eve"},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, rejected := range created.Rejected() {
		fmt.Println(rejected.Target, "was rejected:", rejected.Code, rejected.Message)
	}
	// Output: 8:acs:other_eve was rejected: 403 Permissions check failed
}

// Participants that were rejected temporarily are added to the new thread.
func ExampleClient_CreateThread_retry() {
	ctx, client := context.Background(), exampleClient()

	created, err := client.CreateThread(ctx, "Breakfast", &chat.CreateThreadOptions{
		Participants: []chat.Participant{
			{ID: acs.UserIdentifier{ID: "8:acs:resource_dora"}, DisplayName: "Dora"},
			{ID: acs.UserIdentifier{ID: "8:acs:other_eve"}, DisplayName: "Eve"},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	retry := created.Rejected().ToRetry(func(rejected *chat.ParticipantError) bool { return rejected.Code == "503" })
	if len(retry) > 0 {
		added, err := client.Thread(created.Thread.ID).AddParticipants(ctx, retry, nil)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(len(retry), "retried,", len(added.Rejected()), "rejected")
	}
	// Output: 1 retried, 0 rejected
}

// A client for a thread whose ID the program has stored. This does not send a request.
func ExampleClient_Thread() {
	thread := exampleClient().Thread("19:lunch@thread.v2")

	fmt.Println(thread.ThreadID())
	// Output: 19:lunch@thread.v2
}

func ExampleThreadClient_GetProperties() {
	thread := exampleClient().Thread("19:lunch@thread.v2")

	properties, err := thread.GetProperties(context.Background(), nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(properties.Topic, "by", properties.CreatedBy, "at", properties.CreatedOn.Format(time.TimeOnly))
	switch policy := properties.RetentionPolicy.(type) {
	case chat.NoneRetentionPolicy:
		fmt.Println("not deleted automatically")
	case chat.ThreadCreationDateRetentionPolicy:
		fmt.Println("deleted after", policy.DeleteThreadAfterDays, "days")
	}
	// Output:
	// Lunch by 8:acs:resource_ann at 12:00:01
	// not deleted automatically
}

// All threads on all pages, and the threads with messages since a time.
func ExampleClient_Threads() {
	ctx, client := context.Background(), exampleClient()

	for thread, err := range client.Threads(ctx, nil) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(thread.ID, thread.Topic)
	}
	since := &chat.ListThreadsOptions{StartTime: time.Date(2026, 5, 4, 12, 0, 9, 0, time.UTC)}
	for thread, err := range client.Threads(ctx, since) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("new messages in", thread.Topic)
	}
	// Output:
	// 19:lunch@thread.v2 Lunch
	// 19:dinner@thread.v2 Dinner
	// 19:holidays@thread.v2 Holidays
	// new messages in Holidays
}

func ExampleClient_ThreadPages() {
	client := exampleClient()

	for page, err := range client.ThreadPages(context.Background(), &chat.ListThreadsOptions{MaxPageSize: 2}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("page of", len(page.Value))
		for _, thread := range page.Value {
			fmt.Println("-", thread.Topic)
		}
	}
	// Output:
	// page of 2
	// - Lunch
	// - Dinner
	// page of 1
	// - Holidays
}

// A pager of azcore returns the list page by page.
func ExampleClient_NewListThreadsPager() {
	client := exampleClient()

	pager := client.NewListThreadsPager(&chat.ListThreadsOptions{MaxPageSize: 2})
	for pager.More() {
		page, err := pager.NextPage(context.Background())
		if err != nil {
			log.Fatal(err)
		}
		for _, thread := range page.Value {
			fmt.Println(thread.Topic)
		}
	}
	// Output:
	// Lunch
	// Dinner
	// Holidays
}

func ExampleThreadClient_UpdateTopic() {
	ctx, thread := context.Background(), exampleClient().Thread("19:lunch@thread.v2")

	if _, err := thread.UpdateTopic(ctx, "Late lunch", nil); err != nil {
		log.Fatal(err)
	}
	properties, err := thread.GetProperties(ctx, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(properties.Topic)
	// Output: Late lunch
}

// Each property is set, reset or left unchanged. Here, the topic is unchanged.
func ExampleThreadClient_UpdateProperties() {
	ctx, thread := context.Background(), exampleClient().Thread("19:lunch@thread.v2")

	_, err := thread.UpdateProperties(ctx, &chat.UpdatePropertiesOptions{
		Metadata:        acs.MergeMap(map[string]string{"place": "roof"}),
		RetentionPolicy: acs.Set[chat.RetentionPolicy](chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 60}),
	})
	if err != nil {
		log.Fatal(err)
	}
	properties, err := thread.GetProperties(ctx, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(properties.Topic, properties.Metadata)
	if policy, ok := properties.RetentionPolicy.(chat.ThreadCreationDateRetentionPolicy); ok {
		fmt.Println("deleted after", policy.DeleteThreadAfterDays, "days")
	}
	// Output:
	// Lunch map[place:roof]
	// deleted after 60 days
}

// Metadata is merged: names are set or removed, and other names keep their values.
func ExampleThreadClient_UpdateProperties_metadata() {
	ctx, client := context.Background(), exampleClient()

	created, err := client.CreateThread(ctx, "Lunch", &chat.CreateThreadOptions{
		Metadata: map[string]string{"day": "Monday", "place": "garden", "rain": "yes"},
	})
	if err != nil {
		log.Fatal(err)
	}
	thread := client.Thread(created.Thread.ID)
	_, err = thread.UpdateProperties(ctx, &chat.UpdatePropertiesOptions{
		Metadata: acs.MergeMap(map[string]string{"place": "roof"}).Remove("rain"),
	})
	if err != nil {
		log.Fatal(err)
	}
	properties, err := thread.GetProperties(ctx, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(properties.Metadata)
	// Output: map[day:Monday place:roof]
}

// A thread without a retention policy is not deleted automatically.
func ExampleThreadClient_UpdateProperties_reset() {
	ctx, thread := context.Background(), exampleClient().Thread("19:lunch@thread.v2")

	_, err := thread.UpdateProperties(ctx, &chat.UpdatePropertiesOptions{
		RetentionPolicy: acs.Null[chat.RetentionPolicy](),
	})
	if err != nil {
		log.Fatal(err)
	}
	properties, err := thread.GetProperties(ctx, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%T\n", properties.RetentionPolicy)
	// Output: chat.NoneRetentionPolicy
}

func ExampleClient_DeleteThread() {
	client := exampleClient()

	if _, err := client.DeleteThread(context.Background(), "19:lunch@thread.v2", nil); err != nil {
		log.Fatal(err)
	}
	fmt.Println("deleted for all participants")
	// Output: deleted for all participants
}
