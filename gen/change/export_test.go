package change

import (
	"context"

	"github.com/chatgen-go/chatgen/gen/change/compare"
)

// DiffIn is [Diff] with the folder in which to run the go command.
func DiffIn(ctx context.Context, r DiffRequest, dir string) ([]*compare.Report, error) {
	return r.diff(ctx, dir)
}
