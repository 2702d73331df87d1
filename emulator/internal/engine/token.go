package engine

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// Scope is a scope of an access token, which limits the operations that it allows.
type Scope string

// The scopes. A token with several scopes has the permissions of the widest one.
const (
	// ScopeChat allows all chat operations.
	ScopeChat Scope = "chat"
	// ScopeChatJoin does not allow creating, updating or deleting threads.
	ScopeChatJoin Scope = "chat.join"
	// ScopeChatJoinLimited additionally does not allow adding or removing
	// participants.
	ScopeChatJoinLimited Scope = "chat.join.limited"
	// ScopeVoIP does not allow any chat operation.
	ScopeVoIP Scope = "voip"
	// ScopeVoIPJoin does not allow any chat operation.
	ScopeVoIPJoin Scope = "voip.join"
)

// permission is the permission that a chat operation requires. Each permission
// includes the preceding ones.
type permission int

const (
	permNone permission = iota
	permChat
	permChangeParticipants
	permChangeThreads
)

func (s Scope) isKnown() bool {
	return slices.Contains([]Scope{ScopeChat, ScopeChatJoin, ScopeChatJoinLimited, ScopeVoIP, ScopeVoIPJoin}, s)
}

func (s Scope) permission() permission {
	switch s {
	case ScopeChat:
		return permChangeThreads
	case ScopeChatJoin:
		return permChangeParticipants
	case ScopeChatJoinLimited:
		return permChat
	default:
		return permNone
	}
}

// Caller is the user who calls a chat operation, with the permission of the token. Use
// Authenticate to get one. The zero value has no permissions.
type Caller struct {
	id         string
	permission permission
	lag        time.Duration          // of reads; see WithLag
	refuse     func(rawID string) int // see WithRefusals
}

// RawID returns the raw ID of the caller.
func (c Caller) RawID() string { return c.id }

// claims is the payload of a token. Its names are those of the service, except for
// Generation, which distinguishes tokens issued before and after a revocation in the
// same second.
type claims struct {
	jwt.RegisteredClaims

	SkypeID    string `json:"skypeid"` // the raw ID without "8:"
	Scope      string `json:"acsScope"`
	ResourceID string `json:"resourceId"`
	Generation int    `json:"generation"`
}

// signToken issues a token.
func (e *Engine) signToken(rawID string, scopes []Scope, generation int, lifetime time.Duration) (AccessToken, error) {
	names := make([]string, len(scopes))
	for i, s := range scopes {
		names[i] = string(s)
	}
	resource := e.resource.Load()
	now := e.now()
	expires := now.Add(lifetime)
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims{
		RegisteredClaims: jwt.RegisteredClaims{
			IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(expires),
		},
		SkypeID:    strings.TrimPrefix(rawID, "8:"),
		Scope:      strings.Join(names, ","),
		ResourceID: resource.ID,
		Generation: generation,
	}).SignedString(resource.SigningKey)
	if err != nil {
		return AccessToken{}, fmt.Errorf("engine: sign a token: %w", err)
	}
	return AccessToken{Token: token, ExpiresOn: expires.UTC()}, nil
}

// Authenticate returns the caller to whom a token was issued. token does not include
// "Bearer ". It fails with status 401 if the token is missing, malformed, expired or
// revoked, was not issued by this resource, or belongs to a deleted user.
func (e *Engine) Authenticate(token string) (Caller, error) {
	if token == "" {
		return Caller{}, unauthorized("The token is missing.")
	}
	parsed, err := e.verifyToken(token)
	if err != nil {
		return Caller{}, err
	}
	caller := Caller{id: "8:" + parsed.SkypeID, lag: e.lag}
	for scope := range strings.SplitSeq(parsed.Scope, ",") {
		caller.permission = max(caller.permission, Scope(scope).permission())
	}
	return withLock(e, func(c *opContext) (Caller, error) {
		u := c.users[caller.id]
		switch {
		case u == nil || u.Deleted:
			return Caller{}, unauthorized("The token's user does not exist.")
		case !u.accepts(parsed.Generation, c.nowMilli):
			return Caller{}, unauthorized("The token was revoked.")
		default:
			return caller, nil
		}
	})
}

// verifyToken checks the signature and expiry of a token.
func (e *Engine) verifyToken(token string) (*claims, error) {
	c := &claims{}
	_, err := jwt.ParseWithClaims(token, c, func(*jwt.Token) (any, error) { return e.resource.Load().SigningKey, nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), jwt.WithTimeFunc(e.now), jwt.WithExpirationRequired())
	switch {
	case err == nil:
		return c, nil
	case errors.Is(err, jwt.ErrTokenExpired):
		return nil, unauthorized("The token has expired.")
	case errors.Is(err, jwt.ErrTokenSignatureInvalid):
		return nil, unauthorized("The token's signature is invalid.")
	default:
		return nil, unauthorized("The token is malformed.")
	}
}
