//! Library: version and what its numbers promise.
//!
//! @code{.c}
//! if (scipix_abi_version() != SCIPIX_ABI_VERSION) {
//!   fprintf(stderr, "this program needs another libscipix than %s\n", scipix_version_string());
//!   return 1;
//! }
//! @endcode

use std::ffi::{CStr, c_char};

/// Major version of this header.
pub const SCIPIX_VERSION_MAJOR: u32 = 0;
/// Minor version of this header. While the major version is 0, each minor version may break the ABI and has a soname
/// of its own.
pub const SCIPIX_VERSION_MINOR: u32 = 1;
/// Patch version of this header.
pub const SCIPIX_VERSION_PATCH: u32 = 0;
/// Version of the ABI of this header: raised by every incompatible change.
pub const SCIPIX_ABI_VERSION: u32 = 1;

/// Waits without end, where a function takes a timeout. A timeout of 0 does not wait; one too long for the clock has no
/// end.
pub const SCIPIX_WAIT_FOREVER: u64 = u64::MAX;

const VERSION: &CStr = match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
    Ok(version) => version,
    Err(_) => c"",
};

/// Returns the version of the loaded library: `major << 16 | minor << 8 | patch`. @threadsafe
///
/// @return the number; compare it with the `SCIPIX_VERSION_*` of the header
#[unsafe(no_mangle)]
pub extern "C" fn scipix_version() -> u32 {
    SCIPIX_VERSION_MAJOR << 16 | SCIPIX_VERSION_MINOR << 8 | SCIPIX_VERSION_PATCH
}

/// Returns the version of the loaded library as `"major.minor.patch"`. @threadsafe
///
/// @return a string that lives for ever
#[unsafe(no_mangle)]
pub extern "C" fn scipix_version_string() -> *const c_char {
    VERSION.as_ptr()
}

/// Returns the ABI version of the loaded library. A program built with another `SCIPIX_ABI_VERSION` must not use it.
/// @threadsafe
///
/// @return the number
#[unsafe(no_mangle)]
pub extern "C" fn scipix_abi_version() -> u32 {
    SCIPIX_ABI_VERSION
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_numbers_are_those_of_the_package() {
        let numbers = format!("{SCIPIX_VERSION_MAJOR}.{SCIPIX_VERSION_MINOR}.{SCIPIX_VERSION_PATCH}");
        assert_eq!(numbers, env!("CARGO_PKG_VERSION"));
        assert_eq!(VERSION.to_str().unwrap(), numbers);
        assert_eq!(scipix_version(), 0x00_01_00);
    }
}
