package change

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/change/goapi"
	"github.com/chatgen-go/chatgen/gen/tree"
)

// handWritten compares the hand-written packages of the modules that are released
// together with the generated ones, and returns a report for each that changed. It
// compares revisions, unless a single package is requested, and for a bump the last release
// with the files on disk.
func (r *DiffRequest) handWritten(ctx context.Context, old, next *origin, imports *goapi.Imports) ([]*compare.Report, error) {
	switch {
	case r.released.name != "":
		from, err := tree.Revision(ctx, filepath.Dir(r.Config), r.released.name)
		if err != nil { // nothing is committed yet
			return nil, nil //nolint:nilerr // there is nothing to compare with
		}
		old, next = r.lastRelease(next, from), &origin{name: "the files on disk", tree: tree.Disk{}, packages: next.packages}
	case !old.revision || !next.revision || r.Package != "":
		return nil, nil
	}
	before, after := old.handWrittenPackages(r.Config), next.handWrittenPackages(r.Config)
	names := make([]string, 0, len(before)+len(after))
	for _, sources := range []map[string]goapi.Source{before, after} {
		for name := range sources {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var reports []*compare.Report
	for _, name := range slices.Compact(names) {
		report, err := compareHandWritten(ctx, imports, before[name], after[name])
		if err != nil {
			return nil, fmt.Errorf("%s cannot be compared: %w", name, err)
		}
		if len(report.Changes) > 0 {
			report.Package = name
			report.Old, report.New = old.handWrittenSide(), next.handWrittenSide()
			reports = append(reports, report)
		}
	}
	return reports, nil
}

// lastRelease returns the origin of the last release, in which only hand-written packages
// are read.
func (r *DiffRequest) lastRelease(next *origin, from tree.Tree) *origin {
	packages := slices.Clone(next.packages)
	for i := range packages {
		packages[i].Version = r.released.version
	}
	return &origin{name: r.released.name, tree: from, packages: packages, revision: true}
}

// handWrittenSide describes a side: all modules of a release have the same version.
func (o *origin) handWrittenSide() compare.Side {
	side := compare.Side{Source: o.name}
	if len(o.packages) > 0 {
		side.Version = o.packages[0].Version
	}
	return side
}

// compareHandWritten compares two versions of a package, one of which may be missing.
func compareHandWritten(ctx context.Context, imports *goapi.Imports, before, after goapi.Source) (*compare.Report, error) {
	r := &compare.Report{Missing: []compare.Layer{compare.Document, compare.Wire}}
	switch {
	case before.Import == "":
		r.Changes = []compare.Change{{Layer: compare.API, Subject: "package " + path.Base(after.Import), Message: "added"}}
	case after.Import == "":
		r.Changes = []compare.Change{{Layer: compare.API, Subject: "package " + path.Base(before.Import), Message: "removed", Breaking: true}}
	default:
		changes, err := goapi.Compare(ctx, imports, before, after)
		if err != nil {
			return nil, err
		}
		for _, c := range changes {
			r.Changes = append(r.Changes, compare.Change{
				Layer: compare.API, Breaking: !c.Compatible, Subject: c.Symbol, Message: c.Message, Symbols: []string{c.Symbol}, OldGo: c.Old, NewGo: c.New,
			})
		}
		r.Changes = compare.JoinRenames(r.Changes)
	}
	return r, nil
}

// handWrittenPackages returns the packages of the release's modules that importers can
// use and that are not generated, by the path below the configuration's folder. The
// module of the configuration itself has commands only.
func (o *origin) handWrittenPackages(config string) map[string]goapi.Source {
	root := filepath.Dir(config)
	found := map[string]goapi.Source{}
	for _, m := range o.siblingModules(root) {
		if filepath.Clean(m.folder) == filepath.Clean(root) {
			continue
		}
		o.addHandWritten(found, m, root, m.folder)
	}
	return found
}

// addHandWritten adds the package in a folder of a module, and those below it.
func (o *origin) addHandWritten(found map[string]goapi.Source, m siblingModule, root, folder string) {
	if slices.ContainsFunc(o.packages, func(p gen.Package) bool { return filepath.Clean(p.Out) == filepath.Clean(folder) }) {
		return
	}
	files, err := goFilesIn(o.tree, folder, "")
	if err != nil {
		return // the revision does not have the folder
	}
	name, err := filepath.Rel(root, folder)
	if err == nil && slices.ContainsFunc(files, isPackageFile) && !isCommand(files) {
		below, _ := filepath.Rel(m.folder, folder) // succeeds, because the folder is in the module
		found[filepath.ToSlash(name)] = goapi.Source{Import: path.Join(m.path, filepath.ToSlash(below)), Files: files, SiblingFiles: o.siblingPackages(folder)}
	}
	list, _ := o.tree.ReadDir(folder) // read above
	for _, item := range list {
		if item.IsDir() && !isIgnoredFolder(item.Name()) && item.Name() != "internal" {
			o.addHandWritten(found, m, root, filepath.Join(folder, item.Name()))
		}
	}
}

// isCommand reports whether the files are those of package main.
func isCommand(files []goapi.File) bool {
	return slices.ContainsFunc(files, func(f goapi.File) bool {
		return isPackageFile(f) && strings.Contains("\n"+string(f.Data), "\npackage main\n")
	})
}
