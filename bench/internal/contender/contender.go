// Package contender defines what the benchmark compares: ways to read and write
// the JSON of the chat service and to call it. The contenders here need no
// generated client; those of other generators are in the folder _peers.
package contender

import (
	"context"
	"net/http"
	"time"
)

// Contender is one participant of the comparison. A nil function means that it does not
// take part in that row.
type Contender struct {
	Name string

	Messages     Decoder[Page[Message]]
	Participants Decoder[Page[Participant]]
	Message      Decoder[Message]

	// CreateThread and SendMessage encode the requests of [CreateThreadRequest] and [SendMessageRequest].
	CreateThread func() ([]byte, error)
	SendMessage  func() ([]byte, error)

	// Client returns a client that sends its requests through the transport.
	Client func(http.RoundTripper) (*Client, error)
}

// Client is a client for the chat service. Both calls go through all layers except
// the network.
type Client struct {
	Send func(ctx context.Context) (id string, err error)
	List func(ctx context.Context) (Page[Message], error) // fetches one page
	// ListOnly fetches the same page, but converts nothing.
	ListOnly func(ctx context.Context) error
}

// Decoder decodes a body. Decode alone is measured; Values also converts the
// result to the types that are compared.
type Decoder[V any] struct {
	Decode func(body []byte) error
	Values func(body []byte) (V, error)
}

// Page is a page of a list.
type Page[T any] struct {
	Items    []T
	NextLink string
}

// Message contains the values of a message that every contender has to return.
type Message struct {
	ID, Type, SequenceID, Version, Text, SenderDisplayName, SenderID string

	CreatedOn time.Time
	Metadata  map[string]string
}

// Participant contains the values of a participant that every contender has to return.
type Participant struct {
	UserID, DisplayName string
	ShareHistoryTime    time.Time
}

// NewDecoder returns a Decoder for decode, which fills a T, and values, which converts it.
func NewDecoder[T, V any](decode func([]byte, *T) error, values func(*T) V) Decoder[V] {
	return Decoder[V]{
		Decode: func(body []byte) error {
			var to T
			return decode(body, &to)
		},
		Values: func(body []byte) (V, error) {
			var to T
			if err := decode(body, &to); err != nil {
				var none V
				return none, err
			}
			return values(&to), nil
		},
	}
}
