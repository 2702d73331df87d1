package openapi

import (
	"flag"
	"os"
	"testing"

	"github.com/chatgen-go/chatgen/gen/diag"
)

var update = flag.Bool("update", false, "write the golden files of testdata")

// Each document below testdata is read with all files that it refers to and
// compared with a golden file: order, positions, names, and the differences
// between the versions of OpenAPI.
func TestGolden(t *testing.T) {
	for name, file := range map[string]string{
		"Swagger 2.0 over several files": "testdata/swagger/shop.json",
		"OpenAPI 3.0 in YAML":            "testdata/openapi30/zoo.yaml",
		"OpenAPI 3.1 in JSON":            "testdata/openapi31/bank.json",
	} {
		t.Run(name, func(t *testing.T) {
			var errs diag.List
			doc := Read(file, os.ReadFile, &errs)
			if err := errs.Err(); err != nil {
				t.Fatal(err)
			}
			got := dump(doc)
			if *update {
				if err := os.WriteFile(file+".golden", []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file + ".golden")
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}
