//! `detect-features`: what the processor has and what is used of it.

use scipix_core::cpu::{self, FEATURES};
use scipix_core::cpu::{opt_level, thread_count};
use scipix_core::simd::{self, Isa};

fn kib(bytes: u64) -> String {
    if bytes == 0 { "unknown".to_owned() } else { format!("{} KiB", bytes >> 10) }
}

/// The levels as C and `SCIPIX_SIMD` call them. With dot products of bytes and without is one.
fn level_names() -> Vec<&'static str> {
    let mut names: Vec<_> = simd::available().map(|level| level.isa().c_name()).collect();
    names.dedup();
    names
}

fn active_level() -> String {
    let isa = simd::active().isa();
    let kind = match isa {
        Isa::Avx2Vnni | Isa::Avx512Vnni => " (with VNNI)",
        Isa::Avx2 | Isa::Avx512 => " (without VNNI)",
        Isa::NeonDot => " (with dotprod)",
        Isa::NeonI8mm => " (with i8mm)",
        _ => "",
    };
    let ignored = simd::unknown_limit().map_or_else(String::new, |name| format!("; SCIPIX_SIMD={name:?} names none"));
    format!("{}{kind}{ignored}", isa.c_name())
}

/// The features that are not here, and what the mask has that is no feature.
fn missing() -> String {
    let features = cpu::features();
    let missing: Vec<_> = FEATURES.iter().filter(|f| !features.has(f.bit)).map(|f| f.name).collect();
    let unknown: Vec<_> = cpu::unknown_masked().iter().map(|name| format!("{name:?}")).collect();
    let ignored = match unknown.len() {
        0 => String::new(),
        1 => format!("; SCIPIX_CPU_MASK: {} names none", unknown[0]),
        _ => format!("; SCIPIX_CPU_MASK: {} name none", unknown.join(", ")),
    };
    missing.join(" ") + &ignored
}

pub fn as_text() -> String {
    let (features, caches) = (cpu::features(), cpu::caches());
    let found: Vec<_> = features.names().collect();
    format!(
        "architecture        {}\n\
         features            {}\n\
         not here            {}\n\
         SIMD levels         {}\n\
         active SIMD level   {}\n\
         optimization level  {}\n\
         L1d, L2, L3         {}, {}, {}\n\
         cache line          {} bytes\n\
         threads             {} of {} usable processors\n",
        std::env::consts::ARCH,
        found.join(" "),
        missing(),
        level_names().join(" "),
        active_level(),
        opt_level().name(),
        kib(caches.l1d_bytes),
        kib(caches.l2_bytes),
        kib(caches.l3_bytes),
        caches.line_bytes,
        thread_count(),
        cpu::usable_cpus(),
    )
}

/// Names and numbers only: nothing here needs escaping.
pub fn as_json() -> String {
    let caches = cpu::caches();
    let list = |names: &mut dyn Iterator<Item = &'static str>| {
        names.map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
    };
    format!(
        "{{\n  \"version\": \"{}\",\n  \"architecture\": \"{}\",\n  \"features\": [{}],\n  \"simd_levels\": [{}],\n  \
         \"simd_level\": \"{}\",\n  \"opt_level\": \"{}\",\n  \"l1d_bytes\": {},\n  \"l2_bytes\": {},\n  \
         \"l3_bytes\": {},\n  \"cache_line_bytes\": {},\n  \"threads\": {},\n  \"usable_cpus\": {}\n}}\n",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::ARCH,
        list(&mut cpu::features().names()),
        list(&mut level_names().into_iter()),
        simd::active().isa().c_name(),
        opt_level().name(),
        caches.l1d_bytes,
        caches.l2_bytes,
        caches.l3_bytes,
        caches.line_bytes,
        thread_count(),
        cpu::usable_cpus(),
    )
}
