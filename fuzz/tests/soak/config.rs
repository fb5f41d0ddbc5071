//! Batchers of any configuration, and requests to them.

use super::random::Random;
use capi::batch_item::ScipixBatchItem;
use capi::batcher::*;
use capi::library::SCIPIX_WAIT_FOREVER;
use capi::status::SCIPIX_STATUS_OK;
use std::mem::zeroed;
use std::ptr::null_mut;

pub fn random_config(random: &mut Random) -> ScipixBatcherConfig {
    // SAFETY: integers.
    let mut config: ScipixBatcherConfig = unsafe { zeroed() };
    // SAFETY: a place for a config.
    assert_eq!(unsafe { scipix_batcher_config_init(&mut config) }, SCIPIX_STATUS_OK);
    config.mode = random.pick(&[SCIPIX_BATCH_MODE_WINDOW, SCIPIX_BATCH_MODE_GREEDY]);
    let waits = random.one_in(3);
    config.queue_policy = if waits { SCIPIX_QUEUE_POLICY_BLOCK } else { SCIPIX_QUEUE_POLICY_REJECT };
    config.block_timeout_us = random.pick(&[0, 50, 5000]);
    config.workers = 1 + random.below(3) as u32;
    config.max_batch_size = random.pick(&[1, 3, 32, 64, 200]);
    config.preferred_batch_size = 1 + random.below(config.max_batch_size as u64) as usize;
    config.max_queue_size = random.pick(&[1, 100, 5000, 20_000]);
    config.max_wait_us = random.below(3) * 150;
    config.max_batch_cost = random.pick(&[0, 0, 30, 1000]);
    config.target_latency_us = random.pick(&[0, 0, 2000, 20_000]);
    config.shed_late = u32::from(config.target_latency_us > 0 && random.one_in(2));
    config.priority_levels = random.pick(&[0, 0, 2, 5, 16]);
    config.default_priority = random.below(2) as u32;
    config.priority_aging_us = random.pick(&[1, 100, 10_000, SCIPIX_WAIT_FOREVER]);
    config
}

/// An item that such a batcher accepts.
pub fn random_item(random: &mut Random, levels: u32, id: u64) -> ScipixBatchItem {
    let chance = random.below(1 << 16);
    ScipixBatchItem {
        id,
        data: null_mut(),
        group: chance & 3,
        cost: (chance >> 2) as u32 % 30,
        // 0 is the default level.
        priority: (chance >> 8) as u32 % (levels + 1),
    }
}

/// Microseconds from now, or no deadline.
pub fn random_deadline(random: &mut Random) -> u64 {
    if random.one_in(10) { 1 + random.below(500) } else { 0 }
}
