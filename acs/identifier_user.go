package acs

import "github.com/chatgen-go/chatgen/acs/wire"

// EncodeUserIdentifier writes a user as {"id":"8:acs:..."}, the format of services
// that support no other kind of identifier. An empty ID is a zero value for
// [wire.Optional]. Generated code calls it.
func EncodeUserIdentifier(id *UserIdentifier, e *wire.Encoder) {
	e.BeginObject()
	id.encodeModel(e)
	e.EndObject()
}

// DecodeUserIdentifier reads the format of [EncodeUserIdentifier]. It is an error
// if the ID is missing. Generated code calls it.
func DecodeUserIdentifier(to *UserIdentifier, d *wire.Decoder) {
	o := d.Object()
	for o.More() {
		wire.DecodeRequired(&o, "id", &to.ID, wire.DecodeString)
	}
}

// ParseUserIdentifier returns the user with the ID. It does not validate the ID.
// Generated fakes call it to convert request parameters.
func ParseUserIdentifier(id string) UserIdentifier { return UserIdentifier{ID: id} }
