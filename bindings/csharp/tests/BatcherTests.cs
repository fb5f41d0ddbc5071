using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Scipix.Tests
{
    static class BatcherTests
    {
        static BatcherConfig<int> Greedy() => new BatcherConfig<int> { Mode = BatchMode.Greedy };

        static void Doubled(Batch<int, int> batch)
        {
            for (int i = 0; i < batch.Count; i++) batch.Set(i, 2 * batch[i]);
        }

        /// <summary>Submits a million items while the garbage collector runs all the time.</summary>
        [Test]
        static void AMillionItemsUnderGarbageCollection()
        {
            const int Items = 1000000, Loops = 64;
            var stop = false;
            int collections = 0;
            var collector = new Thread(() => { while (!Volatile.Read(ref stop)) { GC.Collect(0); if (++collections % 50 == 0) { GC.Collect(); Thread.Sleep(1); } } });
            collector.Start();
            int next = 0;
            using (var batcher = new Batcher<int, int>(Greedy(), Doubled))
            {
                Func<Task> loop = async () =>
                {
                    for (int item; (item = Interlocked.Increment(ref next)) <= Items;)
                        if (await batcher.SubmitAsync(item) != 2 * item) throw new Exception("another item's answer");
                };
                Task.WaitAll(Enumerable.Range(0, Loops).Select(_ => Task.Run(loop)).ToArray());
                var stats = batcher.Stats;
                Expect.True(stats.Completed == Items && stats.Submitted == Items, stats.Completed);
                Volatile.Write(ref stop, true);
                collector.Join();
                Console.WriteLine(Items + " items, " + collections + " collections, " + stats.BatchSize.Mean + " items a batch");
            }
        }

        [Test]
        static async Task FailuresAreOfTheirItem()
        {
            var failure = new InvalidOperationException("page is blank");
            using (var batcher = new Batcher<int, int>(Greedy(), batch =>
            {
                for (int i = 0; i < batch.Count; i++)
                    switch (batch[i])
                    {
                        case 0: break;
                        case 1: batch.Fail(i, failure); break;
                        case 2: throw failure;
                        default: batch.Set(i, 7); break;
                    }
            }))
            {
                await Expect.Fails(Status.NotSet, batcher.SubmitAsync(0));
                foreach (int item in new[] { 1, 2 })
                    try
                    {
                        await batcher.SubmitAsync(item);
                        throw new Exception("did not fail");
                    }
                    catch (InvalidOperationException thrown)
                    {
                        Expect.True(thrown == failure);
                    }
                Expect.True(await batcher.SubmitAsync(3) == 7);
                Expect.True(batcher.Stats.Failed == 3 && batcher.Stats.Completed == 1);
            }
        }

        /// <summary>Blocks the processing of batches until it is disposed.</summary>
        sealed class Gate : IDisposable
        {
            readonly TaskCompletionSource<bool> opened = new TaskCompletionSource<bool>();

            internal Task Opened => opened.Task;

            public void Dispose() => opened.TrySetResult(true);
        }

        /// <summary>Makes a batcher whose batches have one item and wait for the gate. One item is being processed.</summary>
        static Batcher<int, int> Gated(BatcherConfig<int> config, Gate gate, out Task<int> running)
        {
            config.MaxBatchSize = config.PreferredBatchSize = 1;
            var batcher = new Batcher<int, int>(config, async batch => { await gate.Opened; Doubled(batch); });
            running = batcher.SubmitAsync(100);
            while (batcher.Stats.QueueDepth > 0) Thread.Yield();
            return batcher;
        }

        [Test]
        static async Task FullQueueRefusesOrWaits()
        {
            foreach (bool wait in new[] { false, true })
            {
                var gate = new Gate();
                var config = Greedy();
                config.MaxQueueSize = 2;
                config.Wait = wait;
                Task<int> running;
                using (var batcher = Gated(config, gate, out running))
                using (gate)
                {
                    var queued = new[] { batcher.SubmitAsync(1), batcher.SubmitAsync(2) };
                    var third = batcher.SubmitAsync(3);
                    if (wait) Expect.True(!third.IsCompleted && batcher.Stats.QueueDepth == 2);
                    else await Expect.Fails(Status.QueueFull, third);
                    gate.Dispose();
                    Expect.True(await running == 200 && await queued[0] == 2 && await queued[1] == 4);
                    if (wait) Expect.True(await third == 6);
                }
            }
        }

        [Test]
        static async Task CancellingWithdraws()
        {
            var gate = new Gate();
            Task<int> running;
            using (var batcher = Gated(Greedy(), gate, out running))
            using (gate)
            using (var source = new CancellationTokenSource())
            {
                var queued = batcher.SubmitAsync(1, source.Token);
                var late = batcher.SubmitAsync(2, default(CancellationToken), TimeSpan.FromMilliseconds(1));
                source.Cancel();
                foreach (var task in new[] { queued, batcher.SubmitAsync(4, source.Token) })
                    try
                    {
                        await task;
                        throw new Exception("was not cancelled");
                    }
                    catch (OperationCanceledException)
                    {
                    }
                await Expect.Fails(Status.DeadlineMissed, late);
                gate.Dispose();
                Expect.True(await running == 200);
                var stats = batcher.Stats;
                Expect.True(stats.Cancelled == 1 && stats.Shed == 1 && stats.Completed == 1, stats.Cancelled);
            }
        }

        [Test]
        static async Task HigherPrioritiesAreProcessedFirst()
        {
            var gate = new Gate();
            var order = new List<int>();
            var config = Greedy();
            config.MaxBatchSize = config.PreferredBatchSize = 1;
            config.PriorityLevels = 3;
            config.PriorityAging = TimeSpan.FromHours(1);
            config.Priority = item => item % 4; // 0 is the default, the lowest
            using (var batcher = new Batcher<int, int>(config, async batch =>
            {
                await gate.Opened;
                lock (order) order.Add(batch[0]);
                Doubled(batch);
            }))
            using (gate)
            {
                var running = batcher.SubmitAsync(100);
                while (batcher.Stats.QueueDepth > 0) Thread.Yield();
                var queued = Enumerable.Range(4, 6).Select(item => batcher.SubmitAsync(item)).ToArray();
                var depths = batcher.Stats.LevelDepths;
                Expect.True(depths.Count == 16 && depths[0] == 2 && depths[1] == 1 && depths[2] == 3, depths[2]);
                gate.Dispose();
                await Task.WhenAll(queued);
                Expect.True(await running == 200);
                Expect.True(order.SequenceEqual(new[] { 100, 5, 9, 6, 4, 7, 8 }), string.Join(" ", order));
                config.Priority = item => item;
                await Expect.Fails(Status.InvalidArgument, batcher.SubmitAsync(4));
                await Expect.Fails(Status.InvalidArgument, batcher.SubmitAsync(-1));
            }
            Expect.True(new BatcherConfig<int>().PriorityAging == TimeSpan.FromSeconds(1));
            foreach (var levels in new[] { new[] { -1, 0 }, new[] { 17, 0 }, new[] { 3, 4 }, new[] { 0, -1 } })
            {
                config.PriorityLevels = levels[0];
                config.DefaultPriority = levels[1];
                Expect.Fails(Status.InvalidArgument, () => new Batcher<int, int>(config, Doubled));
            }
        }

        [Test]
        static async Task GroupsAndCosts()
        {
            var config = new BatcherConfig<int>
            {
                MaxBatchCost = 3, Group = item => (ulong)item % 3, Cost = item => (uint)item % 5, MaxWait = TimeSpan.FromMilliseconds(1),
            };
            using (var batcher = new Batcher<int, int>(config, batch =>
            {
                int cost = 0;
                for (int i = 0; i < batch.Count; i++)
                {
                    cost += batch[i] % 5;
                    if (batch[i] % 3 != batch[0] % 3) throw new Exception("two groups in a batch");
                    batch.Set(i, cost);
                }
            }))
            {
                await Expect.Fails(Status.InvalidArgument, batcher.SubmitAsync(4));
                var answers = Enumerable.Range(0, 60).Where(i => i % 5 < 4).Select(i => batcher.SubmitAsync(i)).ToArray();
                await batcher.DrainAsync();
                Expect.True(answers.All(answer => answer.Result <= 3) && batcher.Limit == config.MaxBatchSize);
            }
        }

        [Test]
        static async Task DrainWaitsForWhatIsProcessed()
        {
            var gate = new Gate();
            Task<int> running;
            using (var batcher = Gated(Greedy(), gate, out running))
            using (gate)
            using (var source = new CancellationTokenSource())
            {
                var cancelled = batcher.SubmitAsync(1, source.Token);
                var queued = batcher.SubmitAsync(2);
                source.Cancel();
                var drain = batcher.DrainAsync();
                Expect.True(!drain.Wait(20) && !queued.IsCompleted);
                gate.Dispose();
                await drain;
                Expect.True(running.Result == 200 && queued.Result == 4 && ((IAsyncResult)cancelled).AsyncWaitHandle.WaitOne(5000));
                await batcher.DrainAsync();
            }
        }

        [Test]
        static void ABatcherNeedsBothArguments()
        {
            Expect.Null("config", () => new Batcher<int, int>(null, Doubled));
            Expect.Null("process", () => new Batcher<int, int>(new BatcherConfig<int>(), (Action<Batch<int, int>>)null));
        }

        [Test]
        static void DisposingAnswersWhatIsQueued()
        {
            var batcher = new Batcher<int, int>(new BatcherConfig<int> { MaxWait = TimeSpan.MaxValue }, Doubled);
            var answers = Enumerable.Range(0, 10).Select(i => batcher.SubmitAsync(i)).ToArray();
            batcher.Dispose();
            batcher.Dispose();
            Expect.Equal(answers.Select(answer => answer.Result).ToArray(), Enumerable.Range(0, 10).Select(i => 2 * i).ToArray());
            Expect.Disposed(() => batcher.SubmitAsync(1).GetAwaiter().GetResult());
            Expect.Disposed(() => batcher.Stats.ToString());
            var bad = Greedy();
            bad.Workers = 0;
            Expect.Fails(Status.InvalidArgument, () => new Batcher<int, int>(bad, Doubled));
            bad = Greedy();
            bad.PreferredBatchSize = bad.MaxBatchSize + 1;
            Expect.Fails(Status.InvalidArgument, () => new Batcher<int, int>(bad, Doubled));
        }

        [Test]
        static void TheDefaultPreferredSizeFollowsTheLargest()
        {
            var config = Greedy();
            Expect.Equal(new[] { config.PreferredBatchSize }, 16);
            config.MaxBatchSize = 4;
            Expect.Equal(new[] { config.PreferredBatchSize }, 4);
            using (var batcher = new Batcher<int, int>(config, Doubled))
                Expect.Equal(new[] { batcher.SubmitAsync(21).Result }, 42);
        }
    }
}
