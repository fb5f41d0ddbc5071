using System;

namespace Scipix
{
    /// <summary>The settings of a batcher. A new object has the library's defaults.</summary>
    public sealed class BatcherConfig<T>
    {
        /// <summary>When an incomplete batch is dispatched. Default Window.</summary>
        public BatchMode Mode { get; set; } = BatchMode.Window;
        /// <summary>The number of batches that may be processed at once. Default 1.</summary>
        public int Workers { get; set; } = 1;
        /// <summary>The maximum number of items in a batch. Default 32.</summary>
        public int MaxBatchSize { get; set; }
        /// <summary>The number of items of a group from which an idle worker takes them without waiting for more. Default 16, or
        /// MaxBatchSize if that is less.</summary>
        public int PreferredBatchSize
        {
            get => preferred ?? Math.Min(defaultPreferred, MaxBatchSize);
            set => preferred = value;
        }
        /// <summary>The maximum number of queued items, not counting those being processed. Default 1000.</summary>
        public int MaxQueueSize { get; set; }
        /// <summary>The maximum time that the oldest item of a group waits for others. Default 50 ms.</summary>
        public TimeSpan MaxWait { get; set; }
        /// <summary>Returns the group of an item, such as the width of a line: only items of one group share a batch. Default
        /// null: one group.</summary>
        public Func<T, ulong> Group { get; set; }
        /// <summary>Returns the cost of an item, such as the width of a line, which counts against MaxBatchCost. Default null: 0.</summary>
        public Func<T, uint> Cost { get; set; }
        /// <summary>Returns the level of an item, from 1, the highest, to PriorityLevels; 0 means DefaultPriority. Default null:
        /// 0.</summary>
        public Func<T, int> Priority { get; set; }
        /// <summary>The number of priority levels, up to 16. Queued items of a higher level are processed first, those of one level
        /// in the order of submission. 0, the default, and 1 are no priorities.</summary>
        public int PriorityLevels { get; set; }
        /// <summary>The level of items without one. 0, the default, is the lowest.</summary>
        public int DefaultPriority { get; set; }
        /// <summary>How long an item waits in one level before it moves up to the end of the next higher one. Default 1 s.</summary>
        public TimeSpan PriorityAging { get; set; }
        /// <summary>The maximum cost of a batch. 0, the default, is no limit.</summary>
        public ulong MaxBatchCost { get; set; }
        /// <summary>If above zero, limits the size of batches so that items are answered within this time of their submission.</summary>
        public TimeSpan TargetLatency { get; set; }
        /// <summary>Fails items that can no longer meet TargetLatency with DeadlineMissed instead of processing them.</summary>
        public bool ShedLate { get; set; }
        /// <summary>Lets a submission to a full queue wait for room instead of failing with QueueFull. The processing function must
        /// not submit then: it could wait for itself.</summary>
        public bool Wait { get; set; }

        /// <summary>Starts with the library's defaults.</summary>
        public unsafe BatcherConfig()
        {
            ScipixBatcherConfig defaults;
            Check.Ok(Native.scipix_batcher_config_init(&defaults));
            MaxBatchSize = (int)defaults.max_batch_size;
            defaultPreferred = (int)defaults.preferred_batch_size;
            MaxQueueSize = (int)defaults.max_queue_size;
            MaxWait = TimeSpan.FromTicks((long)defaults.max_wait_us * Microseconds.Ticks);
            PriorityAging = TimeSpan.FromTicks((long)defaults.priority_aging_us * Microseconds.Ticks);
        }

        private readonly int defaultPreferred;
        private int? preferred;

        /// <summary>The limit of unanswered items if submissions wait for room: a full queue, and a full batch per worker.</summary>
        internal int InFlight => checked(MaxQueueSize + Workers * MaxBatchSize);

        internal unsafe ScipixBatcherConfig Checked()
        {
            if (Workers < 1 || MaxBatchSize < 1 || PreferredBatchSize < 1 || MaxQueueSize < 1)
                throw new ScipixException(
                    Status.InvalidArgument, "Workers, MaxBatchSize, PreferredBatchSize and MaxQueueSize must be 1 or more");
            if (MaxWait < TimeSpan.Zero || TargetLatency < TimeSpan.Zero || PriorityAging < TimeSpan.Zero)
                throw new ScipixException(
                    Status.InvalidArgument, "MaxWait, TargetLatency and PriorityAging must not be negative");
            if (PriorityLevels < 0 || DefaultPriority < 0)
                throw new ScipixException(
                    Status.InvalidArgument, "PriorityLevels and DefaultPriority must not be negative");
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
                block_timeout_us = Native.SCIPIX_WAIT_FOREVER,
                shed_late = ShedLate ? 1u : 0,
                priority_levels = (uint)PriorityLevels,
                default_priority = (uint)DefaultPriority,
                priority_aging_us = Microseconds.Of(PriorityAging),
            };
        }
    }

    internal static class Microseconds
    {
        internal const long Ticks = TimeSpan.TicksPerMillisecond / 1000;

        /// <summary>Rounds up, so that a positive time stays positive.</summary>
        internal static ulong Of(TimeSpan time) => (ulong)(time.Ticks / Ticks + (time.Ticks % Ticks > 0 ? 1 : 0));
    }
}
