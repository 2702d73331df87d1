// Package plain is what the programs have in common: a client without generated code.
package plain

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// Get prints the JSON object at a URL.
func Get(url string) {
	resp, err := http.Get(url)
	if err != nil {
		panic(err)
	}
	defer resp.Body.Close()
	var v map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&v); err != nil {
		panic(err)
	}
	fmt.Println(v)
}
