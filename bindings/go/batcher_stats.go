package scipix

// #include <scipix.h>
import "C"

// Histogram is the summary of a distribution. Percentiles are exact to 1/32.
type Histogram struct {
	// Count is the number of values, Mean their mean, Max the largest.
	Count, Mean, Max uint64
	// P50, P95 and P99 are percentiles.
	P50, P95, P99 uint64
}

func histogram(h C.ScipixHistogram) Histogram {
	return Histogram{
		Count: uint64(h.count),
		Mean:  uint64(h.mean),
		Max:   uint64(h.max),
		P50:   uint64(h.p50),
		P95:   uint64(h.p95),
		P99:   uint64(h.p99),
	}
}

// BatcherStats has the counters and the state of a batcher.
type BatcherStats struct {
	// Submitted counts accepted items: Completed, Failed, Shed, Cancelled, and those without an answer yet.
	Submitted, Completed, Failed, Shed, Cancelled uint64
	// Rejected counts items that were not accepted.
	Rejected uint64
	// Batches counts dispatched batches.
	Batches uint64
	// QueueDepth is the number of items queued now, OldestWaitUS how long the oldest of them has waited, in microseconds.
	QueueDepth, OldestWaitUS uint64
	// LevelDepths are the numbers of items queued now by the level that they were submitted to, the highest level first.
	// Without priorities all are at index 0.
	LevelDepths [maxLevels]uint64
	// DispatchedFull and the others count batches by the reason of their dispatch: full; preferred size; MaxWait was over;
	// a worker was idle; the batcher was closed or drained.
	DispatchedFull, DispatchedPreferred, DispatchedTimeout, DispatchedIdle, DispatchedDrain uint64
	// QueueWaitUS is how long items waited for their batch, in microseconds.
	QueueWaitUS Histogram
	// ServiceUS is how long batches took to process, in microseconds.
	ServiceUS Histogram
	// BatchSize is the number of items per batch.
	BatchSize Histogram
}

// Stats returns counters and state.
func (b *Batcher[T, R]) Stats() (BatcherStats, error) {
	s := C.ScipixBatcherStats{struct_size: C.sizeof_ScipixBatcherStats}
	err := b.enter(func(batcher *C.ScipixBatcher) C.ScipixStatus { return C.scipix_batcher_stats(batcher, &s) })
	stats := BatcherStats{
		Submitted:           uint64(s.submitted),
		Completed:           uint64(s.completed),
		Failed:              uint64(s.failed),
		Shed:                uint64(s.shed),
		Cancelled:           uint64(s.cancelled),
		Rejected:            uint64(s.rejected),
		Batches:             uint64(s.batches),
		QueueDepth:          uint64(s.queue_depth),
		OldestWaitUS:        uint64(s.oldest_wait_us),
		DispatchedFull:      uint64(s.dispatched_full),
		DispatchedPreferred: uint64(s.dispatched_preferred),
		DispatchedTimeout:   uint64(s.dispatched_timeout),
		DispatchedIdle:      uint64(s.dispatched_idle),
		DispatchedDrain:     uint64(s.dispatched_drain),
		QueueWaitUS:         histogram(s.queue_wait_us),
		ServiceUS:           histogram(s.service_us),
		BatchSize:           histogram(s.batch_size),
	}
	for level, depth := range s.level_depths {
		stats.LevelDepths[level] = uint64(depth)
	}
	return stats, err
}
