package engine

import (
	"cmp"
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

	countsChanges bool // see WithChangeNumbers
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

// verifiedToken is a token whose signature is valid.
type verifiedToken struct {
	caller     Caller
	generation int
	expires    time.Time
}

// maxVerifiedTokens limits the memory of verified tokens. If there are more, all are
// forgotten, and verified again when they are used.
const maxVerifiedTokens = 10_000

// Authenticate returns the caller to whom a token was issued. token does not include
// "Bearer ". It fails with status 401 if the token is missing, malformed, expired or
// revoked, was not issued by this resource, or belongs to a deleted user.
//
// It does not wait until what it has seen is durable, because the operation of the
// caller waits for that, unless it fails.
func (e *Engine) Authenticate(token string) (Caller, error) {
	if token == "" {
		return Caller{}, unauthorized("The token is missing.")
	}
	v, err := e.verifyToken(token)
	if err != nil {
		return Caller{}, err
	}
	e.mu.Lock()
	err = e.checkTokenUser(v)
	position := e.position
	e.mu.Unlock()
	if err == nil {
		return v.caller, nil
	}
	return Caller{}, cmp.Or(e.wait(position), err)
}

// checkTokenUser fails if the user of a token does not exist or has revoked it. The caller
// holds the lock.
func (e *Engine) checkTokenUser(v verifiedToken) error {
	u := e.users[v.caller.id]
	switch {
	case u == nil || u.Deleted:
		return unauthorized("The token's user does not exist.")
	case !u.accepts(v.generation, e.now().UnixMilli()):
		return unauthorized("The token was revoked.")
	default:
		return nil
	}
}

// verifyToken checks the signature and expiry of a token. It remembers the result until
// the token expires.
func (e *Engine) verifyToken(token string) (verifiedToken, error) {
	e.mu.Lock()
	v, known := e.verifiedTokens[token]
	e.mu.Unlock()
	if known && e.now().Before(v.expires) {
		return v, nil
	}
	resource := e.resource.Load()
	c, err := e.parseToken(token, resource.SigningKey)
	if err != nil {
		return verifiedToken{}, err
	}
	v = verifiedToken{Caller{id: "8:" + c.SkypeID, permission: c.permission(), lag: e.lag}, c.Generation, c.ExpiresAt.Time}
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.verifiedTokens) >= maxVerifiedTokens {
		clear(e.verifiedTokens)
	}
	if e.resource.Load() == resource { // otherwise Restore has replaced the key
		e.verifiedTokens[strings.Clone(token)] = v
	}
	return v, nil
}

// permission returns the widest permission of the scopes.
func (c *claims) permission() permission {
	widest := permNone
	for scope := range strings.SplitSeq(c.Scope, ",") {
		widest = max(widest, Scope(scope).permission())
	}
	return widest
}

// parseToken checks the signature and expiry of a token and returns its payload.
func (e *Engine) parseToken(token string, signingKey []byte) (*claims, error) {
	c := &claims{}
	_, err := jwt.ParseWithClaims(token, c, func(*jwt.Token) (any, error) { return signingKey, nil },
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
