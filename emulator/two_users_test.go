package emulator_test

import (
	"slices"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// TestTwoUsersChat checks that a user can read what another user sends.
func TestTwoUsersChat(t *testing.T) {
	for name, options := range modes() {
		t.Run(name, func(t *testing.T) {
			service := emulator.StartWith(t, options)
			ids, err := identity.NewClientFromConnectionString(service.ConnectionString, &identity.ClientOptions{ClientOptions: azcore.ClientOptions{Transport: service.Client}})
			if err != nil {
				t.Fatal(err)
			}
			fred, err := ids.CreateUserAndToken(t.Context(), []identity.Scope{identity.ScopeChat}, nil)
			if err != nil {
				t.Fatal(err)
			}
			ann, err := ids.CreateUserAndToken(t.Context(), []identity.Scope{identity.ScopeChat}, nil)
			if err != nil {
				t.Fatal(err)
			}
			newClient := func(token string) *chat.Client {
				cred, err := acs.NewTokenCredential(token)
				if err != nil {
					t.Fatal(err)
				}
				client, err := chat.NewClient(service.Endpoint, cred, &chat.ClientOptions{ClientOptions: azcore.ClientOptions{Transport: service.Client}})
				if err != nil {
					t.Fatal(err)
				}
				return client
			}
			created, err := newClient(fred.AccessToken.Token).CreateThread(t.Context(), "Lunch", &chat.CreateThreadOptions{Participants: []chat.Participant{{ID: ann.User, DisplayName: "Ann"}}})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := newClient(fred.AccessToken.Token).Thread(created.Thread.ID).SendMessage(t.Context(), "Pizza?", nil); err != nil {
				t.Fatal(err)
			}
			var got []string
			for message, err := range newClient(ann.AccessToken.Token).Thread(created.Thread.ID).Messages(t.Context(), &chat.ListMessagesOptions{MaxPageSize: 1}) {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, string(message.Type)+" "+message.Content.Message+message.Content.Topic)
			}
			if got = slices.Compact(got); len(got) != 3 || got[0] != "text Pizza?" {
				t.Errorf("got %q", got)
			}
		})
	}
}
