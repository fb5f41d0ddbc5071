//! Structs that begin with `struct_size`, so that callers and library of different releases understand each other.

use super::guard::Law;
use super::ptr;
use scipix_core::base::error::{Error, ErrorKind, Result, fail};
use std::any::type_name;

/// A larger `struct_size` than any struct will have: the caller has not set it.
const IMPLAUSIBLE: usize = 1 << 16;

/// A struct of the header that begins with `uint32_t struct_size`.
///
/// # Safety
/// `repr(C)`, its first field the `u32` size; any bytes are a valid value; no padding at its end.
pub(super) unsafe trait Versioned: Copy {
    /// Its size in the first release that had it.
    const FIRST: usize;
    /// The function that fills it with defaults, for a config.
    const INIT: Option<&'static str> = None;
    /// `struct_size` and every field's default.
    fn defaults() -> Self;
}

unsafe fn declared<T: Versioned>(at: *const T, name: &str) -> Result<usize> {
    // Else every caller's size would be refused: the size of a struct of `size_t` and pointers depends on the platform.
    const { assert!(T::FIRST <= size_of::<T>()) };
    // SAFETY: the caller's promise, passed on; the size is the first field.
    let size = unsafe { ptr::read(at.cast::<u32>(), name) }? as usize;
    if !at.is_aligned() {
        fail!(InvalidArgument, "{name}: {at:p} is not aligned to {} bytes", align_of::<T>());
    }
    if size < T::FIRST || size >= IMPLAUSIBLE {
        return Err(wrong_size::<T>(size, name));
    }
    Ok(size)
}

/// Says how `struct_size` is set.
#[cold]
fn wrong_size<T: Versioned>(size: usize, name: &str) -> Error {
    let expected = size_of::<T>();
    let (before, what, after) = match T::INIT {
        Some(init) => ("call ", init, " before setting fields"),
        None => ("set it to sizeof(", type_name::<T>().rsplit("::").next().unwrap_or_default(), ")"),
    };
    let words = format_args!("{name}: struct_size is {size}, not {expected}: {before}{what}{after}");
    Error::new(ErrorKind::InvalidArgument, words)
}

impl Law<'_> {
    /// Reads a config, as [`read`] does.
    pub(super) fn config<T: Versioned>(self, at: *const T, name: &str) -> Result<T> {
        // SAFETY: the caller's promise (`Law`): null, or `struct_size` readable bytes.
        unsafe { read(at, name) }
    }

    /// Calls `f` with what [`Law::config`] reads, where it lies if it is of this release.
    #[inline(always)]
    pub(super) fn with_config<T: Versioned, R>(
        self,
        at: *const T,
        name: &str,
        f: impl FnOnce(&T) -> Result<R>,
    ) -> Result<R> {
        // SAFETY: the caller's promise (`Law`): null, or `struct_size` readable bytes that nobody writes during the call.
        unsafe { with(at, name, f) }
    }

    /// Checks the place of a struct that is filled after the work.
    pub(super) fn out_sized<T: Versioned>(self, at: *mut T, name: &str) -> Result<OutSized<T>> {
        // SAFETY: the caller's promise (`Law`): null, or `struct_size` bytes that are readable and writable for the call.
        unsafe { OutSized::new(at, name) }
    }

    /// Fills a config with its defaults, for its `_init`.
    pub(super) fn init<T: Versioned>(self, at: *mut T, name: &str) -> Result<()> {
        // SAFETY: the caller's promise (`Law`): null, or writable for the call.
        unsafe { init(at, name) }
    }
}

/// Reads a config. Fields that an older caller does not have take their defaults; those that a newer one has and this
/// library does not must be zero.
///
/// # Safety
/// Where `at` is not null, `struct_size` bytes there must be readable.
pub(super) unsafe fn read<T: Versioned>(at: *const T, name: &str) -> Result<T> {
    // SAFETY: the caller's promise, passed on.
    unsafe { with(at, name, |config| Ok(*config)) }
}

/// Calls `f` with what [`read`] reads, where it lies if it is of this release.
///
/// # Safety
/// As [`read`], and nobody writes to it while `f` runs.
#[inline(always)]
pub(super) unsafe fn with<T: Versioned, R>(at: *const T, name: &str, f: impl FnOnce(&T) -> Result<R>) -> Result<R> {
    // SAFETY: the caller's promise, passed on.
    let size = unsafe { declared(at, name) }?;
    let other;
    let config = if size == size_of::<T>() {
        // SAFETY: the caller declares so many readable bytes, of which any are a valid `T`; `declared` checked the alignment.
        unsafe { &*at }
    } else {
        // SAFETY: the caller declares `size` readable bytes.
        other = unsafe { read_of_size(at, size, name) }?;
        &other
    };
    f(config)
}

/// # Safety
/// `size`, at least `FIRST`, bytes must be readable at `at`.
#[cold]
#[inline(never)]
unsafe fn read_of_size<T: Versioned>(at: *const T, size: usize, name: &str) -> Result<T> {
    let ours = size_of::<T>();
    if size > ours {
        // SAFETY: the caller's promise.
        let tail = unsafe { std::slice::from_raw_parts(at.cast::<u8>().add(ours), size - ours) };
        if tail.iter().any(|&byte| byte != 0) {
            fail!(Unsupported, "{name}: sets a field that this release does not have, beyond {ours} bytes");
        }
    }
    let mut value = T::defaults();
    // SAFETY: both are at least min(size, ours) bytes, and any bytes are a valid `T` (promise of the trait).
    unsafe { (&raw mut value).cast::<u8>().copy_from(at.cast::<u8>(), size.min(ours)) };
    Ok(value)
}

/// Reads a field that is 0 or 1.
pub(super) fn flag(value: u32, name: &str) -> Result<bool> {
    match value {
        0 | 1 => Ok(value == 1),
        _ => fail!(InvalidArgument, "params: {name} is {value}, must be 0 or 1"),
    }
}

/// A struct to be filled for the caller: checked before the work, written after it.
pub(super) struct OutSized<T> {
    at: *mut T,
    size: usize,
}

impl<T: Versioned> OutSized<T> {
    /// # Safety
    /// Where `at` is not null, `struct_size` bytes there must be readable, and writable until the value is gone.
    pub(super) unsafe fn new(at: *mut T, name: &str) -> Result<Self> {
        // SAFETY: the caller's promise, passed on.
        let size = unsafe { declared(at, name) }?;
        Ok(Self { at, size })
    }

    /// Writes what the caller has room for, zeroes what it knows and this release does not, and keeps its `struct_size`.
    pub(super) fn write(self, value: T) {
        let written = self.size.min(size_of::<T>());
        let bytes = self.at.cast::<u8>();
        // SAFETY: `new` read `size`, and its caller promised so many writable bytes; `size >= FIRST >= 4`.
        unsafe {
            bytes.add(4).copy_from((&raw const value).cast::<u8>().add(4), written - 4);
            bytes.add(written).write_bytes(0, self.size - written);
        }
    }
}

/// Fills a config with its defaults: what each `_init` does.
///
/// # Safety
/// Where `at` is not null, a `T` must be writable there.
pub(super) unsafe fn init<T: Versioned>(at: *mut T, name: &str) -> Result<()> {
    // SAFETY: the caller's promise, passed on.
    unsafe { ptr::Out::new(at, name) }?.write(T::defaults());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[repr(C)]
    #[derive(Clone, Copy, Debug, PartialEq)]
    struct Today {
        struct_size: u32,
        first: u32,
        added: u32,
    }

    // SAFETY: repr(C), three u32.
    unsafe impl Versioned for Today {
        const FIRST: usize = 8;
        fn defaults() -> Self {
            Today { struct_size: 12, first: 1, added: 2 }
        }
    }

    fn read_words(words: &[u32]) -> Result<Today> {
        // SAFETY: the tests declare no more bytes than they have.
        unsafe { read(words.as_ptr().cast(), "config") }
    }

    #[test]
    fn older_callers_get_defaults_and_newer_ones_zeros() {
        assert_eq!(read_words(&[8, 7]).unwrap(), Today { struct_size: 8, first: 7, added: 2 });
        assert_eq!(read_words(&[12, 7, 9]).unwrap().added, 9);
        assert_eq!(read_words(&[16, 7, 9, 0]).unwrap().added, 9);
        assert_eq!(read_words(&[16, 7, 9, 1]).unwrap_err().kind(), ErrorKind::Unsupported);
        for size in [0, 4, u32::MAX] {
            assert_eq!(read_words(&[size, 7, 9]).unwrap_err().kind(), ErrorKind::InvalidArgument);
        }
    }

    #[test]
    fn a_size_that_was_not_set_names_what_sets_it() {
        let said = read_words(&[0, 7]).unwrap_err();
        assert_eq!(said.message(), "config: struct_size is 0, not 12: set it to sizeof(Today)");
    }

    #[test]
    fn a_config_that_was_not_filled_names_its_init() {
        use crate::pool::{ScipixPoolConfig, ScipixPoolStats};
        let zeros = [0u64; 16];
        // SAFETY: more bytes than either struct has.
        let (config, stats) = unsafe {
            (
                read(zeros.as_ptr().cast::<ScipixPoolConfig>(), "config").unwrap_err(),
                read(zeros.as_ptr().cast::<ScipixPoolStats>(), "out_stats").unwrap_err(),
            )
        };
        let size = size_of::<ScipixPoolConfig>();
        let words = format!("config: struct_size is 0, not {size}: call scipix_pool_config_init before setting fields");
        assert_eq!(config.message(), words);
        assert!(stats.message().ends_with("set it to sizeof(ScipixPoolStats)"), "{}", stats.message());
    }

    #[test]
    fn output_stops_at_what_the_caller_has_and_zeroes_what_it_alone_knows() {
        let fill = |words: &mut [u32]| {
            // SAFETY: the tests declare no more bytes than they have.
            unsafe { OutSized::new(words.as_mut_ptr().cast::<Today>(), "out") }.unwrap().write(Today::defaults());
        };
        let mut older = [8, 0, 77];
        fill(&mut older);
        assert_eq!(older, [8, 1, 77]);
        let mut newer = [20, 0, 0, 77, 77, 77];
        fill(&mut newer);
        assert_eq!(newer, [20, 1, 2, 0, 0, 77]);
    }
}
