using System.Collections.Generic;

namespace Scipix
{
    /// <summary>The summary of a distribution. Percentiles are exact to 1/32.</summary>
    public sealed class Histogram
    {
        internal Histogram(ScipixHistogram h)
        {
            Count = (long)h.count;
            Mean = (long)h.mean;
            P50 = (long)h.p50;
            P95 = (long)h.p95;
            P99 = (long)h.p99;
            Max = (long)h.max;
        }

        /// <summary>The number of values.</summary>
        public long Count { get; }
        /// <summary>The mean of the values.</summary>
        public long Mean { get; }
        /// <summary>The median.</summary>
        public long P50 { get; }
        /// <summary>The 95th percentile.</summary>
        public long P95 { get; }
        /// <summary>The 99th percentile.</summary>
        public long P99 { get; }
        /// <summary>The largest value.</summary>
        public long Max { get; }
    }

    /// <summary>Counters and state of a batcher.</summary>
    public sealed class BatcherStats
    {
        const int Levels = 16;

        internal unsafe BatcherStats(ScipixBatcherStats s)
        {
            var depths = new long[Levels];
            for (int level = 0; level < Levels; level++) depths[level] = (long)s.level_depths[level];
            LevelDepths = depths;
            Submitted = (long)s.submitted;
            Completed = (long)s.completed;
            Failed = (long)s.failed;
            Rejected = (long)s.rejected;
            Shed = (long)s.shed;
            Cancelled = (long)s.cancelled;
            Batches = (long)s.batches;
            QueueDepth = (long)s.queue_depth;
            OldestWaitUs = (long)s.oldest_wait_us;
            DispatchedFull = (long)s.dispatched_full;
            DispatchedPreferred = (long)s.dispatched_preferred;
            DispatchedTimeout = (long)s.dispatched_timeout;
            DispatchedIdle = (long)s.dispatched_idle;
            DispatchedDrain = (long)s.dispatched_drain;
            QueueWaitUs = new Histogram(s.queue_wait_us);
            ServiceUs = new Histogram(s.service_us);
            BatchSize = new Histogram(s.batch_size);
        }

        /// <summary>Items accepted: completed, failed, shed, cancelled, and those without an answer yet.</summary>
        public long Submitted { get; }
        /// <summary>Items answered with a result.</summary>
        public long Completed { get; }
        /// <summary>Items that were processed and failed.</summary>
        public long Failed { get; }
        /// <summary>Items rejected, because the queue was full or the batcher closed.</summary>
        public long Rejected { get; }
        /// <summary>Items that failed with DeadlineMissed.</summary>
        public long Shed { get; }
        /// <summary>Items cancelled while queued.</summary>
        public long Cancelled { get; }
        /// <summary>Batches dispatched.</summary>
        public long Batches { get; }
        /// <summary>Items queued now.</summary>
        public long QueueDepth { get; }
        /// <summary>Items queued now by the level that they were submitted to, the highest first. Without priorities all are at
        /// index 0.</summary>
        public IReadOnlyList<long> LevelDepths { get; }
        /// <summary>How long the oldest queued item has waited, in microseconds.</summary>
        public long OldestWaitUs { get; }
        /// <summary>Batches dispatched because they were full.</summary>
        public long DispatchedFull { get; }
        /// <summary>Batches dispatched at the preferred size because a worker was idle.</summary>
        public long DispatchedPreferred { get; }
        /// <summary>Batches dispatched because their oldest item had waited long enough.</summary>
        public long DispatchedTimeout { get; }
        /// <summary>Batches dispatched because a worker was idle.</summary>
        public long DispatchedIdle { get; }
        /// <summary>Batches dispatched because the batcher was closed or drained.</summary>
        public long DispatchedDrain { get; }
        /// <summary>How long items waited for their batch, in microseconds.</summary>
        public Histogram QueueWaitUs { get; }
        /// <summary>How long batches took to process, in microseconds.</summary>
        public Histogram ServiceUs { get; }
        /// <summary>The number of items per batch.</summary>
        public Histogram BatchSize { get; }
    }
}
