//! Another static library of Rust, with all of Rust's own library in it, as scipix has.

/// Panics, and catches that: 7 where it came through.
#[unsafe(no_mangle)]
pub extern "C" fn other_catches() -> i32 {
    std::panic::set_hook(Box::new(|_| {}));
    std::panic::catch_unwind(|| panic!("on purpose")).map_or(7, |()| 0)
}
