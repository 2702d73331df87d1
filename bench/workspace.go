package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/chatgen-go/chatgen/bench/internal/report"
)

// peersModule is the path of the temporary module. It is below our own, so that
// it can import our internal packages.
const peersModule = "github.com/chatgen-go/chatgen/bench/peers"

// document is the document from which the peers are generated, relative to the repository.
const document = "spec/Chat/stable/2025-03-15/communicationserviceschat.json"

// oapiRuntime is the version of the module that oapi-codegen's clients import. Our go.mod
// cannot pin it, because nothing in our module imports it.
const oapiRuntime = "v1.9.0"

// workspace is the temporary module with the generated clients.
type workspace struct {
	repository string
	folder     string
	notes      []string // what could not be done
}

// measure generates the clients, runs the measurement and builds the programs.
func (w *workspace) measure(ctx context.Context, args []string) (*report.Results, error) {
	if err := w.create(ctx); err != nil {
		return nil, err
	}
	if err := w.generate(ctx); err != nil {
		return nil, err
	}
	logf("building")
	binary := filepath.Join(w.folder, "peers.exe")
	if _, err := w.run(ctx, w.folder, "go", "build", "-o", binary, "."); err != nil {
		return nil, err
	}
	logf("measuring")
	output, err := w.run(ctx, w.folder, binary, args...)
	if err != nil {
		return nil, err
	}
	var results report.Results
	if err := json.Unmarshal(output, &results); err != nil {
		return nil, err
	}
	results.Notes = w.notes
	if results.Programs, err = w.buildPrograms(ctx); err != nil {
		return nil, err
	}
	results.Versions, err = w.versions(ctx)
	return &results, err
}

// create writes the module: our go.mod with another name and absolute paths, and
// the sources of the folders _peers and _programs.
func (w *workspace) create(ctx context.Context) error {
	bench := filepath.Join(w.repository, "bench")
	if err := os.CopyFS(w.folder, os.DirFS(filepath.Join(bench, "_peers"))); err != nil {
		return err
	}
	if err := os.CopyFS(filepath.Join(w.folder, "programs"), os.DirFS(filepath.Join(bench, "_programs"))); err != nil {
		return err
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join(bench, name))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(w.folder, name), text, 0o644); err != nil {
			return err
		}
	}
	edit := []string{"mod", "edit", "-module=" + peersModule, "-require=github.com/chatgen-go/chatgen/bench@v0.0.0",
		"-require=github.com/oapi-codegen/runtime@" + oapiRuntime}
	for _, name := range []string{"bench", "acs", "generated"} {
		edit = append(edit, "-replace=github.com/chatgen-go/chatgen/"+name+"="+filepath.Join(w.repository, name))
	}
	_, err := w.run(ctx, w.folder, "go", edit...)
	return err
}

// run runs a command in dir and returns its output. Its error contains the end of
// what the command printed.
func (w *workspace) run(ctx context.Context, dir, name string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, name, args...) //nolint:gosec // the commands are written in this program
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod -buildvcs=false", "AUTOREST_HOME="+filepath.Join(w.folder, "autorest-home"))
	var printed bytes.Buffer
	cmd.Stderr = &printed
	output, err := cmd.Output()
	if err != nil {
		text := strings.TrimSpace(printed.String() + "\n" + string(output))
		return nil, fmt.Errorf("%s %s: %w\n%s", filepath.Base(name), strings.Join(args, " "), err, text[max(0, len(text)-2000):])
	}
	return output, nil
}

// versions returns the versions of Go and of the contenders' modules.
func (w *workspace) versions(ctx context.Context) ([]string, error) {
	output, err := w.run(ctx, w.folder, "go", "list", "-m", "-f", "{{.Path}} {{.Version}}",
		"github.com/ogen-go/ogen", "github.com/oapi-codegen/oapi-codegen/v2", "github.com/go-faster/jx",
		"github.com/go-json-experiment/json", "github.com/Azure/azure-sdk-for-go/sdk/azcore")
	if err != nil {
		return nil, err
	}
	versions := []string{runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH}
	for line := range strings.Lines(string(output)) {
		versions = append(versions, strings.TrimPrefix(strings.TrimSpace(line), "github.com/"))
	}
	if w.hasMicrosoft() {
		versions = append(versions, "@autorest/go "+w.npmVersion("@autorest/go"))
	}
	return versions, nil
}

// logf reports progress.
func logf(format string, args ...any) { fmt.Fprintf(os.Stderr, "bench: "+format+"\n", args...) }
