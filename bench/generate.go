package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
)

// ogenConfig leaves out the server, which has no part in the comparison. Everything else
// is ogen's default.
const ogenConfig = `generator:
  features:
    disable: [paths/server, webhooks/client, webhooks/server]
`

// generate makes the clients of the peers.
func (w *workspace) generate(ctx context.Context) error {
	logf("generating clients in %s", w.folder)
	spec, err := convertSpec(filepath.Join(w.repository, document))
	if err != nil {
		return err
	}
	for name, text := range map[string]string{"chat.json": string(spec), "ogen.yml": ogenConfig} {
		if err := os.WriteFile(filepath.Join(w.folder, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	// The tools are run in our own module, which pins them.
	bench := filepath.Join(w.repository, "bench")
	inFolder := func(name string) string { return filepath.Join(w.folder, name) }
	if _, err := w.run(ctx, bench, "go", "tool", "ogen", "-config", inFolder("ogen.yml"), "-package", "ogenchat",
		"-target", inFolder("ogenchat"), inFolder("chat.json")); err != nil {
		return err
	}
	if err := os.MkdirAll(inFolder("oapichat"), 0o755); err != nil {
		return err
	}
	if _, err := w.run(ctx, bench, "go", "tool", "oapi-codegen", "-generate", "types,client", "-package", "oapichat",
		"-o", inFolder("oapichat/chat.go"), inFolder("chat.json")); err != nil {
		return err
	}
	return w.generateMicrosoft(ctx)
}

// generateMicrosoft makes the client of Microsoft's generator. If that fails, for
// example without Node.js, it leaves the client out and notes why.
func (w *workspace) generateMicrosoft(ctx context.Context) error {
	err := w.runAutorest(ctx)
	if err == nil {
		return os.Remove(filepath.Join(w.folder, "microsoft_absent.go"))
	}
	w.notes = append(w.notes, "Microsoft's generator was left out: "+err.Error())
	for _, name := range []string{"microsoft.go", "mschat", "programs/microsoft"} {
		if err := os.RemoveAll(filepath.Join(w.folder, name)); err != nil {
			return err
		}
	}
	return nil
}

// hasMicrosoft reports whether the client of Microsoft's generator is there.
func (w *workspace) hasMicrosoft() bool {
	_, err := os.Stat(filepath.Join(w.folder, "microsoft.go"))
	return err == nil
}

func (w *workspace) runAutorest(ctx context.Context) error {
	folder := filepath.Join(w.folder, "autorest")
	if err := os.CopyFS(folder, os.DirFS(filepath.Join(w.repository, "bench", "autorest"))); err != nil {
		return err
	}
	if _, err := w.run(ctx, folder, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"); err != nil {
		return err
	}
	packages := filepath.Join(folder, "node_modules", "@autorest")
	// The generated go.mod is not used, so the module's path has no effect.
	_, err := w.run(ctx, folder, "node", filepath.Join(packages, "core", "entrypoints", "app.js"),
		"--use="+filepath.Join(packages, "modelerfour"), "--use="+filepath.Join(packages, "go"), "--go",
		"--input-file="+filepath.Join(w.repository, document), "--output-folder="+filepath.Join(w.folder, "mschat"),
		"--module="+peersModule+"/mschat", "--module-version=0.1.0", "--azure-arm=false", "--security=Anonymous", "--inject-spans=true")
	if err != nil {
		return err
	}
	return os.Remove(filepath.Join(w.folder, "mschat", "go.mod"))
}

// npmVersion returns the version of an npm package that was installed.
func (w *workspace) npmVersion(name string) string {
	var manifest struct {
		Version string `json:"version"`
	}
	text, err := os.ReadFile(filepath.Join(w.folder, "autorest", "node_modules", filepath.FromSlash(name), "package.json"))
	if err != nil || json.Unmarshal(text, &manifest) != nil {
		return "(unknown version)"
	}
	return manifest.Version
}
