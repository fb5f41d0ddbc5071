using System;

namespace Scipix
{
    /// <summary>A state of an arena to come back to.</summary>
    public struct ArenaMark
    {
        internal ScipixArenaMark Native;
    }

    /// <summary>Memory for many small things that go all at once. One thread at a time.</summary>
    public sealed unsafe class Arena : IDisposable
    {
        readonly ArenaHandle handle;

        /// <summary>Makes an arena.</summary>
        /// <param name="capacity">Bytes of the first chunk.</param>
        /// <param name="maxBytes">Most bytes of all chunks; 0 is no limit.</param>
        public Arena(long capacity, long maxBytes = 0)
        {
            Check.Ok(Native.scipix_arena_new(Size.Of(capacity), Size.Of(maxBytes), out handle));
        }

        /// <summary>Makes a block of undefined content, good until a rewind past it, a reset or the arena's end: keep the
        /// arena as long as the span.</summary>
        /// <param name="size">Bytes.</param>
        /// <param name="align">Of the block's address: a power of two up to 4096.</param>
        public Span<byte> Alloc(int size, int align = 16)
        {
            void* block;
            Check.Ok(Native.scipix_arena_alloc(handle, Size.Of(size), Size.Of(align), &block));
            return new Span<byte>(block, size);
        }

        /// <summary>Notes the state.</summary>
        public ArenaMark Mark()
        {
            ArenaMark mark;
            Check.Ok(Native.scipix_arena_mark(handle, &mark.Native));
            return mark;
        }

        /// <summary>Gives up all blocks made after the mark.</summary>
        public void Rewind(ArenaMark mark) => Check.Ok(Native.scipix_arena_rewind(handle, &mark.Native));

        /// <summary>Gives up all blocks, and keeps the memory for later ones.</summary>
        public void Reset() => Check.Ok(Native.scipix_arena_reset(handle));

        /// <summary>Bytes in use, padding included.</summary>
        public long Usage => (long)Native.scipix_arena_usage(handle);

        /// <summary>Bytes that the arena has from the system.</summary>
        public long Capacity => (long)Native.scipix_arena_capacity(handle);

        /// <summary>Frees the arena and all its blocks.</summary>
        public void Dispose() => handle.Dispose();
    }
}
