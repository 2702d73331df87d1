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

// tags prints the commands that tag a release, in the order in which to push
// the tags. It fails if something does not agree on the version.
func tags(ctx context.Context, out io.Writer, root, version string) error {
	if !semver.IsValid(version) || semver.Canonical(version) != version {
		return fmt.Errorf("invalid version %q (for example, v0.2.0)", version)
	}
	modules, err := workspace(root)
	if err != nil {
		return err
	}
	problems := disagreements(modules, version)
	problems = append(problems, configVersions(root, version)...)
	problems = append(problems, changelogSection(root, version))
	problems = append(problems, unchanged(ctx, root))
	for _, m := range modules {
		problems = append(problems, newTag(ctx, root, m.tag(version)))
	}
	if err := errors.Join(problems...); err != nil {
		return err
	}
	var names []string
	for _, m := range modules {
		fmt.Fprintln(out, "git tag", m.tag(version))
		names = append(names, m.tag(version))
	}
	fmt.Fprintln(out, "git push --atomic origin", strings.Join(names, " "))
	return nil
}

// disagreements reports the versions in go.work and the go.mod files that are
// not the one of the release.
func disagreements(modules []*workModule, version string) []error {
	var problems []error
	for _, m := range modules {
		if m.Version.Version != version {
			problems = append(problems, fmt.Errorf("go.work: replaces %s, not %s", m.Version, version))
		}
		for _, r := range m.requiredOf(modules) {
			if r.Version != version {
				problems = append(problems, fmt.Errorf("%s: requires %s, not %s", path.Join(m.dir, "go.mod"), r, version))
			}
		}
	}
	return problems
}

// configVersions reports the packages of chatgen.yaml that have another version.
func configVersions(root, version string) []error {
	data, err := os.ReadFile(filepath.Join(root, "chatgen.yaml"))
	if err != nil {
		return []error{err}
	}
	var problems []error
	found := regexp.MustCompile(`(?m)^\s+version: (\S+)$`).FindAllSubmatch(data, -1)
	for _, match := range found {
		if string(match[1]) != version {
			problems = append(problems, fmt.Errorf("chatgen.yaml: has a package of version %s, not %s", match[1], version))
		}
	}
	if len(found) == 0 {
		problems = append(problems, errors.New("chatgen.yaml: has no version"))
	}
	return problems
}

// changelogSection reports that CHANGELOG.md has no section for the version.
func changelogSection(root, version string) error {
	data, err := os.ReadFile(filepath.Join(root, "CHANGELOG.md"))
	if err != nil {
		return err
	}
	if !regexp.MustCompile(`(?m)^## .*` + regexp.QuoteMeta(version) + `\b`).Match(data) {
		return fmt.Errorf("CHANGELOG.md: no section for %s", version)
	}
	return nil
}

// unchanged reports files that are not committed.
func unchanged(ctx context.Context, root string) error {
	out, err := command(ctx, root, nil, "git", "status", "--porcelain")
	if err != nil {
		return err
	}
	if len(out) > 0 {
		return errors.New("the working tree has changes that are not committed")
	}
	return nil
}

// newTag reports a tag that exists already.
func newTag(ctx context.Context, root, tag string) error {
	out, err := command(ctx, root, nil, "git", "tag", "--list", tag)
	if err != nil {
		return err
	}
	if len(out) > 0 {
		return fmt.Errorf("the tag %s exists already", tag)
	}
	return nil
}
