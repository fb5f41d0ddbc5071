package scipix

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func doubled(b *Batch[int, int]) {
	for i := 0; i < b.Len(); i++ {
		b.Set(i, 2*b.Item(i))
	}
}

func newDoubler(t *testing.T, config BatcherConfig[int]) *Batcher[int, int] {
	t.Helper()
	b, err := NewBatcher(config, doubled)
	want(t, 0, err)
	return b
}

// greedy returns a config that dispatches as soon as a worker is idle.
func greedy() BatcherConfig[int] {
	config := DefaultBatcherConfig[int]()
	config.Mode = BatchGreedy
	return config
}

func TestDefaultBatcherConfig(t *testing.T) {
	c := DefaultBatcherConfig[int]()
	if c.Workers != 1 || c.MaxBatchSize != 32 || c.PreferredBatchSize != 16 || c.MaxQueueSize != 1000 ||
		c.MaxWait != 50*time.Millisecond || c.Mode != BatchWindow {
		t.Fatalf("%+v", c)
	}
	for _, change := range []func(*BatcherConfig[int]){
		func(c *BatcherConfig[int]) { c.Workers = 0 },
		func(c *BatcherConfig[int]) { c.MaxBatchSize = -1 },
		func(c *BatcherConfig[int]) { c.PreferredBatchSize = c.MaxBatchSize + 1 },
		func(c *BatcherConfig[int]) { c.MaxWait = -1 },
		func(c *BatcherConfig[int]) { c.Mode = 7 },
	} {
		bad := c
		change(&bad)
		_, err := NewBatcher(bad, doubled)
		want(t, StatusInvalidArgument, err)
	}
	_, err := NewBatcher[int, int](c, nil)
	want(t, StatusNullPointer, err)
}

// 512 waiting goroutines submit a million items (fewer under the race detector). Each gets its own answer, and the process
// has few threads.
func TestManyGoroutinesFewThreads(t *testing.T) {
	items, goroutines := 1_000_000, 512
	if testing.Short() {
		items = 100_000
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4)) // Go has a thread for each processor
	for _, workers := range []int{1, 3} {
		config := greedy()
		config.Workers = workers
		b := newDoubler(t, config)
		var next, threads atomic.Int64
		var all sync.WaitGroup
		for g := 0; g < goroutines; g++ {
			all.Add(1)
			go func() {
				defer all.Done()
				for {
					item := int(next.Add(1))
					if item > items {
						return
					}
					if item%1000 == 0 {
						if now := int64(threadCount(t)); now > threads.Load() {
							threads.Store(now)
						}
					}
					if answer, err := b.Do(context.Background(), item); err != nil || answer != 2*item {
						t.Errorf("%d: %d, %v", item, answer, err)
						return
					}
				}
			}()
		}
		all.Wait()
		stats, err := b.Stats()
		want(t, 0, err)
		if stats.Completed != uint64(items) || stats.Submitted != stats.Completed || threads.Load() >= 16 {
			t.Fatalf("%+v, %d threads", stats, threads.Load())
		}
		t.Logf("%d workers: %d threads at most, %d items a batch", workers, threads.Load(), stats.BatchSize.Mean)
		want(t, 0, b.Close())
	}
}

// threadCount counts the threads of the process, without those that the library keeps for large operations.
func threadCount(t *testing.T) int {
	names, _ := filepath.Glob("/proc/self/task/*/comm")
	count := 0
	for _, name := range names {
		if comm, _ := os.ReadFile(name); !strings.HasPrefix(string(comm), "scipix-") {
			count++
		}
	}
	if count == 0 && runtime.GOOS == "linux" {
		t.Error("a process without a thread")
	}
	return count
}

func TestFailuresAreOfTheirItem(t *testing.T) {
	failure := errors.New("page is blank")
	b, err := NewBatcher(greedy(), func(b *Batch[int, int]) {
		for i := 0; i < b.Len(); i++ {
			switch b.Item(i) {
			case 0: // not answered
			case 1:
				b.Fail(i, failure)
			case 2:
				b.Fail(i, nil)
			case 3:
				panic("no such page")
			case 4:
				runtime.Goexit()
			default:
				b.Set(i, 7)
			}
		}
	})
	want(t, 0, err)
	do := func(item int) error { _, err := b.Do(context.Background(), item); return err }
	want(t, StatusNotSet, do(0))
	if err := do(1); err != failure {
		t.Fatal(err)
	}
	want(t, StatusCallbackFailed, do(2))
	if err := do(3); !errors.Is(err, StatusCallbackFailed) || !strings.Contains(err.Error(), "no such page") {
		t.Fatal(err)
	}
	want(t, StatusNotSet, do(4))
	want(t, 0, do(5))
	stats, err := b.Stats()
	want(t, 0, err)
	if stats.Failed != 5 || stats.Completed != 1 {
		t.Fatalf("%+v", stats)
	}
	want(t, 0, b.Close())
}

// gated makes a batcher whose batches have one item and wait for a value from the channel, or for its end.
func gated(t *testing.T, config BatcherConfig[int]) (*Batcher[int, int], chan struct{}) {
	t.Helper()
	gate := make(chan struct{})
	config.MaxBatchSize, config.PreferredBatchSize = 1, 1
	b, err := NewBatcher(config, func(batch *Batch[int, int]) { <-gate; doubled(batch) })
	want(t, 0, err)
	return b, gate
}

// fill submits an item, waits until it is being processed, and submits n more, which stay queued.
func fill(t *testing.T, b *Batcher[int, int], n int) []*Pending[int, int] {
	t.Helper()
	var pending []*Pending[int, int]
	for i := 0; i <= n; i++ {
		p, err := b.Submit(context.Background(), i)
		want(t, 0, err)
		pending = append(pending, p)
		for depth := uint64(1); i == 0 && depth > 0; {
			stats, err := b.Stats()
			want(t, 0, err)
			depth = stats.QueueDepth
		}
	}
	return pending
}

func TestFullQueueRefusesOrWaits(t *testing.T) {
	config := greedy()
	config.MaxQueueSize = 2
	b, gate := gated(t, config)
	pending := fill(t, b, 2)
	_, err := b.Submit(context.Background(), 9)
	want(t, StatusQueueFull, err)
	close(gate)
	for i, p := range pending {
		if answer, err := p.Wait(context.Background()); answer != 2*i || err != nil {
			t.Fatal(answer, err)
		}
	}
	want(t, 0, b.Close())

	config.Wait = true
	b, gate = gated(t, config)
	fill(t, b, 2)
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	if _, err = b.Submit(ctx, 9); err != context.DeadlineExceeded {
		t.Fatal(err)
	}
	waiting := make(chan error)
	go func() { _, err := b.Do(context.Background(), 9); waiting <- err }()
	close(gate)
	want(t, 0, <-waiting)
	want(t, 0, b.Close())
}

func TestContextWithdraws(t *testing.T) {
	b, gate := gated(t, greedy())
	pending := fill(t, b, 3)

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := pending[1].Wait(ctx); err != context.Canceled {
		t.Fatal(err)
	}
	<-pending[1].Done()
	_, err := pending[1].Wait(context.Background())
	want(t, StatusCancelled, err)
	if !pending[2].Cancel() || pending[2].Cancel() || pending[0].Cancel() {
		t.Fatal("what is queued can be cancelled, once")
	}
	if _, err := b.Submit(ctx, 1); err != context.Canceled {
		t.Fatal(err)
	}

	short, cancel := context.WithTimeout(context.Background(), 2*time.Millisecond)
	defer cancel()
	late, err := b.Submit(short, 5)
	want(t, 0, err)
	_, err = late.Wait(context.Background())
	if want(t, StatusDeadlineMissed, err); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}

	close(gate)
	for _, p := range []*Pending[int, int]{pending[0], pending[3]} {
		_, err := p.Wait(context.Background())
		want(t, 0, err)
	}
	stats, err := b.Stats()
	want(t, 0, err)
	if stats.Cancelled != 2 || stats.Shed != 1 || stats.Completed != 2 {
		t.Fatalf("%+v", stats)
	}
	want(t, 0, b.Close())
}

func TestGroupsAndCosts(t *testing.T) {
	config := DefaultBatcherConfig[int]()
	config.MaxWait, config.MaxBatchCost = time.Millisecond, 3
	config.Group = func(item int) uint64 { return uint64(item % 3) }
	config.Cost = func(item int) uint32 { return uint32(item % 5) }
	b, err := NewBatcher(config, func(b *Batch[int, int]) {
		cost := 0
		for i := 0; i < b.Len(); i++ {
			cost += b.Item(i) % 5
			if b.Item(i)%3 != b.Item(0)%3 {
				panic("two groups in a batch")
			}
			b.Set(i, cost)
		}
	})
	want(t, 0, err)
	var pending []*Pending[int, int]
	for i := 0; i < 60; i++ {
		p, err := b.Submit(context.Background(), i)
		if i%5 > 3 {
			want(t, StatusInvalidArgument, err)
			continue
		}
		want(t, 0, err)
		pending = append(pending, p)
	}
	want(t, 0, b.Drain(context.Background()))
	for _, p := range pending {
		if cost, err := p.Wait(context.Background()); err != nil || cost > 3 {
			t.Fatal(cost, err)
		}
	}
	if b.Limit() != config.MaxBatchSize {
		t.Fatal(b.Limit())
	}
	want(t, 0, b.Close())
}

func TestCloseAnswersWhatIsQueued(t *testing.T) {
	config := DefaultBatcherConfig[int]()
	config.MaxWait = math.MaxInt64
	b := newDoubler(t, config)
	pending := make([]*Pending[int, int], 10)
	for i := range pending {
		var err error
		pending[i], err = b.Submit(context.Background(), i)
		want(t, 0, err)
	}
	for closers := 0; closers < 3; closers++ {
		want(t, 0, b.Close())
	}
	for i, p := range pending {
		if answer, err := p.Wait(context.Background()); err != nil || answer != 2*i {
			t.Fatal(answer, err)
		}
	}
	_, err := b.Do(context.Background(), 1)
	want(t, StatusClosed, err)
	_, err = b.Stats()
	want(t, StatusClosed, err)
	want(t, StatusClosed, b.Drain(context.Background()))
	if pending[0].Cancel() || b.Limit() != 0 {
		t.Fatal("it is closed")
	}
}

func TestDrainEndsWithItsContext(t *testing.T) {
	b, gate := gated(t, greedy())
	fill(t, b, 1)
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	if err := b.Drain(ctx); err != context.DeadlineExceeded {
		t.Fatal(err)
	}
	close(gate)
	want(t, 0, b.Drain(context.Background()))
	want(t, 0, b.Close())
}
