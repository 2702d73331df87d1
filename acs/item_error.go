package acs

import "github.com/chatgen-go/chatgen/acs/wire"

// ItemError is the error of one item of a list that could not be decoded, such as a
// message without an ID. Iterators yield it in the place of the item and then
// continue, and a page contains the errors of its items beside the others. JSON is
// the item as the service sent it.
type ItemError = wire.ItemError
