package scipix

// #include <scipix.h>
import "C"

import (
	"context"
	"sync"
	"time"
)

// Batcher makes batches of single items, which any number of goroutines submit, and gives each its own answer. It takes
// two goroutines and two threads, however many wait for answers; each batch is processed on a goroutine, Workers of them
// at once.
type Batcher[T, R any] struct {
	handle handle[C.ScipixBatcher]
	// entry lets one goroutine at a time into the library with a call that does not wait: many that meet at its lock
	// would each hold a thread there.
	entry   sync.Mutex
	config  BatcherConfig[T]
	process func(*Batch[T, R])
	pending table[T, R]
	// places is nil, or has room for as many values as items may be without an answer.
	places chan struct{}
	// running is the goroutines that use the object, and the batches.
	running sync.WaitGroup
	closing sync.Once
	closed  error
}

// NewBatcher makes a batcher. process answers the items of a batch; it runs on config.Workers goroutines at once.
func NewBatcher[T, R any](config BatcherConfig[T], process func(*Batch[T, R])) (*Batcher[T, R], error) {
	if process == nil {
		return nil, &Error{StatusNullPointer, "process: is nil"}
	}
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

// Do submits an item and waits for its answer, or for the end of the context: then the item is withdrawn, or, where it is
// being processed, its answer is dropped.
func (b *Batcher[T, R]) Do(ctx context.Context, item T) (R, error) {
	p, err := b.Submit(ctx, item)
	if err != nil {
		var none R
		return none, err
	}
	return p.Wait(ctx)
}

// Submit submits an item. The context bounds the wait for room; its deadline is also that of the item, which is not
// processed after it but answered StatusDeadlineMissed.
func (b *Batcher[T, R]) Submit(ctx context.Context, item T) (*Pending[T, R], error) {
	var c C.ScipixBatchItem
	if b.config.Group != nil {
		c.group = C.uint64_t(b.config.Group(item))
	}
	if b.config.Cost != nil {
		c.cost = C.uint64_t(b.config.Cost(item))
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

// untilDeadline is what is left of the context's time; 0 where it has no end.
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

// Limit is how many items a batch may have now: MaxBatchSize, or fewer where TargetLatency asks for it.
func (b *Batcher[T, R]) Limit() int {
	return get(&b.handle, func(batcher *C.ScipixBatcher) int {
		return int(C.scipix_batcher_current_batch_limit(batcher))
	})
}

// Drain runs the items that are queued now, without letting them wait for others, and waits until they are answered or
// the context ends. In process it would wait for itself.
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

// Close refuses new items, runs those that are queued, waits until all are answered, and frees the batcher. In process it
// would wait for itself.
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
