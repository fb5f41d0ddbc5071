package scipix

// #include <scipix.h>
import "C"

import "unsafe"

// Arena is memory for many small things that go all at once. One goroutine at a time.
type Arena struct{ handle[C.ScipixArena] }

// NewArena makes an arena. capacity is the bytes of the first chunk; maxBytes is the most of all chunks, 0 for no limit.
func NewArena(capacity, maxBytes int) (*Arena, error) {
	a := new(Arena)
	return made(a, call(func() C.ScipixStatus {
		return C.scipix_arena_new(C.size_t(capacity), C.size_t(maxBytes), &a.ptr)
	}))
}

// Alloc makes a block of undefined content, good until a rewind past it, a reset or the arena's end. align is a power of
// two up to 4096. It must not hold pointers to Go memory.
func (a *Arena) Alloc(size, align int) ([]byte, error) {
	var block unsafe.Pointer
	err := a.use(func(arena *C.ScipixArena) C.ScipixStatus {
		return C.scipix_arena_alloc(arena, C.size_t(size), C.size_t(align), &block)
	})
	if err != nil {
		return nil, err
	}
	return unsafe.Slice((*byte)(block), size), nil
}

// ArenaMark is a state of an arena to come back to.
type ArenaMark struct{ raw C.ScipixArenaMark }

// Mark notes the state.
func (a *Arena) Mark() (ArenaMark, error) {
	var m ArenaMark
	err := a.use(func(arena *C.ScipixArena) C.ScipixStatus { return C.scipix_arena_mark(arena, &m.raw) })
	return m, err
}

// Rewind gives up all blocks made after the mark.
func (a *Arena) Rewind(mark ArenaMark) error {
	return a.use(func(arena *C.ScipixArena) C.ScipixStatus { return C.scipix_arena_rewind(arena, &mark.raw) })
}

// Reset gives up all blocks, and keeps the memory for later ones.
func (a *Arena) Reset() error {
	return a.use(func(arena *C.ScipixArena) C.ScipixStatus { return C.scipix_arena_reset(arena) })
}

// Usage is the bytes in use, padding included.
func (a *Arena) Usage() int {
	return get(&a.handle, func(arena *C.ScipixArena) int { return int(C.scipix_arena_usage(arena)) })
}

// Capacity is the bytes that the arena has from the system.
func (a *Arena) Capacity() int {
	return get(&a.handle, func(arena *C.ScipixArena) int { return int(C.scipix_arena_capacity(arena)) })
}

// Close frees the arena and all its blocks.
func (a *Arena) Close() error {
	return a.close(func(arena *C.ScipixArena) C.ScipixStatus { return C.scipix_arena_free(arena) })
}
