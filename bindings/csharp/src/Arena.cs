using System;

namespace Scipix
{
    /// <summary>A position in an arena, to rewind to.</summary>
    public struct ArenaMark
    {
        internal ScipixArenaMark Native;
    }

    /// <summary>A bump allocator: many small blocks that are freed all at once. Not thread-safe.</summary>
    public sealed unsafe class Arena : IDisposable
    {
        readonly ArenaHandle handle;

        /// <summary>Makes an arena.</summary>
        /// <param name="capacity">Size of the first chunk in bytes.</param>
        /// <param name="maxBytes">Limit of all chunks together in bytes; 0 is no limit.</param>
        public Arena(long capacity, long maxBytes = 0)
        {
            Check.Ok(Native.scipix_arena_new(Size.Of(capacity), Size.Of(maxBytes), out handle));
        }

        /// <summary>Allocates a block with undefined content. It is valid until the arena is reset, disposed, or rewound past it;
        /// keep a reference to the arena as long as you use the span.</summary>
        /// <param name="size">Size of the block in bytes.</param>
        /// <param name="align">Alignment of the block in bytes: a power of two up to 4096.</param>
        public Span<byte> Alloc(int size, int align = 16)
        {
            void* block;
            Check.Ok(Native.scipix_arena_alloc(handle, Size.Of(size), Size.Of(align), &block));
            return new Span<byte>(block, size);
        }

        /// <summary>Marks the current position.</summary>
        public ArenaMark Mark()
        {
            ArenaMark mark;
            Check.Ok(Native.scipix_arena_mark(handle, &mark.Native));
            return mark;
        }

        /// <summary>Frees all blocks allocated after the mark.</summary>
        public void Rewind(ArenaMark mark) => Check.Ok(Native.scipix_arena_rewind(handle, &mark.Native));

        /// <summary>Frees all blocks, and keeps the memory for later ones.</summary>
        public void Reset() => Check.Ok(Native.scipix_arena_reset(handle));

        /// <summary>Bytes in use, including padding.</summary>
        public long Usage => (long)Native.scipix_arena_usage(handle);

        /// <summary>Bytes allocated from the system.</summary>
        public long Capacity => (long)Native.scipix_arena_capacity(handle);

        /// <summary>Frees the arena and all its blocks.</summary>
        public void Dispose() => handle.Dispose();
    }
}
