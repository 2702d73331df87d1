// Package goapi compares the exported Go API of two versions of a package. It
// type-checks their source and returns the changes that golang.org/x/exp/apidiff
// finds, and parameters that were reordered.
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

// Source is the source code of a generated package.
type Source struct {
	Import string // import path, "github.com/chatgen-go/chatgen/generated/chat"
	// Files are those of the package and of the packages in folders below it,
	// such as fake. Tests and other files are ignored.
	Files []File
	// SiblingFiles returns the files of an imported package at the same revision,
	// or nil to load it with the go command. If it returns the files of a package,
	// it must also return those of packages that import it. It may be nil.
	SiblingFiles func(importPath string) []File
}

// SymbolChange is one difference that importers can see.
type SymbolChange struct {
	// Symbol is the name as for go doc, "ThreadClient.SendMessage". Symbols of a
	// package in a folder are prefixed with the folder,
	// "fake.Server.SendMessage". If the folder is on one side only, Symbol is the
	// folder.
	Symbol     string
	Message    string // "removed", "changed from string to int"
	Compatible bool   // code that uses the old package compiles and behaves the same
	// Old and New describe the symbol on each side. They are zero on a side that does not
	// declare it.
	Old, New Declaration
}

// Compare returns the changes for importers, sorted by symbol. It gets what the
// packages import from imports.
//
// The import paths of the packages may differ. Note that apidiff reports only one
// change per symbol. If it finds several, such as two interfaces that a type no
// longer implements, it prints a note to [os.Stdout].
func Compare(ctx context.Context, imports *Imports, before, after Source) ([]SymbolChange, error) {
	o, n := newSide("old package", before, after.Import), newSide("new package", after, after.Import)
	inParallel(o.parse, n.parse)
	if err := errors.Join(o.err(), n.err()); err != nil {
		return nil, err
	}
	imports.mu.Lock()
	defer imports.mu.Unlock()
	if err := imports.load(ctx, append(o.external, n.external...), append(o.indirect, n.indirect...)); err != nil {
		return nil, err
	}
	o.check(imports)
	n.check(imports)
	if err := errors.Join(o.err(), n.err()); err != nil {
		return nil, err
	}
	return compareSides(o, n), nil
}

// inParallel runs two functions in parallel and waits for both.
func inParallel(f, g func()) {
	var wg sync.WaitGroup
	wg.Go(f)
	g()
	wg.Wait()
}
