package chat_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

func ExampleThreadClient_Participants() {
	thread := exampleClient().Thread("19:lunch@thread.v2")

	for participant, err := range thread.Participants(context.Background(), nil) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(participant.ID, participant.DisplayName)
	}
	// Output:
	// 8:acs:resource_ann Ann
	// 8:acs:resource_fred Fred
}

func ExampleThreadClient_ParticipantPages() {
	thread := exampleClient().Thread("19:lunch@thread.v2")

	for page, err := range thread.ParticipantPages(context.Background(), &chat.ListParticipantsOptions{Skip: 1, MaxPageSize: 100}) {
		if err != nil {
			log.Fatal(err)
		}
		for _, participant := range page.Value {
			fmt.Println(participant.DisplayName)
		}
	}
	// Output: Fred
}

// If the service rejects a single participant, the call returns an error. Use errors.AsType
// to get the reason.
func ExampleThreadClient_AddParticipant() {
	thread := exampleClient().Thread("19:lunch@thread.v2")
	eve := chat.Participant{ID: acs.UserIdentifier{ID: "8:acs:other_eve"}, DisplayName: "Eve"}

	_, err := thread.AddParticipant(context.Background(), eve, nil)
	if rejected, ok := errors.AsType[*chat.ParticipantError](err); ok {
		fmt.Println("rejected:", rejected.Code, rejected.Message)
	} else if err != nil {
		log.Fatal(err)
	}
	// Output: rejected: 403 Permissions check failed
}

// If the service rejects some of several participants, the others are added.
func ExampleThreadClient_AddParticipants() {
	thread := exampleClient().Thread("19:lunch@thread.v2")

	added, err := thread.AddParticipants(context.Background(), []chat.Participant{
		{ID: acs.UserIdentifier{ID: "8:acs:resource_carl"}, DisplayName: "Carl"},
		{ID: acs.UserIdentifier{ID: "8:acs:other_eve"}, DisplayName: "Eve"},
	}, nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, rejected := range added.Rejected() {
		if rejected.Participant != nil { // nil if the error does not refer to a participant in the request
			fmt.Println(rejected.Participant.DisplayName, "was rejected:", rejected.Message)
		}
	}
	// Output: Eve was rejected: Permissions check failed
}

// Participants that the service rejected temporarily are retried.
func ExampleThreadClient_AddParticipants_retry() {
	ctx, thread := context.Background(), exampleClient().Thread("19:lunch@thread.v2")
	participants := []chat.Participant{
		{ID: acs.UserIdentifier{ID: "8:acs:resource_dora"}, DisplayName: "Dora"},
		{ID: acs.UserIdentifier{ID: "8:acs:other_eve"}, DisplayName: "Eve"},
	}
	isTemporary := func(rejected *chat.ParticipantError) bool {
		fmt.Println(rejected)
		return rejected.Code == "503"
	}

	for len(participants) > 0 {
		added, err := thread.AddParticipants(ctx, participants, nil)
		if err != nil {
			log.Fatal(err)
		}
		participants = added.Rejected().ToRetry(isTemporary)
	}
	// Output:
	// participant rejected: 503: Try again later (8:acs:resource_dora)
	// participant rejected: 403: Permissions check failed (8:acs:other_eve)
}

// AddAllParticipants sends any number of participants in batches, and retries those that
// were rejected temporarily.
func ExampleThreadClient_AddAllParticipants() {
	thread := exampleClient().Thread("19:lunch@thread.v2")

	result, err := thread.AddAllParticipants(context.Background(), []chat.Participant{
		{ID: acs.UserIdentifier{ID: "8:acs:resource_carl"}, DisplayName: "Carl"},
		{ID: acs.UserIdentifier{ID: "8:acs:resource_dora"}, DisplayName: "Dora"},
		{ID: acs.UserIdentifier{ID: "8:acs:other_eve"}, DisplayName: "Eve"},
	}, &chat.AddAllParticipantsOptions{
		RetryDelay:  time.Millisecond, // 2 seconds by default
		ShouldRetry: func(rejected *chat.ParticipantError) bool { return rejected.Code == "503" },
	})
	if err != nil {
		log.Fatal(err) // result has what is known so far
	}
	for _, participant := range result.Added {
		fmt.Println("added", participant.DisplayName)
	}
	for _, rejected := range result.Rejected {
		fmt.Println(rejected)
	}
	// Output:
	// added Carl
	// added Dora
	// participant rejected: 403: Permissions check failed (8:acs:other_eve)
}

// Err converts the rejections to an error, for programs that need all participants to be
// added.
func ExampleParticipantErrors_Err() {
	thread := exampleClient().Thread("19:lunch@thread.v2")

	added, err := thread.AddParticipants(context.Background(), []chat.Participant{
		{ID: acs.UserIdentifier{ID: "8:acs:resource_carl"}, DisplayName: "Carl"},
		{ID: acs.UserIdentifier{ID: "8:acs:other_eve"}, DisplayName: "Eve"},
	}, nil)
	if err == nil {
		err = added.Rejected().Err()
	}
	fmt.Println(err)
	// Output: participant rejected: 403: Permissions check failed (8:acs:other_eve)
}

func ExampleThreadClient_RemoveParticipant() {
	thread := exampleClient().Thread("19:lunch@thread.v2")

	fred := acs.UserIdentifier{ID: "8:acs:resource_fred"} // or parse a raw ID with acs.ParseIdentifier
	if _, err := thread.RemoveParticipant(context.Background(), fred, nil); err != nil {
		log.Fatal(err)
	}
	fmt.Println("removed", fred)
	// Output: removed 8:acs:resource_fred
}
