//! Pools and arenas. Each holder writes its own pattern, and finds it when it gives the memory back.

use crate::bytes::Bytes;
use scipix::arena::Arena;
use scipix::pool::{Buffer, Pool};

/// Operations of a program, at most.
const MOST: usize = 120;

/// Acquires, fills, moves and drops buffers, some of which outlive their pool.
pub fn pools(bytes: &mut Bytes<'_>) {
    let size = bytes.pick(&[1, 64, 1000, 70_000]);
    let builder = Pool::builder(size).preallocate(bytes.below(4)).max_idle(bytes.pick(&[0, 1, 5, 1000]));
    let limit = bytes.pick(&[0, 3, 1000]) * size as u64;
    let wipes = bytes.once_in(3);
    let alignment = bytes.pick(&[0, 1, 64, 4096]);
    let Ok(pool) = builder.alignment(alignment).max_bytes(limit).zero_on_release(wipes).build() else { return };
    let (mut held, mut mark): (Vec<(Buffer, u8)>, u8) = (Vec::new(), 0);
    for _ in 0..bytes.below(MOST) {
        match bytes.below(6) {
            0..=2 => {
                let Ok(mut buffer) = pool.acquire() else {
                    assert!(limit > 0, "an acquire is refused");
                    continue;
                };
                assert!(buffer.is_empty() && buffer.capacity() == size);
                assert!(alignment == 0 || buffer.as_slice().as_ptr().addr() % alignment == 0);
                mark = mark.wrapping_add(1);
                buffer.resize(size, mark).expect("its capacity");
                held.push((buffer, mark));
            }
            3 | 4 if !held.is_empty() => {
                let index = bytes.below(held.len());
                give_back(held.swap_remove(index));
            }
            _ => pool.trim(),
        }
        let stats = pool.stats();
        assert_eq!((stats.live, stats.acquired - stats.released), (held.len() as u64, held.len() as u64));
        assert!(limit == 0 || stats.live_bytes + stats.idle_bytes <= limit.max(size as u64));
    }
    if bytes.once_in(2) {
        drop(pool);
    }
    held.into_iter().for_each(give_back);
}

fn give_back((buffer, mark): (Buffer, u8)) {
    assert!(buffer.iter().all(|&byte| byte == mark), "a buffer that was held was written");
}

/// Allocates slices of every size, in scopes and out of them.
pub fn arenas(bytes: &mut Bytes<'_>) {
    let capacity = bytes.pick(&[0, 1, 100, 5000]);
    let limit = bytes.pick(&[0, 10_000, 100_000]);
    let Ok(mut arena) = Arena::with_limit(capacity, limit) else { return };
    for _ in 0..bytes.below(6) {
        let before = arena.used();
        if bytes.once_in(2) {
            arena.scope(|scope| {
                let size = |bytes: &mut Bytes<'_>| bytes.pick(&[0, 1, 7, 100, 3000]) + bytes.below(9);
                let mut held: Vec<(&mut [u8], u8)> = Vec::new();
                let mut words: Vec<&mut u64> = Vec::new();
                for mark in 0..bytes.below(40) as u8 {
                    if let Ok(slice) = scope.alloc_slice(size(bytes), mark) {
                        held.push((slice, mark));
                    }
                    words.extend(scope.alloc(u64::from(mark) << 40 | 5).ok());
                }
                assert!(held.iter().all(|(slice, mark)| slice.iter().all(|byte| byte == mark)), "two slices overlap");
                assert!(words.iter().all(|word| **word & 0xff_ffff_ffff == 5), "a word was written");
            });
            assert_eq!(arena.used(), before, "a scope gives its memory back");
        } else {
            let taken = arena.alloc_slice(bytes.below(3000), 7_u16).map(|slice| slice.len());
            assert!(taken.is_ok() || limit > 0);
        }
        assert!(arena.used() <= arena.capacity() && (limit == 0 || arena.capacity() <= limit.max(capacity)));
        if bytes.once_in(4) {
            arena.reset();
            assert_eq!(arena.used(), 0);
        }
    }
}
