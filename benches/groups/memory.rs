//! Pools, arenas and mapped files beside the crates and the system calls that would do instead. The C functions beside
//! allocators of C++: `scripts/bench-memory`.

use capi::arena::{scipix_arena_alloc, scipix_arena_cursor, scipix_arena_free, scipix_arena_new, scipix_arena_reset};
use criterion::{BenchmarkId, Criterion, criterion_group};
use scipix_core::cpu::{OptLevel, set_opt_level};
use scipix_core::memory::arena::Arena;
use scipix_core::memory::pool::{Pool, PoolConfig};
use scipix_core::model::{Model, ModelOptions};
use std::hint::black_box;
use std::io::Read;

fn touch(byte: &mut u8) {
    *black_box(byte) = 1;
}

fn pool(c: &mut Criterion) {
    set_opt_level(OptLevel::Full);
    let mut group = c.benchmark_group("pool");
    for (name, buffer_size) in [("4K", 4 << 10), ("64K", 64 << 10), ("1M", 1 << 20)] {
        let pool = Pool::new(&PoolConfig { buffer_size, ..PoolConfig::default() }).unwrap();
        group.bench_function(BenchmarkId::new("scipix", name), |b| {
            b.iter(|| {
                let mut buffer = pool.acquire().unwrap();
                buffer.spare()[0].write(1);
                black_box(buffer.spare().as_mut_ptr());
            });
        });
        let peer = object_pool::Pool::new(4, || vec![0u8; buffer_size]);
        group.bench_function(BenchmarkId::new("object-pool", name), |b| {
            b.iter(|| touch(&mut peer.pull(|| vec![0u8; buffer_size])[0]));
        });
        let peer = lockfree_object_pool::LinearObjectPool::new(move || vec![0u8; buffer_size], |_| ());
        group.bench_function(BenchmarkId::new("lockfree-object-pool", name), |b| b.iter(|| touch(&mut peer.pull()[0])));
        group.bench_function(BenchmarkId::new("allocator", name), |b| {
            b.iter(|| touch(black_box(Vec::<u8>::with_capacity(buffer_size)).spare_capacity_mut()[0].write(0)));
        });
    }
}

/// Blocks of 64 bytes until a reset.
const BLOCKS: usize = 10_000;

fn arena(c: &mut Criterion) {
    let mut group = c.benchmark_group("arena");
    group.throughput(criterion::Throughput::Elements(BLOCKS as u64));
    let mut arena = Arena::new(64 * BLOCKS, 0).unwrap();
    group.bench_function("scipix", |b| {
        b.iter(|| {
            for _ in 0..BLOCKS {
                black_box(arena.alloc(64, 8).unwrap()[0].write(1));
            }
            arena.reset();
        });
    });
    let mut handle = std::ptr::null_mut();
    // SAFETY: live places and handles; blocks are 64 bytes of the arena's own memory; as `scipix.hpp` does it.
    unsafe {
        scipix_arena_new(64 * BLOCKS, 0, &mut handle);
        let cursor = scipix_arena_cursor(handle);
        group.bench_function("scipix, as the C++ header", |b| {
            b.iter(|| {
                for _ in 0..BLOCKS {
                    let next = (*cursor).cur.map_addr(|cur| (cur + 7 + 64) & !7);
                    let mut block = next.wrapping_sub(64);
                    if next <= (*cursor).end {
                        (*cursor).cur = next;
                    } else {
                        scipix_arena_alloc(handle, 64, 8, (&raw mut block).cast());
                    }
                    touch(&mut *block);
                }
                scipix_arena_reset(handle);
            });
        });
        scipix_arena_free(handle);
    }
    let mut peer = bumpalo::Bump::with_capacity(64 * BLOCKS);
    let layout = std::alloc::Layout::from_size_align(64, 8).unwrap();
    group.bench_function("bumpalo", |b| {
        b.iter(|| {
            for _ in 0..BLOCKS {
                // SAFETY: 64 bytes of the arena.
                touch(unsafe { peer.alloc_layout(layout).as_mut() });
            }
            peer.reset();
        });
    });
    group.bench_function("allocator", |b| {
        let mut held = Vec::with_capacity(BLOCKS);
        b.iter(|| {
            held.extend((0..BLOCKS).map(|_| Box::new([1u8; 64])));
            held.clear();
        });
    });
}

/// A file of 64 MiB that is in the page cache, to its first byte.
fn mmap(c: &mut Criterion) {
    let path = std::env::temp_dir().join(format!("scipix-bench-{}", std::process::id()));
    std::fs::write(&path, vec![1; 64 << 20]).unwrap();
    let mut group = c.benchmark_group("mmap");
    group.sample_size(20);
    let open = |options: ModelOptions| black_box(Model::open(&path, options).unwrap().as_slice()[0]);
    group.bench_function("scipix", |b| b.iter(|| open(ModelOptions::default())));
    group.bench_function("scipix, populate", |b| {
        b.iter(|| open(ModelOptions { populate: true, ..ModelOptions::default() }))
    });
    group.bench_function("scipix, private copy", |b| {
        b.iter(|| open(ModelOptions { private_copy: true, ..ModelOptions::default() }));
    });
    group.bench_function("read", |b| {
        b.iter(|| {
            let mut bytes = Vec::with_capacity(64 << 20);
            std::fs::File::open(&path).unwrap().read_to_end(&mut bytes).unwrap();
            black_box(bytes[0])
        });
    });
    group.finish();
    std::fs::remove_file(path).unwrap();
}

criterion_group! { name = benches; config = crate::quick(); targets = pool, arena, mmap }
