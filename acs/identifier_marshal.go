package acs

import (
	"fmt"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// marshalIdentifier returns the service's form of an identifier.
func marshalIdentifier(id Identifier) ([]byte, error) {
	return wire.Marshal(func(e *wire.Encoder) { EncodeIdentifier(&id, e) })
}

// unmarshalIdentifier reads an identifier that must be a T. A null leaves *to
// as it is.
func unmarshalIdentifier[T Identifier](to *T, data []byte) error {
	var id Identifier
	if err := wire.Unmarshal(data, &id, DecodeIdentifier); err != nil || id == nil {
		return err
	}
	return assignIdentifier(to, id)
}

// assignIdentifier sets *to to id, which must be a T.
func assignIdentifier[T Identifier](to *T, id Identifier) error {
	v, ok := id.(T)
	if !ok {
		return fmt.Errorf("identifier: want %s, got %s: %q", (*to).kind(), id.kind(), id.RawID())
	}
	*to = v
	return nil
}

// MarshalJSON returns the service's form.
func (id UserIdentifier) MarshalJSON() ([]byte, error) { return marshalIdentifier(id) }

// UnmarshalJSON reads the service's form. Another kind is an error.
func (id *UserIdentifier) UnmarshalJSON(data []byte) error { return unmarshalIdentifier(id, data) }

// MarshalText returns the raw ID.
func (id UserIdentifier) MarshalText() ([]byte, error) { return []byte(id.RawID()), nil }

// UnmarshalText parses a raw ID. Another kind is an error.
func (id *UserIdentifier) UnmarshalText(text []byte) error {
	return assignIdentifier(id, ParseIdentifier(string(text)))
}

// MarshalJSON returns the service's form.
func (id PhoneNumberIdentifier) MarshalJSON() ([]byte, error) { return marshalIdentifier(id) }

// UnmarshalJSON reads the service's form. Another kind is an error.
func (id *PhoneNumberIdentifier) UnmarshalJSON(data []byte) error {
	return unmarshalIdentifier(id, data)
}

// MarshalText returns the raw ID.
func (id PhoneNumberIdentifier) MarshalText() ([]byte, error) { return []byte(id.RawID()), nil }

// UnmarshalText parses a raw ID. Another kind is an error.
func (id *PhoneNumberIdentifier) UnmarshalText(text []byte) error {
	return assignIdentifier(id, ParseIdentifier(string(text)))
}

// MarshalJSON returns the service's form.
func (id TeamsUserIdentifier) MarshalJSON() ([]byte, error) { return marshalIdentifier(id) }

// UnmarshalJSON reads the service's form. Another kind is an error.
func (id *TeamsUserIdentifier) UnmarshalJSON(data []byte) error { return unmarshalIdentifier(id, data) }

// MarshalText returns the raw ID.
func (id TeamsUserIdentifier) MarshalText() ([]byte, error) { return []byte(id.RawID()), nil }

// UnmarshalText parses a raw ID. Another kind is an error.
func (id *TeamsUserIdentifier) UnmarshalText(text []byte) error {
	return assignIdentifier(id, ParseIdentifier(string(text)))
}

// MarshalJSON returns the service's form.
func (id TeamsAppIdentifier) MarshalJSON() ([]byte, error) { return marshalIdentifier(id) }

// UnmarshalJSON reads the service's form. Another kind is an error.
func (id *TeamsAppIdentifier) UnmarshalJSON(data []byte) error { return unmarshalIdentifier(id, data) }

// MarshalText returns the raw ID.
func (id TeamsAppIdentifier) MarshalText() ([]byte, error) { return []byte(id.RawID()), nil }

// UnmarshalText parses a raw ID. Another kind is an error.
func (id *TeamsAppIdentifier) UnmarshalText(text []byte) error {
	return assignIdentifier(id, ParseIdentifier(string(text)))
}

// MarshalJSON returns the service's form.
func (id TeamsExtensionUserIdentifier) MarshalJSON() ([]byte, error) { return marshalIdentifier(id) }

// UnmarshalJSON reads the service's form. Another kind is an error.
func (id *TeamsExtensionUserIdentifier) UnmarshalJSON(data []byte) error {
	return unmarshalIdentifier(id, data)
}

// MarshalText returns the raw ID.
func (id TeamsExtensionUserIdentifier) MarshalText() ([]byte, error) { return []byte(id.RawID()), nil }

// UnmarshalText parses a raw ID. Another kind is an error.
func (id *TeamsExtensionUserIdentifier) UnmarshalText(text []byte) error {
	return assignIdentifier(id, ParseIdentifier(string(text)))
}

// MarshalJSON returns the service's form.
func (id UnknownIdentifier) MarshalJSON() ([]byte, error) { return marshalIdentifier(id) }

// UnmarshalJSON reads the service's form. Another kind is an error.
func (id *UnknownIdentifier) UnmarshalJSON(data []byte) error { return unmarshalIdentifier(id, data) }

// MarshalText returns the raw ID.
func (id UnknownIdentifier) MarshalText() ([]byte, error) { return []byte(id.RawID()), nil }

// UnmarshalText keeps a raw ID of any kind; it does not parse it.
func (id *UnknownIdentifier) UnmarshalText(text []byte) error {
	*id = UnknownIdentifier{ID: string(text)}
	return nil
}
