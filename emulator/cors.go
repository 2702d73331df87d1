package emulator

import (
	"net/http"
	"strings"
)

// allowOrigins lets scripts of any origin read a response, with all headers. They must
// send a token or a signature themselves, as browsers do not store any for the emulator.
func allowOrigins(header http.Header) {
	everything := []string{"*"}
	header["Access-Control-Allow-Origin"], header["Access-Control-Expose-Headers"] = everything, everything
}

// isPreflight reports whether a request is the one with which a browser asks whether a
// script may send another.
func isPreflight(r *http.Request) bool {
	return r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != ""
}

// servePreflight allows the methods that exist for the path of a request, and every
// header that the script wants to send.
func (s *service) servePreflight(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Access-Control-Allow-Methods", strings.Join(s.methods(r), ", "))
	if names := r.Header.Get("Access-Control-Request-Headers"); names != "" {
		header.Set("Access-Control-Allow-Headers", names)
	}
	header.Set("Access-Control-Max-Age", "600") // seconds
	header.Set("Vary", "Access-Control-Request-Headers")
	w.WriteHeader(http.StatusNoContent)
}
