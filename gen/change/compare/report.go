// Package compare finds what a new version of a document, of its overrides or of
// chatgen changes for importers of the generated package. It compares three
// layers: the document, the exported Go API, and the requests and responses on
// the wire.
package compare

import (
	"github.com/chatgen-go/chatgen/gen/change/goapi"
	"github.com/chatgen-go/chatgen/gen/diag"
)

// Layer is the part of a package that a change affects.
type Layer string

// The layers, in the order of a report.
const (
	Document Layer = "document" // the REST document
	API      Layer = "api"      // the exported Go API
	Wire     Layer = "wire"     // the requests and responses of the package
)

// Report is the comparison of two versions of one package.
type Report struct {
	Package   string // Go package name, "chat"
	Old, New  Side
	Changes   []Change // by layer, in the order of the document or of names
	Overrides Overrides
	// OldOutdated is the number of overrides that do not fit the old side.
	OldOutdated int
	// Release is the version to release, if it is decided already. It is "" if the
	// changes decide.
	Release string
	// Missing are the layers that are not compared, and MissingReason is why, unless the
	// package has none: a hand-written one has no document.
	Missing       []Layer
	MissingReason string
	// Unmatched are the suppressions that match no change of any compared package.
	// It is the same in all reports of a comparison.
	Unmatched []Suppression
}

// Side describes one of the two compared versions.
type Side struct {
	Source     string // the file, or the file at a git revision: "v0.1.0:spec/a.json"
	APIVersion string // API version of the document, "2025-03-15"
	Version    string // semantic version of the Go package, "v0.1.0"
}

// Change is one difference on one layer.
type Change struct {
	Layer    Layer
	Breaking bool
	// Subject is the changed element in terms of the layer:
	// "ChatParticipant.metadata", "Participant.Metadata",
	// "POST /chat/threads body topic".
	Subject string
	// Message describes the change: "optional property added", "type changed from
	// string to integer", "renamed from Client.Feed to Client.Stream".
	Message string
	// Renamed is the old name of a renamed symbol of the API, whose new one is Subject.
	Renamed string
	// OldGo and NewGo describe a symbol of the API on each side.
	OldGo, NewGo goapi.Declaration
	// Old and New are the positions of the subject in the document or the lock,
	// or those of the cause for a change of the API. They are zero if that side
	// does not have it.
	Old, New diag.Pos
	// Causes are the keys of the document changes that cause this one. On the
	// document layer only definitions that came or went have causes: the elements that
	// refer to them and came or went, too. A change caused by overrides or chatgen alone has none.
	Causes []string
	// Symbols are the affected exported symbols, as go doc names them:
	// "Participant.Metadata".
	Symbols []string
	// Calls are the methods whose requests or responses the change affects.
	Calls []string
	// Behind are the hand-written types through which alone the package uses the
	// changed element of the document.
	Behind []string
	// IsObject is whether a changed element of the document is an object.
	IsObject bool
	// Overrides are the overrides that affect the changed element.
	Overrides []Override
	// Suppressed is the suppression that excludes the change from the verdict, or
	// nil.
	Suppressed *Suppression
	// Expired is a matching suppression whose last day has passed, or nil.
	Expired *Suppression
}

// Key identifies a change regardless of its position. Suppressions refer to
// changes by key.
func (c *Change) Key() string { return string(c.Layer) + ": " + c.Subject + ": " + c.Message }

// Overrides are the overrides of the new side by status.
type Overrides struct {
	Applied   []Override // affect a changed element
	Mended    []Override // applied after a change: the target has a new name, or only an expectation fails
	Stale     []Override // the target no longer exists or an expectation is no longer met
	Redundant []Override // no longer have an effect
}

// Override is an entry of an overrides file.
type Override struct {
	Pos    diag.Pos
	Target string // the element of the document
	Effect string // the effect, or the reason why there is none
}

// Suppression excludes a change from the verdict until a date.
type Suppression struct {
	Pos    diag.Pos
	Change string // Key of the change
	Why    string
	Until  string // last day on which it applies, "2027-01-31"
}
