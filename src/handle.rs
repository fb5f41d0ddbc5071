//! Opaque handles: objects that C knows by a pointer. Each begins with the tag of its type, so that a live handle of
//! another type is reported; using a freed one is the caller's error, which the cleared tag often still shows.

use super::guard::Law;
use super::ptr::Out;
use scipix_core::base::aligned::try_box;
use scipix_core::base::error::{Error, ErrorKind, Result, fail};
use std::mem::MaybeUninit;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// An opaque type of the header and the object behind its pointers.
pub trait Opaque {
    /// The object that the handle owns.
    type Object;
    /// Distinct for each type.
    const TAG: u64;
    /// Name in the header.
    const NAME: &'static str;
}

#[repr(C)]
struct Tagged<T> {
    tag: AtomicU64,
    object: T,
}

/// Memory for a handle whose object is yet to be made.
pub struct Vacant<H: Opaque>(Box<MaybeUninit<Tagged<H::Object>>>);

/// Takes the memory of a handle, before what must not be lost for want of it.
pub fn reserve<H: Opaque>() -> Result<Vacant<H>> {
    match try_box(MaybeUninit::uninit()) {
        Some(place) => Ok(Vacant(place)),
        None => fail!(OutOfMemory, "{}: no memory for {} bytes", H::NAME, size_of::<Tagged<H::Object>>()),
    }
}

impl<H: Opaque> Vacant<H> {
    /// Hands `object` to C.
    pub fn fill(self, object: H::Object) -> *mut H {
        Box::into_raw(Box::write(self.0, Tagged { tag: AtomicU64::new(H::TAG), object })).cast()
    }
}

/// Hands `object` to C; drops it where there is no memory for the handle.
pub fn try_new<H: Opaque>(object: H::Object) -> Result<*mut H> {
    Ok(reserve::<H>()?.fill(object))
}

/// Puts the handle that `make` makes at `out`; NULL where it makes none.
///
/// # Safety
/// Where `out` is not null, a pointer must be writable there.
pub(super) unsafe fn give<H: Opaque>(
    out: *mut *mut H,
    name: &str,
    make: impl FnOnce() -> Result<*mut H>,
) -> Result<()> {
    // SAFETY: the caller's promise, passed on; the second place is used after the first is gone.
    let (before, after) = unsafe { (Out::new(out, name)?, Out::new(out, name)?) };
    before.write(null_mut());
    after.write(make()?);
    Ok(())
}

#[inline(always)]
fn check<H: Opaque>(handle: *const H, name: &str) -> Result<*mut Tagged<H::Object>> {
    let tagged = handle.cast_mut().cast::<Tagged<H::Object>>();
    if handle.is_null() || !tagged.is_aligned() {
        return Err(refused(handle.cast(), name, "", H::NAME));
    }
    // SAFETY: every live handle begins with its tag, whatever its type (module law), and this is one by the caller's
    // promise.
    let tag = unsafe { &*tagged.cast::<AtomicU64>() }.load(Relaxed);
    if tag != H::TAG {
        return Err(refused(handle.cast(), name, "live ", H::NAME));
    }
    Ok(tagged)
}

/// Once, not in each of the functions that take a handle.
#[cold]
#[inline(never)]
fn refused(handle: *const u8, name: &str, live: &str, kind: &str) -> Error {
    if handle.is_null() {
        Error::new(ErrorKind::NullPointer, format_args!("{name}: is NULL"))
    } else {
        Error::new(ErrorKind::InvalidArgument, format_args!("{name}: {handle:p} is not a {live}{kind}"))
    }
}

impl<'call> Law<'call> {
    /// Borrows the object of `handle`.
    #[inline(always)]
    pub(super) fn handle<H: Opaque>(self, handle: *const H, name: &str) -> Result<&'call H::Object> {
        // SAFETY: the caller's promise (`Law`): null, or a live handle that nobody frees during the call.
        unsafe { get(handle, name) }
    }

    /// Borrows the object of `handle`, or `None` where [`Law::handle`] has an error to report. Cannot panic.
    #[inline(always)]
    pub(super) fn peek<H: Opaque>(self, handle: *const H) -> Option<&'call H::Object> {
        // SAFETY: the caller's promise (`Law`): null, or a live handle that nobody frees during the call.
        unsafe { peek(handle) }
    }

    /// Takes the object back from C, for its `_free`; `None` for NULL.
    pub(super) fn take<H: Opaque>(self, handle: *mut H, name: &str) -> Result<Option<H::Object>> {
        // SAFETY: the caller's promise (`Law`) to a `_free`: null, or a live handle that nobody uses any more.
        unsafe { take(handle, name) }
    }

    /// Puts the handle that `make` makes at `out`; NULL where it makes none.
    pub(super) fn give<H: Opaque>(
        self,
        out: *mut *mut H,
        name: &str,
        make: impl FnOnce() -> Result<*mut H>,
    ) -> Result<()> {
        // SAFETY: the caller's promise (`Law`): null, or writable for the call.
        unsafe { give(out, name, make) }
    }
}

/// Borrows the object of `handle`.
///
/// # Safety
/// `handle` is null or a live handle of any type, which nobody frees during `'a`.
pub unsafe fn get<'a, H: Opaque>(handle: *const H, name: &str) -> Result<&'a H::Object> {
    let tagged = check(handle, name)?;
    // SAFETY: the tag is that of `H`, so that `Vacant::<H>::fill` made it; it lives for 'a by the caller's promise.
    Ok(unsafe { &(*tagged).object })
}

/// Borrows the object of `handle`, or `None` where [`get`] has an error to report. Cannot panic.
///
/// # Safety
/// As [`get`].
#[inline(always)]
pub unsafe fn peek<'a, H: Opaque>(handle: *const H) -> Option<&'a H::Object> {
    let tagged = handle.cast::<Tagged<H::Object>>();
    if tagged.is_null() || !tagged.is_aligned() {
        return None;
    }
    // SAFETY: as in `check`.
    let tag = unsafe { &*tagged.cast::<AtomicU64>() }.load(Relaxed);
    // SAFETY: as in `get`.
    (tag == H::TAG).then(|| unsafe { &(*tagged).object })
}

/// Takes the object back from C, for its `_free`; `None` for NULL.
///
/// # Safety
/// `handle` is null or a live handle of any type, which nobody uses any more.
pub unsafe fn take<H: Opaque>(handle: *mut H, name: &str) -> Result<Option<H::Object>> {
    if handle.is_null() {
        return Ok(None);
    }
    let tagged = check(handle, name)?;
    // SAFETY: the tag is that of `H`, so that `Vacant::<H>::fill` boxed it; nobody uses it any more by the caller's promise.
    let tagged = unsafe { Box::from_raw(tagged) };
    tagged.tag.store(0, Relaxed);
    Ok(Some(tagged.object))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ptr::null;

    struct Apple;
    impl Opaque for Apple {
        type Object = String;
        const TAG: u64 = 1;
        const NAME: &'static str = "Apple";
    }
    struct Pear;
    impl Opaque for Pear {
        type Object = [u64; 4];
        const TAG: u64 = 2;
        const NAME: &'static str = "Pear";
    }

    #[test]
    fn wrong_and_null_handles_are_reported_and_lose_nothing() {
        let apple = try_new::<Apple>("red".to_owned()).unwrap();
        // SAFETY: `apple` is live until it is taken.
        unsafe {
            assert_eq!(get(apple, "fruit").unwrap(), "red");
            assert_eq!(get(apple.cast::<Pear>(), "fruit").unwrap_err().kind(), ErrorKind::InvalidArgument);
            assert_eq!(take(apple.cast::<Pear>(), "fruit").unwrap_err().kind(), ErrorKind::InvalidArgument);
            assert_eq!(get(null::<Pear>(), "fruit").unwrap_err().kind(), ErrorKind::NullPointer);
            assert_eq!(get(apple.byte_add(1), "fruit").unwrap_err().kind(), ErrorKind::InvalidArgument);
            assert_eq!(take(apple, "fruit").unwrap().unwrap(), "red");
            assert!(take(std::ptr::null_mut::<Apple>(), "fruit").unwrap().is_none());
        }
    }
}
