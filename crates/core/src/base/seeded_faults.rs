//! Faults on purpose: what `scripts/test-nets` builds with `--cfg scipix_faults`, to see that each safety net catches what it
//! is for. No other build has them.

use std::sync::OnceLock;

/// Returns whether `SCIPIX_SEEDED_FAULT` names this fault.
pub fn is_seeded(name: &str) -> bool {
    static NAMED: OnceLock<String> = OnceLock::new();
    NAMED.get_or_init(|| std::env::var("SCIPIX_SEEDED_FAULT").unwrap_or_default()) == name
}
