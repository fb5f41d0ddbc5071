using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Scipix.Tests
{
    /// <summary>A process ends at once whatever it did not dispose. Each case is a process of its own: Scipix.Tests --leave CASE
    /// HOW.</summary>
    static class ExitTests
    {
        /// <summary>Makes the objects of a case, which nothing disposes.</summary>
        static readonly Dictionary<string, Func<object>> Cases = new Dictionary<string, Func<object>>
        {
            ["idle"] = () => Batcher(new BatcherConfig<int>()),
            ["dropped"] = () => { Batcher(new BatcherConfig<int>()); GC.Collect(); return null; },
            ["queued"] = () => { var it = Batcher(new BatcherConfig<int> { MaxWait = TimeSpan.FromHours(1) }); it.SubmitAsync(1); return it; },
            ["busy"] = Busy,
            ["full"] = () => { var it = Busy(); for (int i = 0; i < 99; i++) it.SubmitAsync(i); return it; },
            ["draining"] = () => { var it = Busy(); it.DrainAsync(); return it; },
            ["disposing"] = () => { var it = Busy(); Task.Run(() => it.Dispose()); return it; },
            ["used at the end"] = UsedAtTheEnd,
            ["memory"] = () => new object[] { new Pool(new PoolConfig()).Acquire(), new PooledBuffer(9), new Arena(99), new Plan().Grayscale() },
        };

        static readonly string[] Ways = { "return", "exit", "thread" };

        static object kept;

        static Batcher<int, int> Batcher(BatcherConfig<int> config) =>
            new Batcher<int, int>(config, batch => Thread.Sleep(Timeout.Infinite));

        /// <summary>A batcher whose one worker never ends.</summary>
        static Batcher<int, int> Busy()
        {
            var batcher = Batcher(new BatcherConfig<int> { Mode = BatchMode.Greedy, MaxQueueSize = 1, Wait = true });
            batcher.SubmitAsync(0);
            while (batcher.Stats.QueueDepth > 0) Thread.Yield();
            return batcher;
        }

        /// <summary>A batcher that still answers when the process ends, and is disposed then.</summary>
        static object UsedAtTheEnd()
        {
            var batcher = new Batcher<int, int>(new BatcherConfig<int> { Mode = BatchMode.Greedy }, batch =>
            {
                for (int i = 0; i < batch.Count; i++) batch.Set(i, batch[i] + 1);
            });
            AppDomain.CurrentDomain.ProcessExit += (sender, nothing) =>
            {
                if (batcher.SubmitAsync(1).Result != 2) Environment.FailFast("another answer");
                batcher.Dispose();
            };
            return batcher;
        }

        /// <summary>The child: makes a case, says so, and leaves with the exit code 7.</summary>
        internal static int Leave(string name, string way)
        {
            kept = Cases[name]();
            Thread.Sleep(20); // by then the batcher's threads wait inside the library
            Console.WriteLine("leaving");
            if (way == "exit") Environment.Exit(7);
            if (way == "thread")
            {
                new Thread(() => Environment.Exit(7)).Start();
                Thread.Sleep(Timeout.Infinite);
            }
            return kept == Cases ? 0 : 7;
        }

        [Test]
        static void ProcessesEndWithObjectsThatWereNotDisposed()
        {
            foreach (string name in Cases.Keys)
                foreach (string way in Ways)
                {
                    // A busy machine may be late once.
                    var times = Enumerable.Range(0, 3).Select(_ => TimeToEnd(name, way));
                    Expect.True(times.Any(time => time < TimeSpan.FromSeconds(0.5)), name + ", " + way);
                }
        }

        static TimeSpan TimeToEnd(string name, string way)
        {
            var self = typeof(ExitTests).Assembly.Location;
            var settings = Path.Combine(Path.GetDirectoryName(self), "runtimeconfig.json");
            var host = Type.GetType("Mono.Runtime") != null ? "" : "exec --runtimeconfig \"" + settings + "\" ";
            var start = new ProcessStartInfo(
                Process.GetCurrentProcess().MainModule.FileName, host + "\"" + self + "\" --leave \"" + name + "\" " + way)
            {
                UseShellExecute = false, RedirectStandardOutput = true,
            };
            using (var process = Process.Start(start))
            {
                Expect.True(process.StandardOutput.ReadLine() == "leaving", name);
                var watch = Stopwatch.StartNew();
                bool ended = process.WaitForExit(5000);
                if (!ended) process.Kill();
                else Expect.True(process.ExitCode == 7, name + ", " + way + ": exit code " + process.ExitCode);
                return watch.Elapsed;
            }
        }
    }
}
