package change

import (
	"context"

	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/change/goapi"
)

// DiffWith is like [Diff], with the imports of the packages.
func DiffWith(ctx context.Context, r DiffRequest, imports *goapi.Imports) ([]*compare.Report, error) {
	return r.diff(ctx, imports)
}

// BumpWith is like [Bump], with the imports of the package.
func BumpWith(ctx context.Context, r BumpRequest, imports *goapi.Imports) (*BumpResult, error) {
	return r.bump(ctx, imports)
}
