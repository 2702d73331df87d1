// Command peers measures our client beside those of other generators. The
// command bench writes this package, with the generated clients, into a temporary
// folder and runs it there; it prints the results as JSON.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime/debug"
	"time"

	"github.com/chatgen-go/chatgen/bench/internal/contender"
	"github.com/chatgen-go/chatgen/bench/internal/measure"
	"github.com/chatgen-go/chatgen/bench/internal/suite"
)

func main() {
	var plan measure.Plan
	flag.DurationVar(&plan.Slice, "slice", time.Millisecond, "time for which a contender runs at once")
	flag.IntVar(&plan.Rounds, "rounds", 200, "number of slices of each contender")
	flag.Parse()
	// With the default, collections would be so frequent that slices without one are
	// rare, because the heap is tiny.
	debug.SetGCPercent(800)
	if err := run(plan); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

func run(plan measure.Plan) error {
	contenders := []contender.Contender{contender.Chatgen(), ogen(), oapiCodegen()}
	contenders = append(contenders, microsoft()...)
	contenders = append(contenders, contender.EncodingJSON(), contender.EncodingJSONv2(), contender.JX(), contender.Limit())
	results, err := suite.Run(context.Background(), contenders, plan)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(results)
}

// value returns what p points to, or the zero value.
func value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}
