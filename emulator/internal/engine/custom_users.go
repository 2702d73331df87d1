package engine

import (
	"cmp"
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

// UserWithCustomID returns the user with a custom ID. It creates the user if there is none or
// if it was deleted, and always if the custom ID is empty.
func (e *Engine) UserWithCustomID(customID string) (UserDetails, error) {
	return withLock(e, func(c *opContext) (UserDetails, error) {
		if err := c.checkIdentityRate(opCreateUser); err != nil {
			return UserDetails{}, err
		}
		u, err := c.userWithCustomID(customID)
		if err != nil {
			return UserDetails{}, err
		}
		return u.details(), nil
	})
}

// UserWithCustomIDAndToken is like UserWithCustomID, and issues a token for the user. If the
// scopes or the lifetime are invalid, it does not create the user. See IssueToken.
func (e *Engine) UserWithCustomIDAndToken(customID string, scopes []Scope, lifetime time.Duration) (UserDetails, AccessToken, error) {
	generation := 0
	user, err := withLock(e, func(c *opContext) (UserDetails, error) {
		if err := c.checkIdentityRate(opCreateUserAndToken); err != nil {
			return UserDetails{}, err
		}
		if err := checkToken(scopes, lifetime); err != nil {
			return UserDetails{}, err
		}
		u, err := c.userWithCustomID(customID)
		if err != nil {
			return UserDetails{}, err
		}
		c.recordToken(u)
		generation = u.Generation
		return u.details(), nil
	})
	if err != nil {
		return UserDetails{}, AccessToken{}, err
	}
	token, err := e.signToken(user.ID.ID, scopes, generation, cmp.Or(lifetime, DefaultTokenLifetime))
	return user, token, err
}

// GetUser returns the details of a user. It fails with status 401 if the user is deleted
// or not a user of this resource.
func (e *Engine) GetUser(id acs.UserIdentifier) (UserDetails, error) {
	return withLock(e, func(c *opContext) (UserDetails, error) {
		u, err := c.activeUser(id)
		if err != nil {
			return UserDetails{}, err
		}
		return u.details(), nil
	})
}

func (u *user) details() UserDetails {
	return UserDetails{acs.UserIdentifier{ID: u.ID}, u.CustomID, wholeSeconds(u.TokenIssuedOn)}
}

// userWithCustomID returns the user with a custom ID, or creates it.
func (c *opContext) userWithCustomID(customID string) (*user, error) {
	if u := c.customUsers[customID]; u != nil && !u.Deleted {
		return u, nil
	}
	id, err := c.newUUID()
	if err != nil {
		return nil, err
	}
	u := &user{ID: "8:acs:" + c.ResourceID() + "_" + id, CustomID: customID}
	c.addUser(u)
	c.putRecord(userKey(u.ID), u)
	return u, nil
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
