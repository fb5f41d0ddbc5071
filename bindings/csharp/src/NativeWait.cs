using System;
using System.Diagnostics;
using System.Threading;

namespace Scipix
{
    /// <summary>Says how long one thread may wait inside the library. At the end of a process Mono waits until its background threads
    /// have left native code, and now and again aborts the process when one does. So once the end has begun, calls return at
    /// once and the thread sleeps between them. It goes on working: handlers of the end may wait for its answers.</summary>
    internal sealed class NativeWait : IDisposable
    {
        static readonly bool OnMono = Type.GetType("Mono.Runtime") != null;

        /// <summary>The longest call on Mono, in milliseconds.</summary>
        const int Longest = 50;

        /// <summary>How long the thread waits outside, in milliseconds.</summary>
        const int Outside = 10;

        volatile bool inside, ending;

        internal NativeWait()
        {
            if (OnMono) AppDomain.CurrentDomain.ProcessExit += OnExit;
        }

        /// <summary>Begins a call. Returns how long it may wait, in microseconds.</summary>
        internal ulong Begin()
        {
            if (!OnMono) return Native.SCIPIX_WAIT_FOREVER;
            inside = true;
            Thread.MemoryBarrier(); // either `OnExit` sees that a call has begun, or this sees the end
            return ending ? 0UL : Longest * 1000;
        }

        /// <summary>Ends a call, and sleeps if it found nothing to do while the process ends.</summary>
        internal void End(Status status)
        {
            inside = false;
            if (ending && status == Status.Timeout) Thread.Sleep(Outside);
        }

        void OnExit(object sender, EventArgs nothing)
        {
            ending = true;
            Thread.MemoryBarrier();
            var watch = Stopwatch.StartNew();
            while (inside && watch.ElapsedMilliseconds < 4 * Longest) Thread.Sleep(1);
        }

        public void Dispose()
        {
            if (OnMono) AppDomain.CurrentDomain.ProcessExit -= OnExit;
        }
    }
}
