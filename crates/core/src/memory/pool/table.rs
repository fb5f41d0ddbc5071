//! All slots of the process, in slabs of growing size that are never freed, so that any token can be looked up.

use super::slot::PoolSlot;
use super::stack::{Chain, Stack};
use crate::base::aligned;
use std::alloc::Layout;
use std::ptr::{NonNull, null_mut};
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed};
use std::sync::atomic::{AtomicPtr, AtomicU32, AtomicU64};

/// Slots of the first slab; each later one is twice as large as the one before.
const FIRST: u32 = 1024;
const SLABS: usize = 18;
/// Slots of all slabs: a few fewer than a token has indices for.
pub(super) const SLOTS: u32 = FIRST * ((1 << SLABS) - 1);

static TABLE: [AtomicPtr<PoolSlot>; SLABS] = [const { AtomicPtr::new(null_mut()) }; SLABS];
/// The first index that was never used.
static UNUSED: AtomicU32 = AtomicU32::new(0);
/// Slots without memory.
static FREE: Stack = Stack::new(AtomicU64::new(0));

#[inline]
fn place(index: u32) -> (usize, u32) {
    let at = index + FIRST;
    let slab = at.ilog2() - FIRST.ilog2();
    (slab as usize, at - (FIRST << slab))
}

/// Finds the slot of an index.
#[inline]
pub(super) fn find(index: u32) -> Option<&'static PoolSlot> {
    let (slab, at) = place(index);
    let slots = TABLE.get(slab)?.load(Acquire);
    // SAFETY: a slab is published whole, with `FIRST << slab` slots, and never freed; `at` is below that.
    (!slots.is_null()).then(|| unsafe { &*slots.add(at as usize) })
}

/// Claims a slot, which the caller then owns; `None` where memory or indices are used up.
pub(super) fn claim() -> Option<&'static PoolSlot> {
    if let Some(chain) = FREE.pop(find) {
        return Some(chain.first);
    }
    let index = UNUSED.fetch_update(Relaxed, Relaxed, |index| (index < SLOTS).then_some(index + 1)).ok()?;
    let (slab, _) = place(index);
    if find(index).is_none() && add_slab(slab).is_none() {
        // The index is lost: a few bytes of numbers, in a process without memory.
        return None;
    }
    find(index)
}

/// Returns a slot without memory to the free ones. A slot whose generations are used up is never used again.
pub(super) fn free(slot: &'static PoolSlot) {
    if !slot.is_exhausted() {
        FREE.push(Chain::of(slot));
    }
}

fn add_slab(slab: usize) -> Option<()> {
    let len = FIRST << slab;
    let layout = Layout::array::<PoolSlot>(len as usize).ok()?;
    let slots: NonNull<PoolSlot> = aligned::allocate(layout)?.cast();
    for at in 0..len {
        // SAFETY: within the slab just allocated; nobody else has it.
        unsafe { slots.add(at as usize).write(PoolSlot::new(len - FIRST + at)) };
    }
    if TABLE[slab].compare_exchange(null_mut(), slots.as_ptr(), AcqRel, Acquire).is_err() {
        // SAFETY: another thread was faster; this slab was never published.
        unsafe { aligned::free(slots.cast(), layout) };
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slabs_cover_all_indices_without_gaps() {
        let mut expected = (0, 0);
        for index in 0..20 * FIRST {
            assert_eq!(place(index), expected);
            expected.1 += 1;
            if expected.1 == FIRST << expected.0 {
                expected = (expected.0 + 1, 0);
            }
        }
        assert_eq!(place(SLOTS - 1).0, SLABS - 1);
        assert_eq!(place(SLOTS), (SLABS, 0));
        assert!(u64::from(SLOTS) < 1 << super::super::slot::INDEX_BITS);
        assert!(find((1 << super::super::slot::INDEX_BITS) - 1).is_none());
    }

    #[test]
    fn slots_are_used_again() {
        const CLAIMS: u32 = 20_000;
        let before = UNUSED.load(Relaxed);
        (0..CLAIMS).for_each(|_| free(claim().unwrap()));
        // Other tests claim some at the same time.
        assert!(UNUSED.load(Relaxed) - before < CLAIMS / 2);
    }
}
