//! A second static Rust library. It contains its own copy of the Rust standard library, as scipix does.

/// Panics and catches the panic. Returns 7 on success.
#[unsafe(no_mangle)]
pub extern "C" fn other_catches() -> i32 {
    std::panic::set_hook(Box::new(|_| {}));
    std::panic::catch_unwind(|| panic!("on purpose")).map_or(7, |()| 0)
}
