package acs

import (
	"errors"
	"fmt"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// UnmarshalIdentifier decodes an identifier of any kind from the service's JSON
// format, which is also the format of json.Marshal. It returns an error if data is
// null or not a valid identifier. If the object has only a raw ID, the result is an
// [UnknownIdentifier]: the raw ID is not parsed, because the service determines
// the kind.
func UnmarshalIdentifier(data []byte) (Identifier, error) {
	var id Identifier
	if err := wire.Unmarshal(data, &id, DecodeIdentifier); err != nil {
		return nil, err
	}
	if id == nil {
		return nil, errors.New("identifier: want an object, got null")
	}
	return id, nil
}

// EncodeIdentifier writes an identifier. A nil identifier is an error, except
// that [wire.Optional] omits it as a zero value. An identifier with empty fields is
// not zero: it is sent, and the service validates it. Generated code calls it.
func EncodeIdentifier(id *Identifier, e *wire.Encoder) {
	if wire.IsNil(*id) {
		e.Fail(errNilIdentifier)
		return
	}
	e.MarkNonZero()
	e.BeginObject()
	e.Name("rawId")
	e.String((*id).RawID())
	if kind := (*id).kind(); kind != "unknown" {
		e.Name(kind)
		e.BeginObject()
		(*id).encodeModel(e)
		e.EndObject()
	}
	e.EndObject()
}

// constError is an error that is a constant.
type constError string

// Error returns the text.
func (e constError) Error() string { return string(e) }

const errNilIdentifier = constError("must not be nil")

// DecodeIdentifier reads an identifier. The property "kind" determines its type,
// or if that is missing, the nested object, such as "phoneNumber". If the kind is
// unknown, or its nested object is missing, the result is an [UnknownIdentifier].
// It is an error if there are two nested objects, or if a required property is
// missing. Generated code calls it.
func DecodeIdentifier(to *Identifier, d *wire.Decoder) {
	wire.DecodeShared(to, d, (*identifierWire).read)
}

// identifierWire is the JSON representation of an identifier.
type identifierWire struct {
	kind, rawID optional
	model       modelWire
}

// read reads an identifier. Most are users, in one of two forms; the others are
// decoded into w.
func (w *identifierWire) read(d *wire.Decoder) (Identifier, error) {
	var ids [2]string // the raw ID, which is ignored, and the ID
	if d.StringsBetween(ids[:], `{"rawId":`, `,"communicationUser":{"id":`, `}}`) ||
		d.StringsBetween(ids[:], `{"kind":"communicationUser","rawId":`, `,"communicationUser":{"id":`, `}}`) {
		return UserIdentifier{ID: ids[1]}, nil
	}
	*w = identifierWire{}
	w.decode(d)
	return w.identifier()
}

func (w *identifierWire) decode(d *wire.Decoder) {
	o := d.Object()
	for o.More() {
		wire.DecodeOptional(&o, "kind", &w.kind, (*optional).decode)
		wire.DecodeOptional(&o, "rawId", &w.rawID, (*optional).decode)
		wire.DecodeOptional(&o, "communicationUser", &w.model, (*modelWire).decodeUser)
		wire.DecodeOptional(&o, "phoneNumber", &w.model, (*modelWire).decodePhoneNumber)
		wire.DecodeOptional(&o, "microsoftTeamsUser", &w.model, (*modelWire).decodeTeamsUser)
		wire.DecodeOptional(&o, "microsoftTeamsApp", &w.model, (*modelWire).decodeTeamsApp)
		wire.DecodeOptional(&o, "teamsExtensionUser", &w.model, (*modelWire).decodeTeamsExtensionUser)
	}
}

// identifier returns the identifier that w represents.
func (w *identifierWire) identifier() (Identifier, error) {
	id, missing := w.model.identifier, w.model.missing
	if w.model.err != nil {
		return nil, w.model.err
	}
	if id == nil || w.kind.present && w.kind.value != id.kind() {
		id, missing = UnknownIdentifier{ID: w.rawID.value}, ""
	}
	if _, isUser := id.(UserIdentifier); missing == "" && !w.rawID.present && !isUser {
		missing = "rawId"
	}
	if missing != "" {
		return nil, fmt.Errorf("%s identifier: %s is required", id.kind(), missing)
	}
	if id.RawID() == w.rawID.value {
		return id, nil
	}
	return id.withRaw(w.rawID.value), nil
}
