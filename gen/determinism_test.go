package gen_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/emit"
	"github.com/chatgen-go/chatgen/gen/override"
	"github.com/chatgen-go/chatgen/gen/tree"
)

const chatOverrides = "../overrides/chat"

// generateChat generates package chat as configured in chatgen.yaml, reading its documents
// with open.
func generateChat(t *testing.T, open func(string) ([]byte, error)) []emit.File {
	t.Helper()
	var errs diag.List
	p := gen.ReadConfig("../chatgen.yaml", &errs)[0]
	overrides := override.Load(p.Overrides, tree.Disk{}, &errs)
	if err := errs.Err(); err != nil {
		t.Fatal(err)
	}
	files, err := run(p.Spec, open, overrides, p)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// A regenerated package must not differ unless its input does: `chatgen check`
// would fail for no reason.
func TestSameBytes(t *testing.T) {
	want := generateChat(t, os.ReadFile)
	for range 19 {
		wantSameFiles(t, generateChat(t, os.ReadFile), want)
	}
}

// The order of keywords in an object has no meaning, so it must not affect the output.
// The order of paths, operations, definitions and properties does.
func TestShuffledKeys(t *testing.T) {
	want := generateChat(t, os.ReadFile)
	for seed := range uint64(10) {
		random := rand.New(rand.NewPCG(seed, 0))
		changed := 0
		got := generateChat(t, func(name string) ([]byte, error) {
			data, err := os.ReadFile(name)
			if err != nil {
				return nil, err
			}
			shuffled := shuffle(t, data, random)
			if !bytes.Equal(shuffled, shuffle(t, data, nil)) {
				changed++
			}
			return shuffled, nil
		})
		if changed != 3 {
			t.Errorf("seed %d: %d documents were shuffled, not the 3 of Chat and Common", seed, changed)
		}
		wantSameFiles(t, got, want)
	}
}

func wantSameFiles(t *testing.T, got, want []emit.File) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("got %d files, want %d", len(got), len(want))
	}
	for i, f := range want {
		if got[i].Name != f.Name || !bytes.Equal(got[i].Data, f.Data) {
			t.Fatalf("%s differs: got %s\n%s\nwant\n%s", f.Name, got[i].Name, got[i].Data, f.Data)
		}
	}
}

// shuffle returns the JSON text with the keywords of its objects in random
// order, or in their own order if random is nil.
func shuffle(t *testing.T, data []byte, random *rand.Rand) []byte {
	t.Helper()
	s := shuffler{dec: json.NewDecoder(bytes.NewReader(data)), random: random}
	s.dec.UseNumber()
	out := s.value(0)
	if s.err != nil {
		t.Fatal(s.err)
	}
	return out
}

type shuffler struct {
	dec    *json.Decoder
	random *rand.Rand
	err    error
}

// value copies a value. Objects up to the level keep their order.
func (s *shuffler) value(keep int) []byte {
	switch token := s.token().(type) {
	case json.Delim:
		if token == '{' {
			return s.object(keep)
		}
		return s.array()
	default:
		text, err := json.Marshal(token)
		s.fail(err)
		return text
	}
}

func (s *shuffler) object(keep int) []byte {
	var members [][]byte
	for s.err == nil && s.dec.More() {
		key, _ := s.token().(string)
		name, err := json.Marshal(key)
		s.fail(err)
		inner := keep - 1
		if keep <= 0 {
			inner = orderedLevels(key)
		}
		members = append(members, append(append(name, ':'), s.value(inner)...))
	}
	s.token()
	if keep <= 0 && s.random != nil {
		s.random.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	}
	return append(append([]byte{'{'}, bytes.Join(members, []byte{','})...), '}')
}

// orderedLevels returns how many levels below a keyword are maps whose order counts. A path
// item also keeps the order of its operations.
func orderedLevels(keyword string) int {
	switch keyword {
	case "paths":
		return 2
	case "definitions", "properties", "responses", "parameters", "headers", "securityDefinitions", "x-ms-examples":
		return 1
	}
	return 0
}

func (s *shuffler) array() []byte {
	var items [][]byte
	for s.err == nil && s.dec.More() {
		items = append(items, s.value(0))
	}
	s.token()
	return append(append([]byte{'['}, bytes.Join(items, []byte{','})...), ']')
}

func (s *shuffler) token() json.Token {
	token, err := s.dec.Token()
	s.fail(err)
	return token
}

func (s *shuffler) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}
