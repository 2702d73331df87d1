package acs

import (
	"errors"
	"fmt"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// UnmarshalIdentifier reads an identifier of any kind from the service's JSON
// form, which json.Marshal writes for each of them. A null is an error. An
// object with no more than a raw ID is an [UnknownIdentifier]: the raw ID is
// not parsed, as the service knows the kind better.
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

// EncodeIdentifier writes an identifier. Nil fails the encoder, and counts as
// zero for [wire.Optional]. Generated code calls it.
func EncodeIdentifier(id *Identifier, e *wire.Encoder) {
	if wire.IsNil(*id) {
		e.Fail(errors.New("identifier must not be nil"))
		return
	}
	// A pointer is never zero: an identifier with empty fields is sent, and the
	// service says what it thinks of it.
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

// DecodeIdentifier reads an identifier. Its kind is what the service says, else
// what the nested model tells; a kind that is not known, or that comes without
// its model, gives an [UnknownIdentifier]. It is an error if there are two
// models, or if a member is missing that the service always sends. Generated
// code calls it.
func DecodeIdentifier(to *Identifier, d *wire.Decoder) error {
	if d.Null() {
		return nil
	}
	var w identifierWire
	if err := d.Object(func(name []byte) error { return w.decodeMember(string(name), d) }); err != nil {
		return err
	}
	id, err := w.identifier()
	if err != nil {
		return err
	}
	*to = id
	return nil
}

// identifierWire is an identifier as it stands on the wire.
type identifierWire struct {
	kind   optional[string]
	rawID  optional[string]
	models []identifierModel
}

// identifierModel is the nested model of an identifier.
type identifierModel struct {
	id      Identifier // without its raw ID
	missing string     // the first required member that is not there
}

func (w *identifierWire) decodeMember(name string, d *wire.Decoder) error {
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

// decodeModel reads a nested model. Of two with one name the last one counts,
// as for any other member.
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

// identifier returns what the wire form means.
func (w *identifierWire) identifier() (Identifier, error) {
	if len(w.models) > 1 {
		return nil, fmt.Errorf("identifier: want one of %s and %s, got both", w.models[0].id.kind(), w.models[1].id.kind())
	}
	for i := range w.models {
		if !w.kind.ok || w.kind.value == w.models[i].id.kind() {
			return w.models[i].identifier(w.rawID)
		}
	}
	unknown := identifierModel{id: UnknownIdentifier{ID: w.rawID.value}}
	return unknown.identifier(w.rawID)
}

// identifier returns the identifier with its raw ID.
func (m *identifierModel) identifier(rawID optional[string]) (Identifier, error) {
	_, isUser := m.id.(UserIdentifier)
	m.require("rawId", rawID.ok || isUser)
	if m.missing != "" {
		return nil, fmt.Errorf("%s identifier: %s is required", m.id.kind(), m.missing)
	}
	if m.id.RawID() == rawID.value {
		return m.id, nil
	}
	return m.id.withRaw(rawID.value), nil
}

// require keeps the name of the first member that is not there.
func (m *identifierModel) require(name string, ok bool) {
	if !ok && m.missing == "" {
		m.missing = name
	}
}

// optional is the value of a member and whether it was there. A null is not.
type optional[T any] struct {
	value T
	ok    bool
}

func (g *optional[T]) decode(d *wire.Decoder, decode func(*T, *wire.Decoder) error) error {
	if d.Null() {
		return nil
	}
	g.ok = true
	return decode(&g.value, d)
}
