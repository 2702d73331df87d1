package acs

import (
	"cmp"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// UserIdentifier is a user of a Communication Services resource.
type UserIdentifier struct {
	// ID is what the identity service gave, "8:acs:<resource>_<user>". It is
	// the raw ID too; another raw ID beside it on the wire is dropped.
	ID string
}

// RawID returns the ID.
func (id UserIdentifier) RawID() string { return id.ID }

// String returns the raw ID.
func (id UserIdentifier) String() string { return id.RawID() }

func (UserIdentifier) kind() string { return "communicationUser" }

func (id UserIdentifier) withRaw(string) Identifier { return id }

func (id UserIdentifier) encodeModel(e *wire.Encoder) {
	wire.Required(e, "id", &id.ID, wire.EncodeString)
}

// PhoneNumberIdentifier is a phone number.
type PhoneNumberIdentifier struct {
	// PhoneNumber is the number in E.164 form, "+14255550123", perhaps with a
	// "_suffix" that tells apart several callers with one number.
	PhoneNumber string
	// IsAnonymous tells that the caller hides the number. It follows from the
	// raw ID "4:anonymous" when that is parsed, and from nothing else.
	IsAnonymous bool
	// AssertedID is the suffix of PhoneNumber when a raw ID is parsed, and what
	// the service says otherwise.
	AssertedID string
	// Raw is the raw ID, unless it is "4:" and the number.
	Raw string
}

// RawID returns Raw if there is one, else "4:" and the number.
func (id PhoneNumberIdentifier) RawID() string {
	return cmp.Or(id.Raw, "4:"+id.PhoneNumber)
}

// String returns the raw ID.
func (id PhoneNumberIdentifier) String() string { return id.RawID() }

func (PhoneNumberIdentifier) kind() string { return "phoneNumber" }

func (id PhoneNumberIdentifier) withRaw(rawID string) Identifier {
	id.Raw = rawID
	return id
}

func (id PhoneNumberIdentifier) encodeModel(e *wire.Encoder) {
	wire.Required(e, "value", &id.PhoneNumber, wire.EncodeString)
	wire.Required(e, "isAnonymous", &id.IsAnonymous, wire.EncodeBool)
	wire.Optional(e, "assertedId", &id.AssertedID, wire.EncodeString)
}

// TeamsUserIdentifier is a user of Microsoft Teams.
type TeamsUserIdentifier struct {
	// UserID is the object ID of the user in Microsoft Entra ID, unless the user
	// is anonymous.
	UserID string
	// IsAnonymous tells that the user joined by a link, without an account.
	IsAnonymous bool
	// Cloud is the cloud of the user. The raw ID does not show it for an
	// anonymous user, nor for a cloud that has no constant.
	Cloud Cloud
	// Raw is the raw ID, unless it follows from the other fields.
	Raw string
}

// RawID returns Raw if there is one, else "8:", "teamsvisitor", "orgid", "dod"
// or "gcch", and the user.
func (id TeamsUserIdentifier) RawID() string {
	prefix := id.Cloud.teamsPrefix()
	if id.IsAnonymous {
		prefix = "teamsvisitor"
	}
	return cmp.Or(id.Raw, "8:"+prefix+":"+id.UserID)
}

// String returns the raw ID.
func (id TeamsUserIdentifier) String() string { return id.RawID() }

func (TeamsUserIdentifier) kind() string { return "microsoftTeamsUser" }

func (id TeamsUserIdentifier) withRaw(rawID string) Identifier {
	id.Raw = rawID
	return id
}

func (id TeamsUserIdentifier) encodeModel(e *wire.Encoder) {
	wire.Required(e, "userId", &id.UserID, wire.EncodeString)
	wire.Required(e, "isAnonymous", &id.IsAnonymous, wire.EncodeBool)
	wire.Required(e, "cloud", &id.Cloud, encodeCloud)
}

// TeamsAppIdentifier is an app of Microsoft Teams, such as a bot or a voice
// application.
type TeamsAppIdentifier struct {
	// AppID is the app's ID.
	AppID string
	// Cloud is the cloud of the app. The raw ID does not show a cloud that has
	// no constant.
	Cloud Cloud
	// Raw is the raw ID, unless it follows from the other fields.
	Raw string
}

// RawID returns Raw if there is one, else "28:", "orgid", "dod" or "gcch", and
// the app.
func (id TeamsAppIdentifier) RawID() string {
	return cmp.Or(id.Raw, "28:"+id.Cloud.teamsPrefix()+":"+id.AppID)
}

// String returns the raw ID.
func (id TeamsAppIdentifier) String() string { return id.RawID() }

func (TeamsAppIdentifier) kind() string { return "microsoftTeamsApp" }

func (id TeamsAppIdentifier) withRaw(rawID string) Identifier {
	id.Raw = rawID
	return id
}

func (id TeamsAppIdentifier) encodeModel(e *wire.Encoder) {
	wire.Required(e, "appId", &id.AppID, wire.EncodeString)
	wire.Required(e, "cloud", &id.Cloud, encodeCloud)
}

// TeamsExtensionUserIdentifier is a user of Microsoft Teams who acts through a
// Communication Services resource.
type TeamsExtensionUserIdentifier struct {
	UserID     string // in Microsoft Entra ID
	TenantID   string // of the user, in Microsoft Entra ID
	ResourceID string // the Communication Services resource
	// Cloud is the cloud of the user. The raw ID does not show a cloud that has
	// no constant.
	Cloud Cloud
	// Raw is the raw ID, unless it follows from the other fields.
	Raw string
}

// RawID returns Raw if there is one, else "8:acs:", "8:dod-acs:" or
// "8:gcch-acs:", and resource, tenant and user with '_' between them.
func (id TeamsExtensionUserIdentifier) RawID() string {
	rest := id.ResourceID + "_" + id.TenantID + "_" + id.UserID
	return cmp.Or(id.Raw, "8:"+id.Cloud.userPrefix()+":"+rest)
}

// String returns the raw ID.
func (id TeamsExtensionUserIdentifier) String() string { return id.RawID() }

func (TeamsExtensionUserIdentifier) kind() string { return "teamsExtensionUser" }

func (id TeamsExtensionUserIdentifier) withRaw(rawID string) Identifier {
	id.Raw = rawID
	return id
}

func (id TeamsExtensionUserIdentifier) encodeModel(e *wire.Encoder) {
	wire.Required(e, "userId", &id.UserID, wire.EncodeString)
	wire.Required(e, "tenantId", &id.TenantID, wire.EncodeString)
	wire.Required(e, "resourceId", &id.ResourceID, wire.EncodeString)
	wire.Required(e, "cloud", &id.Cloud, encodeCloud)
}

// UnknownIdentifier is an identifier of a kind that this package does not know.
type UnknownIdentifier struct {
	// ID is the raw ID.
	ID string
}

// RawID returns the ID.
func (id UnknownIdentifier) RawID() string { return id.ID }

// String returns the raw ID.
func (id UnknownIdentifier) String() string { return id.RawID() }

func (UnknownIdentifier) kind() string { return "unknown" }

func (id UnknownIdentifier) withRaw(string) Identifier { return id }

func (UnknownIdentifier) encodeModel(*wire.Encoder) {}

func encodeCloud(c *Cloud, e *wire.Encoder) {
	name := c.String()
	wire.EncodeString(&name, e)
}
