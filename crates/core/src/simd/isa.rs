//! The instruction sets that kernels are written for.

use crate::base::error::{Result, fail};
use crate::cpu::bit;

/// An instruction set that kernels are written for, from the least to the most.
///
/// AVX2, AVX-512 (F, BW, VL, which every such processor has) and NEON each come with and without dot products of bytes. In C
/// both are one level, for example `SCIPIX_SIMD_LEVEL_AVX512`.
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
    /// AVX-512 F, BW, VL, VNNI and AMX tiles of bytes, which only some operations use.
    Amx = 6,
    /// NEON.
    Neon = 7,
    /// NEON with dot products of bytes.
    NeonDot = 8,
    /// NEON with dot products of bytes and products of byte matrices.
    NeonI8mm = 9,
    /// 128-bit SIMD of WebAssembly, in a module that was built with it.
    Simd128 = 10,
}

impl Isa {
    /// All instruction sets, ordered.
    pub const ALL: [Isa; 11] = [
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
        Isa::Simd128,
    ];

    /// Returns the instruction set of this number.
    #[inline(always)]
    pub(super) fn numbered(number: u8) -> Option<Isa> {
        const { assert!(Isa::Simd128 as usize + 1 == Isa::ALL.len()) };
        // SAFETY: the type is `repr(u8)` and numbered without gaps from 0 to one below the length of `ALL`.
        (usize::from(number) < Isa::ALL.len()).then(|| unsafe { std::mem::transmute::<u8, Isa>(number) })
    }

    /// Returns the instruction set without dot products of bytes and tiles, which most operations do not use.
    pub fn base(self) -> Isa {
        match self {
            Isa::Avx2Vnni => Isa::Avx2,
            Isa::Avx512Vnni | Isa::Amx => Isa::Avx512,
            Isa::NeonDot | Isa::NeonI8mm => Isa::Neon,
            base => base,
        }
    }

    /// Returns the name of the C level, which `SCIPIX_SIMD` accepts too.
    pub fn c_name(self) -> &'static str {
        if self == Isa::Amx { self.name() } else { self.base().name() }
    }

    /// Returns a short name, for tests and benches: the name of the C level and a suffix for its dot products.
    pub fn name(self) -> &'static str {
        const NAMES: [&str; Isa::ALL.len()] = [
            "scalar",
            "sse42",
            "avx2",
            "avx2vnni",
            "avx512",
            "avx512vnni",
            "amx",
            "neon",
            "neondot",
            "neoni8mm",
            "simd128",
        ];
        NAMES[self as usize]
    }

    /// Returns the processor features that it needs. They must equal the `target_feature` lists of `dispatch!`.
    pub(super) fn features(self) -> u64 {
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
            Isa::Simd128 => bit::SIMD128,
        }
    }

    /// Returns the instruction set called `name`, in any case. The name of a C level stands for the best of that level.
    ///
    /// # Errors
    /// `InvalidArgument` for an unknown name.
    pub(super) fn named(name: &str) -> Result<Isa> {
        let name = name.trim().to_ascii_lowercase();
        // The name of a C level includes dot products where the processor has them; only their own names are exact.
        let exact = |isa: &Isa| isa.name() == name && isa.base() != *isa;
        match Isa::ALL.into_iter().find(exact).or(Isa::ALL.into_iter().rfind(|isa| isa.c_name() == name)) {
            Some(isa) => Ok(isa),
            None => fail!(InvalidArgument, "level: no SIMD level is called {name:?}"),
        }
    }
}
