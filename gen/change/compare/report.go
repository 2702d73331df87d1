// Package compare tells what a new version of a document, of overrides or of
// chatgen changes for those who import the generated package. It compares on
// three layers: what the document says, what the Go package exports, and what
// goes over the wire.
package compare

import "github.com/chatgen-go/chatgen/gen/diag"

// Layer is where a change shows.
type Layer string

// The layers, in the order in which a report has them.
const (
	Document Layer = "document" // what the document says
	API      Layer = "api"      // what the Go package exports
	Wire     Layer = "wire"     // what the package sends and reads
)

// Report is the comparison of one package on two sides.
type Report struct {
	Package   string // Go package name, "chat"
	Old, New  Side
	Changes   []Change // by layer, in the order of the document or of names
	Overrides Overrides
	// Unmatched are the suppressions that name no change of any package that was
	// compared with this one. All reports of a comparison have the same.
	Unmatched []Suppression
}

// Side is one of the two things that are compared.
type Side struct {
	Source     string // the file, or the file at a git revision: "v0.1.0:spec/a.json"
	APIVersion string // of the document, "2025-03-15"
	Version    string // semantic version of the Go package, "v0.1.0"
}

// Change is one difference on one layer.
type Change struct {
	Layer    Layer
	Breaking bool
	// Subject names what changed as its layer does: "ChatParticipant.metadata",
	// "Participant.Metadata", "POST /chat/threads body topic".
	Subject string
	// What says how it changed: "optional property added", "type changed from
	// string to integer".
	What string
	// Old and New are where the subject stands in the document or the lock, or
	// for the API where its cause stands. A zero position means that it is not
	// there on that side.
	Old, New diag.Pos
	// Causes are the document's changes that this one follows from, each the
	// Key of one. Of the document itself only a new definition has some: what is
	// new and refers to it. A change has none that follows from overrides or from
	// chatgen alone.
	Causes []string
	// Symbols are the exported symbols that the change touches, as go doc names
	// them: "Participant.Metadata".
	Symbols []string
	// Calls are the methods whose requests or answers the change touches.
	Calls []string
	// Overrides are the entries that shape what changed.
	Overrides []Override
	// Suppressed is the entry that takes the change out of the verdict, or nil.
	Suppressed *Suppression
	// Expired is the entry that would suppress the change if its last day were
	// not over, or nil.
	Expired *Suppression
}

// Key names a change on one line, apart from where it stands. It is what a
// suppression names.
func (c *Change) Key() string { return string(c.Layer) + ": " + c.Subject + ": " + c.What }

// Overrides says what became of the entries on the new side.
type Overrides struct {
	Fired     []Override // that shaped something that changed
	Stale     []Override // whose target or expectation is gone: a human has to look
	Redundant []Override // that change nothing any more
}

// Override is an entry of an override file.
type Override struct {
	Pos    diag.Pos
	Target string // what it names in the document
	Effect string // what it did, or why it no longer can
}

// Suppression takes a change out of the verdict until a day.
type Suppression struct {
	Pos    diag.Pos
	Change string // Key of the change
	Why    string
	Until  string // last day on which it holds, "2027-01-31"
}
