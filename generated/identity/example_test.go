package identity_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// A server creates a user with a token, and the user's program creates a chat thread with the token.
func Example() {
	// The examples use an in-memory service. In a program, pass nil instead of the options.
	options := azcore.ClientOptions{Transport: exampleTransport()}

	if err := startLunch(context.Background(), exampleConnectionString, options); err != nil {
		log.Fatal(err)
	}
	// Output:
	// 8:acs:resource_user1 has a token until 2126-05-04 13:00
	// created 19:lunch@thread.v2
}

func startLunch(ctx context.Context, connectionString string, options azcore.ClientOptions) error {
	// On your server, which is the only place for the connection string.
	users, err := identity.NewClientFromConnectionString(connectionString, &identity.ClientOptions{ClientOptions: options})
	if err != nil {
		return err
	}
	ann, err := users.CreateUserAndToken(ctx, []identity.Scope{identity.ScopeChat}, &identity.CreateUserOptions{ExpiresIn: time.Hour})
	if err != nil {
		return err
	}
	fmt.Println(ann.User, "has a token until", ann.AccessToken.ExpiresOn.Format("2006-01-02 15:04"))

	// In Ann's program, which gets the token from your server.
	credential, err := acs.NewTokenCredential(ann.AccessToken.Token)
	if err != nil {
		return err
	}
	chats, err := chat.NewClient("https://resource.communication.azure.com", credential, &chat.ClientOptions{ClientOptions: options})
	if err != nil {
		return err
	}
	created, err := chats.CreateThread(ctx, "Lunch", &chat.CreateThreadOptions{
		Participants: []chat.Participant{{ID: ann.User, DisplayName: "Ann"}},
	})
	if err != nil {
		return err
	}
	fmt.Println("created", created.Thread.ID)
	return nil
}

// A user without a token. Store its ID: the service cannot list the users of a resource.
func ExampleClient_CreateUser() {
	created, err := exampleClient().CreateUser(context.Background(), nil)
	if err != nil {
		log.Fatal(err)
	}
	stored := created.User.RawID() // store this in a database
	fmt.Println(stored)
	// Output: 8:acs:resource_user1
}

// A user with a token, in a single call.
func ExampleClient_CreateUserAndToken() {
	scopes := []identity.Scope{identity.ScopeChat, identity.ScopeVoIP}

	created, err := exampleClient().CreateUserAndToken(context.Background(), scopes, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(created.User)
	fmt.Println(created.AccessToken.ExpiresOn)
	// Output:
	// 8:acs:resource_user1
	// 2126-05-05 12:00:00 +0000 UTC
}

// A token for an existing user, with a narrower scope and a shorter lifetime.
func ExampleClient_IssueToken() {
	ann := acs.UserIdentifier{ID: "8:acs:resource_ann"} // from your database
	scopes := []identity.Scope{identity.ScopeChatJoin}

	issued, err := exampleClient().IssueToken(context.Background(), ann, scopes, &identity.IssueTokenOptions{
		ExpiresIn: time.Hour, // from 1 to 24 hours
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(issued.Token, "expires on", issued.ExpiresOn)
	// Output: token 1 expires on 2126-05-04 13:00:00 +0000 UTC
}

// A credential that refreshes its tokens, for a program that acts on behalf of a user and has the
// access key, such as a bot on your server.
func ExampleClient_IssueToken_refresh() {
	client := exampleClient()
	bot := acs.UserIdentifier{ID: "8:acs:resource_ann"}
	refresh := func(ctx context.Context) (azcore.AccessToken, error) {
		issued, err := client.IssueToken(ctx, bot, []identity.Scope{identity.ScopeChat}, nil)
		return issued.AzureToken(), err
	}
	credential, err := acs.NewRefreshingCredential(refresh, nil)
	if err != nil {
		log.Fatal(err)
	}
	chats, err := chat.NewClient("https://resource.communication.azure.com", credential, &chat.ClientOptions{
		ClientOptions: azcore.ClientOptions{Transport: exampleTransport()}, // omit this in a program
	})
	if err != nil {
		log.Fatal(err)
	}
	created, err := chats.CreateThread(context.Background(), "Lunch", nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(created.Thread.ID)
	// Output: 19:lunch@thread.v2
}

// All tokens of a user become invalid within 15 minutes. The user still exists and can get new
// tokens.
func ExampleClient_RevokeTokens() {
	ann := acs.UserIdentifier{ID: "8:acs:resource_ann"}

	if _, err := exampleClient().RevokeTokens(context.Background(), ann, nil); err != nil {
		log.Fatal(err)
	}
	fmt.Println("revoked")
	// Output: revoked
}

// A user is deleted with its data and tokens. This cannot be undone.
func ExampleClient_DeleteUser() {
	ann := acs.UserIdentifier{ID: "8:acs:resource_ann"}

	if _, err := exampleClient().DeleteUser(context.Background(), ann, nil); err != nil {
		log.Fatal(err)
	}
	fmt.Println("deleted", ann)
	// Output: deleted 8:acs:resource_ann
}

// A token for a user who has signed in with a Teams account.
func ExampleClient_ExchangeTeamsToken() {
	const (
		entraToken = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9..." // from the module azidentity or from MSAL
		appID      = "1f36e8a3-5d4c-4f39-8a0e-6e3c0f7b9d21"    // your application's client ID
		userID     = "8d1b2c7e-93aa-4c11-b0f5-2f6f5c1d7e44"    // the user's object ID
	)
	exchanged, err := exampleClient().ExchangeTeamsToken(context.Background(), entraToken, appID, userID, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(exchanged.Token)
	// Output: token 1
}
