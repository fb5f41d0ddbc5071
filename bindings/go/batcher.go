package scipix

// #include <scipix.h>
import "C"

import (
	"context"
	"sync"
	"time"
)

// Batcher collects single items, which any number of goroutines submit, into batches, and answers each. It uses two
// goroutines, each of which may hold a thread inside C, and the library's thread for deadlines, however many wait for answers. Each
// batch is processed on a goroutine, up to Workers of them at once.
type Batcher[T, R any] struct {
	handle handle[C.ScipixBatcher]
	// entry serialises short calls of the library: goroutines that met at the library's lock would each hold a thread.
	entry   sync.Mutex
	config  BatcherConfig[T]
	process func(*Batch[T, R])
	pending table[T, R]
	// places is nil, or a semaphore of as many places as items may be unanswered.
	places chan struct{}
	// running counts the two goroutines and the batches that use the object.
	running sync.WaitGroup
	closing sync.Once
	closed  error
}

// NewBatcher makes a batcher. process answers the items of a batch. It runs on up to config.Workers goroutines at once.
func NewBatcher[T, R any](config BatcherConfig[T], process func(*Batch[T, R])) (*Batcher[T, R], error) {
	if process == nil {
		return nil, &Error{StatusNullPointer, "process: is nil"}
	}
	config = config.orDefaults()
	if err := config.check(); err != nil {
		return nil, err
	}
	b := &Batcher[T, R]{config: config, process: process}
	if config.Wait {
		b.places = make(chan struct{}, config.inFlight())
	}
	c := config.c()
	if err := call(func() C.ScipixStatus { return C.scipix_batcher_new(&c, nil, nil, &b.handle.ptr) }); err != nil {
		return nil, err
	}
	b.running.Add(2)
	go b.takeBatches()
	go b.pollAnswers()
	return b, nil
}

// Do submits an item and waits for its answer or the end of the context. If the context ends first the item is withdrawn,
// or, if it is being processed, its answer is dropped.
func (b *Batcher[T, R]) Do(ctx context.Context, item T) (R, error) {
	p, err := b.Submit(ctx, item)
	if err != nil {
		var none R
		return none, err
	}
	return p.Wait(ctx)
}

// Submit submits an item. The context limits the wait for room. Its deadline is also that of the item: if processing has
// not started by then, the item fails with StatusDeadlineMissed.
func (b *Batcher[T, R]) Submit(ctx context.Context, item T) (*Pending[T, R], error) {
	var c C.ScipixBatchItem
	if b.config.Group != nil {
		c.group = C.uint64_t(b.config.Group(item))
	}
	if b.config.Cost != nil {
		c.cost = C.uint32_t(b.config.Cost(item))
	}
	if b.config.Priority != nil {
		c.priority = C.uint32_t(b.config.Priority(item))
	}
	if err := b.takePlace(ctx); err != nil {
		return nil, err
	}
	p := &Pending[T, R]{batcher: b, item: item, done: make(chan struct{})}
	id := b.pending.put(p)
	c.id = C.uint64_t(id)
	deadline := untilDeadline(ctx)
	err := b.enter(func(batcher *C.ScipixBatcher) C.ScipixStatus {
		return C.scipix_batcher_submit(batcher, &c, deadline, nil, nil, &p.ticket)
	})
	if err != nil {
		b.pending.take(id)
		b.givePlace()
		return nil, err
	}
	return p, nil
}

func (b *Batcher[T, R]) enter(f func(*C.ScipixBatcher) C.ScipixStatus) error {
	b.entry.Lock()
	defer b.entry.Unlock()
	return b.handle.use(f)
}

// untilDeadline returns the time until the deadline of a context, 0 if it has none.
func untilDeadline(ctx context.Context) C.uint64_t {
	end, ok := ctx.Deadline()
	if !ok {
		return 0
	}
	left := time.Until(end)
	if left < time.Microsecond {
		left = time.Microsecond
	}
	return microseconds(left)
}

func (b *Batcher[T, R]) takePlace(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if b.places == nil {
		return nil
	}
	select {
	case b.places <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (b *Batcher[T, R]) givePlace() {
	if b.places != nil {
		<-b.places
	}
}

// Limit returns the current limit of items in a batch: MaxBatchSize, or less to meet TargetLatency.
func (b *Batcher[T, R]) Limit() int {
	return get(&b.handle, func(batcher *C.ScipixBatcher) int {
		return int(C.scipix_batcher_current_batch_limit(batcher))
	})
}

// Drain dispatches the items that are queued now without waiting for others, and waits until they are answered or the
// context ends. Calling it in process would deadlock.
func (b *Batcher[T, R]) Drain(ctx context.Context) error {
	drained := make(chan error, 1)
	go func() {
		drained <- b.handle.use(func(batcher *C.ScipixBatcher) C.ScipixStatus {
			return C.scipix_batcher_drain(batcher, C.SCIPIX_WAIT_FOREVER)
		})
	}()
	select {
	case err := <-drained:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Close rejects new items, processes the queued ones, waits until all are answered, and frees the batcher. Calling it in
// process would deadlock.
func (b *Batcher[T, R]) Close() error {
	b.closing.Do(func() {
		b.closed = b.handle.use(func(batcher *C.ScipixBatcher) C.ScipixStatus { return C.scipix_batcher_close(batcher) })
		if b.closed == nil {
			b.running.Wait()
			b.closed = b.handle.close(func(batcher *C.ScipixBatcher) C.ScipixStatus { return C.scipix_batcher_free(batcher) })
		}
	})
	return b.closed
}
