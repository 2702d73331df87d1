package main

import "github.com/chatgen-go/chatgen/bench/internal/contender"

// microsoft returns no contender: the client could not be generated.
func microsoft() []contender.Contender { return nil }
