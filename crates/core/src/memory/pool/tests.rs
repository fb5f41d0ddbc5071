use super::depot::Depot;
use super::raw_buffer::release;
use super::slot::PoolSlot;
use super::stack::Chain;
use super::*;
use crate::base::error::ErrorKind;
use std::sync::Barrier;

fn pool(config: PoolConfig) -> Pool {
    Pool::new(&config).unwrap()
}

fn small() -> PoolConfig {
    PoolConfig { buffer_size: 1000, ..PoolConfig::default() }
}

#[test]
fn the_buffer_released_last_comes_first() {
    let pool = pool(small());
    let (a, b) = (pool.acquire().unwrap(), pool.acquire().unwrap());
    let address = b.as_slice().as_ptr();
    drop(a);
    drop(b);
    assert_eq!(pool.acquire().unwrap().as_slice().as_ptr(), address);
    let stats = pool.stats();
    assert_eq!((stats.acquired, stats.released, stats.hits, stats.misses), (3, 3, 1, 2));
    assert_eq!((stats.live, stats.idle, stats.peak_live_bytes), (0, 2, 2000));
}

#[test]
fn a_token_is_good_for_one_release() {
    let pool = pool(small());
    let raw = pool.acquire_raw().unwrap();
    assert_eq!(capacity_of(raw.data, raw.token).unwrap(), 1000);
    let kind = |data, token| release(data, token).unwrap_err().kind();
    assert_eq!(kind(raw.data.wrapping_add(1), raw.token), ErrorKind::WrongOwner);
    assert_eq!(kind(raw.data, raw.token + (1 << slot::INDEX_BITS)), ErrorKind::WrongOwner);
    release(raw.data, raw.token).unwrap();
    assert_eq!(kind(raw.data, raw.token), ErrorKind::WrongOwner);
    let again = pool.acquire_raw().unwrap();
    assert_eq!(again.data, raw.data);
    assert_eq!(kind(raw.data, raw.token), ErrorKind::WrongOwner, "the older token of the same memory");
    release(again.data, again.token).unwrap();
    for foreign in [0, 1, u64::MAX, u64::MAX >> 1] {
        assert_eq!(kind(raw.data, foreign), ErrorKind::WrongOwner);
    }
}

#[test]
fn exhausted_slots_are_left_behind() {
    let pool = pool(small());
    let raw = pool.acquire_raw().unwrap();
    let exhausted = table::find(slot::Token::decode(raw.token).index).unwrap();
    release(raw.data, raw.token).unwrap();
    exhausted.exhaust();
    let last = pool.acquire_raw().unwrap();
    assert!(slot::Token::decode(last.token).is_last());
    release(last.data, last.token).unwrap();
    assert!(release(last.data, last.token).is_err());
    let next = pool.acquire_raw().unwrap();
    assert_ne!(slot::Token::decode(next.token).index, exhausted.index());
    release(next.data, next.token).unwrap();
    assert_eq!((pool.stats().live, pool.stats().idle), (0, 1));
}

#[test]
fn limits_hold() {
    for max_idle in [0, 1, 2, 3, 5, 64, 100] {
        let pool = pool(PoolConfig { max_idle, ..small() });
        let held: Vec<_> = (0..80).map(|_| pool.acquire().unwrap()).collect();
        assert_eq!(pool.stats().live, 80);
        drop(held);
        assert_eq!(pool.stats().idle, max_idle.min(80) as u64);
    }
    for max_buffers in [1, 2, 9, 40] {
        let pool = pool(PoolConfig { max_bytes: max_buffers * 1000 + 999, ..small() });
        for _ in 0..2 {
            let held: Vec<_> = (0..max_buffers).map(|_| pool.acquire().unwrap()).collect();
            assert_eq!(pool.acquire().unwrap_err().kind(), ErrorKind::OutOfMemory);
            drop(held);
        }
        assert_eq!((pool.stats().refused, pool.stats().misses), (2, max_buffers));
    }
}

#[test]
fn contradictions_are_refused() {
    let kind = |config: PoolConfig| Pool::new(&config).unwrap_err().kind();
    assert_eq!(kind(PoolConfig { buffer_size: 0, ..small() }), ErrorKind::InvalidArgument);
    assert_eq!(kind(PoolConfig { buffer_size: usize::MAX, ..small() }), ErrorKind::Overflow);
    assert_eq!(kind(PoolConfig { alignment: 96, ..small() }), ErrorKind::InvalidArgument);
    assert_eq!(kind(PoolConfig { alignment: 4 << 20, ..small() }), ErrorKind::InvalidArgument);
    assert_eq!(kind(PoolConfig { max_bytes: 999, ..small() }), ErrorKind::InvalidArgument);
    assert_eq!(kind(PoolConfig { preallocate: 2, max_idle: 1, ..small() }), ErrorKind::InvalidArgument);
    assert_eq!(kind(PoolConfig { preallocate: 2, max_bytes: 1999, ..small() }), ErrorKind::InvalidArgument);
    for preallocate in [usize::MAX, usize::MAX / 1000, isize::MAX as usize / 1000 + 1, table::SLOTS as usize + 1] {
        let config = PoolConfig { preallocate, max_idle: usize::MAX, ..small() };
        assert_eq!(kind(config), ErrorKind::Overflow, "{preallocate}");
        assert_eq!(kind(PoolConfig { max_bytes: 5000, ..config }), ErrorKind::Overflow, "{preallocate}");
    }
    // One buffer is enough.
    assert!(Pool::new(&PoolConfig { max_bytes: 1000, ..small() }).is_ok());
    let together = PoolConfig { buffer_size: 1, preallocate: 5001, max_idle: 6000, max_bytes: 5000, ..small() };
    assert_eq!(kind(together), ErrorKind::InvalidArgument);
}

#[test]
fn preallocated_buffers_are_hits() {
    let pool = pool(PoolConfig { preallocate: 40, ..small() });
    assert_eq!((pool.stats().idle, pool.stats().misses, pool.stats().peak_live_bytes), (40, 0, 0));
    let held: Vec<_> = (0..41).map(|_| pool.acquire().unwrap()).collect();
    assert_eq!((pool.stats().hits, pool.stats().misses, pool.stats().peak_live_bytes), (40, 1, 41_000));
    drop(held);
}

#[test]
fn secrets_are_overwritten() {
    let pool = pool(PoolConfig { buffer_size: 1001, zero_on_release: true, ..PoolConfig::default() });
    let mut buffer = pool.acquire().unwrap();
    buffer.append(&[0xA5; 1001]).unwrap();
    let address = buffer.as_slice().as_ptr();
    drop(buffer);
    let mut buffer = pool.acquire().unwrap();
    // SAFETY: released memory of this pool is zero, all of it.
    unsafe { buffer.set_len(1001) };
    assert_eq!(buffer.as_slice().as_ptr(), address);
    assert!(buffer.as_slice().iter().all(|&byte| byte == 0));
}

#[test]
fn buffers_outlive_their_pool_and_go_back_from_any_thread() {
    let pool = pool(small());
    let mut held: Vec<_> = (0..100).map(|_| pool.acquire().unwrap()).collect();
    let rest = held.split_off(50);
    std::thread::spawn(move || drop(rest)).join().unwrap();
    assert_eq!((pool.stats().live, pool.stats().idle), (50, 50), "the other thread has left");
    assert!(cache::keeps_a_pool());
    drop(pool);
    held[0].append(b"still here").unwrap();
    assert_eq!(held[0].as_slice(), b"still here");
    drop(held);
    assert!(!cache::keeps_a_pool(), "what comes back to a closed pool is freed");
}

#[test]
fn what_comes_back_to_a_closed_pool_is_freed_on_any_thread() {
    let pool = pool(small());
    let twin = pool.share();
    let (acquired, closed) = (Barrier::new(2), Barrier::new(2));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let held: Vec<_> = (0..20).map(|_| twin.acquire().unwrap()).collect();
            acquired.wait();
            closed.wait();
            drop(held);
            assert_eq!((twin.stats().live, twin.stats().idle), (0, 0));
        });
        acquired.wait();
        drop(pool);
        closed.wait();
    });
}

#[test]
fn trim_frees_what_is_idle() {
    let pool = pool(small());
    drop((0..100).map(|_| pool.acquire().unwrap()).collect::<Vec<_>>());
    assert_eq!(pool.stats().idle, 100);
    pool.trim();
    assert_eq!((pool.stats().idle, pool.stats().acquired, pool.stats().released), (0, 100, 100));
}

#[test]
fn more_pools_than_a_thread_has_magazines() {
    let pools: Vec<_> =
        (0..3 * magazine::MAGAZINES).map(|i| pool(PoolConfig { buffer_size: 100 + i, ..small() })).collect();
    for round in 1..=3 {
        for (i, pool) in pools.iter().enumerate() {
            assert_eq!(pool.acquire().unwrap().capacity(), 100 + i);
            assert_eq!((pool.stats().acquired, pool.stats().idle, pool.stats().misses), (round, 1, 1));
        }
    }
}

#[test]
fn any_size_finds_a_class() {
    for (size, capacity) in [(0, 1024), (1024, 1024), (1025, 65536), (65537, 1 << 20), ((1 << 20) + 1, 2 << 20)] {
        let buffer = acquire(size).unwrap();
        assert_eq!((buffer.capacity(), buffer.as_slice().as_ptr().addr() % 64), (capacity, 0));
    }
    let beyond = (64 << 20) + 1;
    assert_eq!(acquire(beyond).unwrap().capacity(), beyond);
    assert_eq!(acquire(usize::MAX).unwrap_err().kind(), ErrorKind::Overflow);
    assert_eq!(acquire(isize::MAX as usize / 2).unwrap_err().kind(), ErrorKind::OutOfMemory);
}

#[test]
fn what_a_thread_kept_serves_others_when_it_ends() {
    let pool = pool(PoolConfig { max_idle: 200, ..small() });
    let two = || drop([pool.acquire().unwrap(), pool.acquire().unwrap()]);
    drop(pool.acquire().unwrap()); // This thread has what it keeps apart from theirs.
    for _ in 0..50 {
        std::thread::scope(|scope| scope.spawn(two).join().unwrap());
    }
    assert_eq!((pool.stats().misses, pool.stats().idle), (3, 3));
    let held: Vec<_> = (0..300).map(|_| pool.acquire().unwrap()).collect();
    drop(held);
    assert_eq!(pool.stats().misses, 300);
    assert!(pool.stats().idle > 150, "places of threads that ended are free again");
}

#[test]
fn threads_take_over_the_records_of_those_that_ended() {
    let pool = pool(small());
    let before = cache::record_count();
    for _ in 0..200 {
        std::thread::scope(|scope| scope.spawn(|| drop(pool.acquire().unwrap())).join().unwrap());
    }
    assert!(cache::record_count() - before < 100, "other tests have threads, too, but not so many");
}

#[test]
fn what_does_not_fit_is_not_appended() {
    let pool = pool(small());
    let mut buffer = pool.acquire().unwrap();
    buffer.append(&[1; 600]).unwrap();
    assert_eq!(buffer.append(&[2; 401]).unwrap_err().kind(), ErrorKind::OutOfRange);
    assert_eq!(buffer.as_slice(), [1; 600]);
    buffer.append(&[2; 400]).unwrap();
    assert_eq!(buffer.len(), 1000);
}

#[test]
fn a_resize_fills_what_it_adds_and_keeps_the_rest() {
    let pool = pool(small());
    let mut buffer = pool.acquire().unwrap();
    buffer.resize(5, 7).unwrap();
    assert_eq!(buffer.as_slice(), [7; 5]);
    buffer.resize(2, 1).unwrap();
    buffer.resize(4, 9).unwrap();
    assert_eq!(buffer.as_slice(), [7, 7, 9, 9]);
    assert_eq!(buffer.resize(1001, 0).unwrap_err().kind(), ErrorKind::OutOfRange);
    assert_eq!(buffer.len(), 4);
}

#[test]
fn places_of_magazines_that_end_are_free_again() {
    let depot = Depot::new(16, 8);
    for _ in 0..100 {
        assert_eq!(depot.reserve_places(4), 4);
        assert_eq!(depot.reserve_places(4), 0, "half of the places are not for magazines");
        depot.retire_magazine(4, [None, None]);
    }
    assert_eq!((depot.reserve_places(3), depot.reserve_places(3)), (3, 1));
}

#[test]
fn a_magazine_that_found_no_place_leaves_them_for_a_shorter_one() {
    let depot = Depot::new(8, 8);
    for index in 0..5 {
        assert!(depot.put(Chain::of(Box::leak(Box::new(PoolSlot::new(index))))).is_none());
    }
    assert_eq!(depot.reserve_places(4), 1, "two chains of 4 or of 2 do not fit beside 5 buffers, two of 1 do");
    assert_eq!(depot.idle(), 5);
}
