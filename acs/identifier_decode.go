package acs

import (
	"fmt"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// modelWire is the nested object of an identifier, of any kind.
type modelWire struct {
	identifier Identifier // what the object represents, or nil without one
	missing    string     // the first required property that the object lacks
	err        error      // if there are two objects

	// The properties. A kind has an ID and some of the others. Without a cloud, it is the
	// public one.
	id, tenantID, resourceID optional
	isAnonymous              bool
	assertedID               string
	cloud                    Cloud
}

func (m *modelWire) decodeUser(d *wire.Decoder) {
	m.decode(d, "id")
	m.set(UserIdentifier{ID: m.id.value}, property{"id", m.id})
}

func (m *modelWire) decodePhoneNumber(d *wire.Decoder) {
	m.decode(d, "value")
	m.set(PhoneNumberIdentifier{PhoneNumber: m.id.value, IsAnonymous: m.isAnonymous, AssertedID: m.assertedID}, property{"value", m.id})
}

func (m *modelWire) decodeTeamsUser(d *wire.Decoder) {
	m.decode(d, "userId")
	m.set(TeamsUserIdentifier{UserID: m.id.value, IsAnonymous: m.isAnonymous, Cloud: m.cloud}, property{"userId", m.id})
}

func (m *modelWire) decodeTeamsApp(d *wire.Decoder) {
	m.decode(d, "appId")
	m.set(TeamsAppIdentifier{AppID: m.id.value, Cloud: m.cloud}, property{"appId", m.id})
}

func (m *modelWire) decodeTeamsExtensionUser(d *wire.Decoder) {
	m.decode(d, "userId")
	m.set(TeamsExtensionUserIdentifier{UserID: m.id.value, TenantID: m.tenantID.value, ResourceID: m.resourceID.value, Cloud: m.cloud},
		property{"userId", m.id}, property{"tenantId", m.tenantID}, property{"resourceId", m.resourceID})
}

// decode reads an object whose ID is the property idName.
func (m *modelWire) decode(d *wire.Decoder, idName string) {
	*m = modelWire{identifier: m.identifier, err: m.err}
	o := d.Object()
	for o.More() {
		wire.DecodeOptional(&o, idName, &m.id, (*optional).decode)
		wire.DecodeOptional(&o, "tenantId", &m.tenantID, (*optional).decode)
		wire.DecodeOptional(&o, "resourceId", &m.resourceID, (*optional).decode)
		wire.DecodeOptional(&o, "isAnonymous", &m.isAnonymous, wire.DecodeBool)
		wire.DecodeOptionalString(&o, "assertedId", &m.assertedID)
		wire.DecodeOptional(&o, "cloud", &m.cloud, decodeCloud)
	}
}

// set sets the identifier and what it lacks of its required properties.
func (m *modelWire) set(id Identifier, required ...property) {
	if m.identifier != nil && m.identifier.kind() != id.kind() {
		m.err = fmt.Errorf("identifier has both %s and %s; only one is allowed", m.identifier.kind(), id.kind())
	}
	m.identifier, m.missing = id, ""
	for _, p := range required {
		if !p.value.present {
			m.missing = p.name
			return
		}
	}
}

// property is a property of a nested object.
type property struct {
	name  string
	value optional
}

// optional is a string that may be missing.
type optional struct {
	value   string
	present bool
}

func (o *optional) decode(d *wire.Decoder) {
	o.present = true
	wire.DecodeString(&o.value, d)
}

// decodeCloud reads the name of a cloud.
func decodeCloud(to *Cloud, d *wire.Decoder) {
	wire.DecodeString(to, d)
	if *to == "public" {
		*to = CloudPublic
	}
}
