package gen_test

import (
	"cmp"
	"fmt"
	"hash/crc32"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/emit"
	"github.com/chatgen-go/chatgen/gen/notcarried"
)

// sampledMutations is the number of mutations that an ordinary run tries.
const sampledMutations = 500

// Whatever a document states is emitted, an error, or listed as not carried: if any of
// its nodes is changed or removed, one of the three changes, and names the operation or
// the type. The test samples the mutations; CHATGEN_SILENCE=1 tries all.
func TestSilence(t *testing.T) {
	t.Parallel()
	type task struct {
		input    *input
		mutation mutation
	}
	var tasks []task
	for _, in := range inputs(t) {
		for _, m := range in.mutations(t) {
			tasks = append(tasks, task{in, m})
		}
	}
	mutations := map[*input][]mutation{}
	for _, task := range sampled(tasks, sampledMutations, func(t task) string { return t.input.name + t.mutation.String() }) {
		mutations[task.input] = append(mutations[task.input], task.mutation)
	}
	for in, list := range mutations {
		t.Run(in.name, func(t *testing.T) {
			t.Parallel()
			for _, m := range list {
				if problem := in.try(m, observe); problem != "" {
					t.Errorf("%s: %s", m, problem)
				}
			}
		})
	}
}

// sampled returns n of all tasks, or all of them with CHATGEN_SILENCE=1. Which ones depends on
// their names, so that a new task replaces few.
func sampled[T any](all []T, n int, name func(T) string) []T {
	if os.Getenv("CHATGEN_SILENCE") != "" {
		return all
	}
	hash := func(t T) uint32 { return crc32.ChecksumIEEE([]byte(name(t))) }
	slices.SortFunc(all, func(x, y T) int { return cmp.Compare(hash(x), hash(y)) })
	return all[:min(n, len(all))]
}

// A generator that drops something in silence fails the test above: here are one that
// does not list error responses, and one that emits the same code for every document.
func TestSilenceIsNoticed(t *testing.T) {
	t.Parallel()
	all := inputs(t)
	chat := all[slices.IndexFunc(all, func(in *input) bool { return in.name == "2025-03-15" })]
	for _, c := range []struct {
		name    string
		pointer string // the end of the pointer of what it drops
		drop    func(*outcome)
	}{
		{"unlisted", "/responses/401", func(seen *outcome) {
			maps.DeleteFunc(seen.parts, func(part string, _ bool) bool { return strings.Contains(part, ": errors ") })
		}},
		{"not emitted", "/definitions/ChatAttachment/properties/name/type", func(seen *outcome) {
			seen.code = func() map[string]bool { return nil }
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			lossy := func(in *input, files map[string][]byte) outcome {
				seen := observe(in, files)
				c.drop(&seen)
				return seen
			}
			in := *chat
			in.baseline = lossy(&in, in.files)
			if !slices.ContainsFunc(chat.mutations(t), func(m mutation) bool {
				return strings.HasSuffix(m.pointer, c.pointer) && in.try(m, lossy) != ""
			}) {
				t.Error("nothing is reported")
			}
		})
	}
}

// outcome is what chatgen makes of a document.
type outcome struct {
	failure string                 // the text of the error, if chatgen refuses the document
	parts   map[string]bool        // that are not carried, each with its subject and kind
	code    func() map[string]bool // the emitted declarations
}

// observer runs chatgen on the files of an input.
type observer func(in *input, files map[string][]byte) outcome

func observe(in *input, files map[string][]byte) outcome {
	doc, pkg, err := gen.LoadFrom(in.config, openFiles(files), in.overrides)
	if err != nil {
		return outcome{failure: err.Error()}
	}
	parts := map[string]bool{}
	for _, p := range notcarried.List(doc, pkg) {
		parts[fmt.Sprintf("%s: %s %s", p.Subject, p.Kind, p.Value)] = true
	}
	return outcome{parts: parts, code: func() map[string]bool {
		emitted, err := emit.Files(pkg)
		if err != nil {
			return map[string]bool{err.Error(): true}
		}
		return declarationsOf(emitted)
	}}
}

// declarationsOf returns the declarations of the Go files, each with the name of its file.
func declarationsOf(files []emit.File) map[string]bool {
	all := map[string]bool{}
	for _, f := range files {
		if path.Ext(f.Name) != ".go" {
			continue
		}
		declaration := ""
		for paragraph := range strings.SplitSeq(string(f.Data), "\n\n") {
			declaration += paragraph + "\n"
			if strings.Count(declaration, "{") == strings.Count(declaration, "}") {
				all[f.Name+"\n"+declaration] = true
				declaration = ""
			}
		}
	}
	return all
}

// try returns what is wrong with the outcome of a mutation, or "".
func (in *input) try(m mutation, observe observer) string {
	files := maps.Clone(in.files)
	files[m.file] = in.mutated(m.file, m)
	got := observe(in, files)
	names := in.namesOf(m)
	if got.failure != "" {
		if mention([]string{got.failure}, names) || in.isAtUser(m, got.failure) {
			return ""
		}
		return fmt.Sprintf("the error is at no place of, and names none of %q:\n%s", names, got.failure)
	}
	parts := difference(in.baseline.parts, got.parts)
	if mention(parts, names) {
		return ""
	}
	code := difference(in.baseline.code(), got.code())
	switch {
	case mention(code, names):
		return ""
	case len(parts)+len(code) == 0:
		return "nothing changes"
	}
	return fmt.Sprintf("what changes names none of %q:\n%s", names, strings.Join(slices.Concat(parts, code), "\n"))
}

// difference returns the texts that only one of two sets contains, sorted.
func difference(a, b map[string]bool) []string {
	var all []string
	for text := range a {
		if !b[text] {
			all = append(all, text)
		}
	}
	for text := range b {
		if !a[text] {
			all = append(all, text)
		}
	}
	slices.Sort(all)
	return all
}

// mention reports whether one of the texts contains one of the names, in any case.
func mention(texts, names []string) bool {
	return slices.ContainsFunc(texts, func(text string) bool {
		text = strings.ToLower(text)
		return slices.ContainsFunc(names, func(name string) bool { return strings.Contains(text, strings.ToLower(name)) })
	})
}
