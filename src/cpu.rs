//! CPU and optimization level: what the processor can do, and how much of it to use.
//!
//! Results do not depend on any of these settings; speed does. They hold for the whole process.
//!
//! @code{.c}
//! ScipixCpuInfo info;
//! info.struct_size = sizeof info;
//! if (scipix_cpu_detect(&info) == SCIPIX_STATUS_OK) {
//!   printf("%u processors, AVX2: %s\n", info.logical_cpus, info.features & SCIPIX_CPU_AVX2 ? "yes" : "no");
//! }
//! scipix_set_thread_count(2); // image operations use at most two threads from now on
//! @endcode

use super::guard::{guard, guard_value};
use super::sized::Versioned;
use super::status::ScipixStatus;
use scipix_core::base::error::{Result, fail};
use scipix_core::cpu::OptLevel;
use scipix_core::cpu::{self, bit};
use scipix_core::simd::{self, Isa, Level};
use std::ffi::{CStr, c_char};

/// x86-64: SSE4.2 and POPCNT.
pub const SCIPIX_CPU_SSE4_2: u64 = 1u64 << 0;
/// x86-64: AVX2.
pub const SCIPIX_CPU_AVX2: u64 = 1u64 << 1;
/// x86-64: fused multiply-add.
pub const SCIPIX_CPU_FMA: u64 = 1u64 << 2;
/// x86-64: AVX-512 Foundation.
pub const SCIPIX_CPU_AVX512F: u64 = 1u64 << 3;
/// x86-64: AVX-512 on bytes and words.
pub const SCIPIX_CPU_AVX512BW: u64 = 1u64 << 4;
/// x86-64: AVX-512 on shorter vectors.
pub const SCIPIX_CPU_AVX512VL: u64 = 1u64 << 5;
/// x86-64: AVX-512 byte permutes.
pub const SCIPIX_CPU_AVX512VBMI: u64 = 1u64 << 6;
/// x86-64: AVX-512 dot products of bytes.
pub const SCIPIX_CPU_AVX512VNNI: u64 = 1u64 << 7;
/// x86-64: dot products of bytes on 256 bits, without AVX-512.
pub const SCIPIX_CPU_AVXVNNI: u64 = 1u64 << 8;
/// x86-64: AMX tiles of bytes.
pub const SCIPIX_CPU_AMX_INT8: u64 = 1u64 << 9;
/// aarch64: NEON.
pub const SCIPIX_CPU_NEON: u64 = 1u64 << 32;
/// aarch64: dot products of bytes.
pub const SCIPIX_CPU_DOTPROD: u64 = 1u64 << 33;
/// aarch64: products of byte matrices.
pub const SCIPIX_CPU_I8MM: u64 = 1u64 << 34;
/// WebAssembly: 128-bit SIMD.
pub const SCIPIX_CPU_SIMD128: u64 = 1u64 << 48;

/// The processor.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ScipixCpuInfo {
    /// In: `sizeof(ScipixCpuInfo)`.
    pub struct_size: u32,
    /// Processors that this process may use: affinity and cgroup quota respected.
    pub logical_cpus: u32,
    /// `SCIPIX_CPU_*` bits, less those that the environment variable `SCIPIX_CPU_MASK` hides.
    pub features: u64,
    /// Bytes of a core's first-level data cache; 0 where unknown.
    pub l1d_bytes: u64,
    /// Bytes of a core's second-level cache; 0 where unknown.
    pub l2_bytes: u64,
    /// Bytes of the third-level cache; 0 where there is none or it is unknown.
    pub l3_bytes: u64,
    /// Bytes of a cache line.
    pub cache_line_bytes: u32,
    /// Zero.
    pub reserved: u32,
}

// SAFETY: repr(C), integers only, 48 bytes without padding.
unsafe impl Versioned for ScipixCpuInfo {
    const FIRST: usize = 48;
    fn defaults() -> Self {
        let caches = cpu::caches();
        Self {
            struct_size: size_of::<Self>() as u32,
            logical_cpus: u32::try_from(cpu::usable_cpus()).unwrap_or(u32::MAX),
            features: cpu::features().0,
            l1d_bytes: caches.l1d_bytes,
            l2_bytes: caches.l2_bytes,
            l3_bytes: caches.l3_bytes,
            cache_line_bytes: caches.line_bytes,
            reserved: 0,
        }
    }
}

/// Tells what the processor has. @threadsafe
///
/// @param out_info  `struct_size` set by the caller; the rest is filled
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_cpu_detect(out_info: *mut ScipixCpuInfo) -> ScipixStatus {
    guard(|law| {
        let out = law.out_sized(out_info, "out_info")?;
        out.write(ScipixCpuInfo::defaults());
        Ok(())
    })
}

/// Returns whether the processor has all of `features`. @threadsafe
///
/// @param features  `SCIPIX_CPU_*` bits
/// @return true where all are there; true for 0; false where a bit is unknown
#[unsafe(no_mangle)]
pub extern "C" fn scipix_cpu_has(features: u64) -> bool {
    guard_value(false, |_| cpu::features().has(features))
}

/// Returns the name of a feature, as `SCIPIX_CPU_MASK` takes it. @threadsafe
///
/// @param feature  one `SCIPIX_CPU_*` bit
/// @return a string that lives for ever; `"unknown"` for anything else
#[unsafe(no_mangle)]
pub extern "C" fn scipix_cpu_feature_name(feature: u64) -> *const c_char {
    const NAMES: [(u64, &CStr); 14] = [
        (bit::SSE4_2, c"sse4.2"),
        (bit::AVX2, c"avx2"),
        (bit::FMA, c"fma"),
        (bit::AVX512F, c"avx512f"),
        (bit::AVX512BW, c"avx512bw"),
        (bit::AVX512VL, c"avx512vl"),
        (bit::AVX512VBMI, c"avx512vbmi"),
        (bit::AVX512VNNI, c"avx512vnni"),
        (bit::AVXVNNI, c"avxvnni"),
        (bit::AMX_INT8, c"amx-int8"),
        (bit::NEON, c"neon"),
        (bit::DOTPROD, c"dotprod"),
        (bit::I8MM, c"i8mm"),
        (bit::SIMD128, c"simd128"),
    ];
    NAMES.iter().find(|(bit, _)| *bit == feature).map_or(c"unknown", |(_, name)| name).as_ptr()
}

/// Which instructions the kernels use.
pub type ScipixSimdLevel = i32;
/// Portable code, on every processor.
pub const SCIPIX_SIMD_LEVEL_SCALAR: ScipixSimdLevel = 0;
/// x86-64: SSE4.2.
pub const SCIPIX_SIMD_LEVEL_SSE42: ScipixSimdLevel = 1;
/// x86-64: AVX2 and FMA, with AVX-VNNI where the processor has it.
pub const SCIPIX_SIMD_LEVEL_AVX2: ScipixSimdLevel = 2;
/// x86-64: AVX-512 F, BW and VL, with VNNI where the processor has it.
pub const SCIPIX_SIMD_LEVEL_AVX512: ScipixSimdLevel = 3;
/// x86-64: AVX-512 with VNNI, and AMX where an operation has it: products of quantised matrices.
pub const SCIPIX_SIMD_LEVEL_AMX: ScipixSimdLevel = 4;
/// aarch64: NEON, with dot products and products of byte matrices where the processor has them.
pub const SCIPIX_SIMD_LEVEL_NEON: ScipixSimdLevel = 16;
/// WebAssembly: 128-bit SIMD, in a module that was built with it.
pub const SCIPIX_SIMD_LEVEL_SIMD128: ScipixSimdLevel = 32;

const LEVELS: [(ScipixSimdLevel, &CStr); 7] = [
    (SCIPIX_SIMD_LEVEL_SCALAR, c"scalar"),
    (SCIPIX_SIMD_LEVEL_SSE42, c"sse42"),
    (SCIPIX_SIMD_LEVEL_AVX2, c"avx2"),
    (SCIPIX_SIMD_LEVEL_AVX512, c"avx512"),
    (SCIPIX_SIMD_LEVEL_AMX, c"amx"),
    (SCIPIX_SIMD_LEVEL_NEON, c"neon"),
    (SCIPIX_SIMD_LEVEL_SIMD128, c"simd128"),
];

fn number(level: Level) -> ScipixSimdLevel {
    match level.isa() {
        Isa::Scalar => SCIPIX_SIMD_LEVEL_SCALAR,
        Isa::Sse42 => SCIPIX_SIMD_LEVEL_SSE42,
        Isa::Avx2 | Isa::Avx2Vnni => SCIPIX_SIMD_LEVEL_AVX2,
        Isa::Avx512 | Isa::Avx512Vnni => SCIPIX_SIMD_LEVEL_AVX512,
        Isa::Amx => SCIPIX_SIMD_LEVEL_AMX,
        Isa::Neon | Isa::NeonDot | Isa::NeonI8mm => SCIPIX_SIMD_LEVEL_NEON,
        Isa::Simd128 => SCIPIX_SIMD_LEVEL_SIMD128,
    }
}

fn decode_level(level: ScipixSimdLevel) -> Result<Level> {
    let Some((_, name)) = LEVELS.iter().find(|(known, _)| *known == level) else {
        fail!(InvalidArgument, "level: {level} is not a SIMD level");
    };
    // The richest level of that number: with dot products of bytes, where the processor has them.
    match simd::available().rfind(|&available| number(available) == level) {
        Some(available) => Ok(available),
        None => fail!(Unsupported, "level: {} is not available on this processor", name.to_string_lossy()),
    }
}

/// Returns the SIMD level that operations use now. @threadsafe
///
/// At start it is the best, or what the environment variable `SCIPIX_SIMD` names (`scalar`, `sse42`, `avx2`, `avx512`,
/// `amx`, `neon`, `simd128`), lowered to what the processor has. At optimization level NONE it is SCALAR.
///
/// @return a `SCIPIX_SIMD_LEVEL_*`
#[unsafe(no_mangle)]
pub extern "C" fn scipix_simd_level() -> ScipixSimdLevel {
    guard_value(SCIPIX_SIMD_LEVEL_SCALAR, |_| number(simd::active()))
}

/// Returns the best SIMD level that processor and library have. @threadsafe
///
/// @return a `SCIPIX_SIMD_LEVEL_*`
#[unsafe(no_mangle)]
pub extern "C" fn scipix_simd_best_level() -> ScipixSimdLevel {
    guard_value(SCIPIX_SIMD_LEVEL_SCALAR, |_| number(simd::best()))
}

/// Lowers or restores the SIMD level, for every later call of any thread. @threadsafe
///
/// @param level  a `SCIPIX_SIMD_LEVEL_*`
/// @return OK; UNSUPPORTED, changing nothing, where the processor has less or no operation uses the level
#[unsafe(no_mangle)]
pub extern "C" fn scipix_simd_set_level(level: ScipixSimdLevel) -> ScipixStatus {
    guard(|_| {
        simd::set_level(decode_level(level)?);
        Ok(())
    })
}

/// Returns the name of a SIMD level, as `SCIPIX_SIMD` takes it. @threadsafe
///
/// @param level  any number
/// @return a string that lives for ever; `"unknown"` for other numbers
#[unsafe(no_mangle)]
pub extern "C" fn scipix_simd_level_name(level: ScipixSimdLevel) -> *const c_char {
    LEVELS.iter().find(|(known, _)| *known == level).map_or(c"unknown", |(_, name)| name).as_ptr()
}

/// How much an operation may use. Each includes the ones before it.
pub type ScipixOptLevel = i32;
/// Scalar and sequential.
pub const SCIPIX_OPT_LEVEL_NONE: ScipixOptLevel = 0;
/// SIMD kernels.
pub const SCIPIX_OPT_LEVEL_SIMD: ScipixOptLevel = 1;
/// SIMD kernels and, above about 100 microseconds of work, threads.
pub const SCIPIX_OPT_LEVEL_PARALLEL: ScipixOptLevel = 2;
/// All of it, pooled memory included: the default.
pub const SCIPIX_OPT_LEVEL_FULL: ScipixOptLevel = 3;

/// Sets the optimization level, for every later call of any thread. @threadsafe
///
/// @param level  a `SCIPIX_OPT_LEVEL_*`
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub extern "C" fn scipix_set_opt_level(level: ScipixOptLevel) -> ScipixStatus {
    guard(|_| {
        let Some(&known) = usize::try_from(level).ok().and_then(|index| OptLevel::ALL.get(index)) else {
            fail!(InvalidArgument, "level: {level} is not an optimization level");
        };
        cpu::set_opt_level(known);
        Ok(())
    })
}

/// Returns the optimization level in force. @threadsafe
///
/// @return a `SCIPIX_OPT_LEVEL_*`
#[unsafe(no_mangle)]
pub extern "C" fn scipix_opt_level() -> ScipixOptLevel {
    guard_value(SCIPIX_OPT_LEVEL_NONE, |_| cpu::opt_level() as ScipixOptLevel)
}

/// Sets how many threads one operation may use, the calling one included, before or after the first parallel call. With
/// 1 no operation starts a thread. Work in flight keeps the number that it began with. @threadsafe
///
/// @param count  1 or more; 0 for all that affinity and cgroup quota allow, the default
/// @return OK; OUT_OF_RANGE above 4096
#[unsafe(no_mangle)]
pub extern "C" fn scipix_set_thread_count(count: usize) -> ScipixStatus {
    const MOST: usize = 4096;
    guard(|_| {
        if count > MOST {
            fail!(OutOfRange, "count: {count} threads, at most {MOST}");
        }
        cpu::set_thread_count(count);
        Ok(())
    })
}

/// Returns how many threads one operation may use, the calling one included. @threadsafe
///
/// @return 1 or more
#[unsafe(no_mangle)]
pub extern "C" fn scipix_thread_count() -> usize {
    guard_value(1, |_| cpu::thread_count())
}

#[cfg(test)]
mod tests {
    use super::*;
    use scipix_core::cpu::FEATURES;

    #[test]
    fn header_bits_and_names_are_those_of_detection() {
        for feature in FEATURES {
            // SAFETY: a string that lives for ever.
            let name = unsafe { CStr::from_ptr(scipix_cpu_feature_name(feature.bit)) };
            assert_eq!(name.to_str().unwrap(), feature.name);
        }
        assert_eq!((SCIPIX_CPU_AMX_INT8, SCIPIX_CPU_I8MM), (bit::AMX_INT8, bit::I8MM));
        assert_eq!((SCIPIX_CPU_NEON, SCIPIX_CPU_SIMD128), (bit::NEON, bit::SIMD128));
    }

    #[test]
    fn every_available_level_can_be_decoded() {
        for level in simd::available() {
            assert!(decode_level(number(level)).unwrap() >= level);
        }
        assert_eq!(decode_level(7).unwrap_err().kind(), scipix_core::base::error::ErrorKind::InvalidArgument);
    }
}
