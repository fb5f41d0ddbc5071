//! Pools of the C ABI, one thread: what a plain list of held buffers says must hold after every step.

use crate::random::Random;
use capi::cpu::*;
use capi::pool::*;
use capi::status::*;
use std::ptr::null_mut;

struct Held {
    buffer: ScipixBuffer,
    fill: u8,
}

struct Program {
    config: ScipixPoolConfig,
    pool: *mut ScipixPool,
    held: Vec<Held>,
    /// Values that were good once.
    stale: Vec<ScipixBuffer>,
    acquired: u64,
    misses: u64,
    refused: u64,
    peak: u64,
}

fn config(random: &Random) -> ScipixPoolConfig {
    let buffer_size = 1 + random.below([64, 5000, 3 << 20][random.below(3)]);
    let limit = random.below(60) as u64;
    ScipixPoolConfig {
        struct_size: size_of::<ScipixPoolConfig>() as u32,
        zero_on_release: random.below(4) as u32 / 3,
        buffer_size,
        alignment: [0, 64, 4096][random.below(3)],
        preallocate: 0,
        max_idle: [0, 1, 2, 7, 40, usize::MAX][random.below(6)],
        max_bytes: limit * buffer_size as u64,
    }
}

impl Program {
    fn new(random: &Random) -> Self {
        let config = config(random);
        let mut pool = null_mut();
        // SAFETY: both are live places.
        assert_eq!(unsafe { scipix_pool_new(&config, &mut pool) }, SCIPIX_STATUS_OK);
        Self { config, pool, held: Vec::new(), stale: Vec::new(), acquired: 0, misses: 0, refused: 0, peak: 0 }
    }

    fn limit(&self) -> usize {
        match self.config.max_bytes {
            0 => 80,
            bytes => bytes as usize / self.config.buffer_size,
        }
    }

    fn stats(&self) -> ScipixPoolStats {
        // SAFETY: integers only.
        let mut stats: ScipixPoolStats = unsafe { std::mem::zeroed() };
        stats.struct_size = size_of::<ScipixPoolStats>() as u32;
        // SAFETY: a live pool and place.
        assert_eq!(unsafe { scipix_pool_stats(self.pool, &mut stats) }, SCIPIX_STATUS_OK);
        stats
    }

    fn acquire(&mut self, fill: u8) {
        let pools = scipix_opt_level() == SCIPIX_OPT_LEVEL_FULL;
        let idle = self.stats().idle;
        let mut buffer = ScipixBuffer { data: null_mut(), len: 0, capacity: 0, token: 0 };
        // SAFETY: a live pool and place.
        let status = unsafe { scipix_pool_acquire(self.pool, &mut buffer) };
        if self.held.len() == self.limit() && self.config.max_bytes > 0 {
            assert_eq!((status, buffer.token), (SCIPIX_STATUS_OUT_OF_MEMORY, 0));
            self.refused += 1;
            return;
        }
        assert_eq!(status, SCIPIX_STATUS_OK);
        assert_eq!((buffer.len, buffer.capacity), (0, self.config.buffer_size));
        assert_eq!(buffer.data.addr() % self.config.alignment.max(64), 0);
        assert!(self.held.iter().all(|held| held.buffer.data != buffer.data), "one memory, two holders");
        // SAFETY: `capacity` bytes are the caller's.
        unsafe { buffer.data.write_bytes(fill, buffer.capacity) };
        self.held.push(Held { buffer, fill });
        self.acquired += 1;
        self.misses += u64::from(!pools || idle == 0);
        self.peak = self.peak.max(self.held.len() as u64);
    }

    fn release(&mut self, at: usize) {
        let Held { mut buffer, fill } = self.held.swap_remove(at);
        // SAFETY: `capacity` bytes are the caller's.
        let bytes = unsafe { std::slice::from_raw_parts(buffer.data, buffer.capacity) };
        assert!(bytes.iter().all(|&byte| byte == fill), "another wrote into it");
        self.stale.push(buffer);
        // SAFETY: a held buffer, in a live place.
        assert_eq!(unsafe { scipix_buffer_release(&mut buffer) }, SCIPIX_STATUS_OK);
        assert_eq!((buffer.data, buffer.token), (null_mut(), 0));
    }

    fn release_stale(&mut self, at: usize) {
        let mut buffer = self.stale[at];
        // SAFETY: a live place; the value is not good, which is to be found out.
        assert_eq!(unsafe { scipix_buffer_release(&mut buffer) }, SCIPIX_STATUS_WRONG_OWNER);
        assert_eq!(buffer.token, self.stale[at].token);
    }

    fn check(&self) {
        let stats = self.stats();
        let (live, size) = (self.held.len() as u64, self.config.buffer_size as u64);
        assert_eq!((stats.live, stats.refused), (live, self.refused));
        assert_eq!((stats.acquired, stats.released), (self.acquired, self.acquired - live));
        assert_eq!((stats.misses, stats.hits), (self.misses, self.acquired - self.misses));
        assert_eq!((stats.live_bytes, stats.idle_bytes), (live * size, stats.idle * size));
        assert!(stats.idle <= self.config.max_idle as u64);
        assert!(self.config.max_bytes == 0 || stats.live_bytes + stats.idle_bytes <= self.config.max_bytes);
        let peak = stats.peak_live_bytes / size;
        assert!(peak <= self.peak && peak + 64 >= self.peak && peak >= live, "{peak} and not {}", self.peak);
    }

    fn run(&mut self, random: &Random, steps: usize, levels: bool) {
        let most = self.limit().min(80);
        for _ in 0..steps {
            match random.below(100) {
                0..50 if self.held.len() < most || self.config.max_bytes > 0 => self.acquire(random.next() as u8),
                50..93 if !self.held.is_empty() => self.release(random.below(self.held.len())),
                93..98 if !self.stale.is_empty() => self.release_stale(random.below(self.stale.len())),
                // SAFETY: a live pool.
                98 => assert_eq!(unsafe { scipix_pool_trim(self.pool) }, SCIPIX_STATUS_OK),
                99 if levels => {
                    let level = [SCIPIX_OPT_LEVEL_NONE, SCIPIX_OPT_LEVEL_SIMD, SCIPIX_OPT_LEVEL_FULL][random.below(3)];
                    assert_eq!(scipix_set_opt_level(level), SCIPIX_STATUS_OK);
                }
                _ => {}
            }
            self.check();
        }
    }
}

fn run_programs(seeds: std::ops::Range<u64>, levels: bool) {
    for seed in seeds {
        let random = &Random::new(seed);
        let mut program = Program::new(random);
        let steps = (20 << 20) / (program.config.buffer_size + 2000);
        program.run(random, steps.min(4000), levels);
        if seed % 2 == 0 {
            // SAFETY: a live pool; its buffers stay.
            assert_eq!(unsafe { scipix_pool_free(program.pool) }, SCIPIX_STATUS_OK);
            program.pool = null_mut();
        }
        while !program.held.is_empty() {
            program.release(random.below(program.held.len()));
        }
        // SAFETY: a live pool, or null.
        assert_eq!(unsafe { scipix_pool_free(program.pool) }, SCIPIX_STATUS_OK);
        for at in 0..program.stale.len() {
            program.release_stale(at);
        }
    }
}

/// The optimization level belongs to the whole process: tests that change it, or count by it, take turns.
static LEVEL: std::sync::Mutex<()> = std::sync::Mutex::new(());

#[test]
fn random_programs_agree_with_a_list() {
    let _turn = LEVEL.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    run_programs(0..60, false);
}

#[test]
fn random_programs_agree_with_a_list_when_levels_change() {
    let _turn = LEVEL.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    run_programs(100..160, true);
    assert_eq!(scipix_set_opt_level(SCIPIX_OPT_LEVEL_FULL), SCIPIX_STATUS_OK);
}

/// Making room for the eighth buffer takes the idle one from this thread's cache; the acquire still counts for its pool.
#[test]
fn a_full_pool_counts_an_acquire_that_made_room() {
    let _turn = LEVEL.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    assert_eq!(scipix_set_opt_level(SCIPIX_OPT_LEVEL_SIMD), SCIPIX_STATUS_OK);
    let config = ScipixPoolConfig {
        struct_size: size_of::<ScipixPoolConfig>() as u32,
        zero_on_release: 0,
        buffer_size: 1000,
        alignment: 0,
        preallocate: 1,
        max_idle: 4,
        max_bytes: 8000,
    };
    // As many pools as a thread has places for: one of them takes the place of the first.
    for _ in 0..17 {
        let mut pool = null_mut();
        // SAFETY: live places.
        assert_eq!(unsafe { scipix_pool_new(&config, &mut pool) }, SCIPIX_STATUS_OK);
        let mut program =
            Program { config, pool, held: Vec::new(), stale: Vec::new(), acquired: 0, misses: 0, refused: 0, peak: 0 };
        program.check();
        for fill in 0..9 {
            program.acquire(fill);
            program.check();
        }
        assert_eq!((program.held.len(), program.refused), (8, 1));
        while !program.held.is_empty() {
            program.release(0);
            program.check();
        }
        // SAFETY: a live pool.
        assert_eq!(unsafe { scipix_pool_free(program.pool) }, SCIPIX_STATUS_OK);
    }
    assert_eq!(scipix_set_opt_level(SCIPIX_OPT_LEVEL_FULL), SCIPIX_STATUS_OK);
}
