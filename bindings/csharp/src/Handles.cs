using System;
using System.Buffers;
using System.Runtime.InteropServices;

namespace Scipix
{
    /// <summary>A handle of the library. It is freed when it was disposed or finalized and no call uses it any more.</summary>
    internal abstract class Handle : SafeHandle
    {
        protected Handle() : base(IntPtr.Zero, true)
        {
        }

        public override bool IsInvalid => handle == IntPtr.Zero;
    }

    /// <summary>Memory that belongs to a handle, which it keeps reachable. After the handle was disposed the memory cannot be
    /// accessed, but pinned memory stays valid until it is unpinned.</summary>
    internal sealed unsafe class BorrowedMemory : MemoryManager<byte>
    {
        readonly SafeHandle owner;
        readonly byte* data;
        readonly int length;

        internal BorrowedMemory(SafeHandle owner, byte* data, int length)
        {
            this.owner = owner;
            this.data = data;
            this.length = length;
        }

        public override Span<byte> GetSpan()
        {
            if (owner.IsClosed) throw new ObjectDisposedException(nameof(BorrowedMemory));
            return new Span<byte>(data, length);
        }

        public override MemoryHandle Pin(int elementIndex = 0)
        {
            bool added = false;
            owner.DangerousAddRef(ref added); // throws if it was disposed
            return new MemoryHandle(data + elementIndex, default(GCHandle), this);
        }

        public override void Unpin() => owner.DangerousRelease();

        protected override void Dispose(bool disposing)
        {
        }
    }
}
