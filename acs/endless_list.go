package acs

import "github.com/chatgen-go/chatgen/acs/wire"

// ErrEndlessList is wrapped by the error of a list that does not end, because of an
// error in the service or in a gateway: one whose next link was already followed, whose
// last 1,000 pages have no new item, or whose pages repeat after more than 1,000.
// Short and empty pages, and items that come again because the list has changed, are
// not errors.
//
// The items that the loop has got until then are complete as far as the service has
// returned them, but there may be more.
var ErrEndlessList = wire.ErrEndlessList
