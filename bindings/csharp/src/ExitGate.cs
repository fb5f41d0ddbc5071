using System;
using System.Threading;

namespace Scipix
{
    /// <summary>Keeps a batcher's threads out of the library while Mono ends the process. Mono stops all threads then, and now and
    /// again aborts the process if one returns from native code at that moment. Other runtimes leave such threads alone, and there the
    /// gate does nothing.</summary>
    internal sealed class ExitGate : IDisposable
    {
        /// <summary>Whether the runtime is Mono.</summary>
        internal static readonly bool Needed = Type.GetType("Mono.Runtime") != null;

        /// <summary>How long the end of a process waits for the threads, in milliseconds: a call that waits inside the library takes
        /// 50 of them at most.</summary>
        const int Patience = 300;

        readonly CountdownEvent inside;
        readonly Action wake;
        volatile bool closed;

        /// <summary>Makes a gate for a number of threads. `wake` makes those that wait in managed code pass the gate.</summary>
        internal ExitGate(int threads, Action wake)
        {
            inside = new CountdownEvent(threads);
            this.wake = wake;
            if (Needed) AppDomain.CurrentDomain.ProcessExit += Close;
        }

        /// <summary>Returns at once, or never if the process is ending. A thread calls it before it enters the library.</summary>
        internal void Pass()
        {
            if (!closed) return;
            inside.Signal();
            Thread.Sleep(Timeout.Infinite);
        }

        /// <summary>Tells that a thread has ended. It calls the gate no more.</summary>
        internal void Leave() => inside.Signal();

        void Close(object sender, EventArgs nothing)
        {
            closed = true;
            wake();
            inside.Wait(Patience);
        }

        /// <summary>Forgets the gate, whose threads have ended.</summary>
        public void Dispose()
        {
            if (Needed) AppDomain.CurrentDomain.ProcessExit -= Close;
        }
    }
}
