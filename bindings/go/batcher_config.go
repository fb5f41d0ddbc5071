package scipix

// #include <scipix.h>
import "C"

import "time"

// BatchMode is when an incomplete batch is dispatched.
type BatchMode int32

const (
	// BatchWindow waits, for each group, until PreferredBatchSize items are queued and a worker is idle, or the oldest
	// has waited MaxWait.
	BatchWindow BatchMode = C.SCIPIX_BATCH_MODE_WINDOW
	// BatchGreedy waits only until a worker is idle.
	BatchGreedy BatchMode = C.SCIPIX_BATCH_MODE_GREEDY
)

// BatcherConfig is how a batcher works. Begin with [DefaultBatcherConfig].
type BatcherConfig[T any] struct {
	// Mode is BatchWindow by default.
	Mode BatchMode
	// Workers is how many batches are processed at once. Default 1.
	Workers int
	// MaxBatchSize is the most items in a batch. Default 32.
	MaxBatchSize int
	// PreferredBatchSize items of a group do not wait for more while a worker is idle. Default 16.
	PreferredBatchSize int
	// MaxQueueSize is the most items queued, those being processed not counted. Default 1000.
	MaxQueueSize int
	// MaxWait is how long the oldest item of a group waits for others. Default 50 ms.
	MaxWait time.Duration
	// Group, if set, tells the group of an item: only items of equal groups share a batch, such as lines of one width.
	Group func(T) uint64
	// Cost, if set, tells what an item counts against MaxBatchCost, such as the width of a line.
	Cost func(T) uint64
	// MaxBatchCost is the most cost of a batch; 0, the default, is any.
	MaxBatchCost uint64
	// TargetLatency above 0 keeps batches so small that items are answered within this time of their submission.
	TargetLatency time.Duration
	// ShedLate answers items that can no longer make TargetLatency with StatusDeadlineMissed instead of processing them.
	ShedLate bool
	// Wait lets a goroutine that submits to a full queue wait for room, until its context ends, instead of failing with
	// StatusQueueFull. In process it would wait for itself.
	Wait bool
}

// DefaultBatcherConfig is the library's defaults.
func DefaultBatcherConfig[T any]() BatcherConfig[T] {
	var c C.ScipixBatcherConfig
	C.scipix_batcher_config_init(&c)
	return BatcherConfig[T]{
		Mode:               BatchMode(c.mode),
		Workers:            int(c.workers),
		MaxBatchSize:       int(c.max_batch_size),
		PreferredBatchSize: int(c.preferred_batch_size),
		MaxQueueSize:       int(c.max_queue_size),
		MaxWait:            time.Duration(c.max_wait_us) * time.Microsecond,
	}
}

func (c *BatcherConfig[T]) check() error {
	if c.Workers < 1 || c.MaxBatchSize < 1 || c.PreferredBatchSize < 1 || c.MaxQueueSize < 1 {
		return &Error{StatusInvalidArgument, "Workers, MaxBatchSize, PreferredBatchSize and MaxQueueSize are 1 or more"}
	}
	if c.MaxWait < 0 || c.TargetLatency < 0 {
		return &Error{StatusInvalidArgument, "MaxWait and TargetLatency are not negative"}
	}
	return nil
}

// inFlight is how many items there may be without an answer where submissions wait for room: a full queue, and a batch
// with each worker.
func (c *BatcherConfig[T]) inFlight() int { return c.MaxQueueSize + c.Workers*c.MaxBatchSize }

func (c *BatcherConfig[T]) c() C.ScipixBatcherConfig {
	queue := c.MaxQueueSize
	if c.Wait {
		queue = c.inFlight()
	}
	return C.ScipixBatcherConfig{
		struct_size:          C.sizeof_ScipixBatcherConfig,
		mode:                 C.ScipixBatchMode(c.Mode),
		overflow:             C.SCIPIX_OVERFLOW_REJECT,
		workers:              1,
		max_batch_size:       C.size_t(c.MaxBatchSize),
		preferred_batch_size: C.size_t(c.PreferredBatchSize),
		max_queue_size:       C.size_t(queue),
		max_wait_us:          microseconds(c.MaxWait),
		max_batch_cost:       C.uint64_t(c.MaxBatchCost),
		target_latency_us:    microseconds(c.TargetLatency),
		block_timeout_us:     C.SCIPIX_WAIT_FOREVER,
		shed_late:            flag(c.ShedLate),
	}
}

// microseconds rounds up, so that a time above 0 stays one.
func microseconds(d time.Duration) C.uint64_t {
	us := d / time.Microsecond
	if d%time.Microsecond > 0 {
		us++
	}
	return C.uint64_t(us)
}
