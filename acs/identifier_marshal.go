package acs

import (
	"fmt"
	"reflect"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// marshalIdentifier returns an identifier in the service's JSON format.
func marshalIdentifier(id Identifier) ([]byte, error) {
	return wire.Marshal(func(e *wire.Encoder) { EncodeIdentifier(&id, e) })
}

// unmarshalIdentifier decodes an identifier into what to points to. It returns an error if
// the identifier has another type. A null leaves it unchanged.
func unmarshalIdentifier(to Identifier, data []byte) error {
	var id Identifier
	if err := wire.Unmarshal(data, &id, DecodeIdentifier); err != nil || id == nil {
		return err
	}
	return assignIdentifier(to, id)
}

// assignIdentifier stores id in what to points to. It returns an error if id has another
// type.
func assignIdentifier(to, id Identifier) error {
	target, value := reflect.ValueOf(to).Elem(), reflect.ValueOf(id)
	if target.Type() != value.Type() {
		return kindError(to.kind(), id)
	}
	target.Set(value)
	return nil
}

// kindError returns the error for an identifier that does not have the wanted kind.
func kindError(want string, id Identifier) error {
	return fmt.Errorf("identifier: want %s, got %s: %s", want, id.kind(), wire.Quote(id.RawID()))
}

// MarshalJSON returns the identifier in the service's JSON format.
func (id UserIdentifier) MarshalJSON() ([]byte, error) { return marshalIdentifier(id) }

// UnmarshalJSON decodes the service's JSON format. It returns an error if the
// identifier has another type.
func (id *UserIdentifier) UnmarshalJSON(data []byte) error { return unmarshalIdentifier(id, data) }

// MarshalText returns the raw ID.
func (id UserIdentifier) MarshalText() ([]byte, error) { return []byte(id.RawID()), nil }

// UnmarshalText parses a raw ID. It returns an error if the identifier has
// another type.
func (id *UserIdentifier) UnmarshalText(text []byte) error {
	return assignIdentifier(id, ParseIdentifier(string(text)))
}

// MarshalJSON returns the identifier in the service's JSON format.
func (id PhoneNumberIdentifier) MarshalJSON() ([]byte, error) { return marshalIdentifier(id) }

// UnmarshalJSON decodes the service's JSON format. It returns an error if the
// identifier has another type.
func (id *PhoneNumberIdentifier) UnmarshalJSON(data []byte) error {
	return unmarshalIdentifier(id, data)
}

// MarshalText returns the raw ID.
func (id PhoneNumberIdentifier) MarshalText() ([]byte, error) { return []byte(id.RawID()), nil }

// UnmarshalText parses a raw ID. It returns an error if the identifier has
// another type.
func (id *PhoneNumberIdentifier) UnmarshalText(text []byte) error {
	return assignIdentifier(id, ParseIdentifier(string(text)))
}

// MarshalJSON returns the identifier in the service's JSON format.
func (id TeamsUserIdentifier) MarshalJSON() ([]byte, error) { return marshalIdentifier(id) }

// UnmarshalJSON decodes the service's JSON format. It returns an error if the
// identifier has another type.
func (id *TeamsUserIdentifier) UnmarshalJSON(data []byte) error { return unmarshalIdentifier(id, data) }

// MarshalText returns the raw ID.
func (id TeamsUserIdentifier) MarshalText() ([]byte, error) { return []byte(id.RawID()), nil }

// UnmarshalText parses a raw ID. It returns an error if the identifier has
// another type.
func (id *TeamsUserIdentifier) UnmarshalText(text []byte) error {
	return assignIdentifier(id, ParseIdentifier(string(text)))
}

// MarshalJSON returns the identifier in the service's JSON format.
func (id TeamsAppIdentifier) MarshalJSON() ([]byte, error) { return marshalIdentifier(id) }

// UnmarshalJSON decodes the service's JSON format. It returns an error if the
// identifier has another type.
func (id *TeamsAppIdentifier) UnmarshalJSON(data []byte) error { return unmarshalIdentifier(id, data) }

// MarshalText returns the raw ID.
func (id TeamsAppIdentifier) MarshalText() ([]byte, error) { return []byte(id.RawID()), nil }

// UnmarshalText parses a raw ID. It returns an error if the identifier has
// another type.
func (id *TeamsAppIdentifier) UnmarshalText(text []byte) error {
	return assignIdentifier(id, ParseIdentifier(string(text)))
}

// MarshalJSON returns the identifier in the service's JSON format.
func (id TeamsExtensionUserIdentifier) MarshalJSON() ([]byte, error) { return marshalIdentifier(id) }

// UnmarshalJSON decodes the service's JSON format. It returns an error if the
// identifier has another type.
func (id *TeamsExtensionUserIdentifier) UnmarshalJSON(data []byte) error {
	return unmarshalIdentifier(id, data)
}

// MarshalText returns the raw ID.
func (id TeamsExtensionUserIdentifier) MarshalText() ([]byte, error) { return []byte(id.RawID()), nil }

// UnmarshalText parses a raw ID. It returns an error if the identifier has
// another type.
func (id *TeamsExtensionUserIdentifier) UnmarshalText(text []byte) error {
	return assignIdentifier(id, ParseIdentifier(string(text)))
}

// MarshalJSON returns the identifier in the service's JSON format.
func (id UnknownIdentifier) MarshalJSON() ([]byte, error) { return marshalIdentifier(id) }

// UnmarshalJSON decodes the service's JSON format. It returns an error if the
// identifier has another type.
func (id *UnknownIdentifier) UnmarshalJSON(data []byte) error { return unmarshalIdentifier(id, data) }

// MarshalText returns the raw ID.
func (id UnknownIdentifier) MarshalText() ([]byte, error) { return []byte(id.RawID()), nil }

// UnmarshalText stores the raw ID without parsing it. It never fails.
func (id *UnknownIdentifier) UnmarshalText(text []byte) error {
	*id = UnknownIdentifier{ID: string(text)}
	return nil
}
