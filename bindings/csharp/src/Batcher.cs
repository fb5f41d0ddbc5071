using System;
using System.Threading;
using System.Threading.Tasks;

namespace Scipix
{
    /// <summary>Collects single items into batches and answers each with a task. It has three threads of its own, however many items
    /// wait; batches are processed on the thread pool, up to Workers of them at once.</summary>
    /// <remarks>Dispose it to have all items answered. A batcher that was not disposed does not keep the process from
    /// ending.</remarks>
    public sealed class Batcher<T, R> : IDisposable
    {
        readonly BatcherHandle handle;
        readonly BatcherConfig<T> config;
        readonly Func<Batch<T, R>, Task> process;
        readonly PendingTable<T, R> pending = new PendingTable<T, R>();
        readonly SemaphoreSlim places;
        readonly SemaphoreSlim idle;
        readonly Thread taker, poller;
        readonly NativeWait take, poll;
        int closed;

        /// <summary>Makes a batcher. `process` answers the items of a batch.</summary>
        public Batcher(BatcherConfig<T> config, Action<Batch<T, R>> process)
            : this(config, process == null ? null : Awaited(process))
        {
        }

        /// <summary>Makes a batcher with an asynchronous `process`. The items of a batch are answered when its task ends.</summary>
        public unsafe Batcher(BatcherConfig<T> config, Func<Batch<T, R>, Task> process)
        {
            this.process = Check.NotNull(process, nameof(process));
            this.config = Check.NotNull(config, nameof(config));
            var native = config.Checked();
            if (config.Wait) places = new SemaphoreSlim(config.InFlight);
            idle = new SemaphoreSlim(config.Workers);
            Check.Ok(Native.scipix_batcher_new(&native, IntPtr.Zero, null, out handle));
            take = new NativeWait();
            poll = new NativeWait();
            taker = new Thread(TakeBatches) { IsBackground = true, Name = "scipix-take" };
            poller = new Thread(PollAnswers) { IsBackground = true, Name = "scipix-poll" };
            taker.Start();
            poller.Start();
        }

        static Func<Batch<T, R>, Task> Awaited(Action<Batch<T, R>> process) => batch =>
        {
            process(batch);
            return Task.CompletedTask;
        };

        /// <summary>Submits an item. The task returns its answer, or throws the exception that `process` set or a
        /// <see cref="ScipixException"/>. Cancelling withdraws the item, or, if it is being processed, drops its answer.</summary>
        /// <param name="item">The item to process.</param>
        /// <param name="cancellation">Withdraws the item.</param>
        /// <param name="deadline">The time from now by which processing must start, or the item fails with DeadlineMissed; null for
        /// none.</param>
        public async Task<R> SubmitAsync(
            T item, CancellationToken cancellation = default(CancellationToken), TimeSpan? deadline = null)
        {
            cancellation.ThrowIfCancellationRequested();
            var native = new ScipixBatchItem
            {
                group = config.Group?.Invoke(item) ?? 0,
                cost = config.Cost?.Invoke(item) ?? 0,
                priority = unchecked((uint)(config.Priority?.Invoke(item) ?? 0)), // a negative one is above all levels
            };
            if (places != null) await places.WaitAsync(cancellation).ConfigureAwait(false);
            var answer = new Pending<T, R>(item);
            Submit(answer, native, deadline);
            using (cancellation.Register(() => Withdraw(answer, cancellation)))
                return await answer.Task.ConfigureAwait(false);
        }

        unsafe void Submit(Pending<T, R> answer, ScipixBatchItem native, TimeSpan? deadline)
        {
            ulong time = deadline == null ? 0 : Math.Max(1, deadline > TimeSpan.Zero ? Microseconds.Of(deadline.Value) : 0);
            ulong ticket;
            native.id = pending.Put(answer);
            try
            {
                Check.Ok(Native.scipix_batcher_submit(handle, &native, time, IntPtr.Zero, null, &ticket));
            }
            catch (Exception)
            {
                pending.Remove(native.id);
                places?.Release();
                throw;
            }
            answer.Ticket = ticket;
        }

        void Withdraw(Pending<T, R> answer, CancellationToken cancellation)
        {
            answer.Cancel(cancellation); // first, because the withdrawn item is answered with a failure
            try
            {
                Native.scipix_batcher_cancel(handle, answer.Ticket);
            }
            catch (ObjectDisposedException)
            {
                // A disposed batcher has no queued items.
            }
        }

        /// <summary>The current limit of items in a batch: MaxBatchSize, or less to meet TargetLatency.</summary>
        public int Limit => (int)Native.scipix_batcher_current_batch_limit(handle);

        /// <summary>Counters and state.</summary>
        public unsafe BatcherStats Stats
        {
            get
            {
                var stats = new ScipixBatcherStats { struct_size = (uint)sizeof(ScipixBatcherStats) };
                Check.Ok(Native.scipix_batcher_stats(handle, &stats));
                return new BatcherStats(stats);
            }
        }

        /// <summary>Dispatches the items that are queued now without waiting for others. The task ends when all items submitted
        /// so far were answered. Waiting for it in `process` would deadlock.</summary>
        public Task DrainAsync()
        {
            var answered = pending.WhenAnswered();
            var status = Native.scipix_batcher_drain(handle, 0);
            if (status != Status.Timeout) Check.Ok(status);
            return answered;
        }

        /// <summary>Rejects new items, processes the queued ones, waits until all are answered, and frees the batcher. Calling it
        /// in `process` would deadlock.</summary>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref closed, 1) != 0) return;
            Native.scipix_batcher_close(handle);
            taker.Join();
            poller.Join();
            take.Dispose();
            poll.Dispose();
            handle.Dispose();
        }

        /// <summary>Takes batches while a worker is idle. Runs on the thread `taker`.</summary>
        unsafe void TakeBatches()
        {
            for (;;)
            {
                idle.Wait();
                IntPtr taken;
                var status = Native.scipix_batcher_next_batch(handle, take.Begin(), &taken);
                take.End(status);
                if (status == Status.Ok)
                {
                    var batch = taken;
                    Task.Run(() => Answer(batch));
                    continue;
                }
                idle.Release();
                if (status == Status.Closed) return;
                if (status != Status.Timeout) Thread.Sleep(1); // out of memory: the batch stays queued
            }
        }

        async Task Answer(IntPtr raw)
        {
            var batch = new Batch<T, R>(pending.Find(raw));
            try
            {
                await process(batch).ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                batch.FailUnset(failure);
            }
            batch.Complete(raw);
            idle.Release();
        }

        const int AnswersAtOnce = 256;

        /// <summary>Takes answers and completes the tasks of their items. Runs on the thread `poller`.</summary>
        unsafe void PollAnswers()
        {
            var done = stackalloc ScipixDone[AnswersAtOnce];
            for (;;)
            {
                UIntPtr count;
                var status = Native.scipix_batcher_poll_done(handle, poll.Begin(), done, Size.Of(AnswersAtOnce), &count);
                poll.End(status);
                if (status == Status.Timeout) continue;
                if (status != Status.Ok) return; // closed, and all items are answered
                for (int i = 0; i < (int)count; i++)
                {
                    pending.Get(done[i].item.id).Resolve(done[i].result.status);
                    pending.Remove(done[i].item.id);
                    places?.Release();
                }
            }
        }
    }
}
