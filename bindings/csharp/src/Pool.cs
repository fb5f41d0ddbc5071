using System;
using System.Buffers;
using System.Runtime.InteropServices;

namespace Scipix
{
    /// <summary>How a pool is made, at first the library's defaults.</summary>
    public sealed unsafe class PoolConfig
    {
        internal ScipixPoolConfig Native;

        /// <summary>The library's defaults.</summary>
        public PoolConfig()
        {
            ScipixPoolConfig defaults;
            Check.Ok(Scipix.Native.scipix_pool_config_init(&defaults));
            Native = defaults;
        }

        /// <summary>Bytes of each buffer. Default 65536.</summary>
        public long BufferSize { get => (long)Native.buffer_size; set => Native.buffer_size = Size.Of(value); }
        /// <summary>Of each buffer's address: a power of two up to 2 MiB. Default 64.</summary>
        public long Alignment { get => (long)Native.alignment; set => Native.alignment = Size.Of(value); }
        /// <summary>Buffers allocated at once. Default 0.</summary>
        public long Preallocate { get => (long)Native.preallocate; set => Native.preallocate = Size.Of(value); }
        /// <summary>Most idle buffers. Default 1024.</summary>
        public long MaxIdle { get => (long)Native.max_idle; set => Native.max_idle = Size.Of(value); }
        /// <summary>Most bytes of all buffers; 0, the default, is no limit.</summary>
        public long MaxBytes { get => (long)Native.max_bytes; set => Native.max_bytes = checked((ulong)value); }
        /// <summary>Overwrites buffers with zeros when they are released, for secrets.</summary>
        public bool ZeroOnRelease { get => Native.zero_on_release != 0; set => Native.zero_on_release = value ? 1u : 0; }
    }

    /// <summary>How a pool has been used: a view of a moment while others use it.</summary>
    public sealed class PoolStats
    {
        internal PoolStats(ScipixPoolStats s)
        {
            Acquired = (long)s.acquired;
            Released = (long)s.released;
            Hits = (long)s.hits;
            Misses = (long)s.misses;
            Refused = (long)s.refused;
            Live = (long)s.live;
            Idle = (long)s.idle;
            LiveBytes = (long)s.live_bytes;
            IdleBytes = (long)s.idle_bytes;
            PeakLiveBytes = (long)s.peak_live_bytes;
        }

        /// <summary>Buffers handed out.</summary>
        public long Acquired { get; }
        /// <summary>Buffers given back.</summary>
        public long Released { get; }
        /// <summary>Acquired without an allocation.</summary>
        public long Hits { get; }
        /// <summary>Acquired with one.</summary>
        public long Misses { get; }
        /// <summary>Not handed out.</summary>
        public long Refused { get; }
        /// <summary>Buffers held.</summary>
        public long Live { get; }
        /// <summary>Buffers idle.</summary>
        public long Idle { get; }
        /// <summary>Bytes of the held buffers.</summary>
        public long LiveBytes { get; }
        /// <summary>Bytes of the idle buffers.</summary>
        public long IdleBytes { get; }
        /// <summary>Most bytes held at once; may lag behind.</summary>
        public long PeakLiveBytes { get; }
    }

    /// <summary>Hands out buffers of one size, and uses them again instead of allocating again. Thread-safe.</summary>
    public sealed unsafe class Pool : IDisposable
    {
        readonly PoolHandle handle;

        /// <summary>Makes a pool.</summary>
        public Pool(PoolConfig config)
        {
            var native = config.Native;
            Check.Ok(Native.scipix_pool_new(&native, out handle));
        }

        /// <summary>Takes a buffer, whose content is undefined.</summary>
        public PooledBuffer Acquire()
        {
            ScipixBuffer raw;
            Check.Ok(Native.scipix_pool_acquire(handle, &raw));
            return new PooledBuffer(raw);
        }

        /// <summary>How the pool has been used.</summary>
        public PoolStats Stats
        {
            get
            {
                var stats = new ScipixPoolStats { struct_size = (uint)sizeof(ScipixPoolStats) };
                Check.Ok(Native.scipix_pool_stats(handle, &stats));
                return new PoolStats(stats);
            }
        }

        /// <summary>Frees the buffers that are idle.</summary>
        public void Trim() => Check.Ok(Native.scipix_pool_trim(handle));

        /// <summary>Frees the pool. Buffers that are held stay good.</summary>
        public void Dispose() => handle.Dispose();
    }

    /// <summary>Memory of the library's, aligned to 64 bytes or more; its <see cref="MemoryManager{T}.Memory"/> may hold an
    /// <see cref="Image"/>. Disposing gives it back, once, on any thread; a forgotten one is given back by its finalizer.</summary>
    public sealed unsafe class PooledBuffer : MemoryManager<byte>
    {
        ScipixBuffer raw;

        internal PooledBuffer(ScipixBuffer raw)
        {
            this.raw = raw;
        }

        /// <summary>Takes a buffer of at least `size` bytes from the pools that all of the process share.</summary>
        public PooledBuffer(long size)
        {
            ScipixBuffer acquired;
            Check.Ok(Native.scipix_buffer_acquire(Size.Of(size), &acquired));
            raw = acquired;
        }

        /// <summary>Gives a forgotten buffer back.</summary>
        ~PooledBuffer()
        {
            Dispose(false);
        }

        /// <summary>Gives the buffer back.</summary>
        public void Dispose() => ((IDisposable)this).Dispose();

        /// <summary>The whole capacity, until it is disposed.</summary>
        public override Span<byte> GetSpan()
        {
            if (raw.data == null) throw new ObjectDisposedException(nameof(PooledBuffer));
            return new Span<byte>(raw.data, checked((int)raw.capacity));
        }

        /// <summary>The address of a byte, which never moves.</summary>
        public override MemoryHandle Pin(int elementIndex = 0)
        {
            if (raw.data == null) throw new ObjectDisposedException(nameof(PooledBuffer));
            return new MemoryHandle(raw.data + elementIndex, default(GCHandle), this);
        }

        /// <summary>Does nothing.</summary>
        public override void Unpin()
        {
        }

        /// <summary>Gives the buffer back.</summary>
        protected override void Dispose(bool disposing)
        {
            fixed (ScipixBuffer* buffer = &raw) Native.scipix_buffer_release(buffer);
            if (disposing) GC.SuppressFinalize(this);
        }
    }
}
