package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/change"
)

// readInput returns the document on standard input. It reads one byte more than the largest
// document has, which is then rejected with its position.
func readInput(cmd *cobra.Command) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(cmd.InOrStdin(), gen.MaxDocument+1))
	if err != nil {
		return nil, fmt.Errorf("standard input cannot be read: %w", err)
	}
	return data, nil
}

// notStandardInput rejects flags with the value "-", as far as the command has them.
func notStandardInput(cmd *cobra.Command, flags ...string) error {
	for _, name := range flags {
		if f := cmd.Flags().Lookup(name); f != nil && f.Value.String() == change.StandardInput {
			return usage("--%s must not be %s: only a document can be read from standard input", name, change.StandardInput)
		}
	}
	return nil
}
