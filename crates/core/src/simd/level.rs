//! Levels: the instruction sets of this processor, detected, ordered and limited by the caller.

use super::isa::Isa;
#[cfg(target_arch = "x86_64")]
use super::vector::amx;
use crate::cpu;
use std::sync::atomic::{AtomicU8, Ordering::Relaxed};

/// Proof that the processor has an [`Isa`]: only detection makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Level(Isa);

impl Level {
    /// The level of portable code, which every processor has.
    pub const SCALAR: Level = Level(Isa::Scalar);

    /// Returns the level of `isa`, where the processor has it and the library was built with `optimize`.
    pub fn detected(isa: Isa) -> Option<Level> {
        let built = isa == Isa::Scalar || cfg!(feature = "optimize");
        (built && cpu::features().has(isa.features()) && works(isa)).then_some(Level(isa))
    }

    /// Configures this thread's tiles, where the level has AMX.
    #[cfg(target_arch = "x86_64")]
    pub(crate) fn tiles(self) -> Option<amx::Tiles> {
        // SAFETY: a `Level` of AMX exists only where `amx::works` found that tiles can be used (`Level::detected`).
        (self.0 == Isa::Amx).then(|| unsafe { amx::Tiles::configure() })
    }

    /// Returns the instruction set.
    pub fn isa(self) -> Isa {
        self.0
    }

    /// Returns the name of the instruction set.
    pub fn name(self) -> &'static str {
        self.0.name()
    }
}

/// Returns whether an instruction set that the processor announces can be used.
fn works(isa: Isa) -> bool {
    #[cfg(target_arch = "x86_64")]
    if isa == Isa::Amx {
        return amx::works();
    }
    let _ = isa;
    true
}

/// Returns every level of this processor, ordered. Tests and benches iterate over them.
pub fn available() -> impl DoubleEndedIterator<Item = Level> {
    Isa::ALL.into_iter().filter_map(Level::detected)
}

/// Returns the highest level of this processor.
pub fn best() -> Level {
    available().next_back().unwrap_or(Level::SCALAR)
}

const UNSET: u8 = u8::MAX;
/// The limit of the caller: the number of an `Isa` that was detected, or `UNSET`.
static LIMIT: AtomicU8 = AtomicU8::new(UNSET);

/// Returns the level that operations use now.
#[inline]
pub fn active() -> Level {
    if cpu::is_scalar() { Level::SCALAR } else { limit() }
}

/// Returns what [`active`] does, for the short way of an operation, which leaves the first call and scalar code to the long one.
#[inline(always)]
pub fn active_vectors() -> Option<Level> {
    if cpu::is_scalar() { None } else { known_limit() }
}

/// Returns the level that was set, at first by `SCIPIX_SIMD`, whatever the optimization level is.
#[inline]
fn limit() -> Level {
    known_limit().unwrap_or_else(first_limit)
}

#[inline(always)]
fn known_limit() -> Option<Level> {
    // No number is that of `UNSET`.
    Isa::numbered(LIMIT.load(Relaxed)).map(Level)
}

/// Reads the environment. Several threads may do so at once: none waits for another, which a forked child may not have.
#[cold]
fn first_limit() -> Level {
    let level = clamped(&std::env::var("SCIPIX_SIMD").unwrap_or_default());
    // A level that was set in the meantime stays.
    let _ = LIMIT.compare_exchange(UNSET, level.0 as u8, Relaxed, Relaxed);
    limit()
}

/// Returns the content of `SCIPIX_SIMD` where it is not the name of a level, and so has no effect.
pub fn unknown_limit() -> Option<String> {
    std::env::var("SCIPIX_SIMD").ok().filter(|name| !name.trim().is_empty() && Isa::named(name).is_err())
}

/// Lowers or restores the SIMD level of later calls; `OptLevel::None` stays scalar whatever is set here.
pub fn set_level(level: Level) {
    LIMIT.store(level.0 as u8, Relaxed);
}

/// Returns the highest available level not above the one called `name`; the best where the name is unknown or empty.
fn clamped(name: &str) -> Level {
    // Higher levels are not even detected, so that a name can keep the process from asking the kernel for tiles.
    let most = Isa::named(name).unwrap_or(Isa::Simd128);
    Isa::ALL.into_iter().rev().filter(|&isa| isa <= most).find_map(Level::detected).unwrap_or(Level::SCALAR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn available_starts_scalar_and_ends_best() {
        let all: Vec<_> = available().collect();
        assert_eq!(all[0], Level::SCALAR);
        assert_eq!(*all.last().unwrap(), best());
        assert!(all.is_sorted());
    }

    #[test]
    fn names_from_the_environment_are_clamped() {
        assert_eq!(clamped("scalar"), Level::SCALAR);
        assert_eq!(clamped(" SCALAR "), Level::SCALAR);
        assert_eq!(clamped(""), best());
        assert_eq!(clamped("no such level"), best());
        if cfg!(target_arch = "x86_64") {
            assert!(clamped("avx2").isa() <= Isa::Avx2Vnni);
            assert!(clamped("avx512").isa() <= Isa::Avx512Vnni);
            assert_eq!(clamped("amx"), best());
        }
    }
}
