package engine

import (
	"cmp"
	"strings"
	"time"

	"github.com/chatgen-go/chatgen/acs"
)

// The lifetimes of tokens.
const (
	MinTokenLifetime     = time.Hour
	MaxTokenLifetime     = 24 * time.Hour
	DefaultTokenLifetime = MaxTokenLifetime
)

// AccessToken is a token and its expiry time.
type AccessToken struct {
	Token     string
	ExpiresOn time.Time
}

// user is a user of the resource. Deleted users are kept, because threads and
// messages still refer to them.
type user struct {
	ID         string `json:"id"`
	Generation int    `json:"generation,omitempty"` // of new tokens
	Deleted    bool   `json:"deleted,omitempty"`

	CustomID      string `json:"customId,omitempty"`
	TokenIssuedOn int64  `json:"tokenIssuedOn,omitempty"` // of a user with a custom ID, in Unix milliseconds

	// Until RevokedOn, in Unix milliseconds, tokens since OldestValid are also valid.
	OldestValid int   `json:"oldestValid,omitempty"`
	RevokedOn   int64 `json:"revokedOn,omitempty"`

	participations []*participant // current and former ones; see place
	recentCalls    recentCalls
}

// CreateUser creates a user.
func (e *Engine) CreateUser() (acs.UserIdentifier, error) {
	user, err := e.UserWithCustomID("")
	return user.ID, err
}

// CreateUserAndToken creates a user and issues a token for it. If the scopes or the
// lifetime are invalid, it does not create the user. See IssueToken.
func (e *Engine) CreateUserAndToken(scopes []Scope, lifetime time.Duration) (acs.UserIdentifier, AccessToken, error) {
	user, token, err := e.UserWithCustomIDAndToken("", scopes, lifetime)
	return user.ID, token, err
}

// IssueToken returns a token for a user. If lifetime is 0, DefaultTokenLifetime is
// used. It fails with status 400 if the lifetime is not between MinTokenLifetime and
// MaxTokenLifetime, if there are no scopes, or if a scope is unknown, and with status
// 401 if the user is deleted or not a user of this resource.
func (e *Engine) IssueToken(id acs.UserIdentifier, scopes []Scope, lifetime time.Duration) (AccessToken, error) {
	generation, err := withLock(e, func(c *opContext) (int, error) {
		if err := c.checkIdentityRate(opIssueToken); err != nil {
			return 0, err
		}
		if err := checkToken(scopes, lifetime); err != nil {
			return 0, err
		}
		u, err := c.activeUser(id)
		if err != nil {
			return 0, err
		}
		c.recordToken(u)
		return u.Generation, nil
	})
	if err != nil {
		return AccessToken{}, err
	}
	return e.signToken(id.RawID(), scopes, generation, cmp.Or(lifetime, DefaultTokenLifetime))
}

// activeUser returns a user of this resource that is not deleted.
func (c *opContext) activeUser(id acs.UserIdentifier) (*user, error) {
	u := c.users[id.RawID()]
	if u == nil || u.Deleted {
		return nil, notOwned()
	}
	return u, nil
}

// checkToken checks the scopes and the lifetime of a token to be issued.
func checkToken(scopes []Scope, lifetime time.Duration) error {
	if len(scopes) == 0 {
		return requiredField("Scopes")
	}
	for _, s := range scopes {
		if !s.isKnown() {
			return badRequest("The scope %q is not supported.", s)
		}
	}
	if lifetime != 0 && (lifetime < MinTokenLifetime || lifetime > MaxTokenLifetime) {
		return invalidLifetime(lifetime)
	}
	return nil
}

// accepts reports whether the user's tokens of a generation are valid.
func (u *user) accepts(generation int, nowMilli int64) bool {
	return generation == u.Generation || generation >= u.OldestValid && generation < u.Generation && nowMilli < u.RevokedOn
}

// revoke makes all tokens invalid after a delay, or earlier if a previous revocation has
// not taken effect yet.
func (u *user) revoke(nowMilli int64, delay time.Duration) {
	on := nowMilli + delay.Milliseconds()
	if nowMilli < u.RevokedOn {
		on = min(on, u.RevokedOn)
	} else {
		u.OldestValid = u.Generation
	}
	u.RevokedOn = on
	u.Generation++
}

// RevokeTokens revokes all tokens that have been issued for a user.
func (e *Engine) RevokeTokens(id acs.UserIdentifier) error {
	_, err := withLock(e, func(c *opContext) (struct{}, error) {
		if err := c.checkIdentityRate(opRevokeTokens); err != nil {
			return struct{}{}, err
		}
		u, err := c.activeUser(id)
		if err != nil {
			return struct{}{}, err
		}
		u.revoke(c.nowMilli, c.revocationDelay())
		c.putRecord(userKey(u.ID), u)
		return struct{}{}, nil
	})
	return err
}

// DeleteUser deletes a user: its tokens are no longer valid, and it cannot be added
// to threads. It remains a participant of its threads. Deleting it again is not an
// error.
func (e *Engine) DeleteUser(id acs.UserIdentifier) error {
	_, err := withLock(e, func(c *opContext) (struct{}, error) {
		if err := c.checkIdentityRate(opDeleteUser); err != nil {
			return struct{}{}, err
		}
		u := c.users[id.RawID()]
		if u == nil {
			return struct{}{}, notOwned()
		}
		u.Deleted = true
		c.putRecord(userKey(u.ID), u)
		return struct{}{}, nil
	})
	return err
}

// invalidValue stands for an invalid token or ID in an exchange, because the engine cannot
// know which ones are valid.
const invalidValue = "invalid"

// ExchangeTeamsToken returns a token for a Teams user. The token to exchange, the ID of
// the application and that of the user must not be empty or "invalid", but are not checked
// further. Chat does not accept the returned token, because Teams users are not users of
// this resource.
func (e *Engine) ExchangeTeamsToken(token, appID, userID string) (AccessToken, error) {
	if _, err := withLock(e, func(c *opContext) (struct{}, error) { return struct{}{}, c.checkIdentityRate(opExchangeToken) }); err != nil {
		return AccessToken{}, err
	}
	if err := checkExchange(token, appID, userID); err != nil {
		return AccessToken{}, err
	}
	return e.signToken(acs.TeamsUserIdentifier{UserID: userID}.RawID(), []Scope{ScopeChat, ScopeVoIP}, 0, time.Hour)
}

// checkExchange checks a request to exchange a token in the order of the service.
func checkExchange(token, appID, userID string) error {
	switch {
	case strings.TrimSpace(token) == "" || token == invalidValue:
		return invalidAccessToken()
	case appID == "":
		return requiredField("AppId")
	case userID == "":
		return requiredField("UserId")
	case appID == invalidValue:
		return invalidFormat("AppId", "appId")
	case userID == invalidValue:
		return invalidFormat("UserId", "userId")
	}
	return nil
}
