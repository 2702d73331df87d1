package engine

import (
	"net/http"
	"strings"
	"time"

	"github.com/chatgen-go/chatgen/acs"
)

// The life of a token.
const (
	MinTokenLife     = time.Hour
	MaxTokenLife     = 24 * time.Hour
	DefaultTokenLife = MaxTokenLife
)

// AccessToken is a token and its end.
type AccessToken struct {
	Token     string
	ExpiresOn time.Time
}

// user is an identity of this resource. A deleted one is kept, because threads
// and messages still name it.
type user struct {
	ID         string `json:"id"`
	Generation int    `json:"generation,omitempty"` // of the tokens that count
	Deleted    bool   `json:"deleted,omitempty"`

	threads []*thread // that the user takes part in, oldest first
	rates   rates
}

// CreateUser makes a user.
func (e *Engine) CreateUser() (acs.UserIdentifier, error) {
	return withLock(e, func(x *opContext) (acs.UserIdentifier, error) { return x.createUser() })
}

// CreateUserAndToken makes a user and a token for it, as IssueToken does. If
// the token is refused, no user is made.
func (e *Engine) CreateUserAndToken(scopes []Scope, life time.Duration) (acs.UserIdentifier, AccessToken, error) {
	if err := checkToken(scopes, life); err != nil {
		return acs.UserIdentifier{}, AccessToken{}, err
	}
	id, err := e.CreateUser()
	if err != nil {
		return acs.UserIdentifier{}, AccessToken{}, err
	}
	token, err := e.IssueToken(id, scopes, life)
	return id, token, err
}

func (x *opContext) createUser() (acs.UserIdentifier, error) {
	id, err := x.newUUID()
	if err != nil {
		return acs.UserIdentifier{}, err
	}
	u := &user{ID: "8:acs:" + x.resourceID + "_" + id}
	x.users[u.ID] = u
	x.put(userKey(u.ID), u)
	return acs.UserIdentifier{ID: u.ID}, nil
}

// IssueToken returns a token for a user. A life of 0 is DefaultTokenLife; one
// out of MinTokenLife to MaxTokenLife is a 400, and so is no scope or an
// unknown one. A user of another resource, an unknown and a deleted one is a
// 401.
func (e *Engine) IssueToken(id acs.UserIdentifier, scopes []Scope, life time.Duration) (AccessToken, error) {
	if err := checkToken(scopes, life); err != nil {
		return AccessToken{}, err
	}
	if life == 0 {
		life = DefaultTokenLife
	}
	u, err := withLock(e, func(x *opContext) (user, error) { return x.owned(id) })
	if err != nil {
		return AccessToken{}, err
	}
	return e.sign(u.ID, scopes, u.Generation, life)
}

// owned returns a copy of a user that is here and not deleted.
func (x *opContext) owned(id acs.UserIdentifier) (user, error) {
	u := x.users[id.RawID()]
	if u == nil || u.Deleted {
		return user{}, notOwned()
	}
	return *u, nil
}

func checkToken(scopes []Scope, life time.Duration) error {
	if len(scopes) == 0 {
		return badRequest("A token needs at least one scope.")
	}
	for _, s := range scopes {
		if !s.known() {
			return badRequest("The scope %q is not known.", s)
		}
	}
	if life != 0 && (life < MinTokenLife || life > MaxTokenLife) {
		return badRequest("The token's life must be from 60 to 1440 minutes.")
	}
	return nil
}

// RevokeTokens ends all tokens of a user at once; later ones count.
func (e *Engine) RevokeTokens(id acs.UserIdentifier) error {
	_, err := withLock(e, func(x *opContext) (struct{}, error) {
		if _, err := x.owned(id); err != nil {
			return struct{}{}, err
		}
		u := x.users[id.RawID()]
		u.Generation++
		x.put(userKey(u.ID), u)
		return struct{}{}, nil
	})
	return err
}

// DeleteUser deletes a user: its tokens end, and it cannot be added to threads.
// It stays in those where it is. To delete it again is no error.
func (e *Engine) DeleteUser(id acs.UserIdentifier) error {
	_, err := withLock(e, func(x *opContext) (struct{}, error) {
		u := x.users[id.RawID()]
		if u == nil {
			return struct{}{}, notOwned()
		}
		u.Deleted = true
		x.put(userKey(u.ID), u)
		return struct{}{}, nil
	})
	return err
}

// ExchangeTeamsToken returns a token for a Teams user. The given token is not
// looked at: it only has to be there. Chat does not accept the result, as Teams
// users are not users of this resource.
func (e *Engine) ExchangeTeamsToken(token, appID, userID string) (AccessToken, error) {
	if strings.TrimSpace(token) == "" {
		return AccessToken{}, &Error{
			Status: http.StatusUnauthorized, Code: "InvalidAccessToken",
			Message: "Provided access token is not valid.",
		}
	}
	if appID == "" || userID == "" {
		return AccessToken{}, badRequest("appId and userId are required.")
	}
	return e.sign(acs.TeamsUserIdentifier{UserID: userID}.RawID(), []Scope{ScopeChat, ScopeVoIP}, 0, time.Hour)
}
