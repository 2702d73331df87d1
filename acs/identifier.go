package acs

import (
	"cmp"
	"strings"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// Identifier names a participant of a conversation: a user, a phone number, a
// bot. It is one of [UserIdentifier], [PhoneNumberIdentifier],
// [TeamsUserIdentifier], [TeamsAppIdentifier], [TeamsExtensionUserIdentifier]
// and [UnknownIdentifier], as a value and not a pointer; no other type can be.
//
// As text (a map key, a flag) each of them is its raw ID. As JSON each is the
// service's form, an object; read one of unknown kind with
// [UnmarshalIdentifier].
//
// The service's official packages differ in small things, such as what a phone
// number tells about itself. Here they are as in the JavaScript package.
type Identifier interface {
	// RawID returns the identifier as one string, which is stable: store it,
	// compare it, and get the identifier back with [ParseIdentifier].
	RawID() string
	// String returns the raw ID.
	String() string

	kind() string
	withRaw(rawID string) Identifier
	encodeModel(e *wire.Encoder)
}

// Equal reports whether a and b have the same raw ID, whatever their types and
// other fields. Nil is equal to nil only.
func Equal(a, b Identifier) bool {
	if wire.IsNil(a) || wire.IsNil(b) {
		return wire.IsNil(a) && wire.IsNil(b)
	}
	return a.RawID() == b.RawID()
}

// Cloud is a cloud of Microsoft Teams. A value that has no constant here is
// kept as the service sends it.
type Cloud string

// The clouds of Microsoft Teams.
const (
	CloudPublic Cloud = ""     // for everybody, "public" on the wire; the zero value
	CloudDoD    Cloud = "dod"  // for the United States Department of Defense
	CloudGCCH   Cloud = "gcch" // for the United States government, GCC High
)

// String returns the service's word for the cloud.
func (c Cloud) String() string { return cmp.Or(string(c), "public") }

// teamsPrefix is what a Teams raw ID has between its first two colons.
func (c Cloud) teamsPrefix() string {
	switch c {
	case CloudDoD, CloudGCCH:
		return string(c)
	default:
		return "orgid"
	}
}

// userPrefix is what a user's raw ID has between its first two colons.
func (c Cloud) userPrefix() string {
	switch c {
	case CloudDoD, CloudGCCH:
		return string(c) + "-acs"
	default:
		return "acs"
	}
}

// ParseIdentifier returns the identifier with a raw ID, such as
// "8:acs:<resource>_<user>", "4:+14255550123" or "8:orgid:<user>". It never
// fails: a raw ID of another form, even an empty one, is an
// [UnknownIdentifier]. The identifier's RawID is rawID again.
func ParseIdentifier(rawID string) Identifier {
	if number, ok := strings.CutPrefix(rawID, "4:"); ok {
		return parsePhoneNumber(number)
	}
	parts := strings.Split(rawID, ":")
	if len(parts) != 3 {
		return UnknownIdentifier{ID: rawID}
	}
	rest := parts[2]
	switch strings.TrimSuffix(rawID, rest) {
	case "8:acs:":
		return parseUser(rawID, rest, CloudPublic)
	case "8:dod-acs:":
		return parseUser(rawID, rest, CloudDoD)
	case "8:gcch-acs:":
		return parseUser(rawID, rest, CloudGCCH)
	case "8:spool:":
		return UserIdentifier{ID: rawID}
	case "8:teamsvisitor:":
		return TeamsUserIdentifier{UserID: rest, IsAnonymous: true}
	case "8:orgid:":
		return TeamsUserIdentifier{UserID: rest}
	case "8:dod:":
		return TeamsUserIdentifier{UserID: rest, Cloud: CloudDoD}
	case "8:gcch:":
		return TeamsUserIdentifier{UserID: rest, Cloud: CloudGCCH}
	case "28:orgid:":
		return TeamsAppIdentifier{AppID: rest}
	case "28:dod:":
		return TeamsAppIdentifier{AppID: rest, Cloud: CloudDoD}
	case "28:gcch:":
		return TeamsAppIdentifier{AppID: rest, Cloud: CloudGCCH}
	default:
		return UnknownIdentifier{ID: rawID}
	}
}

// parsePhoneNumber reads what follows "4:". The number keeps its suffix.
func parsePhoneNumber(number string) Identifier {
	id := PhoneNumberIdentifier{PhoneNumber: number, IsAnonymous: number == "anonymous"}
	if i := strings.LastIndexByte(number, '_'); i >= 0 {
		id.AssertedID = number[i+1:]
	}
	return id
}

// parseUser tells a user from a Teams extension user, whose raw ID has three
// parts: resource, tenant and user.
func parseUser(rawID, rest string, cloud Cloud) Identifier {
	parts := strings.Split(rest, "_")
	if len(parts) != 3 {
		return UserIdentifier{ID: rawID}
	}
	return TeamsExtensionUserIdentifier{ResourceID: parts[0], TenantID: parts[1], UserID: parts[2], Cloud: cloud}
}
