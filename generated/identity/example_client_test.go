package identity_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	azlog "github.com/Azure/azure-sdk-for-go/sdk/azcore/log"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// A client with the connection string that the Azure portal shows. Read it from
// where your server keeps its secrets: whoever has it can act for all users.
func ExampleNewClientFromConnectionString() {
	connectionString := exampleConnectionString // such as os.Getenv("COMMUNICATION_CONNECTION_STRING")

	client, err := identity.NewClientFromConnectionString(connectionString, &identity.ClientOptions{
		ClientOptions: azcore.ClientOptions{Transport: exampleTransport()}, // leave it out in a program
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

// A client with endpoint and key apart.
func ExampleNewClientWithKey() {
	const key = "YSBrZXkgb2YgdGhlIHJlc291cmNl" // made up

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

// managedIdentity stands for a credential of the module azidentity, such as
// azidentity.DefaultAzureCredential.
type managedIdentity struct{}

// GetToken returns a token of Microsoft Entra ID.
func (managedIdentity) GetToken(_ context.Context, options policy.TokenRequestOptions) (azcore.AccessToken, error) {
	fmt.Println("asked for", options.Scopes)
	return azcore.AccessToken{Token: "Entra token", ExpiresOn: time.Now().Add(time.Hour)}, nil
}

// A client without any key: the server is known to Microsoft Entra ID, and
// allowed to act for the resource.
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
	// asked for [https://communication.azure.com//.default]
	// 8:acs:resource_user1
}

// What the service answers is an *acs.Error, whose text is made for people.
func Example_errors() {
	stranger := acs.UserIdentifier{ID: "8:acs:another_user"}

	_, err := exampleClient().RevokeTokens(context.Background(), stranger, nil)
	if failure, ok := errors.AsType[*acs.Error](err); ok && failure.StatusCode == http.StatusUnauthorized {
		fmt.Println(failure.Code)
	}
	fmt.Println(err)
	// Output:
	// IdentityNotOwned
	// POST /identities/8%3Aacs%3Aanother_user/:revokeAccessTokens: 401 Unauthorized: IdentityNotOwned: Provided identity doesn't belong to the resource.
	// The identity does not belong to the endpoint's resource.
}

// Requests, answers and retries as a log, without keys and tokens. That holds
// as long as Logging.IncludeBody is false: bodies hold the tokens that this
// package issues and trades in, and with it they are logged as they are. The
// listener and the environment variable AZURE_SDK_GO_LOGGING show the same.
func Example_logging() {
	azlog.SetListener(func(event azlog.Event, message string) {
		if event != azlog.EventRequest {
			return
		}
		for line := range strings.Lines(message) {
			if strings.Contains(line, "POST") || strings.Contains(line, "Authorization") {
				fmt.Println(strings.TrimSpace(line))
			}
		}
	})
	defer azlog.SetListener(nil)

	ann := acs.UserIdentifier{ID: "8:acs:resource_ann"}
	if _, err := exampleClient().IssueToken(context.Background(), ann, []identity.Scope{identity.ScopeChat}, nil); err != nil {
		fmt.Println(err)
	}
	// Output:
	// POST https://resource.communication.azure.com/identities/8%3Aacs%3Aresource_ann/:issueAccessToken?api-version=2023-10-01
	// Authorization: REDACTED
}
