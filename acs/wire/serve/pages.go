package serve

import (
	"fmt"
	"sync"
)

const (
	// pageParameter is the query parameter with the page key in the next links
	// that a fake generates.
	pageParameter = "fake-page"
	// maxPages is the maximum number of links that a fake remembers, so that abandoned
	// lists and operations do not exhaust the memory.
	maxPages = 1000
)

// pageStore holds the pages and operations that the links of a fake refer to.
type pageStore struct {
	mu      sync.Mutex
	pending map[string]any // pendingPages values by page key, and pollers
	keys    []string       // keys of pending, oldest first
}

// pageKey returns the key of the pages that follow the first sent pages of a list.
func pageKey(listID string, sent int) string { return fmt.Sprintf("%s.%d", listID, sent) }

// get returns the pending pages with a key, or nil.
func (p *pageStore) get(key string) any {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.pending[key]
}

// put stores pending pages, and removes the oldest ones if there are too many.
func (p *pageStore) put(key string, pages any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.pending == nil {
		p.pending = map[string]any{}
	}
	if _, known := p.pending[key]; !known {
		p.keys = append(p.keys, key)
	}
	p.pending[key] = pages
	if len(p.keys) > maxPages {
		delete(p.pending, p.keys[0])
		p.keys = p.keys[1:]
	}
}
