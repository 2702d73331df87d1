package openapi

import (
	"net/url"
	"path/filepath"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// follow returns what a $ref refers to, or nil after an error. Each $ref is
// looked up, and reported, once.
func (b *bundle) follow(ref *node) *node {
	if target, known := b.followed[ref]; known {
		return target
	}
	target := b.lookUp(ref, ref.text)
	b.followed[ref] = target
	return target
}

// lookUp resolves the reference that at holds.
func (b *bundle) lookUp(at *node, reference string) *node {
	name, fragment, _ := strings.Cut(reference, "#")
	root := b.file(at, reference, name)
	if root == nil {
		return nil
	}
	pointer, err := url.PathUnescape(fragment)
	if err != nil || (pointer != "" && pointer[0] != '/') {
		b.errs.Add(at.pos, reference, "its fragment is not a JSON pointer", `write it as in "#/definitions/Name"`)
		return nil
	}
	found := root
	for _, segment := range segments(pointer) {
		next := found.at(segment)
		if next == nil {
			b.missing(at, reference, found, segment)
			return nil
		}
		found = next
	}
	return found
}

// segments splits a JSON pointer; that of the root has none.
func segments(pointer string) []string {
	if pointer == "" {
		return nil
	}
	return strings.Split(pointer[1:], "/")
}

// file returns the root of the named file, or nil after an error. The name is
// relative to the file that holds at; "" is that file itself.
func (b *bundle) file(at *node, reference, name string) *node {
	if name == "" {
		return rootOf(at)
	}
	if strings.HasPrefix(name, "//") || strings.Contains(name, ":") {
		b.errs.Add(at.pos, reference, "not a local file", "save the file beside the document and refer to it by a relative path")
		return nil
	}
	path, err := url.PathUnescape(name)
	if err != nil {
		b.errs.Add(at.pos, reference, "its file name is wrongly escaped", "")
		return nil
	}
	path = filepath.Join(filepath.Dir(at.pos.File), filepath.FromSlash(path))
	file := b.files.load(path)
	if file.err != nil {
		b.errs.Add(at.pos, reference, path+" cannot be read: "+reason(file.err), "")
	}
	return file.root
}

func rootOf(n *node) *node {
	for n.parent != nil {
		n = n.parent
	}
	return n
}

// missing reports a segment of a JSON pointer that parent does not have.
func (b *bundle) missing(at *node, reference string, parent *node, segment string) {
	hint := ""
	if near := diag.Nearest(unescape(segment), parent.keys()); near != "" {
		hint = "did you mean #" + parent.pointer() + "/" + escape(near) + "?"
	}
	b.errs.Add(at.pos, reference, "no such place in "+parent.pos.File, hint)
}

// resolveChain returns the node that a chain of references ends at, beginning with ref
// and going on as long as on returns a $ref, or nil after an error.
func (b *bundle) resolveChain(ref *node, on func(*node) *node) *node {
	chain := []*node{}
	seen := map[*node]bool{}
	for {
		if seen[ref] {
			b.cycle(chain, ref)
			return nil
		}
		seen[ref] = true
		chain = append(chain, ref)
		target := b.follow(ref)
		if target == nil {
			return nil
		}
		next := on(target)
		if next == nil {
			return target
		}
		ref = next
	}
}

// cycle reports references that lead to each other: again is the one of the
// chain that comes a second time. A cycle is reported once, at its first place.
func (b *bundle) cycle(chain []*node, again *node) {
	for chain[0] != again {
		chain = chain[1:]
	}
	first := 0
	for i, ref := range chain {
		if ref.pos.Compare(chain[first].pos) < 0 {
			first = i
		}
	}
	if b.cycles[chain[first]] {
		return
	}
	b.cycles[chain[first]] = true
	var names []string
	for i := range len(chain) + 1 {
		names = append(names, "#"+chain[(first+i)%len(chain)].parent.pointer())
	}
	b.errs.Add(chain[first].pos, chain[first].text, "the reference leads back to itself: "+strings.Join(names, " -> "), "")
}
