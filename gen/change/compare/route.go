package compare

import (
	"regexp"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/contract"
)

// route returns the path of an operation without the names of its parameters.
func route(op *contract.Element) string {
	return regexp.MustCompile(`\{[^}]*\}`).ReplaceAllString(op.Attributes[contract.Path], "{}")
}

// isSameRoute reports whether two operations have the same path, below their base path
// or with it.
func (m *matcher) isSameRoute(o, n *contract.Element) bool {
	before, after := route(o), route(n)
	return before == after || basePath(m.old)+before == basePath(m.new)+after
}

// isBaseMoved reports whether the base path moved into the paths of the operations, or
// out of them, so that requests have the same address.
func (m *matcher) isBaseMoved() bool {
	if server(m.old) != server(m.new) {
		return false
	}
	pairs, _, _ := m.pairByKey()
	return !slices.ContainsFunc(pairs, func(p pair) bool {
		return p.new.Kind == contract.Operation && basePath(m.old)+route(p.old) != basePath(m.new)+route(p.new)
	})
}

// server returns the part of the host's address before the base path.
func server(c *contract.Contract) string {
	return strings.TrimSuffix(address(c), basePath(c))
}

// basePath returns the path in the host's address, or "".
func basePath(c *contract.Contract) string {
	_, rest, isAbsolute := strings.Cut(address(c), "://")
	if !isAbsolute {
		rest = address(c)
	}
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		return strings.TrimSuffix(rest[i:], "/")
	}
	return ""
}

// address returns the address of the host, or "".
func address(c *contract.Contract) string {
	for _, e := range c.Elements {
		if e.Kind == contract.Host {
			return strings.TrimSuffix(e.Attributes[contract.Path], "/")
		}
	}
	return ""
}
