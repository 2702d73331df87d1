package change

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/semver"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/contract"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/tree"
)

// findBaseline sets the version to compare with. It is the last release, so that several
// moves before a release make one step and one section, and changes of overrides since then
// count. Without tags, it is the package as it is committed, whose lock does not depend on
// the present overrides: every move counts as a release, unless the changelog shows that
// the first release is still to come.
func (t *bumpTarget) findBaseline(ctx context.Context, changelog string) error {
	t.baseline = t.current.Spec
	lock := filepath.Join(t.current.Out, contract.LockName)
	if t.isCommitted(lock) {
		t.baseline = lock
	}
	module, err := gen.FindModule(t.current.Out, tree.Disk{})
	if err != nil || module.File == "" {
		return err
	}
	prefix, versions, err := tree.Versions(ctx, filepath.Dir(module.File))
	if err != nil {
		return err
	}
	last := t.current.Version
	if !slices.Contains(versions, last) {
		last = latestBefore(last, versions)
	}
	if last == "" {
		t.released = releasedRevision{"HEAD", t.current.Version} // what is committed
		text, _ := os.ReadFile(changelog)                        // whoever edits it reports errors
		t.isFirst = isFirstRelease(string(text))
		return nil
	}
	t.baseline, t.isReleased = prefix+last, true
	t.released = releasedRevision{t.baseline, last}
	if last != t.current.Version {
		t.unreleased = t.current.Version
	}
	return nil
}

// releasedRevision is the git revision of the last release.
type releasedRevision struct{ name, version string }

// isFirstRelease reports whether a changelog has a section of what is not released, and
// none of a release. The sections of moves before the first release begin with the name of
// a package.
func isFirstRelease(changelog string) bool {
	isFirst := false
	for line := range strings.Lines(changelog) {
		title := sectionTitle(line)
		isFirst = isFirst || strings.EqualFold(title, "unreleased")
		if semver.IsValid(title) {
			return false
		}
	}
	return isFirst
}

// isCommitted reports whether a lock is that of the current document. After an
// interrupted run it may already be that of the next one.
func (t *bumpTarget) isCommitted(lock string) bool {
	data, err := os.ReadFile(lock)
	if err != nil || !contract.IsCurrentVersion(data) {
		return false
	}
	var errs diag.List
	c := contract.Decode(lock, data, &errs)
	return c != nil && c.APIVersion == versionOf(t.current.Spec)
}

// latestBefore returns the highest of the versions that are lower than another one, or
// "".
func latestBefore(version string, versions []string) string {
	latest := ""
	for _, v := range versions {
		if semver.IsValid(v) && semver.Compare(v, version) < 0 && semver.Compare(v, latest) > 0 {
			latest = v
		}
	}
	return latest
}

// setNextVersion sets the version of the release in all of its packages and reports.
func (t *bumpTarget) setNextVersion(reports []*compare.Report, others []*bumpTarget) {
	version := t.nextVersion(compare.Release(reports))
	t.next.Version = version
	for _, report := range reports {
		report.New.Version, report.Release = version, version
	}
	for _, other := range others {
		other.next.Version = version
	}
}

// nextVersion returns the version of the release: the recommended one, or the current
// one if that is not released yet and high enough.
func (t *bumpTarget) nextVersion(v compare.Verdict) string {
	if t.isFirst {
		return t.current.Version
	}
	if t.unreleased != "" && semver.Compare(t.unreleased, v.Next) > 0 {
		return t.unreleased
	}
	return v.Next
}
