package acs

import "github.com/chatgen-go/chatgen/acs/wire"

// EncodeUserIdentifier writes a user in the form that services use which know
// no other kind of identifier, {"id":"8:acs:..."}. An empty ID counts as zero
// for [wire.Optional]. Generated code calls it.
func EncodeUserIdentifier(id *UserIdentifier, e *wire.Encoder) {
	e.BeginObject()
	id.encodeModel(e)
	e.EndObject()
}

// DecodeUserIdentifier reads what [EncodeUserIdentifier] writes. It is an error
// if the ID is missing. A null leaves *to as it is. Generated code calls it.
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

// ParseUserIdentifier returns the user with an ID. It is for emitted code, which makes users of the parameters of requests.
func ParseUserIdentifier(id string) UserIdentifier { return UserIdentifier{ID: id} }
