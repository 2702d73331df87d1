// Command publish prepares the modules of this repository for a release. They
// are released together, under one version, as tags on one commit.
//
//	publish tidy          bring the go.mod and go.sum of each module up to date
//	publish pack DIR      pack each module into a file-system module proxy
//	publish tags VERSION  check that all files declare VERSION; print the tags to set
//
// It runs anywhere in the repository. go.work lists the modules and the versions
// at which they require each other.
//
// The go.sum of a module holds the hashes of the modules of this repository
// that it requires, so tidy has to run after each change to one of these.
// Neither tidy nor pack needs a published version: they pack the modules one
// after the other, and each finds the ones before it in the proxy.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
)

// errUsage is returned if the arguments are invalid.
var errUsage = errors.New("usage: publish tidy | pack DIR | tags VERSION")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout, os.Args[1:])
	stop()
	switch {
	case errors.Is(err, errUsage):
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	case err != nil:
		fmt.Fprintln(os.Stderr, "publish:", err)
		os.Exit(1)
	}
}

// run executes a command in the repository that holds the working folder.
func run(ctx context.Context, out io.Writer, args []string) error {
	root, err := repositoryRoot(ctx)
	if err != nil {
		return err
	}
	switch {
	case len(args) == 1 && args[0] == "tidy":
		return tidy(ctx, out, root)
	case len(args) == 2 && args[0] == "pack":
		return pack(ctx, out, root, args[1])
	case len(args) == 2 && args[0] == "tags":
		return tags(ctx, out, root, args[1])
	}
	return errUsage
}
