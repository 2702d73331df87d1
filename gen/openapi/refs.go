package openapi

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// resolveRef returns the target of a $ref, or nil after an error. Each $ref is
// resolved, and reported if that fails, only once.
func (c *converter) resolveRef(ref *node) *node {
	if target, known := c.resolved[ref]; known {
		return target
	}
	target := c.findTarget(ref, ref.text)
	c.resolved[ref] = target
	return target
}

// findTarget returns the target of a reference in node at, or nil after an error.
func (c *converter) findTarget(at *node, reference string) *node {
	if reference == "" {
		c.errs.Add(at.pos, "$ref", "is empty", `for example, "#/definitions/Name"`)
		return nil
	}
	name, fragment, _ := strings.Cut(reference, "#")
	root := c.file(at, reference, name)
	if root == nil {
		return nil
	}
	pointer, err := url.PathUnescape(fragment)
	if err != nil || (pointer != "" && pointer[0] != '/') {
		c.errs.Add(at.pos, reference, "the fragment is not a JSON pointer", `for example, "#/definitions/Name"`)
		return nil
	}
	target := root
	for _, segment := range segments(pointer) {
		next := target.child(segment)
		if next == nil {
			c.reportMissing(at, reference, target, segment)
			return nil
		}
		target = next
	}
	return target
}

// segments splits a JSON pointer. The pointer of the root has no segments.
func segments(pointer string) []string {
	if pointer == "" {
		return nil
	}
	return strings.Split(pointer[1:], "/")
}

// file returns the root of the named file, or nil after an error. The name is
// relative to the file that contains at; "" is that file itself.
func (c *converter) file(at *node, reference, name string) *node {
	if name == "" {
		return rootOf(at)
	}
	if strings.HasPrefix(name, "//") || strings.Contains(name, ":") {
		c.errs.Add(at.pos, reference, "remote references are not supported", "save the file next to the document and use a relative path")
		return nil
	}
	path, err := url.PathUnescape(name)
	if err != nil {
		c.errs.Add(at.pos, reference, "invalid percent-encoding in the file name", "write %25 for a percent sign")
		return nil
	}
	path = filepath.Join(filepath.Dir(at.pos.File), filepath.FromSlash(path))
	file := c.files.load(path)
	if file.err != nil {
		hint := ""
		if errors.Is(file.err, fs.ErrNotExist) {
			hint = "write the path of the file relative to this one"
		}
		if !strings.Contains(reference, "#") && !c.hasManyErrors() {
			hint = cmp.Or(c.definitionHint(reference), hint)
		}
		c.errs.Add(at.pos, reference, path+" cannot be read: "+readErrorText(file.err), hint)
	}
	return file.root
}

// definitionHint returns the hint for a wrong reference if its last segment is the name of
// a definition, or else "".
func (c *converter) definitionHint(reference string) string {
	name := reference[strings.LastIndexAny(reference, "/#")+1:]
	for _, definition := range c.definitions() {
		if definition.key == name {
			return "did you mean #" + definition.pointer() + "?"
		}
	}
	return ""
}

func rootOf(n *node) *node {
	for n.parent != nil {
		n = n.parent
	}
	return n
}

// hasManyErrors reports whether there are so many errors that the hints of others are hardly
// shown: looking for similar names is slow in large documents.
func (c *converter) hasManyErrors() bool { return c.errs.Len() >= diag.MaxShown }

// didYouMean is [diag.DidYouMean] for names that a document may have many of.
func (c *converter) didYouMean(wrong string, names []string) string {
	if c.hasManyErrors() {
		return ""
	}
	return diag.DidYouMean(wrong, names)
}

// reportMissing reports that parent has no child for a segment of a JSON pointer.
func (c *converter) reportMissing(at *node, reference string, parent *node, segment string) {
	hint := ""
	if !c.hasManyErrors() {
		hint = c.definitionHint(reference)
		if near := diag.Nearest(unescape(segment), parent.keys()); near != "" {
			hint = "did you mean #" + parent.pointer() + "/" + escape(near) + "?"
		}
	}
	c.errs.Add(at.pos, reference, "not found in "+parent.pos.File, hint)
}

// resolveChain follows a chain of references, which begins with ref and continues
// as long as nextRef returns a $ref for the target. It returns the last target, or
// nil after an error. The chain is limited, because each of its references is
// followed to its end.
func (c *converter) resolveChain(ref *node, nextRef func(*node) *node) *node {
	var chain []*node
	for len(chain) < maxDepth {
		if repeated := slices.Index(chain, ref); repeated >= 0 {
			c.reportCycle(chain[repeated:])
			return nil
		}
		chain = append(chain, ref)
		target := c.resolveRef(ref)
		if target == nil {
			return nil
		}
		if ref = nextRef(target); ref == nil {
			return target
		}
	}
	c.errs.Add(chain[0].pos, chain[0].text, fmt.Sprintf("too many references follow each other; the limit is %d", maxDepth), "")
	return nil
}

// reportCycle reports references that lead to each other, at the first one in source order.
func (c *converter) reportCycle(cycle []*node) {
	first := slices.MinFunc(cycle, func(x, y *node) int { return x.pos.Compare(y.pos) })
	i := slices.Index(cycle, first)
	var names []string
	for _, ref := range slices.Concat(cycle[i:], cycle[:i+1]) {
		names = append(names, "#"+ref.parent.pointer())
	}
	c.errs.Add(first.pos, first.text, "circular reference: "+strings.Join(names, " -> "), "let one of them refer to another schema")
}
