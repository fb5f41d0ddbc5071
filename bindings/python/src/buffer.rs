//! Pools of buffers, and memory of the library that Python sees through the buffer protocol.

use crate::choice::count;
use crate::error::{Class, error, invalid, raise_core};
use crate::named::{Named, named};
use pyo3::exceptions::PyBufferError;
use pyo3::ffi;
use pyo3::prelude::*;
use scipix_core::memory::pool as core;
use std::ffi::c_int;
use std::ptr;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Fills in a view of bytes that `owner` keeps alive.
///
/// # Safety
/// `view` is what Python passed to `__getbuffer__`, and `len` bytes at `data` live as long as `owner`.
pub unsafe fn fill_view(
    view: *mut ffi::Py_buffer,
    owner: Bound<'_, PyAny>,
    data: *mut u8,
    len: usize,
    flags: c_int,
    is_read_only: bool,
) -> PyResult<()> {
    let len = isize::try_from(len).map_err(|_| invalid("buffer: is too large"))?;
    // SAFETY: promised by the caller. Python takes a reference to the owner of its own.
    let status =
        unsafe { ffi::PyBuffer_FillInfo(view, owner.as_ptr(), data.cast(), len, c_int::from(is_read_only), flags) };
    if status == 0 { Ok(()) } else { Err(PyErr::fetch(owner.py())) }
}

/// A pool of buffers of one size, which are used again instead of being allocated each time. Threads may share it.
///
/// Parameters
/// ----------
/// size : int
///     Bytes of a buffer.
/// preallocate : int
///     The number of buffers that are made at once.
/// max_idle : int, optional
///     The most buffers that are kept while nobody holds them.
/// max_bytes : int, optional
///     The most bytes that buffers in use may have.
///
/// Examples
/// --------
/// >>> import scipix as sx
/// >>> pool = sx.BufferPool(1 << 20)
/// >>> with pool.acquire() as buf:
/// ...     len(memoryview(buf))
/// 1048576
/// >>> pool.stats().live
/// 0
#[pyclass(module = "scipix", frozen)]
pub struct BufferPool {
    pool: core::Pool,
    size: usize,
}

#[pymethods]
impl BufferPool {
    #[new]
    #[pyo3(signature = (size, *, preallocate=0, max_idle=None, max_bytes=None))]
    fn new(size: i64, preallocate: i64, max_idle: Option<i64>, max_bytes: Option<i64>) -> PyResult<Self> {
        let size = count("size", size)?;
        let mut config = core::PoolConfig { buffer_size: size, ..core::PoolConfig::default() };
        config.preallocate = count("preallocate", preallocate)?;
        if let Some(buffers) = max_idle {
            config.max_idle = count("max_idle", buffers)?;
        }
        if let Some(bytes) = max_bytes {
            config.max_bytes = count("max_bytes", bytes)? as u64;
        }
        Ok(Self { pool: core::Pool::new(&config).map_err(raise_core)?, size })
    }

    /// Takes a buffer out of the pool. It goes back at the end of its `with` block, or when nobody refers to it any more.
    fn acquire(&self) -> PyResult<Buffer> {
        let buffer = self.pool.acquire().map_err(raise_core)?;
        Ok(Buffer { held: Mutex::new(Held { buffer: Some(buffer), views: 0, is_released: false }) })
    }

    /// Returns the counts of the pool.
    fn stats<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let stats = self.pool.stats();
        let counts = (
            (stats.acquired, stats.released, stats.hits, stats.misses),
            (stats.live, stats.idle, stats.live_bytes, stats.idle_bytes),
        );
        let ((acquired, released, hits, misses), (live, idle, live_bytes, idle_bytes)) = counts;
        named(py, Named::PoolStats, (acquired, released, hits, misses, live, idle, live_bytes, idle_bytes))
    }

    /// Frees the buffers that nobody holds.
    fn trim(&self) {
        self.pool.trim();
    }

    /// Bytes of a buffer.
    #[getter]
    fn size(&self) -> usize {
        self.size
    }
}

/// A buffer of a pool: writable memory by the buffer protocol, for `memoryview`, `numpy.frombuffer` and `readinto`. Its content is not
/// defined at first.
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> with sx.BufferPool(64).acquire() as buf:
/// ...     x = np.frombuffer(buf, np.uint8)
/// ...     x[:] = 7
/// ...     int(x.sum())
/// 448
#[pyclass(module = "scipix", frozen)]
pub struct Buffer {
    held: Mutex<Held>,
}

/// A loan, which ends when it is released and no view is left.
struct Held {
    buffer: Option<core::Buffer>,
    views: usize,
    is_released: bool,
}

#[pymethods]
impl Buffer {
    /// Gives the buffer back to its pool, at once or, where views of it are left, with the last of them.
    fn release(&self) {
        let mut held = self.lock();
        held.is_released = true;
        if held.views == 0 {
            held.buffer = None;
        }
    }

    fn __enter__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    #[pyo3(signature = (*_exception))]
    fn __exit__(&self, _exception: &Bound<'_, pyo3::types::PyTuple>) {
        self.release();
    }

    fn __len__(&self) -> usize {
        self.lock().buffer.as_ref().map_or(0, core::Buffer::capacity)
    }

    unsafe fn __getbuffer__(slf: Bound<'_, Self>, view: *mut ffi::Py_buffer, flags: c_int) -> PyResult<()> {
        let owner = slf.clone().into_any();
        let mut held = slf.get().lock();
        if held.is_released {
            return Err(PyBufferError::new_err("the buffer was released"));
        }
        let Some(buffer) = &mut held.buffer else {
            return Err(error(Class::State, "buffer: was released"));
        };
        let place = buffer.spare();
        let (data, len) = (place.as_mut_ptr().cast::<u8>(), place.len());
        // SAFETY: Python passes a view to fill in. The bytes are ours until the last view is released.
        unsafe { fill_view(view, owner, data, len, flags, false)? };
        held.views += 1;
        Ok(())
    }

    unsafe fn __releasebuffer__(&self, view: *mut ffi::Py_buffer) {
        debug_assert_ne!(view, ptr::null_mut());
        let mut held = self.lock();
        held.views -= 1;
        if held.views == 0 && held.is_released {
            held.buffer = None;
        }
    }
}

impl Buffer {
    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
