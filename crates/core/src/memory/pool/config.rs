//! The configuration of a pool, and its checks.

use super::table;
use crate::base::aligned::{ALIGN, HUGE, layout};
use crate::base::error::{Result, fail};

/// The size, alignment and limits of a pool's buffers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolConfig {
    /// Bytes of each buffer.
    pub buffer_size: usize,
    /// Alignment of each buffer's address: a power of two up to 2 MiB; 0 and powers below 64 mean 64. Buffers of 2 MiB
    /// and more begin on a huge page.
    pub alignment: usize,
    /// Buffers allocated when the pool is made, idle until they are acquired.
    pub preallocate: usize,
    /// Most idle buffers, including those in the caches of threads; 0 keeps none.
    pub max_idle: usize,
    /// Most bytes of all buffers, held and idle; 0 is no limit.
    pub max_bytes: u64,
    /// Overwrite each buffer with zeros when it is released.
    pub zero_on_release: bool,
}

impl Default for PoolConfig {
    fn default() -> Self {
        Self {
            buffer_size: 64 << 10,
            alignment: ALIGN,
            preallocate: 0,
            max_idle: 1024,
            max_bytes: 0,
            zero_on_release: false,
        }
    }
}

impl PoolConfig {
    /// Returns the configuration with its alignment resolved, at least 64, or an error where it is invalid.
    pub(super) fn checked(&self) -> Result<PoolConfig> {
        let PoolConfig { buffer_size, alignment, preallocate, max_idle, max_bytes, .. } = *self;
        if buffer_size == 0 {
            fail!(InvalidArgument, "buffer_size: is 0");
        }
        if alignment != 0 && !alignment.is_power_of_two() || alignment > HUGE {
            fail!(InvalidArgument, "alignment: {alignment} is not a power of two up to {HUGE}");
        }
        if layout(buffer_size, alignment.max(ALIGN)).is_none() {
            fail!(Overflow, "buffer_size: {buffer_size} bytes exceed the address space");
        }
        if max_bytes != 0 && max_bytes < buffer_size as u64 {
            fail!(InvalidArgument, "max_bytes: {max_bytes} bytes do not hold one buffer of {buffer_size}");
        }
        let together = preallocate.checked_mul(buffer_size.max(ALIGN));
        if preallocate > table::SLOTS as usize || together.is_none_or(|bytes| bytes > isize::MAX as usize) {
            fail!(Overflow, "preallocate: {preallocate} buffers of {buffer_size} bytes exceed the address space");
        }
        if preallocate > max_idle {
            fail!(InvalidArgument, "preallocate: {preallocate} buffers, but max_idle is {max_idle}");
        }
        if max_bytes != 0 && preallocate as u64 > max_bytes / buffer_size as u64 {
            fail!(InvalidArgument, "preallocate: {preallocate} buffers of {buffer_size} exceed max_bytes {max_bytes}");
        }
        Ok(PoolConfig { alignment: alignment.max(ALIGN), ..*self })
    }
}
