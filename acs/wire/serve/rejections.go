package serve

import "sync"

// Rejections are the errors with which a fake rejects some items of requests while it
// accepts the others. Each is used once, for the first request with its item that no
// earlier one was used for: an item with one error is accepted by the second request. It
// is safe for concurrent use.
type Rejections[T, F any] struct {
	key func(*T) string

	mu    sync.Mutex
	byKey map[string][]F
}

// NewRejections returns rejections with these errors. key returns the text by which an
// error names an item, and target the key of the item that an error is for.
func NewRejections[T, F any](key func(*T) string, target func(*F) string, failures []F) *Rejections[T, F] {
	byKey := map[string][]F{}
	for i := range failures {
		k := target(&failures[i])
		byKey[k] = append(byKey[k], failures[i])
	}
	return &Rejections[T, F]{key: key, byKey: byKey}
}

// Next returns the errors for the items of a request, in their order.
func (r *Rejections[T, F]) Next(items []T) []F {
	r.mu.Lock()
	defer r.mu.Unlock()
	var failures []F
	for i := range items {
		k := r.key(&items[i])
		if left := r.byKey[k]; len(left) > 0 {
			failures = append(failures, left[0])
			r.byKey[k] = left[1:]
		}
	}
	return failures
}
