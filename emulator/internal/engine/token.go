package engine

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// Scope is what a token allows.
type Scope string

// The scopes. Of several in a token, the widest counts.
const (
	// ScopeChat allows everything in chat.
	ScopeChat Scope = "chat"
	// ScopeChatJoin does not create, update or delete threads.
	ScopeChatJoin Scope = "chat.join"
	// ScopeChatJoinLimited, beyond that, does not add or remove participants.
	ScopeChatJoinLimited Scope = "chat.join.limited"
	// ScopeVoIP allows nothing in chat.
	ScopeVoIP Scope = "voip"
	// ScopeVoIPJoin allows nothing in chat.
	ScopeVoIPJoin Scope = "voip.join"
)

// permission is what an operation in chat needs; each includes those before it.
type permission int

const (
	permNone permission = iota
	permChat
	permChangeParticipants
	permChangeThreads
)

func (s Scope) known() bool {
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

// Caller is who makes a call in chat. Authenticate returns one; the zero value
// may do nothing.
type Caller struct {
	id         string
	permission permission
}

// RawID is the raw ID of the caller.
func (c Caller) RawID() string { return c.id }

// claims are the payload of a token, in the service's names but for the last,
// which makes revocation exact within a second.
type claims struct {
	jwt.RegisteredClaims

	SkypeID    string `json:"skypeid"` // the raw ID without "8:"
	Scope      string `json:"acsScope"`
	ResourceID string `json:"resourceId"`
	Generation int    `json:"generation"`
}

func (e *Engine) sign(rawID string, scopes []Scope, generation int, life time.Duration) (AccessToken, error) {
	words := make([]string, len(scopes))
	for i, s := range scopes {
		words[i] = string(s)
	}
	now := e.now()
	expires := now.Add(life)
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims{
		RegisteredClaims: jwt.RegisteredClaims{
			IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(expires),
		},
		SkypeID:    strings.TrimPrefix(rawID, "8:"),
		Scope:      strings.Join(words, ","),
		ResourceID: e.resourceID,
		Generation: generation,
	}).SignedString(e.signingKey)
	if err != nil {
		return AccessToken{}, fmt.Errorf("engine: sign a token: %w", err)
	}
	return AccessToken{Token: token, ExpiresOn: expires.UTC()}, nil
}

// Authenticate returns whose token that is, without "Bearer ". A token that
// does not count is a 401: none, one that is not ours or was changed, expired,
// revoked, or of a deleted user.
func (e *Engine) Authenticate(token string) (Caller, error) {
	if token == "" {
		return Caller{}, unauthorized("The token is missing.")
	}
	c, err := e.verify(token)
	if err != nil {
		return Caller{}, err
	}
	caller := Caller{id: "8:" + c.SkypeID}
	for word := range strings.SplitSeq(c.Scope, ",") {
		caller.permission = max(caller.permission, Scope(word).permission())
	}
	return withLock(e, func(x *opContext) (Caller, error) {
		u := x.users[caller.id]
		switch {
		case u == nil || u.Deleted:
			return Caller{}, unauthorized("The token's user does not exist.")
		case u.Generation != c.Generation:
			return Caller{}, unauthorized("The token was revoked.")
		default:
			return caller, nil
		}
	})
}

func (e *Engine) verify(token string) (*claims, error) {
	c := &claims{}
	_, err := jwt.ParseWithClaims(token, c, func(*jwt.Token) (any, error) { return e.signingKey, nil },
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
