package report

import (
	"encoding/json"
	"io"

	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/diag"
)

// Comparison is what [JSON] writes. Members may be added to it and to what it
// holds, but none is renamed, removed or given another meaning. Its lists are
// never null.
type Comparison struct {
	Outcome   string        `json:"outcome"` // of the gravest package
	Packages  []Package     `json:"packages"`
	Unmatched []Suppression `json:"unmatchedSuppressions"` // that name no change of any package
}

// Package is the comparison of one package.
type Package struct {
	Name      string    `json:"name"`
	Old       Side      `json:"old"`
	New       Side      `json:"new"`
	Outcome   string    `json:"outcome"`   // none, compatible or breaking
	Breaking  []string  `json:"breaking"`  // layers with a breaking change that is not suppressed
	Raises    string    `json:"raises"`    // patch, minor or major; "" if nothing changed
	Next      string    `json:"next"`      // the version to give, "" if the old side has none
	Changes   []Change  `json:"changes"`   // by layer
	Overrides Overrides `json:"overrides"` // what became of the entries on the new side
	Misfits   int       `json:"misfits"`   // entries that do not fit yet; unless 0, all else here may differ from what is generated in the end
	Changelog string    `json:"changelog"` // section for CHANGELOG.md, "" if nothing changed
}

// Side is one of the two things that are compared.
type Side struct {
	Source     string `json:"source"`
	APIVersion string `json:"apiVersion"` // of the document, "" if it has none
	Version    string `json:"version"`    // of the Go package
}

// Change is one difference on one layer.
type Change struct {
	Key        string       `json:"key"`      // what a suppression names
	Layer      string       `json:"layer"`    // document, api or wire
	Breaking   bool         `json:"breaking"` // suppressed or not
	Subject    string       `json:"subject"`
	What       string       `json:"what"`
	Old        string       `json:"old"`     // position, "file:line:col"; "" if the subject is not there
	New        string       `json:"new"`     // the same on the new side
	Causes     []string     `json:"causes"`  // keys of changes of the document
	Symbols    []string     `json:"symbols"` // Go names
	Calls      []string     `json:"calls"`   // Go methods whose requests or answers are touched
	Overrides  []Override   `json:"overrides"`
	Suppressed *Suppression `json:"suppressed,omitempty"` // the entry that takes the change out of the verdict
	Expired    *Suppression `json:"expired,omitempty"`    // the entry that no longer does
}

// Overrides says what became of entries.
type Overrides struct {
	Stale     []Override `json:"stale"`     // whose target or expectation is gone
	Redundant []Override `json:"redundant"` // that change nothing any more
	Fired     []Override `json:"fired"`     // that shaped something that changed
}

// Override is an entry of an override file.
type Override struct {
	Position string `json:"position"` // "file:line:col"
	Target   string `json:"target"`
	Effect   string `json:"effect"` // what it did, or why it no longer can
}

// Suppression is an entry of a suppressions file.
type Suppression struct {
	Position string `json:"position"` // "file:line:col"
	Change   string `json:"change"`   // key of the change
	Why      string `json:"why"`
	Until    string `json:"until"` // last day that it holds, "2027-01-31"
}

// JSON writes reports as an indented [Comparison].
func JSON(w io.Writer, reports []*compare.Report) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(comparison(reports))
}

func comparison(reports []*compare.Report) Comparison {
	c := Comparison{Packages: []Package{}, Unmatched: []Suppression{}}
	worst := compare.Same
	for _, r := range reports {
		worst = max(worst, r.Verdict().Outcome)
		c.Packages = append(c.Packages, packageOf(r))
	}
	for _, s := range unmatched(reports) {
		c.Unmatched = append(c.Unmatched, *suppression(&s))
	}
	c.Outcome = worst.String()
	return c
}

func packageOf(r *compare.Report) Package {
	v := r.Verdict()
	p := Package{
		Name: r.Package, Old: Side(r.Old), New: Side(r.New), Outcome: v.Outcome.String(), Breaking: []string{},
		Raises: string(v.Raises), Next: v.Next, Changes: []Change{}, Changelog: Changelog(r, ""),
		Overrides: Overrides{Stale: overrides(r.Overrides.Stale), Redundant: overrides(r.Overrides.Redundant), Fired: overrides(r.Overrides.Fired)},
		Misfits:   misfits(r.Overrides),
	}
	for _, l := range v.Breaking {
		p.Breaking = append(p.Breaking, string(l))
	}
	for i := range r.Changes {
		p.Changes = append(p.Changes, changeOf(&r.Changes[i]))
	}
	return p
}

func changeOf(c *compare.Change) Change {
	return Change{
		Key: c.Key(), Layer: string(c.Layer), Breaking: c.Breaking, Subject: c.Subject, What: c.What,
		Old: position(c.Old), New: position(c.New), Causes: texts(c.Causes), Symbols: texts(c.Symbols), Calls: texts(c.Calls),
		Overrides: overrides(c.Overrides), Suppressed: suppression(c.Suppressed), Expired: suppression(c.Expired),
	}
}

func position(p diag.Pos) string {
	if p == (diag.Pos{}) {
		return ""
	}
	return p.String()
}

// texts is a list that is not null.
func texts(list []string) []string { return append([]string{}, list...) }

func overrides(entries []compare.Override) []Override {
	list := []Override{}
	for _, o := range entries {
		list = append(list, Override{Position: position(o.Pos), Target: o.Target, Effect: o.Effect})
	}
	return list
}

func suppression(s *compare.Suppression) *Suppression {
	if s == nil {
		return nil
	}
	return &Suppression{Position: position(s.Pos), Change: s.Change, Why: s.Why, Until: s.Until}
}
