package tree

import (
	"context"
	"errors"
	"os/exec"
	"strings"
)

// Versions returns the versions with which the module in a folder is tagged: v0.1.0 for
// the tag v0.1.0 of the repository's root, or generated/v0.1.0 of its folder generated.
// It returns none if the folder is not in a repository.
func Versions(ctx context.Context, folder string) (prefix string, versions []string, err error) {
	out, err := git(ctx, folder, "rev-parse", "--show-prefix")
	if errors.Is(err, exec.ErrNotFound) || err != nil && strings.Contains(err.Error(), "not a git repository") {
		return "", nil, nil
	}
	if err != nil {
		return "", nil, err
	}
	prefix = strings.TrimSpace(string(out))
	tags, err := git(ctx, folder, "tag", "--list", prefix+"v*")
	for tag := range strings.FieldsSeq(string(tags)) {
		versions = append(versions, strings.TrimPrefix(tag, prefix))
	}
	return prefix, versions, err
}
