package scipix

// #include <scipix.h>
import "C"

import (
	"fmt"
	"time"
	"unsafe"
)

// Batch is a batch of items. Answer each by Set or Fail. An item without an answer fails with StatusNotSet, or, if process
// panics, with StatusCallbackFailed.
type Batch[T, R any] struct {
	items   []*Pending[T, R]
	answers []answer[R]
	results []C.ScipixBatchResult
}

type answer[R any] struct {
	value R
	err   error
}

func newBatch[T, R any](items []*Pending[T, R]) *Batch[T, R] {
	b := &Batch[T, R]{items, make([]answer[R], len(items)), make([]C.ScipixBatchResult, len(items))}
	for i := range b.results {
		b.results[i].status = C.SCIPIX_STATUS_NOT_SET
	}
	return b
}

// Len returns the number of items.
func (b *Batch[T, R]) Len() int { return len(b.items) }

// Item returns the item at an index below Len. Items are in the order of submission, with priorities
// in that of their levels first.
func (b *Batch[T, R]) Item(i int) T { return b.items[i].item }

// Set answers an item with a result.
func (b *Batch[T, R]) Set(i int, value R) {
	b.answers[i] = answer[R]{value: value}
	b.results[i].status = C.SCIPIX_STATUS_OK
}

// Fail answers an item with an error, which Wait returns unchanged.
func (b *Batch[T, R]) Fail(i int, err error) {
	if err == nil {
		err = &Error{StatusCallbackFailed, "process: failed without an error"}
	}
	b.answers[i] = answer[R]{err: err}
	b.results[i].status = C.SCIPIX_STATUS_CALLBACK_FAILED
}

// run calls process and answers the items that it left if it panics.
func (b *Batch[T, R]) run(process func(*Batch[T, R])) {
	defer func() {
		if panicked := recover(); panicked != nil {
			err := &Error{StatusCallbackFailed, fmt.Sprintf("process: panic: %v", panicked)}
			for i := range b.items {
				if b.results[i].status == C.SCIPIX_STATUS_NOT_SET {
					b.Fail(i, err)
				}
			}
		}
	}()
	process(b)
}

// takeBatches takes batches while a worker is idle. It is the only goroutine that waits for batches.
func (b *Batcher[T, R]) takeBatches() {
	defer b.running.Done()
	busy := make(chan struct{}, b.config.Workers)
	for {
		busy <- struct{}{}
		var raw *C.ScipixBatch
		switch C.scipix_batcher_next_batch(b.handle.ptr, C.SCIPIX_WAIT_FOREVER, &raw) {
		case C.SCIPIX_STATUS_OK:
			b.running.Add(1)
			go func() {
				defer b.running.Done()
				defer func() { <-busy }()
				b.answer(raw)
			}()
		case C.SCIPIX_STATUS_CLOSED:
			return
		default: // out of memory: the batch stays queued
			<-busy
			time.Sleep(time.Millisecond)
		}
	}
}

// answer answers a batch, even if process ends its goroutine.
func (b *Batcher[T, R]) answer(raw *C.ScipixBatch) {
	var count C.size_t
	items := C.scipix_batch_items(raw, &count)
	batch := newBatch(b.pending.find(unsafe.Slice(items, int(count))))
	defer func() {
		b.pending.answer(batch)
		C.scipix_batch_complete(raw, &batch.results[0], count)
	}()
	batch.run(b.process)
}

// answersAtOnce is the maximum number of answers that one call fetches.
const answersAtOnce = 256

// pollAnswers takes answers and completes their items. It is the only goroutine that waits for answers.
func (b *Batcher[T, R]) pollAnswers() {
	defer b.running.Done()
	var done [answersAtOnce]C.ScipixDone
	for {
		var count C.size_t
		status := C.scipix_batcher_poll_done(b.handle.ptr, C.SCIPIX_WAIT_FOREVER, &done[0], answersAtOnce, &count)
		if status != C.SCIPIX_STATUS_OK {
			return // closed, and all items are answered
		}
		for i := range done[:count] {
			p := b.pending.take(uint64(done[i].item.id))
			if s := Status(done[i].result.status); s != 0 && p.err == nil {
				p.err = &Error{Status: s}
			}
			b.givePlace()
			close(p.done)
		}
	}
}
