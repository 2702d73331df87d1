package gen_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/override"
	"github.com/chatgen-go/chatgen/gen/tree"
)

// corpusBatch is the number of packages of a corpus that are compiled together.
const corpusBatch = 25

// The packages of all documents of a corpus send what their documents state; see
// [TestOracle].
func TestCorpusOracle(t *testing.T) {
	t.Parallel()
	root := *corpus
	if root == "" {
		root = writeCorpus(t)
	}
	var generated []string
	for _, v := range judgeAll(t, root, workers(t.Context(), root, corpusTime)) {
		if v.Outcome == outcomeGenerated {
			generated = append(generated, v.File)
		}
	}
	for files := range slices.Chunk(generated, corpusBatch) {
		var packages []*oraclePackage
		for i, file := range files {
			packages = append(packages, corpusPackage(t, root, file, i))
		}
		sent := sentRequests(t, packages)
		for _, p := range packages {
			for _, problem := range p.problems(sent[p.name]) {
				t.Errorf("%s: %s", p.name, problem)
			}
		}
	}
}

// corpusPackage returns the package of a document in a corpus.
func corpusPackage(t *testing.T, root, file string, number int) *oraclePackage {
	t.Helper()
	p := config()
	p.Import = fmt.Sprintf("%s/p%d/%s", oracleModule, number, p.Name)
	p.Spec, p.Roots = filepath.Join(root, file), []string{root}
	open := gen.OpenDocument(p, tree.Disk{})
	var overrides []override.File
	pkg, err := gen.ModelFrom(p, open, nil)
	if err != nil {
		overrides = []override.File{credentialOverride}
		pkg, err = gen.ModelFrom(p, open, overrides)
	}
	if err != nil {
		t.Fatal(err)
	}
	o := newOraclePackage(t, pkg, p.Spec, open, overrides)
	o.name = file
	return o
}
