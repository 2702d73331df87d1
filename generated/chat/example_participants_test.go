package chat_test

import (
	"context"
	"errors"
	"fmt"
	"log"

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

// One participant: a refusal is an error like any other. Ask for it where it
// matters why.
func ExampleThreadClient_AddParticipant() {
	thread := exampleClient().Thread("19:lunch@thread.v2")
	eve := chat.Participant{ID: acs.UserIdentifier{ID: "8:acs:other_eve"}, DisplayName: "Eve"}

	err := thread.AddParticipant(context.Background(), eve, nil)
	if refused, ok := errors.AsType[*chat.ParticipantError](err); ok {
		fmt.Println("refused:", refused.Code, refused.Message)
	} else if err != nil {
		log.Fatal(err)
	}
	// Output: refused: 403 Permissions check failed
}

// Several participants: some may be refused while the others join.
func ExampleThreadClient_AddParticipants() {
	thread := exampleClient().Thread("19:lunch@thread.v2")

	added, err := thread.AddParticipants(context.Background(), []chat.Participant{
		{ID: acs.UserIdentifier{ID: "8:acs:resource_carl"}, DisplayName: "Carl"},
		{ID: acs.UserIdentifier{ID: "8:acs:other_eve"}, DisplayName: "Eve"},
	}, nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, refused := range added.Refused() {
		if refused.Participant != nil { // nil if the service names somebody else
			fmt.Println(refused.Participant.DisplayName, "was refused:", refused.Message)
		}
	}
	// Output: Eve was refused: Permissions check failed
}

// Participants are sent again for as long as the service refuses them for the
// moment only.
func ExampleThreadClient_AddParticipants_retry() {
	ctx, thread := context.Background(), exampleClient().Thread("19:lunch@thread.v2")
	participants := []chat.Participant{
		{ID: acs.UserIdentifier{ID: "8:acs:resource_dora"}, DisplayName: "Dora"},
		{ID: acs.UserIdentifier{ID: "8:acs:other_eve"}, DisplayName: "Eve"},
	}
	decide := func(refused *chat.ParticipantError) bool {
		fmt.Println(refused)
		return refused.Code == "503"
	}

	for len(participants) > 0 {
		added, err := thread.AddParticipants(ctx, participants, nil)
		if err != nil {
			log.Fatal(err)
		}
		participants = added.Refused().ToRetry(decide)
	}
	// Output:
	// participant refused: 503: Try again later (8:acs:resource_dora)
	// participant refused: 403: Permissions check failed (8:acs:other_eve)
}

// Any refusal as an error, where all must join or something is wrong.
func ExampleParticipantErrors_Err() {
	thread := exampleClient().Thread("19:lunch@thread.v2")

	added, err := thread.AddParticipants(context.Background(), []chat.Participant{
		{ID: acs.UserIdentifier{ID: "8:acs:resource_carl"}, DisplayName: "Carl"},
		{ID: acs.UserIdentifier{ID: "8:acs:other_eve"}, DisplayName: "Eve"},
	}, nil)
	if err == nil {
		err = added.Refused().Err()
	}
	fmt.Println(err)
	// Output: participant refused: 403: Permissions check failed (8:acs:other_eve)
}

func ExampleThreadClient_RemoveParticipant() {
	thread := exampleClient().Thread("19:lunch@thread.v2")

	fred := acs.UserIdentifier{ID: "8:acs:resource_fred"} // or acs.ParseIdentifier of a raw ID
	if _, err := thread.RemoveParticipant(context.Background(), fred, nil); err != nil {
		log.Fatal(err)
	}
	fmt.Println(fred, "is out")
	// Output: 8:acs:resource_fred is out
}
