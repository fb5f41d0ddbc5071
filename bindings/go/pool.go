package scipix

// #include <scipix.h>
import "C"

import "unsafe"

// PoolConfig is how a pool is made. Begin with [DefaultPoolConfig].
type PoolConfig struct {
	// BufferSize is the bytes of each buffer. Default 65536.
	BufferSize int
	// Alignment is of each buffer's address: a power of two up to 2 MiB. Default 64.
	Alignment int
	// Preallocate is how many buffers are allocated at once. Default 0.
	Preallocate int
	// MaxIdle is the most idle buffers. Default 1024.
	MaxIdle int
	// MaxBytes is the most bytes of all buffers; 0, the default, is no limit.
	MaxBytes uint64
	// ZeroOnRelease overwrites buffers with zeros when they are released, for secrets.
	ZeroOnRelease bool
}

// DefaultPoolConfig is the library's defaults.
func DefaultPoolConfig() PoolConfig {
	var c C.ScipixPoolConfig
	C.scipix_pool_config_init(&c)
	return PoolConfig{int(c.buffer_size), int(c.alignment), int(c.preallocate), int(c.max_idle), uint64(c.max_bytes),
		c.zero_on_release != 0}
}

// Pool hands out buffers of one size, and uses them again instead of allocating again.
type Pool struct{ handle[C.ScipixPool] }

// NewPool makes a pool.
func NewPool(config PoolConfig) (*Pool, error) {
	c := C.ScipixPoolConfig{
		struct_size: C.sizeof_ScipixPoolConfig,
		buffer_size: C.size_t(config.BufferSize),
		alignment:   C.size_t(config.Alignment),
		preallocate: C.size_t(config.Preallocate),
		max_idle:    C.size_t(config.MaxIdle),
		max_bytes:   C.uint64_t(config.MaxBytes),
	}
	if config.ZeroOnRelease {
		c.zero_on_release = 1
	}
	p := new(Pool)
	return made(p, call(func() C.ScipixStatus { return C.scipix_pool_new(&c, &p.ptr) }))
}

// Acquire takes a buffer, whose content is undefined.
func (p *Pool) Acquire() (*Buffer, error) {
	b := new(Buffer)
	return made(b, p.use(func(pool *C.ScipixPool) C.ScipixStatus { return C.scipix_pool_acquire(pool, &b.raw) }))
}

// Trim frees the buffers that are idle.
func (p *Pool) Trim() error {
	return p.use(func(pool *C.ScipixPool) C.ScipixStatus { return C.scipix_pool_trim(pool) })
}

// Close frees the pool. Buffers that are held stay good, and are freed when they are closed.
func (p *Pool) Close() error {
	return p.close(func(pool *C.ScipixPool) C.ScipixStatus { return C.scipix_pool_free(pool) })
}

// PoolStats is how a pool has been used: a view of a moment while others use it.
type PoolStats struct {
	// Acquired and Released count buffers handed out and given back.
	Acquired, Released uint64
	// Hits and Misses count those acquired without and with an allocation.
	Hits, Misses uint64
	// Refused counts those not handed out: MaxBytes was reached, or there was no memory.
	Refused uint64
	// Live and Idle are buffers held and not held now.
	Live, Idle uint64
	// LiveBytes and IdleBytes are the same in bytes.
	LiveBytes, IdleBytes uint64
	// PeakLiveBytes is the most bytes held at once; it may lag behind.
	PeakLiveBytes uint64
}

// Stats tells how the pool has been used.
func (p *Pool) Stats() (PoolStats, error) {
	s := C.ScipixPoolStats{struct_size: C.sizeof_ScipixPoolStats}
	err := p.use(func(pool *C.ScipixPool) C.ScipixStatus { return C.scipix_pool_stats(pool, &s) })
	return PoolStats{
		Acquired:      uint64(s.acquired),
		Released:      uint64(s.released),
		Hits:          uint64(s.hits),
		Misses:        uint64(s.misses),
		Refused:       uint64(s.refused),
		Live:          uint64(s.live),
		Idle:          uint64(s.idle),
		LiveBytes:     uint64(s.live_bytes),
		IdleBytes:     uint64(s.idle_bytes),
		PeakLiveBytes: uint64(s.peak_live_bytes),
	}, err
}

// Buffer is memory of the library's, aligned to 64 bytes or more. One goroutine at a time.
type Buffer struct{ raw C.ScipixBuffer }

// AcquireBuffer takes a buffer of at least size bytes from the pools that all of the process share.
func AcquireBuffer(size int) (*Buffer, error) {
	b := new(Buffer)
	return made(b, call(func() C.ScipixStatus { return C.scipix_buffer_acquire(C.size_t(size), &b.raw) }))
}

// Bytes is the bytes in use, none at first, with the buffer's whole capacity; nil after Close.
func (b *Buffer) Bytes() []byte {
	return unsafe.Slice((*byte)(b.raw.data), int(b.raw.capacity))[:b.raw.len]
}

// Append copies bytes behind those in use. Past the capacity it fails and changes nothing.
func (b *Buffer) Append(data []byte) error {
	return call(func() C.ScipixStatus {
		return C.scipix_buffer_append(&b.raw, first[C.uint8_t](data), C.size_t(len(data)))
	})
}

// Close gives the buffer back, on any goroutine; slices of its bytes must not be used any more.
func (b *Buffer) Close() error {
	return call(func() C.ScipixStatus { return C.scipix_buffer_release(&b.raw) })
}
