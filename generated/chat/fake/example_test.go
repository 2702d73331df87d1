package fake_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	azfake "github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/chat/fake"
)

// greet is the code under test. It greets all participants of a thread except the caller.
func greet(ctx context.Context, thread *chat.ThreadClient, caller string) error {
	for participant, err := range thread.Participants(ctx, nil) {
		if err != nil {
			return err
		}
		if participant.DisplayName == caller {
			continue
		}
		if _, err := thread.SendMessage(ctx, "Hello "+participant.DisplayName, nil); err != nil {
			return err
		}
	}
	return nil
}

// A test of code that uses package chat. The fake implements the two operations that the code needs.
// Calling any other operation returns an error with its name.
func Example() {
	server := &fake.Server{
		NewListParticipantsPager: func(context.Context, chat.ThreadID, *chat.ListParticipantsOptions) (list azfake.PagerResponder[chat.ListParticipantsResponse]) {
			for _, name := range []string{"Ann", "Fred"} { // one per page, so that the code has to follow the next link
				participant := chat.Participant{ID: acs.UserIdentifier{ID: "8:acs:resource_" + name}, DisplayName: name}
				list.AddPage(http.StatusOK, chat.ListParticipantsResponse{ParticipantsPage: chat.ParticipantsPage{Value: []chat.Participant{participant}}}, nil)
			}
			return list
		},
		SendMessage: func(_ context.Context, id chat.ThreadID, content string, _ *chat.SendMessageOptions) (resp azfake.Responder[chat.SendMessageResponse], errResp azfake.ErrorResponder) {
			fmt.Println("sent to", id+":", content)
			resp.SetResponse(http.StatusCreated, chat.SendMessageResponse{}, nil)
			return resp, errResp
		},
	}
	client, err := newFakeClient(server)
	if err != nil {
		log.Fatal(err)
	}
	if err := greet(context.Background(), client.Thread("19:lunch@thread.v2"), "Ann"); err != nil {
		log.Fatal(err)
	}
	// Output:
	// sent to 19:lunch@thread.v2: Hello Fred
}

// newFakeClient returns a client that uses the fake.
func newFakeClient(server *fake.Server) (*chat.Client, error) {
	credential, err := acs.NewTokenCredential("any token")
	if err != nil {
		return nil, err
	}
	return chat.NewClient("https://resource.communication.azure.com", credential, &chat.ClientOptions{
		ClientOptions: azcore.ClientOptions{Transport: fake.NewServerTransport(server)},
	})
}

// A test of error handling: the function returns an error response with a status and a code.
func Example_error() {
	client, err := newFakeClient(&fake.Server{
		GetProperties: func(context.Context, chat.ThreadID, *chat.GetPropertiesOptions) (resp azfake.Responder[chat.GetPropertiesResponse], errResp azfake.ErrorResponder) {
			errResp.SetResponseError(http.StatusForbidden, "Denied")
			return resp, errResp
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Thread("t").GetProperties(context.Background(), nil)
	fmt.Println(err)
	// Output:
	// GET /chat/threads/t: 403 Forbidden: Denied: Forbidden; the user is not a participant of the thread, or the token's scope does not allow this call
}

// A test of throttling: the service rejects the first message with the time to wait, and the
// client sends it again. The time need not be in whole seconds.
func ExampleError() {
	attempts := 0
	client, err := newFakeClient(&fake.Server{
		SendMessage: func(context.Context, chat.ThreadID, string, *chat.SendMessageOptions) (resp azfake.Responder[chat.SendMessageResponse], errResp azfake.ErrorResponder) {
			if attempts++; attempts == 1 {
				errResp.SetError(&fake.Error{
					StatusCode: http.StatusTooManyRequests, Code: "TooManyRequests", Message: "Rate limit exceeded", RetryAfter: 20 * time.Millisecond,
				})
				return resp, errResp
			}
			resp.SetResponse(http.StatusCreated, chat.SendMessageResponse{SendMessageResult: chat.SendMessageResult{ID: "1"}}, nil)
			return resp, errResp
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	sent, err := client.Thread("t").SendMessage(context.Background(), "Hello", nil)
	fmt.Println(sent.ID, err, attempts)
	// Output: 1 <nil> 2
}

// A test of a lost response: the service has processed the message, but the caller cannot
// know that.
func Example_lostResponse() {
	client, err := newFakeClient(&fake.Server{
		SendMessage: func(_ context.Context, _ chat.ThreadID, content string, _ *chat.SendMessageOptions) (resp azfake.Responder[chat.SendMessageResponse], errResp azfake.ErrorResponder) {
			fmt.Println("processed:", content)
			errResp.SetError(fake.ErrResponseLost)
			return resp, errResp
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Thread("t").SendMessage(context.Background(), "Hello", nil)
	fmt.Println(err)
	fmt.Println(acs.OutcomeOf(err))
	// Output:
	// processed: Hello
	// ThreadClient.SendMessage: the connection broke before the response; the service may have processed the request
	// unknown
}

// A test of rejections: Ann is rejected twice before she is accepted. Eve is rejected for good.
func ExampleNewParticipantRejections() {
	ann, eve := acs.UserIdentifier{ID: "8:acs:resource_ann"}, acs.UserIdentifier{ID: "8:acs:resource_eve"}
	rejections := fake.NewParticipantRejections(
		acs.ErrorDetail{Code: "503", Message: "Try again later", Target: ann.ID},
		acs.ErrorDetail{Code: "429", Message: "Too many requests", Target: ann.ID},
		acs.ErrorDetail{Code: "403", Message: "Permissions check failed", Target: eve.ID},
	)
	client, err := newFakeClient(&fake.Server{
		AddParticipants: func(_ context.Context, _ chat.ThreadID, participants []chat.Participant, _ *chat.AddParticipantsOptions) (
			resp azfake.Responder[chat.AddParticipantsResponse], errResp azfake.ErrorResponder,
		) {
			fmt.Println("participants in the request:", len(participants))
			result := chat.AddParticipantsResult{InvalidParticipants: rejections.Next(participants)}
			resp.SetResponse(http.StatusCreated, chat.AddParticipantsResponse{AddParticipantsResult: result}, nil)
			return resp, errResp
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	result, err := client.Thread("t").AddAllParticipants(context.Background(), []chat.Participant{{ID: ann}, {ID: eve}},
		&chat.AddAllParticipantsOptions{RetryDelay: -1})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("added", result.Added[0].ID)
	fmt.Println(result.Rejected[0])
	// Output:
	// participants in the request: 2
	// participants in the request: 1
	// participants in the request: 1
	// added 8:acs:resource_ann
	// participant rejected: 403: Permissions check failed (8:acs:resource_eve)
}

// The fake is also an http.Handler, for clients in other processes and languages, such as curl.
func Example_handler() {
	service := httptest.NewTLSServer(fake.NewServerTransport(&fake.Server{}))
	defer service.Close()

	resp, err := service.Client().Get(service.URL + "/chat/threads?api-version=" + chat.APIVersion)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = resp.Body.Close() }()
	fmt.Println(resp.Status)
	// Output:
	// 500 Internal Server Error
}
