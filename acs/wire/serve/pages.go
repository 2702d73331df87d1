package serve

import (
	"fmt"
	"sync"
)

const (
	// pageParameter marks the next links that a fake makes.
	pageParameter = "fake-page"
	// maxPages limits how many links lead somewhere: lists that nobody reads to
	// their end must not fill the memory.
	maxPages = 1000
)

// pages holds what the next links of a fake lead to.
type pages struct {
	mu    sync.Mutex
	rests map[string]any // a rest by the key in its link
	keys  []string       // of rests, the oldest first
}

// pageKey names what follows a page of a list.
func pageKey(id string, page int) string { return fmt.Sprintf("%s.%d", id, page) }

// find returns what a key leads to, or nil.
func (p *pages) find(key string) any {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.rests[key]
}

// keep sets what a key leads to.
func (p *pages) keep(key string, rest any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.rests == nil {
		p.rests = map[string]any{}
	}
	if _, known := p.rests[key]; !known {
		p.keys = append(p.keys, key)
	}
	p.rests[key] = rest
	if len(p.keys) > maxPages {
		delete(p.rests, p.keys[0])
		p.keys = p.keys[1:]
	}
}
