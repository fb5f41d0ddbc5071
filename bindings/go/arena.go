package scipix

// #include <scipix.h>
import "C"

import "unsafe"

// Arena is a bump allocator: many small blocks that are freed all at once. Only one goroutine may use it at a time.
type Arena struct{ handle[C.ScipixArena] }

// NewArena makes an arena. capacity is the size of the first chunk, maxBytes the limit of all chunks together; 0 is no
// limit.
func NewArena(capacity, maxBytes int) (*Arena, error) {
	a := new(Arena)
	return made(a, call(func() C.ScipixStatus {
		return C.scipix_arena_new(C.size_t(capacity), C.size_t(maxBytes), &a.ptr)
	}))
}

// Alloc allocates a block with undefined content. It is valid until the arena is reset, closed, or rewound past it. align
// is a power of two up to 4096. The block must not hold pointers to Go memory.
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

// ArenaMark is a position in an arena, to rewind to.
type ArenaMark struct{ raw C.ScipixArenaMark }

// Mark returns the current position.
func (a *Arena) Mark() (ArenaMark, error) {
	var m ArenaMark
	err := a.use(func(arena *C.ScipixArena) C.ScipixStatus { return C.scipix_arena_mark(arena, &m.raw) })
	return m, err
}

// Rewind frees all blocks allocated after the mark.
func (a *Arena) Rewind(mark ArenaMark) error {
	return a.use(func(arena *C.ScipixArena) C.ScipixStatus { return C.scipix_arena_rewind(arena, &mark.raw) })
}

// Reset frees all blocks, and keeps the memory for later ones.
func (a *Arena) Reset() error {
	return a.use(func(arena *C.ScipixArena) C.ScipixStatus { return C.scipix_arena_reset(arena) })
}

// Usage returns the bytes in use, including padding.
func (a *Arena) Usage() int {
	return get(&a.handle, func(arena *C.ScipixArena) int { return int(C.scipix_arena_usage(arena)) })
}

// Capacity returns the bytes allocated from the system.
func (a *Arena) Capacity() int {
	return get(&a.handle, func(arena *C.ScipixArena) int { return int(C.scipix_arena_capacity(arena)) })
}

// Close frees the arena and all its blocks.
func (a *Arena) Close() error {
	return a.close(func(arena *C.ScipixArena) C.ScipixStatus { return C.scipix_arena_free(arena) })
}
