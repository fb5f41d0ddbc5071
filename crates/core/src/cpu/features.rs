//! The features of the processor, detected once. `SCIPIX_CPU_MASK` hides some, so that the code for lesser processors can be
//! tested anywhere.

use std::fs::File;
use std::io::{Cursor, Read, Write};
use std::sync::atomic::{
    AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};

/// A processor feature that a kernel may ask for: its bit in [`Features`] and its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feature {
    /// The bit, equal to the one in the C header.
    pub bit: u64,
    /// The lower-case name, which `SCIPIX_CPU_MASK` accepts.
    pub name: &'static str,
}

macro_rules! features {
    ($($(#[$doc:meta])* $ident:ident = $shift:literal, $name:literal;)+) => {
        /// The bits of [`Features`].
        pub mod bit {
            $($(#[$doc])* pub const $ident: u64 = 1 << $shift;)+
        }
        /// Every feature that this library knows, of all processors.
        pub const FEATURES: &[Feature] = &[$(Feature { bit: bit::$ident, name: $name }),+];
    };
}

features! {
    /// SSE4.2 and POPCNT.
    SSE4_2 = 0, "sse4.2";
    /// AVX2.
    AVX2 = 1, "avx2";
    /// Fused multiply-add on 256 bits.
    FMA = 2, "fma";
    /// AVX-512 Foundation.
    AVX512F = 3, "avx512f";
    /// AVX-512 on bytes and words.
    AVX512BW = 4, "avx512bw";
    /// AVX-512 on shorter vectors.
    AVX512VL = 5, "avx512vl";
    /// AVX-512 byte permutes.
    AVX512VBMI = 6, "avx512vbmi";
    /// AVX-512 dot products of bytes.
    AVX512VNNI = 7, "avx512vnni";
    /// Dot products of bytes on 256 bits without AVX-512.
    AVXVNNI = 8, "avxvnni";
    /// AMX tiles of bytes, as the processor announces them. The kernel may still refuse them to this process; `simd` asks it.
    AMX_INT8 = 9, "amx-int8";
    /// NEON (Advanced SIMD).
    NEON = 32, "neon";
    /// NEON dot products of bytes.
    DOTPROD = 33, "dotprod";
    /// NEON products of byte matrices.
    I8MM = 34, "i8mm";
    /// WebAssembly's 128-bit SIMD.
    SIMD128 = 48, "simd128";
}

/// A set of features.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Features(pub u64);

impl Features {
    /// Returns whether the set has all of `bits`.
    pub fn has(self, bits: u64) -> bool {
        self.0 & bits == bits
    }

    /// Returns the names of the features in the set.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        FEATURES.iter().filter(move |f| self.has(f.bit)).map(|f| f.name)
    }
}

/// Returns the features of this processor, without those that `SCIPIX_CPU_MASK` names (separated by commas). Both are read
/// once.
pub fn features() -> Features {
    /// Marks the set as detected, so that an empty one is not detected again.
    const KNOWN: u64 = 1 << 63;
    static FOUND: AtomicU64 = AtomicU64::new(0);
    let mut found = FOUND.load(Relaxed);
    if found == 0 {
        let mask = std::env::var("SCIPIX_CPU_MASK").unwrap_or_default();
        found = KNOWN | detect() & !parse_mask(&mask);
        // Several threads may detect at once: none waits for another, which a forked child may not have.
        FOUND.store(found, Relaxed);
    }
    Features(found & !KNOWN)
}

/// Returns the names in `SCIPIX_CPU_MASK` that no feature has, and so have no effect.
pub fn unknown_masked() -> Vec<String> {
    unknown_in(&std::env::var("SCIPIX_CPU_MASK").unwrap_or_default()).map(str::to_owned).collect()
}

fn parse_mask(names: &str) -> u64 {
    names_in(names).filter_map(named).fold(0, |mask, feature| mask | feature.bit)
}

fn unknown_in(names: &str) -> impl Iterator<Item = &str> {
    names_in(names).filter(|name| named(name).is_none())
}

fn names_in(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|name| !name.is_empty())
}

fn named(name: &str) -> Option<&'static Feature> {
    FEATURES.iter().find(|feature| feature.name.eq_ignore_ascii_case(name))
}

#[cfg(target_arch = "x86_64")]
fn detect() -> u64 {
    use std::arch::is_x86_feature_detected as has;
    let pairs = [
        (has!("sse4.2") && has!("popcnt"), bit::SSE4_2),
        (has!("avx2"), bit::AVX2),
        (has!("fma"), bit::FMA),
        (has!("avx512f"), bit::AVX512F),
        (has!("avx512bw"), bit::AVX512BW),
        (has!("avx512vl"), bit::AVX512VL),
        (has!("avx512vbmi"), bit::AVX512VBMI),
        (has!("avx512vnni"), bit::AVX512VNNI),
        (has!("avxvnni"), bit::AVXVNNI),
        (amx_int8(), bit::AMX_INT8),
    ];
    pairs.iter().filter(|(found, _)| *found).fold(0, |all, (_, bit)| all | bit)
}

/// Returns whether the processor and the operating system announce AMX, which stable `is_x86_feature_detected!` does not know:
/// CPUID leaf 7 has AMX-TILE (EDX bit 24) and AMX-INT8 (bit 25), and XCR0 the tile state (bits 17 and 18).
#[cfg(target_arch = "x86_64")]
#[allow(unused_unsafe, reason = "newer versions of Rust have CPUID as a safe function")]
fn amx_int8() -> bool {
    use std::arch::x86_64::{__cpuid, __cpuid_count};
    // SAFETY: every x86-64 processor has CPUID.
    if !std::arch::is_x86_feature_detected!("xsave") || unsafe { __cpuid(0) }.eax < 7 {
        return false;
    }
    let tile_and_int8 = 0b11 << 24;
    // SAFETY: as above, and there is a leaf 7.
    unsafe { __cpuid_count(7, 0) }.edx & tile_and_int8 == tile_and_int8 && os_saves_amx_tiles()
}

/// Returns whether the operating system saves AMX tile state (XCR0 bits 17 and 18). The processor must have XSAVE.
#[cfg(target_arch = "x86_64")]
fn os_saves_amx_tiles() -> bool {
    #[target_feature(enable = "xsave")]
    fn xcr0() -> u64 {
        // SAFETY: register 0 exists wherever XGETBV does.
        unsafe { std::arch::x86_64::_xgetbv(0) }
    }
    if !std::arch::is_x86_feature_detected!("xsave") {
        return false;
    }
    // SAFETY: XSAVE, which brings XGETBV, was detected just above.
    let kept = unsafe { xcr0() };
    kept & (0b11 << 17) == 0b11 << 17
}

#[cfg(target_arch = "aarch64")]
fn detect() -> u64 {
    use std::arch::is_aarch64_feature_detected as has;
    let pairs = [(has!("neon"), bit::NEON), (has!("dotprod"), bit::DOTPROD), (has!("i8mm"), bit::I8MM)];
    pairs.iter().filter(|(found, _)| *found).fold(0, |all, (_, bit)| all | bit)
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn detect() -> u64 {
    if cfg!(all(target_arch = "wasm32", target_feature = "simd128")) { bit::SIMD128 } else { 0 }
}

/// Cache sizes in bytes, 0 where unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Caches {
    /// First-level data cache of one core.
    pub l1d_bytes: u64,
    /// Second-level cache of one core.
    pub l2_bytes: u64,
    /// Third-level cache, which cores share.
    pub l3_bytes: u64,
    /// Size of a cache line.
    pub line_bytes: u32,
}

/// Returns the caches of the first processor as Linux describes them, read once. On other systems only the line size is set, to
/// 64.
pub fn caches() -> Caches {
    static FOUND: [AtomicU64; 4] = [const { AtomicU64::new(0) }; 4];
    let [l1d, l2, l3, line] = &FOUND;
    // The line size is written last and read first, so that the other sizes are complete once it is seen.
    if line.load(Acquire) == 0 {
        let found = read_caches("/sys/devices/system/cpu/cpu0/cache");
        l1d.store(found.l1d_bytes, Relaxed);
        l2.store(found.l2_bytes, Relaxed);
        l3.store(found.l3_bytes, Relaxed);
        line.store(u64::from(found.line_bytes.max(1)), Release);
    }
    Caches {
        l1d_bytes: l1d.load(Relaxed),
        l2_bytes: l2.load(Relaxed),
        l3_bytes: l3.load(Relaxed),
        line_bytes: line.load(Relaxed) as u32,
    }
}

fn read_caches(dir: &str) -> Caches {
    let mut caches = Caches { line_bytes: 64, ..Caches::default() };
    for index in 0..8 {
        let read = |file, place| read_line(format_args!("{dir}/index{index}/{file}"), place).unwrap_or_default();
        let [mut size, mut level, mut kind, mut line] = [[0; PLACE]; 4];
        let size = parse_size(read("size", &mut size));
        match (read("level", &mut level), read("type", &mut kind)) {
            ("1", "Data" | "Unified") => caches.l1d_bytes = size,
            ("2", "Data" | "Unified") => caches.l2_bytes = size,
            ("3", "Data" | "Unified") => caches.l3_bytes = size,
            _ => continue,
        }
        if let Ok(line) = read("coherency_line_size", &mut line).parse() {
            caches.line_bytes = line;
        }
    }
    caches
}

/// Length of a buffer for a path, and then for the content of the file.
const PLACE: usize = 256;

/// Reads a file of one line. It allocates nothing, as no caller could report that memory ran out.
fn read_line<'a>(path: std::fmt::Arguments<'_>, place: &'a mut [u8; PLACE]) -> Option<&'a str> {
    let mut words = Cursor::new(&mut place[..]);
    words.write_fmt(path).ok()?;
    let len = words.position() as usize;
    let mut file = File::open(std::str::from_utf8(&place[..len]).ok()?).ok()?;
    let len = file.read(place).ok()?;
    Some(std::str::from_utf8(&place[..len]).ok()?.trim())
}

fn parse_size(text: &str) -> u64 {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = match text.as_bytes().last() {
        Some(b'K') => 1 << 10,
        Some(b'M') => 1 << 20,
        Some(b'G') => 1 << 30,
        _ => 1,
    };
    digits.parse::<u64>().map_or(0, |n| n.saturating_mul(unit))
}

/// Returns how many processors this process may use by its affinity and cgroup quota, at least 1. Each call asks the system.
pub fn usable_cpus() -> usize {
    std::thread::available_parallelism().map_or(1, |n| n.get())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mask_takes_names_in_any_case_and_ignores_unknown_ones() {
        assert_eq!(parse_mask(" AVX2,avx512vnni , nonsense,"), bit::AVX2 | bit::AVX512VNNI);
        assert_eq!(parse_mask(""), 0);
        assert_eq!(unknown_in(" AVX2,avx512vnni , nonsense,").collect::<Vec<_>>(), ["nonsense"]);
    }

    #[test]
    fn sizes_carry_their_unit() {
        assert_eq!(parse_size("48K"), 48 << 10);
        assert_eq!(parse_size("32M"), 32 << 20);
        assert_eq!(parse_size("512"), 512);
        assert_eq!(parse_size(""), 0);
    }

    #[test]
    fn caches_are_as_the_files_say() {
        let dir = std::env::temp_dir().join(format!("scipix-caches-{}", std::process::id()));
        let caches =
            [["1", "Data", "48K"], ["1", "Instruction", "32K"], ["2", "Unified", "2048K"], ["3", "Unified", "1G"]];
        for (index, [level, kind, size]) in caches.into_iter().enumerate() {
            let index = dir.join(format!("index{index}"));
            std::fs::create_dir_all(&index).unwrap();
            for (file, says) in [("level", level), ("type", kind), ("size", size), ("coherency_line_size", "128")] {
                std::fs::write(index.join(file), format!("{says}\n")).unwrap();
            }
        }
        let found = read_caches(dir.to_str().unwrap());
        std::fs::remove_dir_all(&dir).unwrap();
        let expected = Caches { l1d_bytes: 48 << 10, l2_bytes: 2 << 20, l3_bytes: 1 << 30, line_bytes: 128 };
        assert_eq!(found, expected);
        assert_eq!(read_caches("/nowhere"), Caches { line_bytes: 64, ..Caches::default() });
    }

    #[test]
    fn bits_and_names_are_distinct() {
        for (i, a) in FEATURES.iter().enumerate() {
            assert_eq!(a.bit.count_ones(), 1);
            assert!(FEATURES[..i].iter().all(|b| b.bit != a.bit && b.name != a.name), "{}", a.name);
        }
    }
}
