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

// A call that may be made again, even by another process: with the same request
// ID it gives the same thread. Retries within one call need no ID of yours.
func ExampleClient_CreateThread_repeatability() {
	ctx, client := context.Background(), exampleClient()
	options := &chat.CreateThreadOptions{RepeatabilityRequestID: "a7ad0ee0-9d4a-4e9c-a3e5-51df0ebd4bb3"} // a random UUID that you keep

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

// The thread is created even if some participants are refused.
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
	for _, refused := range created.Refused() {
		fmt.Println(refused.Target, "was refused:", refused.Code, refused.Message)
	}
	// Output: 8:acs:other_eve was refused: 403 Permissions check failed
}

// Those who were refused for the moment are added to the new thread.
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
	retry := created.Refused().ToRetry(func(refused *chat.ParticipantError) bool { return refused.Code == "503" })
	if len(retry) > 0 {
		added, err := client.Thread(created.Thread.ID).AddParticipants(ctx, retry, nil)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(len(retry), "sent again,", len(added.Refused()), "refused again")
	}
	// Output: 1 sent again, 0 refused again
}

// The client of a thread, by the ID that the program has stored. Nothing is
// sent for it.
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
		fmt.Println("kept until it is deleted")
	case chat.ThreadCreationDateRetentionPolicy:
		fmt.Println("deleted after", policy.DeleteThreadAfterDays, "days")
	}
	// Output:
	// Lunch by 8:acs:resource_ann at 12:00:01
	// kept until it is deleted
}

// All threads, whatever the number of pages, or those with news since a time.
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
		fmt.Println("news in", thread.Topic)
	}
	// Output:
	// 19:lunch@thread.v2 Lunch
	// 19:dinner@thread.v2 Dinner
	// 19:holidays@thread.v2 Holidays
	// news in Holidays
}

func ExampleClient_ThreadPages() {
	client := exampleClient()

	for page, err := range client.ThreadPages(context.Background(), &chat.ListThreadsOptions{MaxPageSize: 2}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("a page of", len(page.Value))
		for _, thread := range page.Value {
			fmt.Println("-", thread.Topic)
		}
	}
	// Output:
	// a page of 2
	// - Lunch
	// - Dinner
	// a page of 1
	// - Holidays
}

// The same with azcore's pager, for code that is written against it.
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

// Each property is set, reset or left alone: the topic stays as it is here.
func ExampleThreadClient_UpdateProperties() {
	ctx, thread := context.Background(), exampleClient().Thread("19:lunch@thread.v2")

	_, err := thread.UpdateProperties(ctx, &chat.UpdatePropertiesOptions{
		Metadata:        acs.Set(map[string]string{"place": "roof"}),
		RetentionPolicy: acs.Set[chat.RetentionPolicy](chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 60}),
	})
	if err != nil {
		log.Fatal(err)
	}
	properties, err := thread.GetProperties(ctx, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s %v %+v\n", properties.Topic, properties.Metadata, properties.RetentionPolicy)
	// Output: Lunch map[place:roof] {DeleteThreadAfterDays:60}
}

// A thread without a retention policy is kept until it is deleted.
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
	fmt.Println("deleted for all who took part")
	// Output: deleted for all who took part
}
