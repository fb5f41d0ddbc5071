package scipix

// #include <scipix.h>
import "C"

// Histogram is a distribution in short; percentiles are to 1/32.
type Histogram struct {
	// Count is how many values there are, Mean their mean, Max the largest.
	Count, Mean, Max uint64
	// P50, P95 and P99: so many percent of them are not above.
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

// BatcherStats is what a batcher has done, and how it stands.
type BatcherStats struct {
	// Submitted is the items accepted: those Completed, Failed, Shed and Cancelled, and those not answered yet.
	Submitted, Completed, Failed, Shed, Cancelled uint64
	// Rejected is the items refused.
	Rejected uint64
	// Batches is how many were dispatched.
	Batches uint64
	// QueueDepth is the items queued now; OldestWaitUS is how long the oldest of them has waited.
	QueueDepth, OldestWaitUS uint64
	// DispatchedFull and the others count batches by why they were dispatched: full; of the preferred size; the oldest
	// had waited long enough; a worker was idle; the batcher was closed or drained.
	DispatchedFull, DispatchedPreferred, DispatchedTimeout, DispatchedIdle, DispatchedDrain uint64
	// QueueWaitUS is how long items waited for their batch.
	QueueWaitUS Histogram
	// ServiceUS is how long batches took.
	ServiceUS Histogram
	// BatchSize is how many items batches had.
	BatchSize Histogram
}

// Stats tells what the batcher has done, and how it stands.
func (b *Batcher[T, R]) Stats() (BatcherStats, error) {
	s := C.ScipixBatcherStats{struct_size: C.sizeof_ScipixBatcherStats}
	err := b.enter(func(batcher *C.ScipixBatcher) C.ScipixStatus { return C.scipix_batcher_stats(batcher, &s) })
	return BatcherStats{
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
	}, err
}
