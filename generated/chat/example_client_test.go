package chat_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/tracing"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// A client with a fixed token, for programs that end before the token expires.
func ExampleNewClient() {
	credential, err := acs.NewTokenCredential("eyJhbGciOiJSUzI1NiJ9...")
	if err != nil {
		log.Fatal(err)
	}
	client, err := chat.NewClient("https://resource.communication.azure.com", credential, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(client.Thread("19:lunch@thread.v2").ThreadID()) // no request has been sent
	// Output: 19:lunch@thread.v2
}

// A client whose credential refreshes its token before it expires.
func ExampleNewClient_refresh() {
	// fetchToken gets a token from your server, which has the access key of the resource.
	fetchToken := func(context.Context) (azcore.AccessToken, error) {
		fmt.Println("fetching a token")
		return azcore.AccessToken{Token: "eyJhbGciOiJSUzI1NiJ9...", ExpiresOn: time.Now().Add(time.Hour)}, nil
	}
	credential, err := acs.NewRefreshingCredential(fetchToken, &acs.RefreshingCredentialOptions{
		RefreshProactively: true, // in the background, so that calls do not wait
	})
	if err != nil {
		log.Fatal(err)
	}
	client, err := chat.NewClient("https://resource.communication.azure.com", credential, &chat.ClientOptions{
		ClientOptions: azcore.ClientOptions{Transport: exampleTransport()}, // omit this in a program
	})
	if err != nil {
		log.Fatal(err)
	}
	properties, err := client.Thread("19:lunch@thread.v2").GetProperties(context.Background(), nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(properties.Topic)
	if err := credential.Close(); err != nil { // stops the refreshes
		log.Fatal(err)
	}
	// Output:
	// fetching a token
	// Lunch
}

// exampleEntra represents a credential of the module azidentity, such as
// azidentity.InteractiveBrowserCredential.
type exampleEntra struct{}

// GetToken returns a Microsoft Entra ID token.
func (exampleEntra) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{Token: "Entra token", ExpiresOn: time.Now().Add(time.Hour)}, nil
}

// A client for Microsoft Entra ID users. In a program, their credential comes from
// the module azidentity.
func ExampleNewClient_entra() {
	const endpoint = "https://resource.communication.azure.com"
	options := azcore.ClientOptions{Transport: exampleTransport()} // omit this in a program

	credential, err := acs.NewEntraCredential(endpoint, exampleEntra{}, &acs.EntraCredentialOptions{ClientOptions: options})
	if err != nil {
		log.Fatal(err)
	}
	client, err := chat.NewClient(endpoint, credential, &chat.ClientOptions{ClientOptions: options})
	if err != nil {
		log.Fatal(err)
	}
	properties, err := client.Thread("19:lunch@thread.v2").GetProperties(context.Background(), nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(properties.Topic)
	// Output: Lunch
}

// Retries and timeouts. In this example, the service is unavailable for the first two
// attempts. To limit the total time of a call, use a context with a deadline.
func ExampleClientOptions() {
	credential, err := acs.NewTokenCredential("eyJhbGciOiJSUzI1NiJ9...")
	if err != nil {
		log.Fatal(err)
	}
	client, err := chat.NewClient("https://resource.communication.azure.com", credential, &chat.ClientOptions{
		ClientOptions: azcore.ClientOptions{
			Retry: policy.RetryOptions{
				MaxRetries:    5,                // in addition to the first attempt; -1 disables retries
				TryTimeout:    10 * time.Second, // for each attempt
				RetryDelay:    time.Second,      // before the first retry; increases exponentially
				MaxRetryDelay: time.Minute,      // if Retry-After exceeds it, the response is returned as an error
			},
			Transport: exampleTransport(), // omit this in a program
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	properties, err := client.Thread("19:holidays@thread.v2").GetProperties(context.Background(), nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(properties.Topic)
	// Output: Holidays
}

// Tracing spans for each call and each request. In a program, the module azotel adapts
// an OpenTelemetry provider.
func ExampleClientOptions_tracing() {
	start := func(ctx context.Context, name string, _ *tracing.SpanOptions) (context.Context, tracing.Span) {
		fmt.Println("start", name)
		return ctx, tracing.NewSpan(tracing.SpanImpl{End: func() { fmt.Println("end", name) }})
	}
	newTracer := func(_, _ string) tracing.Tracer { return tracing.NewTracer(start, nil) }
	options := &chat.ClientOptions{ClientOptions: azcore.ClientOptions{
		TracingProvider: tracing.NewProvider(newTracer, nil),
		Transport:       exampleTransport(), // omit this in a program
	}}

	credential, err := acs.NewTokenCredential("eyJhbGciOiJSUzI1NiJ9...")
	if err != nil {
		log.Fatal(err)
	}
	client, err := chat.NewClient("https://resource.communication.azure.com", credential, options)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := client.Thread("19:lunch@thread.v2").SendMessage(context.Background(), "Soup!", nil); err != nil {
		log.Fatal(err)
	}
	// Output:
	// start ThreadClient.SendMessage
	// start HTTP POST
	// end HTTP POST
	// end ThreadClient.SendMessage
}

// The HTTP response of a call contains headers and other details that are not in the result.
func Example_captureResponse() {
	var response *http.Response
	ctx := policy.WithCaptureResponse(context.Background(), &response)

	if _, err := exampleClient().Thread("19:lunch@thread.v2").SendMessage(ctx, "Soup!", nil); err != nil {
		log.Fatal(err)
	}
	fmt.Println(response.StatusCode, response.Header.Get("MS-CV"))
	// Output: 201 BUqVD3q4.0
}
