package fake_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	azfake "github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/identity"
	"github.com/chatgen-go/chatgen/generated/identity/fake"
)

// signIn is the code under test. It issues a token for a user, and creates a new user if the user does
// not exist.
func signIn(ctx context.Context, client *identity.Client, user acs.UserIdentifier) (acs.UserIdentifier, string, error) {
	scopes := []identity.Scope{identity.ScopeChat}
	issued, err := client.IssueToken(ctx, user, scopes, &identity.IssueTokenOptions{ExpiresIn: time.Hour})
	if errors.Is(err, acs.ErrNotFound) {
		created, err := client.CreateUserAndToken(ctx, scopes, nil)
		return created.User, created.AccessToken.Token, err
	}
	return user, issued.Token, err
}

// A test of code that uses package identity: one function of the fake fails, and the other one succeeds.
func Example() {
	server := &fake.Server{
		IssueToken: func(_ context.Context, user acs.UserIdentifier, _ []identity.Scope, _ *identity.IssueTokenOptions) (resp azfake.Responder[identity.IssueTokenResponse], errResp azfake.ErrorResponder) {
			fmt.Println("no such user:", user)
			errResp.SetResponseError(http.StatusNotFound, "NotFound")
			return resp, errResp
		},
		CreateUser: func(_ context.Context, options *identity.CreateUserOptions) (resp azfake.Responder[identity.CreateUserResponse], errResp azfake.ErrorResponder) {
			fmt.Println("creating a user with scopes", options.Scopes)
			resp.SetResponse(http.StatusCreated, identity.CreateUserResponse{CreateUserResult: identity.CreateUserResult{
				User:        acs.UserIdentifier{ID: "8:acs:resource_new"},
				AccessToken: identity.AccessToken{Token: "token", ExpiresOn: time.Now().Add(time.Hour)},
			}}, nil)
			return resp, errResp
		},
	}
	client, err := identity.NewClientWithKey("https://resource.communication.azure.com", "a2V5", &identity.ClientOptions{
		ClientOptions: azcore.ClientOptions{Transport: fake.NewServerTransport(server)},
	})
	if err != nil {
		log.Fatal(err)
	}
	user, token, err := signIn(context.Background(), client, acs.UserIdentifier{ID: "8:acs:resource_old"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(user, token)
	// Output:
	// no such user: 8:acs:resource_old
	// creating a user with scopes [chat]
	// 8:acs:resource_new token
}
