package diag

import (
	"bytes"
	"unicode/utf8"
)

// CheckText adds an error if a file is not UTF-8 or has the markers of a merge conflict,
// and reports whether the file is free of both.
func CheckText(file string, data []byte, errs *List) bool {
	if !utf8.Valid(data) {
		offset := 0
		for offset < len(data) {
			r, size := utf8.DecodeRune(data[offset:])
			if r == utf8.RuneError && size == 1 {
				break
			}
			offset += size
		}
		errs.Add(positionOf(file, data, offset), "file", "is not UTF-8", "save it as UTF-8")
		return false
	}
	for _, marker := range []string{"<<<<<<< ", ">>>>>>> "} {
		if offset := bytes.Index(data, []byte("\n"+marker)); offset >= 0 || bytes.HasPrefix(data, []byte(marker)) {
			errs.Add(positionOf(file, data, offset+1), "file", "has a merge conflict", "resolve it, and remove the lines with its markers")
			return false
		}
	}
	return true
}

// positionOf returns the position of an offset in a file.
func positionOf(file string, data []byte, offset int) Pos {
	before := data[:offset]
	return Pos{File: file, Line: bytes.Count(before, []byte("\n")) + 1, Col: offset - bytes.LastIndexByte(before, '\n')}
}
