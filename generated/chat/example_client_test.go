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
	fmt.Println(client.Thread("19:lunch@thread.v2").ThreadID()) // nothing was sent yet
	// Output: 19:lunch@thread.v2
}

// A client whose credential gets a new token before the old one expires.
func ExampleNewClient_refresh() {
	// fetchToken asks your own server, which keeps the access key of the resource.
	fetchToken := func(context.Context) (string, error) {
		fmt.Println("fetching a token")
		return "eyJhbGciOiJSUzI1NiJ9...", nil
	}
	credential, err := acs.NewRefreshingCredential(fetchToken, &acs.RefreshingCredentialOptions{
		RefreshProactively: true, // in the background, so that no call waits for it
	})
	if err != nil {
		log.Fatal(err)
	}
	client, err := chat.NewClient("https://resource.communication.azure.com", credential, &chat.ClientOptions{
		ClientOptions: azcore.ClientOptions{Transport: exampleTransport()}, // leave it out in a program
	})
	if err != nil {
		log.Fatal(err)
	}
	properties, err := client.Thread("19:lunch@thread.v2").GetProperties(context.Background(), nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(properties.Topic)
	if err := credential.Close(); err != nil { // ends the refreshes
		log.Fatal(err)
	}
	// Output:
	// fetching a token
	// Lunch
}

// exampleEntra stands for a credential of the module azidentity, such as
// azidentity.InteractiveBrowserCredential.
type exampleEntra struct{}

// GetToken returns a token of Microsoft Entra ID.
func (exampleEntra) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{Token: "Entra token", ExpiresOn: time.Now().Add(time.Hour)}, nil
}

// A client for users of Microsoft Entra ID. Their credential comes from the
// module azidentity; here exampleEntra stands for it.
func ExampleNewClient_entra() {
	const endpoint = "https://resource.communication.azure.com"
	options := azcore.ClientOptions{Transport: exampleTransport()} // leave it out in a program

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

// Retries and timeouts. The service is not available for the first two tries
// here. A context with a deadline limits a call with all of its retries.
func ExampleClientOptions() {
	credential, err := acs.NewTokenCredential("eyJhbGciOiJSUzI1NiJ9...")
	if err != nil {
		log.Fatal(err)
	}
	client, err := chat.NewClient("https://resource.communication.azure.com", credential, &chat.ClientOptions{
		ClientOptions: azcore.ClientOptions{
			Retry: policy.RetryOptions{
				MaxRetries:    5,                // besides the first try; -1 for none
				TryTimeout:    10 * time.Second, // of each try
				RetryDelay:    time.Second,      // before the first retry, then longer and longer
				MaxRetryDelay: time.Minute,      // where the service asks for more, its answer is the error
			},
			Transport: exampleTransport(), // leave it out in a program
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

// Spans for each call and each request. In a program the provider comes from
// the module azotel, over that of OpenTelemetry.
func ExampleClientOptions_tracing() {
	start := func(ctx context.Context, name string, _ *tracing.SpanOptions) (context.Context, tracing.Span) {
		fmt.Println("start", name)
		return ctx, tracing.NewSpan(tracing.SpanImpl{End: func() { fmt.Println("end", name) }})
	}
	newTracer := func(_, _ string) tracing.Tracer { return tracing.NewTracer(start, nil) }
	options := &chat.ClientOptions{ClientOptions: azcore.ClientOptions{
		TracingProvider: tracing.NewProvider(newTracer, nil),
		Transport:       exampleTransport(), // leave it out in a program
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

// The HTTP answer behind a call, for what the response does not have.
func Example_captureResponse() {
	var answer *http.Response
	ctx := policy.WithCaptureResponse(context.Background(), &answer)

	if _, err := exampleClient().Thread("19:lunch@thread.v2").SendMessage(ctx, "Soup!", nil); err != nil {
		log.Fatal(err)
	}
	fmt.Println(answer.StatusCode, answer.Header.Get("MS-CV"))
	// Output: 201 BUqVD3q4.0
}
