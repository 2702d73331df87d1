package main

import (
	"context"
	"debug/buildinfo"
	"fmt"
	"os"
	"path/filepath"

	"github.com/chatgen-go/chatgen/bench/internal/report"
)

// program is a folder of _programs, with its name in the table.
type program struct{ folder, name string }

// buildPrograms builds the programs and returns their sizes.
func (w *workspace) buildPrograms(ctx context.Context) ([]report.Program, error) {
	logf("building programs")
	programs := []program{
		{"baseline", report.Baseline},
		{"azcore", report.AzcoreAlone},
		{"ours", report.Ours},
		{"ogen", report.Ogen},
		{"oapi-codegen", "oapi-codegen"},
	}
	if w.hasMicrosoft() {
		programs = append(programs, program{"microsoft", report.Microsoft})
	}
	var sizes []report.Program
	for _, p := range programs {
		binary := filepath.Join(w.folder, p.folder+".exe")
		if _, err := w.run(ctx, w.folder, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", binary, "./programs/"+p.folder); err != nil {
			return nil, err
		}
		info, err := os.Stat(binary)
		if err != nil {
			return nil, err
		}
		build, err := buildinfo.ReadFile(binary)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.folder, err)
		}
		sizes = append(sizes, report.Program{Name: p.name, Bytes: info.Size(), Modules: len(build.Deps)})
	}
	return sizes, nil
}
