//! Levels: ordered, detected, limited.

use crate::base::error::{Result, fail};
use crate::cpu::{self, bit};
use std::sync::atomic::{AtomicU8, Ordering::Relaxed};

/// An instruction set that kernels are written for, from the least to the most.
///
/// AVX2, AVX-512 (F, BW, VL, which every such processor has) and NEON are here with and without dot products of bytes. In C
/// they are one level each, `SCIPIX_SIMD_LEVEL_AVX512` for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Isa {
    /// Portable code, the specification.
    Scalar = 0,
    /// SSE4.2 with POPCNT.
    Sse42 = 1,
    /// AVX2 with FMA.
    Avx2 = 2,
    /// AVX2, FMA and AVX-VNNI.
    Avx2Vnni = 3,
    /// AVX-512 F, BW, VL.
    Avx512 = 4,
    /// AVX-512 F, BW, VL, VNNI.
    Avx512Vnni = 5,
    /// All of that and AMX tiles of bytes, where an operation has them; where not, as above.
    Amx = 6,
    /// NEON.
    Neon = 7,
    /// NEON and its dot products of bytes.
    NeonDot = 8,
    /// All of that and its products of byte matrices.
    NeonI8mm = 9,
}

impl Isa {
    /// All of them, ordered.
    pub const ALL: [Isa; 10] = [
        Isa::Scalar,
        Isa::Sse42,
        Isa::Avx2,
        Isa::Avx2Vnni,
        Isa::Avx512,
        Isa::Avx512Vnni,
        Isa::Amx,
        Isa::Neon,
        Isa::NeonDot,
        Isa::NeonI8mm,
    ];

    /// What it is without dot products of bytes, which most operations do not use: a level of C, but for AMX.
    pub fn base(self) -> Isa {
        match self {
            Isa::Avx2Vnni => Isa::Avx2,
            Isa::Avx512Vnni | Isa::Amx => Isa::Avx512,
            Isa::NeonDot | Isa::NeonI8mm => Isa::Neon,
            base => base,
        }
    }

    /// The name of the C level, which `SCIPIX_SIMD` takes too.
    pub fn c_name(self) -> &'static str {
        if self == Isa::Amx { self.name() } else { self.base().name() }
    }

    /// Short name, for tests and benches: that of the C level, and what sets it apart.
    pub fn name(self) -> &'static str {
        const NAMES: [&str; Isa::ALL.len()] =
            ["scalar", "sse42", "avx2", "avx2vnni", "avx512", "avx512vnni", "amx", "neon", "neondot", "neoni8mm"];
        NAMES[self as usize]
    }

    /// Whether what the processor announces can be used; looked at only where it is announced.
    fn works(self) -> bool {
        #[cfg(target_arch = "x86_64")]
        if self == Isa::Amx {
            return super::amx::works();
        }
        true
    }

    /// The processor features it needs. Kept equal to the `target_feature` lists of `dispatch!`.
    fn needs(self) -> u64 {
        let avx2 = bit::SSE4_2 | bit::AVX2 | bit::FMA;
        let avx512 = avx2 | bit::AVX512F | bit::AVX512BW | bit::AVX512VL;
        match self {
            Isa::Scalar => 0,
            Isa::Sse42 => bit::SSE4_2,
            Isa::Avx2 => avx2,
            Isa::Avx2Vnni => avx2 | bit::AVXVNNI,
            Isa::Avx512 => avx512,
            Isa::Avx512Vnni => avx512 | bit::AVX512VNNI,
            Isa::Amx => avx512 | bit::AVX512VNNI | bit::AMX_INT8,
            Isa::Neon => bit::NEON,
            Isa::NeonDot => bit::NEON | bit::DOTPROD,
            Isa::NeonI8mm => bit::NEON | bit::DOTPROD | bit::I8MM,
        }
    }
}

/// Proof that the processor has an [`Isa`]: there is no way to make one without detection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Level(Isa);

impl Level {
    /// Portable code, on every processor.
    pub const SCALAR: Level = Level(Isa::Scalar);

    /// The level of `isa`, where the processor has it and the library was built with `optimize`.
    pub fn detected(isa: Isa) -> Option<Level> {
        let built = isa == Isa::Scalar || cfg!(feature = "optimize");
        (built && cpu::features().has(isa.needs()) && isa.works()).then_some(Level(isa))
    }

    /// Which instruction set this is.
    pub fn isa(self) -> Isa {
        self.0
    }

    /// Name of the instruction set.
    pub fn name(self) -> &'static str {
        self.0.name()
    }
}

/// Every level of this processor, ordered: what tests and benches go through.
pub fn available() -> impl DoubleEndedIterator<Item = Level> {
    Isa::ALL.into_iter().filter_map(Level::detected)
}

/// The highest level of this processor.
pub fn best() -> Level {
    available().next_back().unwrap_or(Level::SCALAR)
}

const UNSET: u8 = u8::MAX;
/// An `Isa` whose `Level` was in hand when it was stored, or `UNSET`.
static LIMIT: AtomicU8 = AtomicU8::new(UNSET);

/// The level that operations use now.
#[inline]
pub fn active() -> Level {
    if crate::cpu::is_scalar() { Level::SCALAR } else { limit() }
}

/// The level that was asked for (`SCIPIX_SIMD` at first), whatever the optimization level makes of it.
#[inline]
fn limit() -> Level {
    match LIMIT.load(Relaxed) {
        UNSET => first_limit(),
        isa => Level(Isa::ALL[usize::from(isa)]),
    }
}

/// Threads that come here at once all look; none waits for another, which a forked child may not have.
#[cold]
fn first_limit() -> Level {
    let level = clamped(&std::env::var("SCIPIX_SIMD").unwrap_or_default());
    // A level that was set meanwhile stays.
    let _ = LIMIT.compare_exchange(UNSET, level.0 as u8, Relaxed, Relaxed);
    limit()
}

/// What `SCIPIX_SIMD` holds, where that is not the name of a level and so means nothing.
pub fn unknown_limit() -> Option<String> {
    std::env::var("SCIPIX_SIMD").ok().filter(|name| !name.trim().is_empty() && named(name).is_err())
}

/// Lowers or restores the SIMD level of later calls; `OptLevel::None` stays scalar whatever is set here.
pub fn set_level(level: Level) {
    LIMIT.store(level.0 as u8, Relaxed);
}

/// The highest available level not above the one called `name`; the best where the name is unknown or empty.
fn clamped(name: &str) -> Level {
    // What is above is not even looked for, so that a name keeps the process from asking for tiles.
    let most = named(name).unwrap_or(Isa::NeonI8mm);
    Isa::ALL.into_iter().rev().filter(|&isa| isa <= most).find_map(Level::detected).unwrap_or(Level::SCALAR)
}

fn named(name: &str) -> Result<Isa> {
    let name = name.trim().to_ascii_lowercase();
    // To a caller dot products make no level of their own: they are used where they are. Only their names set them apart.
    let exact = |isa: &Isa| isa.name() == name && isa.base() != *isa;
    match Isa::ALL.into_iter().find(exact).or(Isa::ALL.into_iter().rfind(|isa| isa.c_name() == name)) {
        Some(isa) => Ok(isa),
        None => fail!(InvalidArgument, "level: no SIMD level is called {name:?}"),
    }
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
