package report

import (
	"encoding/json"
	"io"

	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/diag"
)

// Comparison is the output of [JSON]. Later versions may add properties to it
// and to the types below, but do not rename, remove or redefine any. Lists are
// never null.
type Comparison struct {
	Outcome   string        `json:"outcome"` // the most severe of all packages
	Packages  []Package     `json:"packages"`
	Unmatched []Suppression `json:"unmatchedSuppressions"` // suppressions that match no change of any package
}

// Package is the comparison of one package.
type Package struct {
	Name      string    `json:"name"`
	Old       Side      `json:"old"`
	New       Side      `json:"new"`
	Outcome   string    `json:"outcome"`   // none, compatible or breaking
	Breaking  []string  `json:"breaking"`  // layers with breaking changes that are not suppressed
	Bump      string    `json:"bump"`      // patch, minor or major; "" if nothing changed, or if the API is not compared
	Next      string    `json:"next"`      // the recommended version, "" if the old side has none, or if the API is not compared
	Changes   []Change  `json:"changes"`   // by layer
	Overrides Overrides `json:"overrides"` // the overrides of the new side
	// OutdatedOverrides is the number of stale and redundant overrides. Unless it
	// is 0, the generated package may still differ from this comparison.
	OutdatedOverrides int `json:"outdatedOverrides"`
	// OldOutdatedOverrides is the number of overrides that do not fit the old side.
	OldOutdatedOverrides int `json:"oldOutdatedOverrides"`
	// Missing are the layers that are not compared, and MissingReason is why.
	Missing       []string `json:"missing"`
	MissingReason string   `json:"missingReason"`
	Changelog     string   `json:"changelog"` // section for CHANGELOG.md, "" if nothing changed
}

// Side describes one of the two compared versions.
type Side struct {
	Source     string `json:"source"`
	APIVersion string `json:"apiVersion"` // API version of the document, "" if it has none
	Version    string `json:"version"`    // version of the Go package
}

// Change is one difference on one layer.
type Change struct {
	Key        string       `json:"key"`      // identifies the change in suppressions
	Layer      string       `json:"layer"`    // document, api or wire
	Breaking   bool         `json:"breaking"` // also true if it is suppressed
	Subject    string       `json:"subject"`
	Message    string       `json:"message"`
	Renamed    string       `json:"renamed"` // the old name of a symbol of the API that has a new one, or ""
	Old        string       `json:"old"`     // position in the old version, "file:line:col", or ""
	New        string       `json:"new"`     // position in the new version
	Causes     []string     `json:"causes"`  // keys of the document changes that cause it
	Symbols    []string     `json:"symbols"` // affected Go symbols
	Calls      []string     `json:"calls"`   // Go methods whose requests or responses are affected
	Behind     []string     `json:"behind"`  // hand-written Go types through which alone the package uses the element
	Overrides  []Override   `json:"overrides"`
	Suppressed *Suppression `json:"suppressed,omitempty"` // the suppression that excludes the change from the verdict
	Expired    *Suppression `json:"expired,omitempty"`    // a matching suppression whose last day has passed
}

// Overrides are the overrides of the new side by status.
type Overrides struct {
	Stale     []Override `json:"stale"`     // the target no longer exists or an expectation is no longer met
	Redundant []Override `json:"redundant"` // the override no longer has an effect
	Applied   []Override `json:"applied"`   // the override affects a changed element
	Mended    []Override `json:"mended"`    // the override is applied after a change, which chatgen bump --mend writes
}

// Override is an entry of an overrides file.
type Override struct {
	Position string `json:"position"` // "file:line:col"
	Target   string `json:"target"`
	Effect   string `json:"effect"` // the effect, or the reason why there is none
}

// Suppression is an entry of a suppressions file.
type Suppression struct {
	Position string `json:"position"` // "file:line:col"
	Change   string `json:"change"`   // key of the change
	Why      string `json:"why"`
	Until    string `json:"until"` // last day on which it applies, "2027-01-31"
}

// JSON writes reports as an indented [Comparison].
func JSON(w io.Writer, reports []*compare.Report) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(newComparison(reports))
}

func newComparison(reports []*compare.Report) Comparison {
	c := Comparison{Packages: []Package{}, Unmatched: []Suppression{}}
	worst := compare.Unchanged
	for _, r := range reports {
		worst = max(worst, r.Verdict().Outcome)
		c.Packages = append(c.Packages, newPackage(r))
	}
	for _, s := range unmatched(reports) {
		c.Unmatched = append(c.Unmatched, *newSuppression(&s))
	}
	c.Outcome = worst.String()
	return c
}

func newPackage(r *compare.Report) Package {
	v := r.Verdict()
	p := Package{
		Name: r.Package, Old: Side(r.Old), New: Side(r.New), Outcome: v.Outcome.String(), Breaking: []string{},
		Bump: string(v.Bump), Next: v.Next, Changes: []Change{}, Changelog: Changelog(r, ""),
		Overrides: Overrides{
			Stale: newOverrides(r.Overrides.Stale), Redundant: newOverrides(r.Overrides.Redundant), Applied: newOverrides(r.Overrides.Applied),
			Mended: newOverrides(r.Overrides.Mended),
		},
		OutdatedOverrides: countOutdated(r.Overrides), OldOutdatedOverrides: r.OldOutdated,
		Missing: []string{}, MissingReason: r.MissingReason,
	}
	for _, l := range r.Missing {
		p.Missing = append(p.Missing, string(l))
	}
	for _, l := range v.Breaking {
		p.Breaking = append(p.Breaking, string(l))
	}
	for i := range r.Changes {
		p.Changes = append(p.Changes, newChange(&r.Changes[i]))
	}
	return p
}

func newChange(c *compare.Change) Change {
	return Change{
		Key: c.Key(), Layer: string(c.Layer), Breaking: c.Breaking, Subject: c.Subject, Message: c.Message, Renamed: c.Renamed,
		Old: position(c.Old), New: position(c.New), Causes: nonNil(c.Causes), Symbols: nonNil(c.Symbols), Calls: nonNil(c.Calls),
		Behind: nonNil(c.Behind), Overrides: newOverrides(c.Overrides), Suppressed: newSuppression(c.Suppressed), Expired: newSuppression(c.Expired),
	}
}

func position(p diag.Pos) string {
	if p == (diag.Pos{}) {
		return ""
	}
	return p.String()
}

// nonNil returns a copy of a list that is not nil.
func nonNil(list []string) []string { return append([]string{}, list...) }

func newOverrides(entries []compare.Override) []Override {
	list := []Override{}
	for _, o := range entries {
		list = append(list, Override{Position: position(o.Pos), Target: o.Target, Effect: o.Effect})
	}
	return list
}

func newSuppression(s *compare.Suppression) *Suppression {
	if s == nil {
		return nil
	}
	return &Suppression{Position: position(s.Pos), Change: s.Change, Why: s.Why, Until: s.Until}
}
