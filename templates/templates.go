// Package templates holds the emitted files that are mostly fixed text.
package templates

import "embed"

// Files are the templates, by file name.
//
//go:embed *.tmpl
var Files embed.FS
