package acs

import (
	"cmp"
	"strings"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// Identifier identifies a participant of a conversation, such as a user, a phone
// number or a bot. Its dynamic type is one of [UserIdentifier],
// [PhoneNumberIdentifier], [TeamsUserIdentifier], [TeamsAppIdentifier],
// [TeamsExtensionUserIdentifier] and [UnknownIdentifier], as a value and not a
// pointer. Other packages cannot implement it.
//
// The text encoding of an identifier (for example as a map key) is its raw ID.
// Its JSON encoding is the service's JSON object; decode an identifier of unknown
// type with [UnmarshalIdentifier].
//
// The official packages for other languages differ in details, such as how they
// parse phone numbers. This package behaves like the one for JavaScript.
type Identifier interface {
	// RawID returns the identifier as a string. The string is stable: it can be
	// stored, compared, and parsed with [ParseIdentifier].
	RawID() string
	// String returns the raw ID.
	String() string

	// kind returns the name of the nested object in the JSON encoding.
	kind() string
	// withRaw returns the identifier with another raw ID, if its type has Raw.
	withRaw(rawID string) Identifier
	// encodeModel writes the properties of the nested object.
	encodeModel(e *wire.Encoder)
}

// Equal reports whether a and b have the same raw ID, regardless of their types
// and other fields. Nil and nil pointers are equal only to each other.
func Equal(a, b Identifier) bool {
	if wire.IsNil(a) || wire.IsNil(b) {
		return wire.IsNil(a) && wire.IsNil(b)
	}
	return a.RawID() == b.RawID()
}

// Cloud is a Microsoft Teams cloud. A value without a constant in this package is
// kept as the service sent it.
type Cloud string

// The known Microsoft Teams clouds.
const (
	CloudPublic Cloud = ""     // the public cloud ("public" in JSON); the zero value
	CloudDoD    Cloud = "dod"  // the cloud of the United States Department of Defense
	CloudGCCH   Cloud = "gcch" // the United States government cloud GCC High
)

// String returns the service's name for the cloud, for example "public".
func (c Cloud) String() string { return cmp.Or(string(c), "public") }

// rawID returns raw, or if that is empty the raw ID that consists of the parts.
func rawID(raw string, parts ...string) string {
	if raw != "" {
		return raw
	}
	return strings.Join(parts, "")
}

// teamsPrefix returns the part between the first two colons in the raw ID of a
// Teams user or app.
func (c Cloud) teamsPrefix() string {
	switch c {
	case CloudDoD, CloudGCCH:
		return string(c)
	default:
		return "orgid"
	}
}

// userPrefix returns the part between the first two colons in the raw ID of a
// Teams extension user.
func (c Cloud) userPrefix() string {
	switch c {
	case CloudDoD, CloudGCCH:
		return string(c) + "-acs"
	default:
		return "acs"
	}
}

// ParseIdentifier returns the identifier with the given raw ID, such as
// "8:acs:<resource>_<user>", "4:+14255550123" or "8:orgid:<user>". It never
// fails: for a raw ID in any other format, even an empty one, it returns an
// [UnknownIdentifier]. The RawID of the result is always rawID.
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

// parsePhoneNumber parses the part of a raw ID after "4:". PhoneNumber includes
// the suffix.
func parsePhoneNumber(number string) Identifier {
	id := PhoneNumberIdentifier{PhoneNumber: number, IsAnonymous: number == "anonymous"}
	if i := strings.LastIndexByte(number, '_'); i >= 0 {
		id.AssertedID = number[i+1:]
	}
	return id
}

// parseUser returns a Teams extension user if rest has three parts (resource,
// tenant and user), and a user of the resource otherwise.
func parseUser(rawID, rest string, cloud Cloud) Identifier {
	parts := strings.Split(rest, "_")
	if len(parts) != 3 {
		return UserIdentifier{ID: rawID}
	}
	return TeamsExtensionUserIdentifier{ResourceID: parts[0], TenantID: parts[1], UserID: parts[2], Cloud: cloud}
}
