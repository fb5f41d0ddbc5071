using System;
using System.Buffers;
using System.Runtime.InteropServices;

namespace Scipix
{
    /// <summary>The settings of a pool. A new object has the library's defaults.</summary>
    public sealed unsafe class PoolConfig
    {
        internal ScipixPoolConfig Native;

        /// <summary>Starts with the library's defaults.</summary>
        public PoolConfig()
        {
            ScipixPoolConfig defaults;
            Check.Ok(Scipix.Native.scipix_pool_config_init(&defaults));
            Native = defaults;
        }

        /// <summary>Size of each buffer in bytes. Default 65536.</summary>
        public long BufferSize { get => (long)Native.buffer_size; set => Native.buffer_size = Size.Of(value); }
        /// <summary>Alignment of each buffer in bytes: a power of two up to 2 MiB. Default 64.</summary>
        public long Alignment { get => (long)Native.alignment; set => Native.alignment = Size.Of(value); }
        /// <summary>Buffers to allocate when the pool is made. Default 0.</summary>
        public long Preallocate { get => (long)Native.preallocate; set => Native.preallocate = Size.Of(value); }
        /// <summary>Limit of idle buffers that the pool keeps. Default 1024.</summary>
        public long MaxIdle { get => (long)Native.max_idle; set => Native.max_idle = Size.Of(value); }
        /// <summary>Limit of all buffers together in bytes. 0, the default, is no limit.</summary>
        public long MaxBytes { get => (long)Native.max_bytes; set => Native.max_bytes = checked((ulong)value); }
        /// <summary>Overwrites each buffer with zeros when it is released, for confidential data. Default false.</summary>
        public bool ZeroOnRelease { get => Native.zero_on_release != 0; set => Native.zero_on_release = value ? 1u : 0; }
    }

    /// <summary>Counters of a pool. While other threads use the pool they are a snapshot.</summary>
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

        /// <summary>Buffers acquired so far.</summary>
        public long Acquired { get; }
        /// <summary>Buffers released so far.</summary>
        public long Released { get; }
        /// <summary>Acquisitions that reused a buffer.</summary>
        public long Hits { get; }
        /// <summary>Acquisitions that allocated a buffer.</summary>
        public long Misses { get; }
        /// <summary>Acquisitions that failed.</summary>
        public long Refused { get; }
        /// <summary>Buffers in use now.</summary>
        public long Live { get; }
        /// <summary>Buffers idle now.</summary>
        public long Idle { get; }
        /// <summary>Bytes of the buffers in use.</summary>
        public long LiveBytes { get; }
        /// <summary>Bytes of the idle buffers.</summary>
        public long IdleBytes { get; }
        /// <summary>The most bytes in use at once so far. It may lag behind.</summary>
        public long PeakLiveBytes { get; }
    }

    /// <summary>A pool of buffers of one size. Released buffers are reused. Thread-safe.</summary>
    public sealed unsafe class Pool : IDisposable
    {
        readonly PoolHandle handle;

        /// <summary>Makes a pool.</summary>
        public Pool(PoolConfig config)
        {
            var native = Check.NotNull(config, nameof(config)).Native;
            Check.Ok(Native.scipix_pool_new(&native, out handle));
        }

        /// <summary>Acquires a buffer. Its content is undefined.</summary>
        public PooledBuffer Acquire()
        {
            ScipixBuffer raw;
            Check.Ok(Native.scipix_pool_acquire(handle, &raw));
            return new PooledBuffer(raw);
        }

        /// <summary>The pool's counters.</summary>
        public PoolStats Stats
        {
            get
            {
                var stats = new ScipixPoolStats { struct_size = (uint)sizeof(ScipixPoolStats) };
                Check.Ok(Native.scipix_pool_stats(handle, &stats));
                return new PoolStats(stats);
            }
        }

        /// <summary>Frees the idle buffers.</summary>
        public void Trim() => Check.Ok(Native.scipix_pool_trim(handle));

        /// <summary>Frees the pool. Buffers in use stay valid.</summary>
        public void Dispose() => handle.Dispose();
    }

    /// <summary>A buffer of the library, aligned to 64 bytes or more. Its <see cref="MemoryManager{T}.Memory"/> can hold an
    /// <see cref="Image"/>. Disposing releases it, once, on any thread; the finalizer releases a buffer that was not disposed.</summary>
    public sealed unsafe class PooledBuffer : MemoryManager<byte>
    {
        ScipixBuffer raw;

        internal PooledBuffer(ScipixBuffer raw)
        {
            this.raw = raw;
        }

        /// <summary>Acquires a buffer of at least `size` bytes from the pools that the whole process shares.</summary>
        public PooledBuffer(long size)
        {
            ScipixBuffer acquired;
            Check.Ok(Native.scipix_buffer_acquire(Size.Of(size), &acquired));
            raw = acquired;
        }

        /// <summary>Releases a buffer that was not disposed.</summary>
        ~PooledBuffer()
        {
            Dispose(false);
        }

        /// <summary>Releases the buffer.</summary>
        public void Dispose() => ((IDisposable)this).Dispose();

        /// <summary>The whole capacity, until the buffer is disposed.</summary>
        public override Span<byte> GetSpan()
        {
            if (raw.data == null) throw new ObjectDisposedException(nameof(PooledBuffer));
            return new Span<byte>(raw.data, checked((int)raw.capacity));
        }

        /// <summary>Pins a byte. The memory never moves, so this costs nothing.</summary>
        public override MemoryHandle Pin(int elementIndex = 0)
        {
            if (raw.data == null) throw new ObjectDisposedException(nameof(PooledBuffer));
            return new MemoryHandle(raw.data + elementIndex, default(GCHandle), this);
        }

        /// <summary>Does nothing.</summary>
        public override void Unpin()
        {
        }

        /// <summary>Releases the buffer.</summary>
        protected override void Dispose(bool disposing)
        {
            fixed (ScipixBuffer* buffer = &raw) Native.scipix_buffer_release(buffer);
            if (disposing) GC.SuppressFinalize(this);
        }
    }
}
