package interop_test

import (
	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// entraCalls makes the same calls as calls/entra.mjs.
func entraCalls(f *fixture) {
	ctx := f.t.Context()
	client, err := identity.NewClient(f.server.URL, f.emulator.EntraCredential("app"), &identity.ClientOptions{ClientOptions: f.options()})
	if err != nil {
		f.t.Fatal(err)
	}
	call(f, "create a user with an Entra token", func() (identity.CreateUserResponse, error) { return client.CreateUser(ctx, nil) })

	for _, scope := range []string{"https://communication.azure.com/clients/.default", "https://auth.msft.communication.azure.com/.default"} {
		credential, err := acs.NewEntraCredential(f.server.URL, f.emulator.EntraCredential("fred"), &acs.EntraCredentialOptions{
			ClientOptions: f.options(), Scopes: []string{scope},
		})
		if err != nil {
			f.t.Fatal(err)
		}
		threads := call(f, "list threads with "+scope, func() ([]string, error) { return topics(collect(f.chatAs(credential).Threads(ctx, nil))) })
		wantEqual(f, "threads with "+scope, threads, []string(nil))
	}
}
