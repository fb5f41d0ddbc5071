//! Interleavings of a few steps of the pool's lock-free parts: the same source files, over loom's atomics. All of them
//! with up to three preemptions, which is where such faults show; all there are take minutes more.
#![cfg(target_pointer_width = "64")]

mod sync {
    pub use loom::sync::atomic::{AtomicPtr, AtomicU32, AtomicU64, AtomicUsize};
}
#[allow(dead_code, reason = "each file is here whole")]
#[path = "../crates/core/src/memory/pool/depot.rs"]
mod depot;
#[allow(dead_code, reason = "each file is here whole")]
#[path = "../crates/core/src/memory/pool/magazine.rs"]
mod magazine;
#[allow(dead_code, reason = "each file is here whole")]
#[path = "../crates/core/src/memory/pool/slot.rs"]
mod slot;
#[allow(dead_code, reason = "each file is here whole")]
#[path = "../crates/core/src/memory/pool/stack.rs"]
mod stack;

use depot::Depot;
use loom::sync::Arc;
use loom::thread;
use magazine::Magazine;
use slot::{PoolSlot, Token};
use stack::Chain;

type Slots = &'static [PoolSlot];

fn model(steps: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(steps);
}

fn slots(count: u32) -> Slots {
    (0..count).map(PoolSlot::new).collect::<Vec<_>>().leak()
}

fn find(slots: Slots) -> impl Fn(u32) -> Option<&'static PoolSlot> {
    move |index| slots.get(index as usize)
}

/// Takes chains until there are none, and says which slots were in them.
fn drain(depot: &Depot, slots: Slots) -> Vec<u32> {
    let mut indices = Vec::new();
    while let Some(chain) = depot.take(find(slots)) {
        let mut left = Some(chain);
        while let Some(chain) = left {
            indices.push(chain.first.index());
            left = chain.rest();
        }
    }
    indices.sort_unstable();
    indices
}

fn put(depot: &Depot, slot: &'static PoolSlot) {
    assert!(depot.put(Chain::of(slot)).is_none());
}

#[test]
fn no_slot_is_lost_or_taken_twice() {
    model(|| {
        let slots = slots(3);
        let depot = Arc::new(Depot::new(3, 0));
        put(&depot, &slots[0]);
        put(&depot, &slots[1]);
        // Takes two and gives them back in the other order: what an exchange without a count of changes falls for.
        let other = thread::spawn({
            let depot = depot.clone();
            move || {
                let taken = [depot.take(find(slots)), depot.take(find(slots))];
                taken.into_iter().flatten().for_each(|chain| put(&depot, chain.first));
            }
        });
        let mine = depot.take(find(slots));
        put(&depot, &slots[2]);
        other.join().unwrap();
        let mut all = drain(&depot, slots);
        all.extend(mine.map(|chain| chain.first.index()));
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2]);
    });
}

#[test]
fn places_are_never_exceeded() {
    model(|| {
        let slots = slots(4);
        let depot = Arc::new(Depot::new(2, 2));
        let work = |depot: &Depot, slots: Slots, first: usize| {
            let mut over = 0;
            for slot in &slots[first..first + 2] {
                over += usize::from(depot.put(Chain::of(slot)).is_some());
                assert!(depot.idle() <= 2);
            }
            over
        };
        let other = thread::spawn({
            let depot = depot.clone();
            move || work(&depot, slots, 0)
        });
        let over = work(&depot, slots, 2) + other.join().unwrap();
        assert_eq!((over, depot.idle()), (2, 2));
        assert_eq!(drain(&depot, slots).len(), 2);
    });
}

#[test]
fn a_token_ends_once() {
    model(|| {
        let slots = slots(1);
        let token = Token::decode(slots[0].issue_token());
        let others = thread::spawn(move || slots[0].revoke(token));
        let mine = slots[0].revoke(token);
        assert_eq!(u32::from(mine) + u32::from(others.join().unwrap()), 1);
        assert!(!slots[0].is_held(token));
    });
}

/// A thread ends with buffers in its magazine, while another takes what it can get.
#[test]
fn a_thread_that_ends_leaves_all_it_had() {
    model(|| {
        let slots = slots(3);
        let depot = Arc::new(Depot::new(3, 2));
        put(&depot, &slots[0]);
        let ending = thread::spawn({
            let depot = depot.clone();
            move || {
                let magazine = Magazine::new();
                magazine.open(depot.reserve_places(1));
                for slot in &slots[1..3] {
                    if !magazine.push(slot) {
                        let over = magazine.push_over(slot);
                        assert!(over.and_then(|chain| depot.put(chain)).is_none());
                    }
                }
                depot.retire_magazine(magazine.half(), magazine.close());
            }
        });
        let mine = depot.take(find(slots));
        assert!(depot.idle() <= 3);
        ending.join().unwrap();
        let mut all = drain(&depot, slots);
        all.extend(mine.map(|chain| chain.first.index()));
        all.sort_unstable();
        assert_eq!((all, depot.idle()), (vec![0, 1, 2], 0));
        assert_eq!(depot.reserve_places(1), 1, "its places are free again");
    });
}
