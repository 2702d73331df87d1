package engine

import (
	"time"

	"github.com/chatgen-go/chatgen/acs"
)

// UserDetails are a user, its custom ID and the time of its newest token.
type UserDetails struct {
	// ID identifies the user.
	ID acs.UserIdentifier
	// CustomID is the ID that the user was created with, or "".
	CustomID string
	// LastTokenIssuedOn is the time of the newest token. It is only known for a user with a
	// custom ID, and zero if there is no token.
	LastTokenIssuedOn time.Time
}

// UserWithCustomID returns the user with a custom ID. At the first call it creates the
// user, and after the user was deleted another one.
func (e *Engine) UserWithCustomID(customID string) (acs.UserIdentifier, error) {
	return withLock(e, func(c *opContext) (acs.UserIdentifier, error) {
		if err := c.checkIdentityRate(opCreateUser); err != nil {
			return acs.UserIdentifier{}, err
		}
		if u := c.customUsers[customID]; u != nil && !u.Deleted {
			return acs.UserIdentifier{ID: u.ID}, nil
		}
		return c.createUser(customID)
	})
}

// GetUser returns the details of a user. It fails with status 401 if the user is deleted
// or not a user of this resource.
func (e *Engine) GetUser(id acs.UserIdentifier) (UserDetails, error) {
	return withLock(e, func(c *opContext) (UserDetails, error) {
		u, err := c.activeUser(id)
		if err != nil {
			return UserDetails{}, err
		}
		return UserDetails{acs.UserIdentifier{ID: u.ID}, u.CustomID, wholeSeconds(u.TokenIssuedOn)}, nil
	})
}

// recordToken records that a token is issued for a user with a custom ID.
func (c *opContext) recordToken(u *user) {
	if u.CustomID != "" {
		u.TokenIssuedOn = c.nowMilli
		c.putRecord(userKey(u.ID), u)
	}
}

// addUser adds a user to the state.
func (s *state) addUser(u *user) {
	s.users[u.ID] = u
	if u.CustomID != "" && !u.Deleted {
		s.customUsers[u.CustomID] = u
	}
}
