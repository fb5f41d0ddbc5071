using System;

namespace Scipix
{
    /// <summary>How a batcher works, at first the library's defaults.</summary>
    public sealed class BatcherConfig<T>
    {
        /// <summary>Default Window.</summary>
        public BatchMode Mode { get; set; } = BatchMode.Window;
        /// <summary>Batches that are processed at once. Default 1.</summary>
        public int Workers { get; set; } = 1;
        /// <summary>Items in a batch at most. Default 32.</summary>
        public int MaxBatchSize { get; set; }
        /// <summary>So many queued items of a group do not wait for more while a worker is idle. Default 16.</summary>
        public int PreferredBatchSize { get; set; }
        /// <summary>Items queued at most, those being processed not counted. Default 1000.</summary>
        public int MaxQueueSize { get; set; }
        /// <summary>How long the oldest item of a group waits for others. Default 50 ms.</summary>
        public TimeSpan MaxWait { get; set; }
        /// <summary>The group of an item: only items of equal groups share a batch, such as lines of one width.</summary>
        public Func<T, ulong> Group { get; set; }
        /// <summary>What an item counts against MaxBatchCost, such as the width of a line.</summary>
        public Func<T, ulong> Cost { get; set; }
        /// <summary>Cost of a batch at most; 0, the default, is any.</summary>
        public ulong MaxBatchCost { get; set; }
        /// <summary>Above zero: batches are kept so small that items are answered within this time of their submission.</summary>
        public TimeSpan TargetLatency { get; set; }
        /// <summary>Answers items that can no longer make TargetLatency with DeadlineMissed instead of processing them.</summary>
        public bool ShedLate { get; set; }
        /// <summary>Lets a submission to a full queue wait for room instead of failing with QueueFull. In the processing
        /// function it would wait for itself.</summary>
        public bool Wait { get; set; }

        /// <summary>The library's defaults.</summary>
        public unsafe BatcherConfig()
        {
            ScipixBatcherConfig defaults;
            Check.Ok(Native.scipix_batcher_config_init(&defaults));
            MaxBatchSize = (int)defaults.max_batch_size;
            PreferredBatchSize = (int)defaults.preferred_batch_size;
            MaxQueueSize = (int)defaults.max_queue_size;
            MaxWait = TimeSpan.FromTicks((long)defaults.max_wait_us * Microseconds.Ticks);
        }

        /// <summary>Items without an answer, where submissions wait for room: a full queue, and a batch with each worker.</summary>
        internal int InFlight => checked(MaxQueueSize + Workers * MaxBatchSize);

        internal unsafe ScipixBatcherConfig Checked()
        {
            if (Workers < 1 || MaxBatchSize < 1 || PreferredBatchSize < 1 || MaxQueueSize < 1)
                throw new ScipixException(
                    Status.InvalidArgument, "Workers, MaxBatchSize, PreferredBatchSize and MaxQueueSize are 1 or more");
            if (MaxWait < TimeSpan.Zero || TargetLatency < TimeSpan.Zero)
                throw new ScipixException(Status.InvalidArgument, "MaxWait and TargetLatency are not negative");
            return new ScipixBatcherConfig
            {
                struct_size = (uint)sizeof(ScipixBatcherConfig),
                mode = Mode,
                workers = 1,
                max_batch_size = Size.Of(MaxBatchSize),
                preferred_batch_size = Size.Of(PreferredBatchSize),
                max_queue_size = Size.Of(Wait ? InFlight : MaxQueueSize),
                max_wait_us = Microseconds.Of(MaxWait),
                max_batch_cost = MaxBatchCost,
                target_latency_us = Microseconds.Of(TargetLatency),
                block_timeout_us = ulong.MaxValue,
                shed_late = ShedLate ? 1u : 0,
            };
        }
    }

    internal static class Microseconds
    {
        internal const long Ticks = TimeSpan.TicksPerMillisecond / 1000;

        /// <summary>Rounds up, so that a time above 0 stays one.</summary>
        internal static ulong Of(TimeSpan time) => (ulong)(time.Ticks / Ticks + (time.Ticks % Ticks > 0 ? 1 : 0));
    }
}
