package scipix

// #include <scipix.h>
import "C"

import "unsafe"

// PoolConfig has the settings of a pool. A field that is zero means its default.
type PoolConfig struct {
	// BufferSize is the size of each buffer in bytes. Default 65536.
	BufferSize int
	// Alignment is the alignment of each buffer in bytes: a power of two up to 2 MiB. Default 64.
	Alignment int
	// Preallocate is how many buffers are allocated when the pool is made. Default 0.
	Preallocate int
	// MaxIdle is the limit of idle buffers that the pool keeps. Default 1024.
	MaxIdle int
	// MaxBytes is the limit of all buffers together in bytes. 0, the default, is no limit.
	MaxBytes uint64
	// ZeroOnRelease overwrites each buffer with zeros when it is released, for confidential data.
	ZeroOnRelease bool

	exact bool
}

// DefaultPoolConfig returns the library's defaults. Fields that are changed to zero stay zero.
func DefaultPoolConfig() PoolConfig {
	var c C.ScipixPoolConfig
	C.scipix_pool_config_init(&c)
	return PoolConfig{int(c.buffer_size), int(c.alignment), int(c.preallocate), int(c.max_idle), uint64(c.max_bytes),
		c.zero_on_release != 0, true}
}

// Pool has buffers of one size. Released buffers are reused.
type Pool struct{ handle[C.ScipixPool] }

// NewPool makes a pool.
func NewPool(config PoolConfig) (*Pool, error) {
	if !config.exact {
		d := DefaultPoolConfig()
		orDefault(&config.BufferSize, d.BufferSize)
		orDefault(&config.Alignment, d.Alignment)
		orDefault(&config.MaxIdle, d.MaxIdle)
	}
	c := C.ScipixPoolConfig{
		struct_size: C.sizeof_ScipixPoolConfig,
		buffer_size: C.size_t(config.BufferSize),
		alignment:   C.size_t(config.Alignment),
		preallocate: C.size_t(config.Preallocate),
		max_idle:    C.size_t(config.MaxIdle),
		max_bytes:   C.uint64_t(config.MaxBytes),

		zero_on_release: flag(config.ZeroOnRelease),
	}
	p := new(Pool)
	return made(p, call(func() C.ScipixStatus { return C.scipix_pool_new(&c, &p.ptr) }))
}

// Acquire returns a buffer. Its content is undefined.
func (p *Pool) Acquire() (*Buffer, error) {
	b := new(Buffer)
	return made(b, p.use(func(pool *C.ScipixPool) C.ScipixStatus { return C.scipix_pool_acquire(pool, &b.raw) }))
}

// Trim frees the idle buffers.
func (p *Pool) Trim() error {
	return p.use(func(pool *C.ScipixPool) C.ScipixStatus { return C.scipix_pool_trim(pool) })
}

// Close frees the pool. Buffers in use stay valid, and are freed when they are closed. What the caches of other threads keep
// idle is freed when those threads end, or first use a buffer of one more pool.
func (p *Pool) Close() error {
	return p.close(func(pool *C.ScipixPool) C.ScipixStatus { return C.scipix_pool_free(pool) })
}

// PoolStats has the counters of a pool. While other goroutines use the pool they are a snapshot.
type PoolStats struct {
	// Acquired and Released count acquisitions and releases.
	Acquired, Released uint64
	// Hits and Misses count acquisitions that reused and that allocated a buffer.
	Hits, Misses uint64
	// Refused counts acquisitions that failed, because of MaxBytes or for lack of memory.
	Refused uint64
	// Live and Idle are the numbers of buffers in use and idle now.
	Live, Idle uint64
	// LiveBytes and IdleBytes are the bytes of the buffers in use and idle now.
	LiveBytes, IdleBytes uint64
	// PeakLiveBytes is the most bytes in use at once so far. It may lag behind.
	PeakLiveBytes uint64
}

// Stats returns the counters.
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

// Buffer is memory of the library, aligned to 64 bytes or more. Only one goroutine may use it at a time.
type Buffer struct{ raw C.ScipixBuffer }

// AcquireBuffer returns a buffer of at least size bytes from the pools that the whole process shares.
func AcquireBuffer(size int) (*Buffer, error) {
	b := new(Buffer)
	return made(b, call(func() C.ScipixStatus { return C.scipix_buffer_acquire(C.size_t(size), &b.raw) }))
}

// Bytes returns the bytes in use, at first none. Its capacity is that of the buffer. It is nil after Close.
func (b *Buffer) Bytes() []byte {
	return unsafe.Slice((*byte)(b.raw.data), int(b.raw.capacity))[:b.raw.len]
}

// Append copies bytes behind those in use. It fails and changes nothing if they exceed the capacity.
func (b *Buffer) Append(data []byte) error {
	return call(func() C.ScipixStatus {
		return C.scipix_buffer_append(&b.raw, first[C.uint8_t](data), C.size_t(len(data)))
	})
}

// Close releases the buffer, on any goroutine. Slices of its bytes must not be used any more.
func (b *Buffer) Close() error {
	return call(func() C.ScipixStatus { return C.scipix_buffer_release(&b.raw) })
}
