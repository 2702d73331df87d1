package gen

import (
	"fmt"
	"go/token"
	"go/types"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/strict"
	"github.com/chatgen-go/chatgen/gen/tree"
)

// check reports invalid values, and whether all are valid. It sets an import
// path that the entry leaves out.
func (e *ConfigEntry) check(dir string, from tree.Tree, errs *diag.List) bool {
	found := errs.Len()
	if !ValidPackageName(e.Name.Value) {
		errs.Add(e.Name.Pos, e.Name.Value, "not a valid package name", PackageNameRule)
	}
	if !semanticVersion(e.Version.Value) {
		errs.Add(e.Version.Pos, e.Version.Value, "not a semantic version", "write it as v1.2.3 or v1.2.3-beta.1")
	}
	if strings.Contains(e.Spec.Value, "://") {
		errs.Add(e.Spec.Pos, e.Spec.Value, "documents are not downloaded", "save it, and name its file")
	}
	switch {
	case !filepath.IsLocal(filepath.FromSlash(e.Out.Value)):
		errs.Add(e.Out.Pos, e.Out.Value, "not inside the folder of the configuration", "name a folder below it; only --out may be outside")
	case e.Import.IsSet() && module.CheckImportPath(e.Import.Value) != nil:
		errs.Add(e.Import.Pos, e.Import.Value, "not a valid import path", "write the module's path and the folder in it, as in example.com/module/chat")
	default:
		e.checkImport(dir, from, errs)
	}
	return errs.Len() == found
}

// PackageNameRule describes the valid package names, for error messages.
const PackageNameRule = "use lower-case letters and digits, beginning with a letter; " +
	"main, init and Go's keywords and predeclared identifiers are reserved"

// ValidPackageName reports whether chatgen can generate a package of that name.
func ValidPackageName(s string) bool {
	predeclared := types.Universe.Lookup(s) != nil // such as any, which generated code uses
	return regexp.MustCompile(`^[a-z][a-z0-9]*$`).MatchString(s) && token.IsIdentifier(s) && !predeclared && s != "main" && s != "init"
}

// semanticVersion reports whether s is a full version as Go writes it, without
// build metadata.
func semanticVersion(s string) bool {
	return semver.IsValid(s) && semver.Canonical(s) == s
}

// checkUnique reports values that two packages have in common.
func checkUnique(entries []*ConfigEntry, errs *diag.List) {
	first := map[[2]string]int{}
	claim := func(key, value string, t strict.Text) {
		claimed := [2]string{key, value}
		if line, taken := first[claimed]; taken {
			errs.Add(t.Pos, t.Value, "another package has the same "+key, lineHint(line))
			return
		}
		first[claimed] = t.Pos.Line
	}
	for _, e := range entries {
		claim("name", e.Name.Value, e.Name)
		claim("out", path.Clean(e.Out.Value), e.Out)
		if e.Import.IsSet() {
			claim("import", e.Import.Value, e.Import)
		}
	}
}

func lineHint(line int) string { return fmt.Sprintf("it is on line %d", line) }

// checkFolders reports packages that would be written into each other, or into
// a folder of overrides. Names that differ only in case count as the same,
// because on some file systems they are.
func checkFolders(dir string, entries []*ConfigEntry, errs *diag.List) {
	for i, e := range entries {
		out := absolutePath(e.PackageIn(dir).Out)
		for _, earlier := range entries[:i] {
			if message := describeOverlap(out, absolutePath(earlier.PackageIn(dir).Out)); message != "" {
				errs.Add(e.Out.Pos, e.Out.Value, message+" the out of another package", lineHint(earlier.Out.Pos.Line))
			}
		}
		for _, other := range entries {
			if other.Overrides.IsSet() && isWithin(out, absolutePath(other.PackageIn(dir).Overrides)) {
				errs.Add(e.Out.Pos, e.Out.Value, "is in a folder of overrides", "that folder is on line "+strconv.Itoa(other.Overrides.Pos.Line))
			}
		}
	}
}

// describeOverlap returns how a folder overlaps with another one, or "". Two that are
// the same are reported by checkUnique.
func describeOverlap(folder, other string) string {
	switch {
	case folder == other:
		return ""
	case strings.EqualFold(folder, other):
		return "differs only in case from"
	case isWithin(folder, other):
		return "is inside"
	case isWithin(other, folder):
		return "contains"
	}
	return ""
}

// isWithin reports whether a folder is another one or inside it.
func isWithin(folder, other string) bool {
	rel, err := filepath.Rel(strings.ToLower(other), strings.ToLower(folder))
	return err == nil && filepath.IsLocal(rel)
}
