package acs_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"github.com/chatgen-go/chatgen/acs"
)

func ExampleParseIdentifier() {
	for _, rawID := range []string{"8:acs:resource_user", "4:+14255550123", "8:orgid:teams-user", "48:something-new"} {
		switch id := acs.ParseIdentifier(rawID).(type) {
		case acs.UserIdentifier:
			fmt.Println("user", id.ID)
		case acs.PhoneNumberIdentifier:
			fmt.Println("phone number", id.PhoneNumber)
		case acs.TeamsUserIdentifier:
			fmt.Println("Teams user", id.UserID, "in the cloud", id.Cloud)
		default:
			fmt.Println("other", id.RawID())
		}
	}
	// Output:
	// user 8:acs:resource_user
	// phone number +14255550123
	// Teams user teams-user in the cloud public
	// other 48:something-new
}

func ExampleUnmarshalIdentifier() {
	stored := []byte(`{"rawId":"8:acs:a","communicationUser":{"id":"8:acs:a"}}`)
	id, err := acs.UnmarshalIdentifier(stored)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%T %v\n", id, id)
	// Output: acs.UserIdentifier 8:acs:a
}

func ExamplePatch() {
	var update struct {
		Topic     acs.Patch[string]
		Retention acs.Patch[int32]
	}
	update.Topic = acs.Set("Lunch")      // sets the property
	update.Retention = acs.Null[int32]() // resets the property
	unchanged := acs.Patch[string]{}     // leaves the property unchanged
	topic, ok := update.Topic.Get()
	fmt.Println(topic, ok, update.Retention.IsNull(), unchanged.IsZero())
	// Output: Lunch true true true
}

func ExampleMapPatch() {
	patch := acs.MergeMap(map[string]string{"place": "roof"}).Remove("rain")

	fmt.Println(patch.Values(), patch.Removed())
	// A server applies the patch to the map that it has.
	fmt.Println(patch.Apply(map[string]string{"day": "Monday", "place": "garden", "rain": "yes"}))
	// Output:
	// map[place:roof] [rain]
	// map[day:Monday place:roof]
}

func ExampleError() {
	err := call()

	if errors.Is(err, acs.ErrNotFound) {
		fmt.Println("no such thread")
	}
	if failure, ok := errors.AsType[*acs.Error](err); ok {
		fmt.Println(failure.StatusCode, failure.Code, failure.RequestID)
	}
	// Code for other Azure packages finds the error type that they return.
	if azure, ok := errors.AsType[*azcore.ResponseError](err); ok {
		fmt.Println(azure.ErrorCode)
	}
	fmt.Println(err)
	// Output:
	// no such thread
	// 404 NotFound BUqVD3q4.0
	// NotFound
	// GET /chat/threads/19%3Agone: 404 Not Found: NotFound: No such thread [MS-CV BUqVD3q4.0]; the object in the path does not exist, was deleted, or belongs to another Communication Services resource
}

// call returns the error of a failed call to a generated client.
func call() error {
	request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, "https://example.communication.azure.com/chat/threads/19%3Agone", http.NoBody)
	if err != nil {
		return err
	}
	return acs.NewError(&http.Response{
		StatusCode: http.StatusNotFound,
		Header:     http.Header{"Ms-Cv": {"BUqVD3q4.0"}},
		Body:       io.NopCloser(strings.NewReader(`{"CommunicationError":{"Code":"NotFound","Message":"No such thread"}}`)),
		Request:    request,
	})
}
