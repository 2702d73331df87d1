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
// that [wire.Optional] omits it as a zero value. Generated code calls it.
func EncodeIdentifier(id *Identifier, e *wire.Encoder) {
	if wire.IsNil(*id) {
		e.Fail(errors.New("identifier must not be nil"))
		return
	}
	// A non-nil pointer is never zero, so an identifier with empty fields is
	// sent, and the service validates it.
	wire.EncodePointer(encodeIdentifierObject)(&id, e)
}

func encodeIdentifierObject(id *Identifier, e *wire.Encoder) {
	rawID := (*id).RawID()
	e.BeginObject()
	wire.Required(e, "rawId", &rawID, wire.EncodeString)
	if kind := (*id).kind(); kind != "unknown" {
		e.Name(kind)
		e.BeginObject()
		(*id).encodeModel(e)
		e.EndObject()
	}
	e.EndObject()
}

// DecodeIdentifier reads an identifier. The property "kind" determines its type,
// or if that is missing, the nested object, such as "phoneNumber". If the kind is
// unknown, or its nested object is missing, the result is an [UnknownIdentifier].
// It returns an error if there are two nested objects, or if a required property is
// missing. A null leaves *to unchanged. Generated code calls it.
func DecodeIdentifier(to *Identifier, d *wire.Decoder) error {
	if d.Null() {
		return nil
	}
	var w identifierWire
	if err := d.Object(func(name []byte) error { return w.decodeProperty(string(name), d) }); err != nil {
		return err
	}
	id, err := w.identifier()
	if err != nil {
		return err
	}
	*to = id
	return nil
}

// identifierWire is the JSON representation of an identifier.
type identifierWire struct {
	kind   optional[string]
	rawID  optional[string]
	models []identifierModel
}

// identifierModel is a nested object of the JSON representation, such as
// "phoneNumber".
type identifierModel struct {
	id      Identifier // without a raw ID
	missing string     // the first missing required property, or ""
}

func (w *identifierWire) decodeProperty(name string, d *wire.Decoder) error {
	switch name {
	case "kind":
		return w.kind.decode(d, wire.DecodeString)
	case "rawId":
		return w.rawID.decode(d, wire.DecodeString)
	case "communicationUser":
		return w.decodeModel(d, decodeUserModel)
	case "phoneNumber":
		return w.decodeModel(d, decodePhoneNumberModel)
	case "microsoftTeamsUser":
		return w.decodeModel(d, decodeTeamsUserModel)
	case "microsoftTeamsApp":
		return w.decodeModel(d, decodeTeamsAppModel)
	case "teamsExtensionUser":
		return w.decodeModel(d, decodeTeamsExtensionUserModel)
	default:
		return d.Skip()
	}
}

// decodeModel reads a nested object. If a name is duplicated, the last object is
// used, as for any other property.
func (w *identifierWire) decodeModel(d *wire.Decoder, decode func(*identifierModel, *wire.Decoder) error) error {
	if d.Null() {
		return nil
	}
	var model identifierModel
	if err := decode(&model, d); err != nil {
		return err
	}
	for i := range w.models {
		if w.models[i].id.kind() == model.id.kind() {
			w.models[i] = model
			return nil
		}
	}
	w.models = append(w.models, model)
	return nil
}

// identifier returns the identifier that w represents.
func (w *identifierWire) identifier() (Identifier, error) {
	if len(w.models) > 1 {
		return nil, fmt.Errorf("identifier has both %s and %s; only one is allowed", w.models[0].id.kind(), w.models[1].id.kind())
	}
	for i := range w.models {
		if !w.kind.present || w.kind.value == w.models[i].id.kind() {
			return w.models[i].identifier(w.rawID)
		}
	}
	unknown := identifierModel{id: UnknownIdentifier{ID: w.rawID.value}}
	return unknown.identifier(w.rawID)
}

// identifier returns the identifier with the raw ID, or an error if a required
// property is missing.
func (m *identifierModel) identifier(rawID optional[string]) (Identifier, error) {
	_, isUser := m.id.(UserIdentifier)
	m.require("rawId", rawID.present || isUser)
	if m.missing != "" {
		return nil, fmt.Errorf("%s identifier: %s is required", m.id.kind(), m.missing)
	}
	if m.id.RawID() == rawID.value {
		return m.id, nil
	}
	return m.id.withRaw(rawID.value), nil
}

// require records name as missing if it is not present and no other property is
// missing.
func (m *identifierModel) require(name string, present bool) {
	if !present && m.missing == "" {
		m.missing = name
	}
}

// optional is the value of a property. A null counts as not present.
type optional[T any] struct {
	value   T
	present bool
}

func (o *optional[T]) decode(d *wire.Decoder, decode func(*T, *wire.Decoder) error) error {
	if d.Null() {
		return nil
	}
	o.present = true
	return decode(&o.value, d)
}
