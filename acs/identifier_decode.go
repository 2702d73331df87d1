package acs

import "github.com/chatgen-go/chatgen/acs/wire"

// userWire is the nested object "communicationUser".
type userWire struct {
	present bool
	id      optional
}

func (w *userWire) decode(d *wire.Decoder) {
	*w = userWire{present: true}
	o := d.Object()
	for o.More() {
		wire.DecodeOptional(&o, "id", &w.id, (*optional).decode)
	}
}

func (w *userWire) identifier() (id Identifier, missing string) {
	return UserIdentifier{ID: w.id.value}, firstMissing(property{"id", w.id})
}

// phoneNumberWire is the nested object "phoneNumber".
type phoneNumberWire struct {
	present     bool
	value       optional
	isAnonymous bool
	assertedID  string
}

func (w *phoneNumberWire) decode(d *wire.Decoder) {
	*w = phoneNumberWire{present: true}
	o := d.Object()
	for o.More() {
		wire.DecodeOptional(&o, "value", &w.value, (*optional).decode)
		wire.DecodeOptional(&o, "isAnonymous", &w.isAnonymous, wire.DecodeBool)
		wire.DecodeOptional(&o, "assertedId", &w.assertedID, wire.DecodeString)
	}
}

func (w *phoneNumberWire) identifier() (id Identifier, missing string) {
	return PhoneNumberIdentifier{PhoneNumber: w.value.value, IsAnonymous: w.isAnonymous, AssertedID: w.assertedID}, firstMissing(property{"value", w.value})
}

// teamsUserWire is the nested object "microsoftTeamsUser". Without a cloud the user
// is in the public one.
type teamsUserWire struct {
	present     bool
	userID      optional
	isAnonymous bool
	cloud       Cloud
}

func (w *teamsUserWire) decode(d *wire.Decoder) {
	*w = teamsUserWire{present: true}
	o := d.Object()
	for o.More() {
		wire.DecodeOptional(&o, "userId", &w.userID, (*optional).decode)
		wire.DecodeOptional(&o, "isAnonymous", &w.isAnonymous, wire.DecodeBool)
		wire.DecodeOptional(&o, "cloud", &w.cloud, decodeCloud)
	}
}

func (w *teamsUserWire) identifier() (id Identifier, missing string) {
	return TeamsUserIdentifier{UserID: w.userID.value, IsAnonymous: w.isAnonymous, Cloud: w.cloud}, firstMissing(property{"userId", w.userID})
}

// teamsAppWire is the nested object "microsoftTeamsApp". Without a cloud the app is
// in the public one.
type teamsAppWire struct {
	present bool
	appID   optional
	cloud   Cloud
}

func (w *teamsAppWire) decode(d *wire.Decoder) {
	*w = teamsAppWire{present: true}
	o := d.Object()
	for o.More() {
		wire.DecodeOptional(&o, "appId", &w.appID, (*optional).decode)
		wire.DecodeOptional(&o, "cloud", &w.cloud, decodeCloud)
	}
}

func (w *teamsAppWire) identifier() (id Identifier, missing string) {
	return TeamsAppIdentifier{AppID: w.appID.value, Cloud: w.cloud}, firstMissing(property{"appId", w.appID})
}

// teamsExtensionUserWire is the nested object "teamsExtensionUser". Without a cloud
// the user is in the public one.
type teamsExtensionUserWire struct {
	present                      bool
	userID, tenantID, resourceID optional
	cloud                        Cloud
}

func (w *teamsExtensionUserWire) decode(d *wire.Decoder) {
	*w = teamsExtensionUserWire{present: true}
	o := d.Object()
	for o.More() {
		wire.DecodeOptional(&o, "userId", &w.userID, (*optional).decode)
		wire.DecodeOptional(&o, "tenantId", &w.tenantID, (*optional).decode)
		wire.DecodeOptional(&o, "resourceId", &w.resourceID, (*optional).decode)
		wire.DecodeOptional(&o, "cloud", &w.cloud, decodeCloud)
	}
}

func (w *teamsExtensionUserWire) identifier() (id Identifier, missing string) {
	id = TeamsExtensionUserIdentifier{UserID: w.userID.value, TenantID: w.tenantID.value, ResourceID: w.resourceID.value, Cloud: w.cloud}
	return id, firstMissing(property{"userId", w.userID}, property{"tenantId", w.tenantID}, property{"resourceId", w.resourceID})
}

// property is a required property of a nested object.
type property struct {
	name  string
	value optional
}

// firstMissing returns the name of the first property that is missing, or "".
func firstMissing(properties ...property) string {
	for _, p := range properties {
		if !p.value.present {
			return p.name
		}
	}
	return ""
}

// decodeCloud reads the name of a cloud.
func decodeCloud(to *Cloud, d *wire.Decoder) {
	wire.DecodeString(to, d)
	if *to == "public" {
		*to = CloudPublic
	}
}
