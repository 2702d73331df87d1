package acs

import "github.com/chatgen-go/chatgen/acs/wire"

// UserIdentifier identifies a user of a Communication Services resource.
type UserIdentifier struct {
	// ID is the ID that the identity service issued, "8:acs:<resource>_<user>".
	// It is also the raw ID; a different rawId in JSON is ignored.
	ID string
}

// RawID returns the ID.
func (id UserIdentifier) RawID() string { return id.ID }

// String returns the raw ID.
func (id UserIdentifier) String() string { return id.RawID() }

func (UserIdentifier) kind() string { return "communicationUser" }

func (id UserIdentifier) withRaw(string) Identifier { return id }

func (id UserIdentifier) encodeModel(e *wire.Encoder) {
	e.Name("id")
	e.String(id.ID)
}

// PhoneNumberIdentifier identifies a participant by phone number.
type PhoneNumberIdentifier struct {
	// PhoneNumber is the number in E.164 format, such as "+14255550123",
	// optionally with a "_suffix" that distinguishes several callers with the
	// same number.
	PhoneNumber string
	// IsAnonymous reports whether the caller hides the number.
	// [ParseIdentifier] sets it only for the raw ID "4:anonymous".
	IsAnonymous bool
	// AssertedID distinguishes several callers with the same number.
	// [ParseIdentifier] sets it to the suffix of PhoneNumber.
	AssertedID string
	// Raw is the raw ID. It is empty if RawID can build it from PhoneNumber.
	Raw string
}

// RawID returns Raw, or if that is empty "4:" plus PhoneNumber.
func (id PhoneNumberIdentifier) RawID() string {
	return rawID(id.Raw, "4:", id.PhoneNumber)
}

// String returns the raw ID.
func (id PhoneNumberIdentifier) String() string { return id.RawID() }

func (PhoneNumberIdentifier) kind() string { return "phoneNumber" }

func (id PhoneNumberIdentifier) withRaw(rawID string) Identifier {
	id.Raw = rawID
	return id
}

func (id PhoneNumberIdentifier) encodeModel(e *wire.Encoder) {
	e.Name("value")
	e.String(id.PhoneNumber)
	e.Name("isAnonymous")
	e.Bool(id.IsAnonymous)
	if id.AssertedID != "" {
		e.Name("assertedId")
		e.String(id.AssertedID)
	}
}

// TeamsUserIdentifier identifies a Microsoft Teams user.
type TeamsUserIdentifier struct {
	// UserID is the user's Microsoft Entra object ID, or another ID if the user
	// is anonymous.
	UserID string
	// IsAnonymous reports whether the user joined by a link, without an account.
	IsAnonymous bool
	// Cloud is the user's cloud. The raw ID does not contain it if the user is
	// anonymous or if there is no constant for the cloud.
	Cloud Cloud
	// Raw is the raw ID. It is empty if RawID can build it from the other fields.
	Raw string
}

// RawID returns Raw, or if that is empty "8:<prefix>:<UserID>". The prefix is
// "teamsvisitor" for an anonymous user, or else "orgid", "dod" or "gcch"
// depending on the cloud.
func (id TeamsUserIdentifier) RawID() string {
	prefix := id.Cloud.teamsPrefix()
	if id.IsAnonymous {
		prefix = "teamsvisitor"
	}
	return rawID(id.Raw, "8:", prefix, ":", id.UserID)
}

// String returns the raw ID.
func (id TeamsUserIdentifier) String() string { return id.RawID() }

func (TeamsUserIdentifier) kind() string { return "microsoftTeamsUser" }

func (id TeamsUserIdentifier) withRaw(rawID string) Identifier {
	id.Raw = rawID
	return id
}

func (id TeamsUserIdentifier) encodeModel(e *wire.Encoder) {
	e.Name("userId")
	e.String(id.UserID)
	e.Name("isAnonymous")
	e.Bool(id.IsAnonymous)
	e.Name("cloud")
	e.String(id.Cloud.String())
}

// TeamsAppIdentifier identifies a Microsoft Teams app, such as a bot or a voice
// application.
type TeamsAppIdentifier struct {
	// AppID is the app's ID in Microsoft Teams.
	AppID string
	// Cloud is the app's cloud. The raw ID does not contain it if there is no
	// constant for the cloud.
	Cloud Cloud
	// Raw is the raw ID. It is empty if RawID can build it from the other fields.
	Raw string
}

// RawID returns Raw, or if that is empty "28:<prefix>:<AppID>". The prefix is
// "orgid", "dod" or "gcch" depending on the cloud.
func (id TeamsAppIdentifier) RawID() string {
	return rawID(id.Raw, "28:", id.Cloud.teamsPrefix(), ":", id.AppID)
}

// String returns the raw ID.
func (id TeamsAppIdentifier) String() string { return id.RawID() }

func (TeamsAppIdentifier) kind() string { return "microsoftTeamsApp" }

func (id TeamsAppIdentifier) withRaw(rawID string) Identifier {
	id.Raw = rawID
	return id
}

func (id TeamsAppIdentifier) encodeModel(e *wire.Encoder) {
	e.Name("appId")
	e.String(id.AppID)
	e.Name("cloud")
	e.String(id.Cloud.String())
}

// TeamsExtensionUserIdentifier identifies a Microsoft Teams user who acts
// through a Communication Services resource.
type TeamsExtensionUserIdentifier struct {
	// UserID is the user's Microsoft Entra object ID.
	UserID string
	// TenantID is the user's Microsoft Entra tenant ID.
	TenantID string
	// ResourceID is the ID of the Communication Services resource.
	ResourceID string
	// Cloud is the user's cloud. The raw ID does not contain it if there is no
	// constant for the cloud.
	Cloud Cloud
	// Raw is the raw ID. It is empty if RawID can build it from the other fields.
	Raw string
}

// RawID returns Raw, or if that is empty
// "8:<prefix>:<ResourceID>_<TenantID>_<UserID>". The prefix is "acs", "dod-acs"
// or "gcch-acs" depending on the cloud.
func (id TeamsExtensionUserIdentifier) RawID() string {
	return rawID(id.Raw, "8:", id.Cloud.userPrefix(), ":", id.ResourceID, "_", id.TenantID, "_", id.UserID)
}

// String returns the raw ID.
func (id TeamsExtensionUserIdentifier) String() string { return id.RawID() }

func (TeamsExtensionUserIdentifier) kind() string { return "teamsExtensionUser" }

func (id TeamsExtensionUserIdentifier) withRaw(rawID string) Identifier {
	id.Raw = rawID
	return id
}

func (id TeamsExtensionUserIdentifier) encodeModel(e *wire.Encoder) {
	e.Name("userId")
	e.String(id.UserID)
	e.Name("tenantId")
	e.String(id.TenantID)
	e.Name("resourceId")
	e.String(id.ResourceID)
	e.Name("cloud")
	e.String(id.Cloud.String())
}

// UnknownIdentifier is an identifier of a kind that this package does not
// support.
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
