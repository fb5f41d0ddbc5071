package scipix

// #include <scipix.h>
import "C"

import (
	"context"
	"sync"
)

// Pending is a submitted item.
type Pending[T, R any] struct {
	batcher *Batcher[T, R]
	item    T
	ticket  C.uint64_t
	// done is closed once value and err are set.
	done  chan struct{}
	value R
	err   error
}

// Done returns a channel that is closed when the item is answered.
func (p *Pending[T, R]) Done() <-chan struct{} { return p.done }

// Wait waits for the answer or the end of the context. If the context ends first the item is withdrawn, or, if it is being
// processed, its answer is dropped.
func (p *Pending[T, R]) Wait(ctx context.Context) (R, error) {
	select {
	case <-p.done:
		return p.value, p.err
	case <-ctx.Done():
		p.Cancel()
		var none R
		return none, ctx.Err()
	}
}

// Cancel fails an item that is still queued with StatusCancelled, and reports whether it was.
func (p *Pending[T, R]) Cancel() bool {
	return p.batcher.enter(func(batcher *C.ScipixBatcher) C.ScipixStatus {
		return C.scipix_batcher_cancel(batcher, p.ticket)
	}) == nil
}

// table has the unanswered items by the numbers that stand for them in the library, which must not hold pointers to Go
// memory.
type table[T, R any] struct {
	mu    sync.Mutex
	items []*Pending[T, R]
	// free has the unused indices of items.
	free []uint64
}

func (t *table[T, R]) put(p *Pending[T, R]) uint64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	if last := len(t.free) - 1; last >= 0 {
		id := t.free[last]
		t.free = t.free[:last]
		t.items[id] = p
		return id
	}
	t.items = append(t.items, p)
	return uint64(len(t.items) - 1)
}

// find returns the items of a batch.
func (t *table[T, R]) find(items []C.ScipixBatchItem) []*Pending[T, R] {
	t.mu.Lock()
	defer t.mu.Unlock()
	found := make([]*Pending[T, R], len(items))
	for i, item := range items {
		found[i] = t.items[item.id]
	}
	return found
}

// answer stores the answers of a batch in its items.
func (t *table[T, R]) answer(b *Batch[T, R]) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i, p := range b.items {
		p.value, p.err = b.answers[i].value, b.answers[i].err
	}
}

func (t *table[T, R]) take(id uint64) *Pending[T, R] {
	t.mu.Lock()
	defer t.mu.Unlock()
	p := t.items[id]
	t.items[id] = nil
	t.free = append(t.free, id)
	return p
}
