// Package goapi is the Go layer of a comparison. It type-checks the texts of
// two generated packages and tells what those who import the old one see when
// they move to the new one, in the words of golang.org/x/exp/apidiff.
package goapi

import (
	"context"
	"errors"
	"sync"
)

// File is a Go file of a package: its slash-separated name below the package's
// folder, and its text.
type File struct {
	Name string
	Data []byte
}

// Source is a generated package as text.
type Source struct {
	Import string // import path, "github.com/chatgen-go/chatgen/generated/chat"
	// Files are those of the package and of the packages in folders below it,
	// such as fake. Tests and files that are not Go are left out of account.
	Files []File
	// Own returns the files of another package as they were beside this one, or
	// nil: then the package is taken as the go command knows it. It is asked
	// for every import, and where it knows a package it must also know those
	// that import it. A nil Own knows none.
	Own func(importPath string) []File
}

// Change is one difference that importers can see.
type Change struct {
	// Symbol is named as go doc takes it, "ThreadClient.SendMessage". One of a
	// folder has that in front, "fake.Server.SendMessage"; a folder that is
	// there on one side only is named alone.
	Symbol     string
	Message    string // "removed", "changed from string to int"
	Compatible bool   // whether what uses the old package still compiles, and means what it meant
}

// Compare returns what changes for importers, sorted by symbol. The go command
// runs in dir, a folder of the module, to find what the packages import.
//
// Both packages are taken for the same one even if their import paths differ.
// Beware that apidiff tells one thing about a symbol: where it finds two, such as
// two interfaces that a type no longer implements, it prints a note to
// [os.Stdout].
func Compare(ctx context.Context, dir string, before, after Source) ([]Change, error) {
	o, n := newSide("old package", before, after.Import), newSide("new package", after, after.Import)
	both(o.parse, n.parse)
	if err := errors.Join(o.err(), n.err()); err != nil {
		return nil, err
	}
	exports, err := list(ctx, dir, append(o.outside, n.outside...))
	if err != nil {
		return nil, err
	}
	both(func() { o.check(exports) }, func() { n.check(exports) })
	if err := errors.Join(o.err(), n.err()); err != nil {
		return nil, err
	}
	return compare(o, n), nil
}

// both does two things at once.
func both(f, g func()) {
	var wg sync.WaitGroup
	wg.Go(f)
	g()
	wg.Wait()
}
