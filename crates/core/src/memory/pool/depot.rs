//! The idle buffers that all threads of a pool share, and the count of places for idle ones.
//!
//! A place is a right to keep one buffer idle. The depot takes one for each buffer in it; a thread's magazine reserves
//! its places when it is attached to the pool. Together they never exceed the limit.

use super::slot::PoolSlot;
use super::stack::{Chain, Stack};
use super::sync::{AtomicU64, AtomicUsize};
use std::sync::atomic::Ordering::Relaxed;

pub(super) struct Depot {
    stack: Stack,
    /// Places in use: buffers in the stack, and places that magazines have reserved.
    places: AtomicUsize,
    /// Places among them that magazines have reserved.
    reserved: AtomicUsize,
    limit: usize,
    /// Most places that magazines may reserve.
    reserved_limit: usize,
}

impl Depot {
    pub(super) fn new(limit: usize, reserved_limit: usize) -> Self {
        Self {
            stack: Stack::new(AtomicU64::new(0)),
            places: AtomicUsize::new(0),
            reserved: AtomicUsize::new(0),
            limit,
            reserved_limit: reserved_limit.min(limit),
        }
    }

    /// Buffers in the depot.
    pub(super) fn idle(&self) -> usize {
        let reserved = self.reserved.load(Relaxed);
        self.places.load(Relaxed).saturating_sub(reserved)
    }

    /// Keeps the chain, or as much of it as there are places for, and returns the rest.
    pub(super) fn put(&self, chain: Chain) -> Option<Chain> {
        if take(&self.places, chain.len as usize, self.limit) {
            self.stack.push(chain);
            return None;
        }
        let mut left = Some(chain);
        while let Some(chain) = left.filter(|_| take(&self.places, 1, self.limit)) {
            left = chain.rest();
            self.stack.push(Chain::of(chain.first));
        }
        left
    }

    /// Takes the chain that came last.
    pub(super) fn take(&self, find: impl Fn(u32) -> Option<&'static PoolSlot>) -> Option<Chain> {
        let chain = self.stack.pop(find)?;
        self.places.fetch_sub(chain.len as usize, Relaxed);
        Some(chain)
    }

    /// Reserves places for a magazine of two chains of `half` buffers, or of fewer where places are short, and returns the
    /// length that its chains may have.
    pub(super) fn reserve_places(&self, half: u32) -> u32 {
        let mut half = half;
        while half > 0 {
            let wanted = 2 * half as usize;
            if take(&self.reserved, wanted, self.reserved_limit) {
                if take(&self.places, wanted, self.limit) {
                    return half;
                }
                self.reserved.fetch_sub(wanted, Relaxed);
            }
            half /= 2;
        }
        0
    }

    /// Takes over the buffers of a magazine: each keeps its place, and the magazine's other places are free again.
    pub(super) fn retire_magazine(&self, half: u32, chains: [Option<Chain>; 2]) {
        let held: usize = chains.iter().flatten().map(|chain| chain.len as usize).sum();
        let reserved = 2 * half as usize;
        self.reserved.fetch_sub(reserved, Relaxed);
        self.places.fetch_sub(reserved - held, Relaxed);
        chains.into_iter().flatten().for_each(|chain| self.stack.push(chain));
    }
}

fn take(counter: &AtomicUsize, wanted: usize, limit: usize) -> bool {
    counter.fetch_update(Relaxed, Relaxed, |used| used.checked_add(wanted).filter(|&sum| sum <= limit)).is_ok()
}
