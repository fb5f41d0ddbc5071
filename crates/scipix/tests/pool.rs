//! Pools and their buffers as a Rust program uses them.

use scipix::ErrorKind;
use scipix::pool::{self, Pool};
use std::io::{self, Write};
use std::thread;

#[test]
fn a_buffer_is_a_vector_of_fixed_capacity() {
    let pool = Pool::new(8).unwrap();
    let mut buffer = pool.acquire().unwrap();
    assert_eq!((buffer.len(), buffer.capacity(), buffer.remaining()), (0, 8, 8));
    buffer.extend_from_slice(&[1, 2, 3]).unwrap();
    buffer.extend([4]);
    buffer.extend(&[5]);
    buffer.push(6).unwrap();
    assert_eq!(buffer, [1, 2, 3, 4, 5, 6]);
    buffer[0] = 9;
    buffer.resize(8, 7).unwrap();
    assert_eq!(buffer, [9, 2, 3, 4, 5, 6, 7, 7]);
    buffer.truncate(20);
    assert_eq!(buffer.len(), 8);
    buffer.truncate(2);
    assert_eq!((&buffer[..], buffer.as_ref()), (&[9, 2][..], &[9, 2][..]));
    buffer.clear();
    assert!(buffer.is_empty());
    assert_eq!(format!("{buffer:?}"), "Buffer { len: 0, capacity: 8 }");
}

#[test]
fn a_full_buffer_says_so_and_stays_as_it_was() {
    let mut buffer = Pool::new(4).unwrap().acquire().unwrap();
    buffer.extend_from_slice(&[1, 2, 3]).unwrap();
    let errors =
        [buffer.extend_from_slice(&[4, 5]), buffer.resize(5, 0), buffer.resize(usize::MAX, 0)].map(Result::unwrap_err);
    for error in &errors {
        assert_eq!(error.kind(), ErrorKind::OutOfRange);
        assert!(error.to_string().ends_with("the buffer has room for 4"), "{error}");
    }
    assert_eq!(buffer, [1, 2, 3]);
    assert_eq!(buffer.write(&[4, 5]).unwrap(), 1);
    assert_eq!(buffer.write_all(&[6]).unwrap_err().kind(), io::ErrorKind::WriteZero);
    assert_eq!(buffer, [1, 2, 3, 4]);
    assert_eq!(buffer.push(0).unwrap_err().kind(), ErrorKind::OutOfRange);
}

#[test]
fn extending_takes_all_or_panics() {
    let pool = Pool::new(1000).unwrap();
    let mut buffer = pool.acquire().unwrap();
    buffer.extend((0..1000u32).map(|i| i as u8));
    assert!(buffer.iter().enumerate().all(|(i, &byte)| byte == i as u8));
    let panicked = thread::spawn(move || buffer.extend([0])).join().unwrap_err();
    assert_eq!(panicked.downcast_ref::<String>().unwrap(), "the buffer has room for 1000 bytes");
    assert_eq!(pool.stats().live, 0, "the panic gave the buffer back");
}

#[test]
fn a_reader_is_copied_in() {
    let mut buffer = pool::medium().acquire().unwrap();
    assert_eq!(io::copy(&mut &[5u8; 40_000][..], &mut buffer).unwrap(), 40_000);
    assert_eq!((buffer.len(), buffer[39_999]), (40_000, 5));
}

#[test]
fn memory_of_an_earlier_user_is_not_seen() {
    let pool = Pool::new(4096).unwrap();
    let mut buffer = pool.acquire().unwrap();
    buffer.resize(4096, 0xAB).unwrap();
    let address = buffer.as_ptr();
    drop(buffer);
    let mut again = pool.acquire().unwrap();
    again.resize(4096, 0).unwrap();
    assert_eq!(again.as_ptr(), address, "the memory is the same");
    assert!(again.iter().all(|&byte| byte == 0));
}

#[test]
fn library_pools_have_their_sizes_and_are_shared() {
    for (pool, size) in [(pool::small(), 1 << 10), (pool::medium(), 64 << 10), (pool::large(), 1 << 20)] {
        assert_eq!(pool.buffer_size(), size);
        let before = pool.stats().acquired;
        let buffers: Vec<_> = (0..3).map(|_| pool.acquire().unwrap()).collect();
        assert!(buffers.iter().all(|buffer| buffer.capacity() == size && buffer.as_ptr().addr() % 64 == 0));
        assert!(pool.stats().acquired >= before + 3);
        thread::spawn(move || drop(buffers)).join().unwrap();
        pool.trim();
    }
    assert_eq!(pool::acquire(1500).unwrap().capacity(), 64 << 10);
    assert_eq!(pool::acquire(100 << 20).unwrap().capacity(), 100 << 20);
    assert_eq!(pool::acquire(usize::MAX).unwrap_err().kind(), ErrorKind::Overflow);
}

#[test]
fn limits_hold_and_the_statistics_count() {
    let pool = Pool::builder(1024).preallocate(2).max_idle(2).max_bytes(3 * 1024).alignment(4096).build().unwrap();
    assert_eq!((pool.stats().idle, pool.stats().idle_bytes), (2, 2048));
    let buffers: Vec<_> = (0..3).map(|_| pool.acquire().unwrap()).collect();
    assert!(buffers.iter().all(|buffer| buffer.as_ptr().addr() % 4096 == 0));
    assert_eq!(pool.acquire().unwrap_err().kind(), ErrorKind::OutOfMemory);
    let stats = pool.stats();
    assert_eq!((stats.acquired, stats.hits, stats.misses, stats.refused, stats.live), (3, 2, 1, 1, 3));
    drop(buffers);
    assert_eq!((pool.stats().idle, pool.stats().peak_live_bytes), (2, 3 * 1024));
    pool.trim();
    assert_eq!(pool.stats().idle, 0);
}

#[test]
fn settings_that_make_no_pool_are_refused() {
    let kind = |builder: pool::PoolBuilder| builder.build().unwrap_err().kind();
    assert_eq!(kind(Pool::builder(0)), ErrorKind::InvalidArgument);
    assert_eq!(kind(Pool::builder(64).alignment(3)), ErrorKind::InvalidArgument);
    assert_eq!(kind(Pool::builder(64).max_bytes(63)), ErrorKind::InvalidArgument);
    assert_eq!(kind(Pool::builder(64).max_idle(1).preallocate(2)), ErrorKind::InvalidArgument);
    assert_eq!(kind(Pool::builder(usize::MAX)), ErrorKind::Overflow);
}

#[test]
fn buffers_outlive_their_pool_on_other_threads() {
    let pool = Pool::new(100).unwrap();
    let mut buffer = pool.acquire().unwrap();
    drop(pool);
    thread::spawn(move || {
        buffer.resize(100, 1).unwrap();
        assert_eq!(buffer.len(), 100);
    })
    .join()
    .unwrap();
}
