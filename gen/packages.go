package gen

import (
	"context"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/output"
)

// Write generates the packages and writes each to its folder, in order.
// It writes nothing unless all of them can be generated. It returns the files that
// were added, replaced or removed, for each package that was written. If writing a
// package fails, those before it stay written.
func Write(ctx context.Context, packages []Package) ([][]string, error) {
	files, err := forEach(ctx, packages, Generate)
	if err != nil {
		return nil, err
	}
	var changed [][]string
	for i, p := range packages {
		names, err := output.Write(p.Out, files[i])
		if err != nil {
			return changed, err
		}
		changed = append(changed, names)
	}
	return changed, nil
}

// Check generates the packages and compares them with their folders. It
// returns a unified diff that would bring the folders up to date.
func Check(ctx context.Context, packages []Package) (string, error) {
	diffs, err := forEach(ctx, packages, func(ctx context.Context, p Package) (string, error) {
		files, err := Generate(ctx, p)
		if err != nil {
			return "", err
		}
		return output.Compare(p.Out, files)
	})
	return strings.Join(diffs, ""), err
}

// DiffersInLineEndsOnly reports whether all lines that a diff of [Check] removes are added
// again with LF instead of CR LF.
func DiffersInLineEndsOnly(diff string) bool {
	var removed, added []string
	for line := range strings.Lines(diff) {
		switch {
		case strings.HasPrefix(line, "--- "), strings.HasPrefix(line, "+++ "):
		case strings.HasPrefix(line, "-"):
			removed = append(removed, strings.TrimRight(line[1:], "\r\n"))
		case strings.HasPrefix(line, "+"):
			added = append(added, strings.TrimRight(line[1:], "\r\n"))
		}
	}
	return slices.Equal(removed, added)
}

// Models returns the model of each package.
func Models(ctx context.Context, packages []Package) ([]*model.Package, error) {
	return forEach(ctx, packages, Model)
}

// forEach calls do for every package, and returns the results if all calls succeed.
// Otherwise the error contains the problems of all packages.
func forEach[T any](ctx context.Context, packages []Package, do func(context.Context, Package) (T, error)) ([]T, error) {
	var results []T
	var errs []error
	for _, p := range packages {
		result, err := do(ctx, p)
		results = append(results, result)
		errs = append(errs, err)
	}
	if err := diag.Merge(errs); err != nil {
		return nil, err
	}
	return results, nil
}
