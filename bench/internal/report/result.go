// Package report turns the figures of a run into Markdown tables and a plot, and
// checks them against the goals of the project.
package report

import "github.com/chatgen-go/chatgen/bench/internal/measure"

// The names of the contenders that goals refer to.
const (
	Ours        = "ours"
	Ogen        = "ogen"
	Microsoft   = "Microsoft's generator"
	NearLimit   = "near limit"
	AzcoreAlone = "azcore alone"
	HTTPAlone   = "net/http alone"
	Baseline    = "net/http and encoding/json"
)

// The rows that goals refer to.
const (
	RowPage         = "page"
	RowNoMetadata   = "page without metadata"
	RowParticipants = "participants"
	RowMessage      = "message"
	RowCreateThread = "create thread"
	RowSendBody     = "send body"
	RowSendCall     = "send call"
	RowSendOther    = "send call, other round tripper"
	RowListCall     = "list call"
)

// Results are the figures of a run.
type Results struct {
	// Contenders are the names of the contenders in the order of the columns.
	Contenders []string  `json:"contenders"`
	Rows       []Row     `json:"rows"` // of decoding and encoding
	Calls      []Row     `json:"calls"`
	Writings   []Row     `json:"writings"`
	Programs   []Program `json:"programs"`
	// Notes are sentences about what could not be measured.
	Notes []string `json:"notes"`
	// Versions are the versions of the contenders and of Go.
	Versions []string `json:"versions"`
}

// Row is one measured operation.
type Row struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	// BodyBytes is the size of the body that is read or written.
	BodyBytes int `json:"bodyBytes"`
	// Figures has a figure for each contender that can do the operation, by its name.
	Figures map[string]measure.Figure `json:"figures"`
}

// Program is a small program that uses a client.
type Program struct {
	Name    string `json:"name"`
	Bytes   int64  `json:"bytes"`   // of the stripped binary
	Modules int    `json:"modules"` // in the binary, besides its own
}

// row returns the row with the given ID, or nil.
func (r *Results) row(id string) *Row {
	for _, rows := range [][]Row{r.Rows, r.Calls} {
		for i := range rows {
			if rows[i].ID == id {
				return &rows[i]
			}
		}
	}
	return nil
}

// program returns the program with the given name, or nil.
func (r *Results) program(name string) *Program {
	for i := range r.Programs {
		if r.Programs[i].Name == name {
			return &r.Programs[i]
		}
	}
	return nil
}
