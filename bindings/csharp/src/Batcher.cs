using System;
using System.Threading;
using System.Threading.Tasks;

namespace Scipix
{
    /// <summary>Makes batches of single items and gives each its own answer, as a task. It has two threads of its own, however
    /// many items wait; batches are processed on the thread pool, Workers of them at once.</summary>
    public sealed class Batcher<T, R> : IDisposable
    {
        readonly BatcherHandle handle;
        readonly BatcherConfig<T> config;
        readonly Func<Batch<T, R>, Task> process;
        readonly PendingTable<T, R> pending = new PendingTable<T, R>();
        readonly SemaphoreSlim places;
        readonly SemaphoreSlim idle;
        readonly Thread taker, poller;
        int closed;

        /// <summary>Makes a batcher; `process` answers the items of a batch.</summary>
        public Batcher(BatcherConfig<T> config, Action<Batch<T, R>> process)
            : this(config, process == null ? null : Awaited(process))
        {
        }

        /// <summary>Makes a batcher; the items of a batch are answered when the task of `process` ends.</summary>
        public unsafe Batcher(BatcherConfig<T> config, Func<Batch<T, R>, Task> process)
        {
            this.process = process ?? throw new ArgumentNullException(nameof(process));
            this.config = config ?? throw new ArgumentNullException(nameof(config));
            var native = config.Checked();
            if (config.Wait) places = new SemaphoreSlim(config.InFlight);
            idle = new SemaphoreSlim(config.Workers);
            Check.Ok(Native.scipix_batcher_new(&native, IntPtr.Zero, IntPtr.Zero, out handle));
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

        /// <summary>Submits an item. The task is its answer, or fails as `process` failed it, or with a
        /// <see cref="ScipixException"/>. Cancelling withdraws the item, or, where it is being processed, drops its answer.</summary>
        /// <param name="item">What is to be processed.</param>
        /// <param name="cancellation">Withdraws the item.</param>
        /// <param name="deadline">From now: if its turn does not come by then it fails with DeadlineMissed; null is none.</param>
        public async Task<R> SubmitAsync(
            T item, CancellationToken cancellation = default(CancellationToken), TimeSpan? deadline = null)
        {
            cancellation.ThrowIfCancellationRequested();
            var native = new ScipixBatchItem { group = config.Group?.Invoke(item) ?? 0, cost = config.Cost?.Invoke(item) ?? 0 };
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
                Check.Ok(Native.scipix_batcher_submit(handle, &native, time, IntPtr.Zero, IntPtr.Zero, &ticket));
            }
            catch (Exception)
            {
                pending.Take(native.id);
                places?.Release();
                throw;
            }
            answer.Ticket = ticket;
        }

        void Withdraw(Pending<T, R> answer, CancellationToken cancellation)
        {
            answer.Cancel(cancellation); // first: the answer of the withdrawn item would come as a failure
            try
            {
                Native.scipix_batcher_cancel(handle, answer.Ticket);
            }
            catch (ObjectDisposedException)
            {
                // Then it is not queued any more.
            }
        }

        /// <summary>How many items a batch may have now: MaxBatchSize, or fewer where TargetLatency asks for it.</summary>
        public int Limit => (int)Native.scipix_batcher_current_batch_limit(handle);

        /// <summary>What the batcher has done, and how it stands.</summary>
        public unsafe BatcherStats Stats
        {
            get
            {
                var stats = new ScipixBatcherStats { struct_size = (uint)sizeof(ScipixBatcherStats) };
                Check.Ok(Native.scipix_batcher_stats(handle, &stats));
                return new BatcherStats(stats);
            }
        }

        /// <summary>Runs the items that are queued now, without letting them wait for others; the task ends when they are
        /// answered. In `process` it would wait for itself.</summary>
        public Task DrainAsync() => Task.Factory.StartNew(
            () => Check.Ok(Native.scipix_batcher_drain(handle, ulong.MaxValue)),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        /// <summary>Refuses new items, runs those that are queued, waits until all are answered, and frees the batcher. In
        /// `process` it would wait for itself.</summary>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref closed, 1) != 0) return;
            Native.scipix_batcher_close(handle);
            taker.Join();
            poller.Join();
            handle.Dispose();
        }

        /// <summary>Waits for batches while a worker is idle, on the one thread that does.</summary>
        unsafe void TakeBatches()
        {
            for (;;)
            {
                idle.Wait();
                IntPtr taken;
                var status = Native.scipix_batcher_next_batch(handle, ulong.MaxValue, &taken);
                if (status == Status.Ok)
                {
                    var batch = taken;
                    Task.Run(() => Answer(batch));
                    continue;
                }
                idle.Release();
                if (status == Status.Closed) return;
                Thread.Sleep(1); // no memory, and nothing is lost
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

        /// <summary>Waits for answers, on the one thread that does, and hands them to whom they belong.</summary>
        unsafe void PollAnswers()
        {
            var done = stackalloc ScipixDone[AnswersAtOnce];
            for (;;)
            {
                UIntPtr count;
                var status = Native.scipix_batcher_poll_done(handle, ulong.MaxValue, done, Size.Of(AnswersAtOnce), &count);
                if (status != Status.Ok) return; // it was closed, and nothing is left
                for (int i = 0; i < (int)count; i++)
                {
                    pending.Take(done[i].item.id).Resolve(done[i].result.status);
                    places?.Release();
                }
            }
        }
    }
}
