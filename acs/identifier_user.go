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

// DecodeUserIdentifier reads the format of [EncodeUserIdentifier]. It returns an
// error if the ID is missing. A null leaves *to unchanged. Generated code calls
// it.
func DecodeUserIdentifier(to *UserIdentifier, d *wire.Decoder) error {
	if d.Null() {
		return nil
	}
	var model identifierModel
	if err := decodeUserModel(&model, d); err != nil {
		return err
	}
	id, err := model.identifier(optional[string]{})
	if err != nil {
		return err
	}
	return assignIdentifier(to, id)
}

// ParseUserIdentifier returns the user with the ID. It does not validate the ID.
// Generated fakes call it to convert request parameters.
func ParseUserIdentifier(id string) UserIdentifier { return UserIdentifier{ID: id} }
