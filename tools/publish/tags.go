package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"golang.org/x/mod/semver"
)

// tags prints the git commands that tag a release, in the order in which the tags
// are pushed. It fails if any file declares another version, or a go.mod or go.sum
// is not tidy.
func tags(ctx context.Context, out io.Writer, root, version string) error {
	if !semver.IsValid(version) || semver.Canonical(version) != version {
		return fmt.Errorf("invalid version %q (for example, v0.2.0)", version)
	}
	modules, err := readWorkspace(root)
	if err != nil {
		return err
	}
	problems := checkModuleVersions(modules, version)
	problems = append(problems, checkConfigVersions(root, version)...)
	problems = append(problems, checkChangelog(root, version), checkCommitted(ctx, root))
	for _, m := range modules {
		problems = append(problems, checkNewTag(ctx, root, m.tag(version)))
	}
	if err := errors.Join(problems...); err != nil {
		return err
	}
	if err := checkTidy(ctx, root); err != nil {
		return err
	}
	var names, commands []string
	for _, m := range modules {
		names = append(names, m.tag(version))
		commands = append(commands, "git tag "+m.tag(version)+"\n")
	}
	_, err = fmt.Fprintf(out, "%sgit push --atomic origin %s\n", strings.Join(commands, ""), strings.Join(names, " "))
	return err
}

// checkModuleVersions returns an error for each version of our modules in go.work
// and the go.mod files that is not the version of the release.
func checkModuleVersions(modules []*workModule, version string) []error {
	var problems []error
	for _, m := range modules {
		if m.Version.Version != version {
			problems = append(problems, fmt.Errorf("go.work: replaces %s, not %s", m.Version, version))
		}
		for _, r := range m.requiredAmong(modules) {
			if r.Version != version {
				problems = append(problems, fmt.Errorf("%s: requires %s, not %s", path.Join(m.dir, "go.mod"), r, version))
			}
		}
	}
	return problems
}

// checkConfigVersions returns an error for each package in chatgen.yaml that has
// another version.
func checkConfigVersions(root, version string) []error {
	data, err := os.ReadFile(filepath.Join(root, "chatgen.yaml"))
	if err != nil {
		return []error{err}
	}
	var problems []error
	found := regexp.MustCompile(`(?m)^[ -]*version:\s*["']?([^\s"'#]+)`).FindAllSubmatch(data, -1)
	for _, match := range found {
		if string(match[1]) != version {
			problems = append(problems, fmt.Errorf("chatgen.yaml: a package has version %s, not %s", match[1], version))
		}
	}
	if len(found) == 0 {
		problems = append(problems, errors.New("chatgen.yaml: no package has a version"))
	}
	return problems
}

// checkChangelog returns an error if CHANGELOG.md has no section for the version.
func checkChangelog(root, version string) error {
	data, err := os.ReadFile(filepath.Join(root, "CHANGELOG.md"))
	if err != nil {
		return err
	}
	if !regexp.MustCompile(`(?m)^## (.* )?` + regexp.QuoteMeta(version) + `( |$)`).Match(data) {
		return fmt.Errorf("CHANGELOG.md: no section for %s", version)
	}
	return nil
}

// checkTidy returns an error for each go.mod or go.sum that is not tidy.
func checkTidy(ctx context.Context, root string) error {
	proxy, err := os.MkdirTemp("", "publish-proxy-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(proxy) //nolint:errcheck // a leftover in the temporary folder does no harm
	return pack(ctx, io.Discard, root, proxy)
}

// checkCommitted returns an error if any file is not committed.
func checkCommitted(ctx context.Context, root string) error {
	out, err := runCommand(ctx, root, nil, "git", "status", "--porcelain")
	if err != nil {
		return err
	}
	if len(out) > 0 {
		return errors.New("the working tree has uncommitted changes")
	}
	return nil
}

// checkNewTag returns an error if the tag already exists.
func checkNewTag(ctx context.Context, root, tag string) error {
	out, err := runCommand(ctx, root, nil, "git", "tag", "--list", tag)
	if err != nil {
		return err
	}
	if len(out) > 0 {
		return fmt.Errorf("the tag %s already exists", tag)
	}
	return nil
}
