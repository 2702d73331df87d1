package gen_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/emit"
	"github.com/chatgen-go/chatgen/gen/model"
)

const chatDocument = "communicationserviceschat.json"

// apiVersion is a version of the Chat document, with its number of operations.
type apiVersion struct {
	folder     string
	operations int
}

// apiVersions lists the Chat documents, oldest first.
func apiVersions() []apiVersion {
	return []apiVersion{
		{"preview/2020-11-01-preview3", 16},
		{"stable/2021-03-07", 16},
		{"stable/2021-09-07", 16},
		{"stable/2023-11-07", 16},
		{"stable/2024-03-07", 16},
		{"stable/2025-03-15", 16},
	}
}

func (r apiVersion) version() string { return filepath.Base(r.folder) }

// versionedSymbol is a symbol of the versions from the first to the last, both included. If
// empty, there is no limit.
type versionedSymbol struct {
	symbol      string
	first, last string
}

// isIn reports whether a version has the feature. Versions sort as text.
func (f versionedSymbol) isIn(version string) bool {
	return f.first <= version && (f.last == "" || version <= f.last)
}

// versionedSymbols returns symbols of single versions, and those that all versions have.
func versionedSymbols() []versionedSymbol {
	const preview, stable = "2020-11-01-preview3", "2021-03-07"
	return []versionedSymbol{
		{"func NewClient", "", ""},
		{"func (*Client).CreateThread", "", ""},
		{"func (*Client).Threads", "", ""},
		{"func (*ThreadClient).Messages", "", ""},
		{"func (*ThreadClient).UpdateTopic", "", ""},
		{"func (*ThreadClient).UpdateContent", "", ""},
		{"func (*ThreadClient).AddParticipant", "", ""},
		{"func (CreateThreadResponse).Rejected", "", ""},
		{"func (AddParticipantsResponse).Rejected", "", ""},
		{"type ParticipantError struct", "", ""},
		{"field CreateThreadOptions.RepeatabilityRequestID string", "", ""},
		{"field SendTypingNotificationOptions.Throttle bool", "", ""},
		{"field SendMessageOptions.IdempotencyKey acs.IdempotencyKey", "2021-09-07", ""},
		{"field SendMessageResult.ID MessageID", "", ""},
		{"type ThreadsPage struct", "", ""},

		{"func (*Client).GetThread", "", preview},
		{"func (*ThreadClient).UpdateThread", "", preview},
		{"type ThreadInfo struct", "", preview},
		{"field Thread.ID ThreadID", "", preview},
		{"field Participant.ID string", "", preview},
		{"field Message.SenderID string", "", preview},
		{"field CreateThreadErrors.InvalidParticipants []acs.ErrorDetail", "", preview},

		{"func (*ThreadClient).GetProperties", stable, ""},
		{"func (*ThreadClient).UpdateProperties", stable, ""},
		{"field ThreadItem.ID ThreadID", stable, ""},
		{"field Participant.ID acs.Identifier", stable, ""},
		{"field Message.Sender acs.Identifier", stable, ""},
		{"field CreateThreadResult.InvalidParticipants []acs.ErrorDetail", stable, ""},

		{"field SendTypingNotificationOptions.SenderDisplayName string", "2021-09-07", ""},
		{"field SendMessageOptions.Metadata map[string]string", "2021-09-07", ""},
		{"field Message.Metadata map[string]string", "2021-09-07", ""},
		{"field UpdateMessageOptions.Metadata acs.MapPatch[string]", "2021-09-07", ""},

		{"field MessageContent.Attachments []Attachment", "2023-11-07", ""},
		{"field Attachment.Type AttachmentType", "2023-11-07", ""},
		{"field Attachment.Extension string", "2023-11-07", "2023-11-07"},
		{"const AttachmentTypeFile AttachmentType", "2024-03-07", ""},

		{"field Participant.Metadata map[string]string", "2025-03-15", ""},
		{"field ThreadProperties.Metadata map[string]string", "2025-03-15", ""},
		{"field UpdatePropertiesOptions.RetentionPolicy acs.Patch[RetentionPolicy]", "2025-03-15", ""},
		{"type ThreadCreationDateRetentionPolicy struct", "2025-03-15", ""},
	}
}

// One set of overrides serves every version of the API, so that a maintainer
// can move up from any of them: each document generates without a diagnostic, and the
// package and its fake compile and have the symbols of that version.
func TestVersions(t *testing.T) {
	t.Parallel()
	check := mustChecker(t)
	for _, r := range apiVersions() {
		t.Run(r.version(), func(t *testing.T) {
			t.Parallel()
			checkVersion(t, check, r)
		})
	}
}

func checkVersion(t *testing.T, check *checker, r apiVersion) {
	t.Helper()
	pkg, files := r.emit(t)
	if got := len(operations(pkg)); got != r.operations {
		t.Errorf("got %d operations, want %d", got, r.operations)
	}
	symbols := exportedAPI(check.files(t, files, pkg.Import))
	if !hasSymbol(symbols, `const APIVersion untyped string = "`+r.version()+`"`) {
		t.Errorf("APIVersion is not %s", r.version())
	}
	for _, f := range versionedSymbols() {
		if got, want := hasSymbol(symbols, f.symbol), f.isIn(r.version()); got != want {
			t.Errorf("%s: exists: %t, want %t", f.symbol, got, want)
		}
	}
}

// emit generates the package of the document with the overrides of all versions.
func (r apiVersion) emit(t *testing.T) (*model.Package, []emit.File) {
	t.Helper()
	pkg, err := gen.Model(t.Context(), gen.Package{
		Name:      "chat",
		Spec:      filepath.Join("../spec/Chat", r.folder, chatDocument),
		Overrides: chatOverrides,
		Import:    "github.com/chatgen-go/chatgen/generated/chat",
		Version:   "v0.1.0",
		Roots:     []string{"../spec"},
	})
	if err != nil {
		t.Fatal(err)
	}
	files, err := emit.Files(pkg)
	if err != nil {
		t.Fatal(err)
	}
	return pkg, files
}

func operations(pkg *model.Package) []*model.Operation {
	var all []*model.Operation
	for _, c := range pkg.Clients {
		all = append(all, c.Operations...)
	}
	return all
}

// hasSymbol reports whether one of the lines is the symbol, with or without text after
// its name.
func hasSymbol(lines []string, symbol string) bool {
	return slices.ContainsFunc(lines, func(line string) bool {
		rest, ok := strings.CutPrefix(line, symbol)
		return ok && (rest == "" || rest[0] == '(' || rest[0] == ' ')
	})
}

// A document that is added to the folder or removed from it is noticed.
func TestAllVersionsTested(t *testing.T) {
	files, err := filepath.Glob("../spec/Chat/*/*/" + chatDocument)
	if err != nil {
		t.Fatal(err)
	}
	var tested []string
	for _, r := range apiVersions() {
		tested = append(tested, filepath.Join("../spec/Chat", r.folder, chatDocument))
	}
	for _, file := range files {
		if !slices.Contains(tested, file) {
			t.Errorf("%s is not tested: add it to apiVersions, and read CONTRIBUTING.md, Adding a version of Chat", file)
		}
	}
	for _, file := range tested {
		if !slices.Contains(files, file) {
			t.Errorf("%s is in apiVersions, but there is no such document", file)
		}
	}
}
