// Command walltime runs a command repeatedly and prints the minimum, median and
// maximum wall-clock time of the process.
//
//	walltime -n 20 chatgen generate --out DIR
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"time"
)

func main() {
	n := flag.Int("n", 20, "number of `runs` to time, after one that is not counted")
	flag.Parse()
	if *n < 1 || flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: walltime [-n runs] command [argument ...]")
		os.Exit(2)
	}
	if err := walltime(os.Stdout, *n, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "walltime:", err)
		os.Exit(1)
	}
}

// walltime times n runs of argv and writes a summary to w. An additional first
// run is not counted: it brings the binary and its input into the page cache. If
// a run fails, walltime returns an error that contains the command's output.
func walltime(w io.Writer, n int, argv []string) error {
	times := make([]time.Duration, 0, n+1)
	for range n + 1 {
		start := time.Now()
		cmd := exec.CommandContext(context.Background(), argv[0], argv[1:]...) //nolint:gosec // running the given command is its purpose
		out, err := cmd.CombinedOutput()
		if err != nil {
			return fmt.Errorf("%s: %w\n%s", argv[0], err, out)
		}
		times = append(times, time.Since(start))
	}
	_, err := fmt.Fprintln(w, summary(times[1:]))
	return err
}

// summary sorts times, which must not be empty, and returns a line with the
// minimum, median and maximum.
func summary(times []time.Duration) string {
	slices.Sort(times)
	low, high := times[(len(times)-1)/2], times[len(times)/2]
	ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	return fmt.Sprintf("%d runs: min %.1f ms, median %.1f ms, max %.1f ms",
		len(times), ms(times[0]), ms((low+high)/2), ms(times[len(times)-1]))
}
