//! Sorting of indices, compiled once: the standard library's sort is 10 to 18 kilobytes for each type and order.

use std::cmp::Ordering;

/// Sorts indices by `compare`. Allocates nothing; equal ones end in any order.
#[inline(never)]
pub fn sort_order(order: &mut [u32], compare: &dyn Fn(u32, u32) -> Ordering) {
    order.sort_unstable_by(|&a, &b| compare(a, b));
}
