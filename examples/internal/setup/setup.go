// Package setup connects the examples to a service: the one whose connection
// string is in the environment, or else an emulator in this process.
//
// It keeps this code out of the examples. Your own program does not need it.
package setup

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// Service is an Azure Communication Services resource.
type Service struct {
	// ConnectionString contains the endpoint of the resource and an access key.
	// Keep it on servers: with it a program can act as any user.
	ConnectionString string
	// Endpoint is the endpoint for chat clients.
	Endpoint string
	// ClientOptions are the options for all clients. They are empty for Azure; for
	// an emulator, they contain an HTTP client that trusts its certificate.
	ClientOptions azcore.ClientOptions

	stop func() error // stops the emulator; nil if there is none

	mu    sync.Mutex
	users []acs.UserIdentifier // that Close deletes
}

// User is a user of the resource, and a chat client that acts as the user.
type User struct {
	ID   acs.UserIdentifier
	Chat *chat.Client
}

// Identity returns a client that creates users and access tokens.
func (s *Service) Identity() (*identity.Client, error) {
	return identity.NewClientFromConnectionString(s.ConnectionString, &identity.ClientOptions{ClientOptions: s.ClientOptions})
}

// NewUser creates a user, an access token, and a chat client that uses the token.
// Close deletes the user.
func (s *Service) NewUser(ctx context.Context) (User, error) {
	ids, err := s.Identity()
	if err != nil {
		return User{}, err
	}
	created, err := ids.CreateUserAndToken(ctx, []identity.Scope{identity.ScopeChat}, nil)
	if err != nil {
		return User{}, err
	}
	s.DeleteOnClose(created.User)
	credential, err := acs.NewTokenCredential(created.AccessToken.Token)
	if err != nil {
		return User{}, err
	}
	client, err := chat.NewClient(s.Endpoint, credential, &chat.ClientOptions{ClientOptions: s.ClientOptions})
	return User{ID: created.User, Chat: client}, err
}

// DeleteOnClose makes Close delete a user, so that an example leaves no users
// behind.
func (s *Service) DeleteOnClose(user acs.UserIdentifier) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.users = append(s.users, user)
}

// Close deletes the users, even if ctx is canceled, and stops the emulator.
func (s *Service) Close(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	err := s.deleteUsers(ctx)
	if s.stop != nil {
		err = errors.Join(err, s.stop())
	}
	return err
}

func (s *Service) deleteUsers(ctx context.Context) error {
	ids, err := s.Identity()
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, user := range s.users {
		_, deleteErr := ids.DeleteUser(ctx, user, nil)
		err = errors.Join(err, deleteErr)
	}
	s.users = nil
	return err
}
