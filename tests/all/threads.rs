//! Many threads on a few pools: acquire, fill, hand on, check, release, come and go.
//!
//! `SCIPIX_STRESS_OPERATIONS` says how many operations in all.

use crate::random::Random;
use capi::pool::*;
use capi::status::*;
use std::ptr::null_mut;
use std::sync::Mutex;
use std::thread;

const THREADS: usize = 8;
const SIZES: [usize; 4] = [256, 4096, 40_000, 1_500_000];

/// Raw pointers that threads share here on purpose.
#[derive(Clone, Copy)]
struct Shared<T>(T);
// SAFETY: a pool is for all threads, and a buffer for whoever holds its value.
unsafe impl<T> Send for Shared<T> {}
// SAFETY: as above.
unsafe impl<T> Sync for Shared<T> {}

/// A hash of its token and position marks the ends and the middle of a buffer, so that two holders of one memory show.
fn marks(buffer: &ScipixBuffer) -> [(usize, u64); 3] {
    let words = buffer.capacity / 8;
    [0, words / 2, words - 1].map(|at| (at, (buffer.token ^ at as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)))
}

fn fill(buffer: &ScipixBuffer) {
    for (at, mark) in marks(buffer) {
        // SAFETY: within the capacity, held by this thread; aligned to 64 at its start.
        unsafe { buffer.data.cast::<u64>().add(at).write(mark) };
    }
}

fn release(mut buffer: ScipixBuffer) {
    for (at, mark) in marks(&buffer) {
        // SAFETY: as above, written by `fill`.
        assert_eq!(unsafe { buffer.data.cast::<u64>().add(at).read() }, mark, "another wrote into it");
    }
    let mut copy = buffer;
    // SAFETY: held by this thread.
    assert_eq!(unsafe { scipix_buffer_release(&mut buffer) }, SCIPIX_STATUS_OK);
    // SAFETY: a live place; the value is not good any more.
    assert_eq!(unsafe { scipix_buffer_release(&mut copy) }, SCIPIX_STATUS_WRONG_OWNER);
}

type Exchange = Mutex<Vec<Shared<ScipixBuffer>>>;

fn work(seed: u64, operations: usize, pools: &[Shared<*mut ScipixPool>], exchange: &Exchange) {
    let random = &Random::new(seed);
    let mut held: Vec<ScipixBuffer> = Vec::new();
    for _ in 0..operations {
        match random.below(16) {
            0..8 if held.len() < 40 => {
                // Large buffers now and then only: their pages cost more than all else.
                let which = [0, 0, 0, 1, 1, 1, 2, 3][random.below(8)];
                let mut buffer = ScipixBuffer { data: null_mut(), len: 0, capacity: 0, token: 0 };
                // SAFETY: a live pool and place.
                match unsafe { scipix_pool_acquire(pools[which].0, &mut buffer) } {
                    SCIPIX_STATUS_OK => fill(&buffer),
                    status => {
                        assert_eq!((status, which), (SCIPIX_STATUS_OUT_OF_MEMORY, 2), "only that one has a limit");
                        continue;
                    }
                }
                held.push(buffer);
            }
            8..14 if !held.is_empty() => release(held.swap_remove(random.below(held.len()))),
            14 if !held.is_empty() => exchange.lock().unwrap().push(Shared(held.swap_remove(random.below(held.len())))),
            15 => {
                let taken = exchange.lock().unwrap().pop();
                taken.into_iter().for_each(|buffer| release(buffer.0));
            }
            _ => {}
        }
    }
    held.into_iter().for_each(release);
}

#[test]
fn random_operations_on_eight_threads() {
    let given = std::env::var("SCIPIX_STRESS_OPERATIONS").ok().and_then(|count| count.parse().ok());
    let operations: usize = given.unwrap_or(10_000_000);
    let pools = SIZES.map(|buffer_size| {
        // SAFETY: integers only.
        let mut config: ScipixPoolConfig = unsafe { std::mem::zeroed() };
        let mut pool = null_mut();
        // SAFETY: live places.
        unsafe {
            assert_eq!(scipix_pool_config_init(&mut config), SCIPIX_STATUS_OK);
            config.buffer_size = buffer_size;
            config.max_idle = 100;
            config.max_bytes = if buffer_size == SIZES[2] { 50 * SIZES[2] as u64 } else { 0 };
            assert_eq!(scipix_pool_new(&config, &mut pool), SCIPIX_STATUS_OK);
        }
        Shared(pool)
    });
    let exchange = Exchange::default();
    // Threads come and go: each generation leaves its idle buffers to the next.
    const GENERATIONS: usize = 10;
    for generation in 0..GENERATIONS {
        thread::scope(|scope| {
            for index in 0..THREADS {
                let (pools, exchange) = (&pools, &exchange);
                let seed = (generation * THREADS + index) as u64;
                scope.spawn(move || work(seed, operations / GENERATIONS / THREADS, pools, exchange));
            }
        });
    }
    exchange.into_inner().unwrap().into_iter().for_each(|buffer| release(buffer.0));
    for pool in pools {
        // SAFETY: integers only.
        let mut stats: ScipixPoolStats = unsafe { std::mem::zeroed() };
        stats.struct_size = size_of::<ScipixPoolStats>() as u32;
        // SAFETY: a live pool, and nobody else uses it now.
        unsafe {
            assert_eq!(scipix_pool_stats(pool.0, &mut stats), SCIPIX_STATUS_OK);
            assert_eq!(scipix_pool_free(pool.0), SCIPIX_STATUS_OK);
        }
        assert_eq!((stats.live, stats.acquired), (0, stats.released));
        assert!(stats.idle <= 100 && stats.acquired > operations as u64 / 100);
    }
}
