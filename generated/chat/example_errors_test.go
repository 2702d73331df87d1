package chat_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	azlog "github.com/Azure/azure-sdk-for-go/sdk/azcore/log"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// An error response of the service is returned as an *acs.Error with a readable text.
func Example_errors() {
	thread := exampleClient().Thread("19:board@thread.v2")

	_, err := thread.SendMessage(context.Background(), "Hello?", nil)
	if errors.Is(err, acs.ErrNotParticipant) {
		fmt.Println("not a participant")
	}
	if failure, ok := errors.AsType[*acs.Error](err); ok {
		fmt.Println(failure.Operation, failure.Code, failure.RequestID)
	}
	fmt.Println(err)
	// Output:
	// not a participant
	// ThreadClient.SendMessage Forbidden BUqVD3q4.0
	// POST /chat/threads/19%3Aboard%40thread.v2/messages: 403 Forbidden: Forbidden: The initiator is not in the thread [MS-CV BUqVD3q4.0]; the user is not a participant of the thread, or the token's scope does not allow this call
}

// Invalid arguments are reported before a request is sent.
func Example_arguments() {
	thread := exampleClient().Thread("19:lunch@thread.v2")

	_, err := thread.SendMessage(context.Background(), "", nil)
	fmt.Println(err)
	_, err = thread.AddParticipants(context.Background(), []chat.Participant{{DisplayName: "Fred"}}, nil)
	fmt.Println(err)
	if invalid, ok := errors.AsType[*acs.ArgumentError](err); ok {
		fmt.Println(invalid.Argument)
	}
	// Output:
	// ThreadClient.SendMessage: content: must not be empty
	// ThreadClient.AddParticipants: participants[0].ID: must not be nil
	// participants[0].ID
}

// After status 429, the client retries after the Retry-After time, unless that exceeds
// MaxRetryDelay.
func Example_tooManyRequests() {
	thread := exampleClient().Thread("19:dinner@thread.v2")
	ctx := policy.WithRetryOptions(context.Background(), policy.RetryOptions{MaxRetryDelay: 5 * time.Second})

	_, err := thread.SendMessage(ctx, "Dessert?", nil)
	if failure, ok := errors.AsType[*acs.Error](err); ok && errors.Is(err, acs.ErrThrottled) {
		fmt.Println("wait for", failure.RetryAfter)
	}
	// Output: wait for 7s
}

// Code for other Azure packages finds the error type that they return.
func Example_responseError() {
	thread := exampleClient().Thread("19:lunch@thread.v2")

	_, err := thread.GetMessage(context.Background(), "1", nil)
	if failure, ok := errors.AsType[*azcore.ResponseError](err); ok {
		fmt.Println(failure.StatusCode, failure.ErrorCode)
	}
	// Output: 404 NotFound
}

// Logging of requests, responses and retries. Tokens and personal data are redacted.
// Setting the environment variable AZURE_SDK_GO_LOGGING to "all" prints the same log
// without a listener.
func Example_logging() {
	azlog.SetListener(func(event azlog.Event, message string) {
		if event != azlog.EventRequest {
			return // alternatively, use azlog.SetEvents
		}
		for line := range strings.Lines(message) {
			if strings.Contains(line, "POST") || strings.Contains(line, "Authorization") {
				withoutQuery, _, _ := strings.Cut(strings.TrimSpace(line), "?")
				fmt.Println(withoutQuery)
			}
		}
	})
	defer azlog.SetListener(nil)

	_, err := exampleClient().Thread("19:lunch@thread.v2").SendMessage(context.Background(), "Soup!", nil)
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// POST https://resource.communication.azure.com/chat/threads/19%3Alunch%40thread.v2/messages
	// Authorization: REDACTED
}
