// Package inspector contains the inspector: a page that shows what happens in an emulator
// and controls it. It uses the control interface, which is served at the same address.
package inspector

import (
	"embed"
	"net/http"
)

// The page consists of the files that a browser loads, without a build step.
//
//go:embed index.html inspector.css inspector.js
var files embed.FS

// policy makes a browser load and run only the files of the page, and connect only to
// their server. Trusted Types forbid the script to turn any text into HTML.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// Handler returns a handler for the page, at "/", and its files.
func Handler() http.Handler {
	next := http.FileServerFS(files)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", policy)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		header.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}
