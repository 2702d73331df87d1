package identity_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	azlog "github.com/Azure/azure-sdk-for-go/sdk/azcore/log"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// A client for the connection string that the Azure portal shows. Store the connection string as a
// secret on your server: anyone who has it can act on behalf of every user.
func ExampleNewClientFromConnectionString() {
	connectionString := exampleConnectionString // for example os.Getenv("COMMUNICATION_CONNECTION_STRING")

	client, err := identity.NewClientFromConnectionString(connectionString, &identity.ClientOptions{
		ClientOptions: azcore.ClientOptions{Transport: exampleTransport()}, // omit this in a program
	})
	if err != nil {
		log.Fatal(err)
	}
	created, err := client.CreateUser(context.Background(), nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(created.User)

	_, err = identity.NewClientFromConnectionString("endpoint=https://resource.communication.azure.com/", nil)
	fmt.Println(err)
	// Output:
	// 8:acs:resource_user1
	// identity.NewClientFromConnectionString: acs: connection string: accesskey is required (want endpoint=...;accesskey=...)
}

// A client for an endpoint and an access key.
func ExampleNewClientWithKey() {
	const key = "YSBrZXkgb2YgdGhlIHJlc291cmNl" // not a real key

	client, err := identity.NewClientWithKey("https://resource.communication.azure.com", key, exampleOptions())
	if err != nil {
		log.Fatal(err)
	}
	created, err := client.CreateUser(context.Background(), nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(created.User)
	// Output: 8:acs:resource_user1
}

// managedIdentity represents a credential of the module azidentity, such as
// azidentity.DefaultAzureCredential.
type managedIdentity struct{}

// GetToken returns a Microsoft Entra ID token.
func (managedIdentity) GetToken(_ context.Context, options policy.TokenRequestOptions) (azcore.AccessToken, error) {
	fmt.Println("requested scopes", options.Scopes)
	return azcore.AccessToken{Token: "Entra token", ExpiresOn: time.Now().Add(time.Hour)}, nil
}

// A client without an access key: the server has a Microsoft Entra identity that is allowed to access
// the resource.
func ExampleNewClient() {
	client, err := identity.NewClient("https://resource.communication.azure.com", managedIdentity{}, exampleOptions())
	if err != nil {
		log.Fatal(err)
	}
	created, err := client.CreateUser(context.Background(), nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(created.User)
	// Output:
	// requested scopes [https://communication.azure.com//.default]
	// 8:acs:resource_user1
}

// An error response of the service is returned as an *acs.Error with a readable text.
func Example_errors() {
	otherUser := acs.UserIdentifier{ID: "8:acs:another_user"}

	_, err := exampleClient().RevokeTokens(context.Background(), otherUser, nil)
	if failure, ok := errors.AsType[*acs.Error](err); ok && failure.Code == acs.CodeIdentityNotOwned {
		fmt.Println("not a user of this resource")
	}
	fmt.Println(err)
	// Output:
	// not a user of this resource
	// POST /identities/8%3Aacs%3Aanother_user/:revokeAccessTokens: 401 Unauthorized: IdentityNotOwned: Provided identity doesn't belong to the resource; the identity does not belong to the endpoint's resource
}

// Logging of requests, responses and retries, without keys and tokens. Logging.IncludeBody is ignored,
// because bodies contain the tokens that this package issues and exchanges. Setting the environment
// variable AZURE_SDK_GO_LOGGING to "all" prints the same log without a listener.
func Example_logging() {
	azlog.SetListener(func(event azlog.Event, message string) {
		if event != azlog.EventRequest {
			return
		}
		for line := range strings.Lines(message) {
			if strings.Contains(line, "POST") || strings.Contains(line, "Authorization") {
				withoutQuery, _, _ := strings.Cut(strings.TrimSpace(line), "?")
				fmt.Println(withoutQuery)
			}
		}
	})
	defer azlog.SetListener(nil)

	ann := acs.UserIdentifier{ID: "8:acs:resource_ann"}
	if _, err := exampleClient().IssueToken(context.Background(), ann, []identity.Scope{identity.ScopeChat}, nil); err != nil {
		fmt.Println(err)
	}
	// Output:
	// POST https://resource.communication.azure.com/identities/8%3Aacs%3Aresource_ann/:issueAccessToken
	// Authorization: REDACTED
}
