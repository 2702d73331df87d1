// Package setup opens the service that the examples talk to: the one of a
// connection string in the environment, or else an emulator in this process.
//
// It is here so that each example shows what it is about. A program of your own
// does not need it.
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
	// ConnectionString has the address of the resource and a key to it. It is
	// for servers: whoever has it can act for all users.
	ConnectionString string
	// Endpoint is the address for chat clients.
	Endpoint string
	// ClientOptions are for all clients. They are empty for Azure, and know the
	// certificate of an emulator.
	ClientOptions azcore.ClientOptions

	stop func() error // ends the emulator; nil: there is none

	mu    sync.Mutex
	users []acs.UserIdentifier // to delete at the end
}

// User is a user of the resource, with a client that acts in its name.
type User struct {
	ID   acs.UserIdentifier
	Chat *chat.Client
}

// Identity returns a client that makes users and tokens.
func (s *Service) Identity() (*identity.Client, error) {
	return identity.NewClientFromConnectionString(s.ConnectionString, &identity.ClientOptions{ClientOptions: s.ClientOptions})
}

// NewUser makes a user, a token for it, and a chat client with that token. Close
// deletes the user.
func (s *Service) NewUser(ctx context.Context) (User, error) {
	ids, err := s.Identity()
	if err != nil {
		return User{}, err
	}
	created, err := ids.CreateUserAndToken(ctx, []identity.Scope{identity.ScopeChat}, nil)
	if err != nil {
		return User{}, err
	}
	s.DeleteAtEnd(created.User)
	credential, err := acs.NewTokenCredential(created.AccessToken.Token)
	if err != nil {
		return User{}, err
	}
	client, err := chat.NewClient(s.Endpoint, credential, &chat.ClientOptions{ClientOptions: s.ClientOptions})
	return User{ID: created.User, Chat: client}, err
}

// DeleteAtEnd lets Close delete a user, so that an example leaves none behind.
func (s *Service) DeleteAtEnd(user acs.UserIdentifier) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.users = append(s.users, user)
}

// Close deletes the users, even if ctx is over, and ends the emulator.
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
