package scipix

// #include <scipix.h>
import "C"

import "time"

// BatchMode is when an incomplete batch is dispatched.
type BatchMode int32

const (
	// BatchWindow dispatches a batch of a group when PreferredBatchSize items are queued and a worker is idle, or when the
	// oldest has waited MaxWait.
	BatchWindow BatchMode = C.SCIPIX_BATCH_MODE_WINDOW
	// BatchGreedy dispatches as soon as a worker is idle.
	BatchGreedy BatchMode = C.SCIPIX_BATCH_MODE_GREEDY
)

// BatcherConfig has the settings of a batcher. A field that is zero means its default.
type BatcherConfig[T any] struct {
	// Mode is when an incomplete batch is dispatched. Default BatchWindow.
	Mode BatchMode
	// Workers is how many batches may be processed at once. Default 1.
	Workers int
	// MaxBatchSize is the maximum number of items in a batch. Default 32.
	MaxBatchSize int
	// PreferredBatchSize is the number of items of a group from which an idle worker takes them without waiting for more.
	// Default 16, or MaxBatchSize if that is less.
	PreferredBatchSize int
	// MaxQueueSize is the maximum number of queued items, not counting those being processed. Default 1000.
	MaxQueueSize int
	// MaxWait is the maximum time that the oldest item of a group waits for others. Default 50 ms.
	MaxWait time.Duration
	// Group, if set, returns the group of an item, such as the width of a line: only items of one group share a batch.
	Group func(T) uint64
	// Cost, if set, returns the cost of an item, such as the width of a line, which counts against MaxBatchCost.
	Cost func(T) uint32
	// Priority, if set, returns the level of an item, from 1, the highest, to PriorityLevels; 0 means DefaultPriority.
	Priority func(T) uint32
	// PriorityLevels is the number of levels, up to 16. Queued items of a higher level are processed first, those of one
	// level in the order of submission. 0, the default, and 1 are no priorities.
	PriorityLevels int
	// DefaultPriority is the level of items without one. 0, the default, is the lowest.
	DefaultPriority int
	// PriorityAging is how long an item waits in one level before it moves up to the end of the next higher one. Default 1 s.
	PriorityAging time.Duration
	// MaxBatchCost is the maximum cost of a batch. 0, the default, is no limit.
	MaxBatchCost uint64
	// TargetLatency, if above 0, limits the size of batches so that items are answered within this time of their
	// submission.
	TargetLatency time.Duration
	// ShedLate fails items that can no longer meet TargetLatency with StatusDeadlineMissed instead of processing them.
	ShedLate bool
	// Wait lets a submission to a full queue wait for room, until its context ends, instead of failing with
	// StatusQueueFull. process must not submit then: it could wait for itself.
	Wait bool

	exact bool
}

// maxLevels is the maximum number of priority levels: the statistics count each.
const maxLevels = len(C.ScipixBatcherStats{}.level_depths)

// DefaultBatcherConfig returns the library's defaults. Fields that are changed to zero stay zero.
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
		PriorityAging:      time.Duration(c.priority_aging_us) * time.Microsecond,
		exact:              true,
	}
}

func (c BatcherConfig[T]) orDefaults() BatcherConfig[T] {
	if c.exact {
		return c
	}
	d := DefaultBatcherConfig[T]()
	orDefault(&c.Workers, d.Workers)
	orDefault(&c.MaxBatchSize, d.MaxBatchSize)
	if c.MaxBatchSize < d.PreferredBatchSize {
		d.PreferredBatchSize = c.MaxBatchSize
	}
	orDefault(&c.PreferredBatchSize, d.PreferredBatchSize)
	orDefault(&c.MaxQueueSize, d.MaxQueueSize)
	orDefault(&c.MaxWait, d.MaxWait)
	orDefault(&c.PriorityAging, d.PriorityAging)
	return c
}

func (c *BatcherConfig[T]) check() error {
	if c.Workers < 1 || c.MaxBatchSize < 1 || c.PreferredBatchSize < 1 || c.MaxQueueSize < 1 {
		return &Error{StatusInvalidArgument, "Workers, MaxBatchSize, PreferredBatchSize and MaxQueueSize must be 1 or more"}
	}
	if c.MaxWait < 0 || c.TargetLatency < 0 || c.PriorityAging < 0 {
		return &Error{StatusInvalidArgument, "MaxWait, TargetLatency and PriorityAging must not be negative"}
	}
	if c.PriorityLevels < 0 || c.PriorityLevels > maxLevels || c.DefaultPriority < 0 || c.DefaultPriority > maxLevels {
		return &Error{StatusInvalidArgument, "PriorityLevels and DefaultPriority must be 0 to 16"}
	}
	return nil
}

// inFlight returns the limit of unanswered items if submissions wait for room: a full queue, and a full batch per worker.
func (c *BatcherConfig[T]) inFlight() int { return c.MaxQueueSize + c.Workers*c.MaxBatchSize }

func (c *BatcherConfig[T]) c() C.ScipixBatcherConfig {
	queue := c.MaxQueueSize
	if c.Wait {
		queue = c.inFlight()
	}
	return C.ScipixBatcherConfig{
		struct_size:          C.sizeof_ScipixBatcherConfig,
		mode:                 C.ScipixBatchMode(c.Mode),
		queue_policy:         C.SCIPIX_QUEUE_POLICY_REJECT,
		workers:              1,
		max_batch_size:       C.size_t(c.MaxBatchSize),
		preferred_batch_size: C.size_t(c.PreferredBatchSize),
		max_queue_size:       C.size_t(queue),
		max_wait_us:          microseconds(c.MaxWait),
		max_batch_cost:       C.uint64_t(c.MaxBatchCost),
		target_latency_us:    microseconds(c.TargetLatency),
		block_timeout_us:     C.SCIPIX_WAIT_FOREVER,
		shed_late:            flag(c.ShedLate),
		priority_levels:      C.uint32_t(c.PriorityLevels),
		default_priority:     C.uint32_t(c.DefaultPriority),
		priority_aging_us:    microseconds(c.PriorityAging),
	}
}

// microseconds rounds up, so that a positive time stays positive.
func microseconds(d time.Duration) C.uint64_t {
	us := d / time.Microsecond
	if d%time.Microsecond > 0 {
		us++
	}
	return C.uint64_t(us)
}
