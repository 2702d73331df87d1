package contract

import (
	"bytes"
	"fmt"
)

// lockVersion is the version of the lock's format, and lockStart the beginning of
// its first entry.
const (
	lockVersion = 6
	lockStart   = "\n- {lock: "
)

// IsCurrentVersion reports whether a lock has the format that Decode reads. A git
// revision may contain a lock of an earlier version of chatgen.
func IsCurrentVersion(lock []byte) bool {
	_, head, _ := bytes.Cut(lock, []byte(lockStart))
	head, _, _ = bytes.Cut(head, []byte("\n"))
	return bytes.Contains(head, fmt.Appendf(nil, ", lock-version: %d, ", lockVersion))
}
