package gen_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/override"
	"github.com/chatgen-go/chatgen/gen/tree"
)

// corpusBatch is the number of packages of a corpus that are compiled together.
const corpusBatch = 25

// askOracle compares the generated packages with their documents, as [TestOracle] does, and
// changes the verdicts on those that differ.
func askOracle(t *testing.T, root string, verdicts []verdict) {
	t.Helper()
	var generated []*verdict
	for i := range verdicts {
		if verdicts[i].Outcome == outcomeGenerated {
			generated = append(generated, &verdicts[i])
		}
	}
	for batch := range slices.Chunk(generated, corpusBatch) {
		var packages []*oraclePackage
		for i, v := range batch {
			packages = append(packages, corpusPackage(t, root, v.File, i))
		}
		observed := callPackages(t, packages)
		for i, p := range packages {
			if problems := p.problems(observed[p.name]); len(problems) > 0 {
				batch[i].Outcome, batch[i].Text = outcomeDiffers, strings.Join(problems, "\n")
			}
		}
	}
}

// corpusPackage returns the package of a document in a corpus. number is part of its import
// path.
func corpusPackage(t *testing.T, root, file string, number int) *oraclePackage {
	t.Helper()
	p := config()
	p.Import = fmt.Sprintf("%s/p%d/%s", oracleModule, number, p.Name)
	p.Spec, p.Roots = filepath.Join(root, file), []string{root}
	open := gen.OpenDocument(p, tree.Disk{})
	var overrides []override.File
	pkg, err := gen.ModelFrom(p, open, nil)
	if err != nil { // it needs a credential
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
