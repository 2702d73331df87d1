// Command bench measures our client beside those that other generators make from
// the same document. It generates these at run time, in a temporary folder, so it
// needs a network for the module proxy and, for Microsoft's generator, Node.js
// and npm. It prints Markdown tables; with -update it also writes them into
// docs/performance.md, and a plot into docs/performance.svg.
//
// Run it in its own folder:
//
//	GOWORK=off go run . -update
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/chatgen-go/chatgen/bench/internal/report"
)

// The files that -update writes, relative to the repository.
const (
	pageFile = "docs/performance.md"
	plotFile = "docs/performance.svg"
)

func main() {
	update := flag.Bool("update", false, "write the tables and the plot into docs")
	rounds := flag.Int("rounds", 200, "number of slices of each contender")
	slice := flag.Duration("slice", time.Millisecond, "time for which a contender runs at once")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	args := []string{fmt.Sprintf("-rounds=%d", *rounds), "-slice=" + slice.String()}
	if err := run(ctx, args, *update); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1) //nolint:gocritic // stop only restores the signal's default
	}
}

// run measures everything and prints the tables.
func run(ctx context.Context, args []string, update bool) error {
	repository, err := filepath.Abs("..")
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "bench-peers-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // it is a temporary folder
	w := &workspace{repository: repository, folder: folder}
	results, err := w.measure(ctx, args)
	if err != nil {
		return err
	}
	var tables bytes.Buffer
	if err := report.WriteTables(&tables, results); err != nil {
		return err
	}
	if _, err := os.Stdout.Write(tables.Bytes()); err != nil {
		return err
	}
	if !update {
		return nil
	}
	return writeDocs(repository, tables.String(), results)
}

// writeDocs replaces the tables of the page, and the plot.
func writeDocs(repository, tables string, results *report.Results) error {
	name := filepath.Join(repository, pageFile)
	page, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	text, err := report.Replace(string(page), "\n"+tables+"\n")
	if err != nil {
		return fmt.Errorf("%s: %w", pageFile, err)
	}
	var plot bytes.Buffer
	if err := report.WritePlot(&plot, results); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(repository, plotFile), plot.Bytes(), 0o644); err != nil {
		return err
	}
	return os.WriteFile(name, []byte(text), 0o644)
}
