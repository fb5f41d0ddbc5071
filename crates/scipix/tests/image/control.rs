//! Processor, settings, flat slices.

use super::{bytes, kind};
use scipix::prelude::*;
use scipix_core::image as core_image;

#[test]
fn features_print_their_names() {
    let cpu = scipix::cpu::features();
    let printed = format!("{cpu:?}");
    let flags = [
        ("sse4.2", cpu.sse4_2()),
        ("avx2", cpu.avx2()),
        ("fma", cpu.fma()),
        ("avx512f", cpu.avx512f()),
        ("avx512bw", cpu.avx512bw()),
        ("avx512vl", cpu.avx512vl()),
        ("avx512vbmi", cpu.avx512vbmi()),
        ("avx512vnni", cpu.avx512vnni()),
        ("avxvnni", cpu.avxvnni()),
        ("amx-int8", cpu.amx_int8()),
        ("neon", cpu.neon()),
        ("dotprod", cpu.dotprod()),
        ("i8mm", cpu.i8mm()),
        ("simd128", cpu.simd128()),
    ];
    for (name, there) in flags {
        assert_eq!(printed.contains(&format!("\"{name}\"")), there, "{name} in {printed}");
        assert_eq!(cpu.names().any(|known| known == name), there, "{name}");
    }
    assert_eq!(flags.len(), scipix_core::cpu::FEATURES.len(), "every feature has a method");
    assert!(!scipix::cpu::simd_name().is_empty() && scipix::cpu::usable_cpus() > 0);
    assert!(scipix::cpu::caches().line_bytes > 0);
}

#[test]
fn settings_are_read_back() {
    let (level, threads) = (scipix::opt_level(), scipix::thread_count());
    scipix::set_thread_count(3);
    assert_eq!((scipix::thread_count(), scipix_core::cpu::thread_count()), (3, 3));
    scipix::set_opt_level(OptLevel::Parallel);
    assert_eq!((scipix::opt_level(), scipix_core::cpu::opt_level()), (OptLevel::Parallel, OptLevel::Parallel));
    scipix::set_opt_level(level);
    scipix::set_thread_count(0);
    assert_eq!((scipix::opt_level(), scipix::thread_count()), (level, threads));
}

#[test]
fn flat_slices_are_as_in_the_core() {
    for pixels in [0, 1, 63, 1000, 100_000] {
        let rgba = bytes(4 * pixels);
        let (mut gray, mut expected) = (vec![0; pixels], vec![0; pixels]);
        scipix::grayscale_flat(&rgba, &mut gray).unwrap();
        core_image::grayscale_flat(&rgba, &mut expected).unwrap();
        assert_eq!(gray, expected);
        let mut binary = vec![7; pixels];
        scipix::threshold_flat(&gray, 100, &mut binary).unwrap();
        assert!(binary.iter().zip(&gray).all(|(&to, &from)| to == if from > 100 { 255 } else { 0 }));
        scipix::threshold_flat_in_place(&mut gray, 100);
        assert_eq!(gray, binary);
    }
    assert_eq!(kind(scipix::grayscale_flat(&[0; 9], &mut [0; 2])), ErrorKind::SizeMismatch);
    assert_eq!(kind(scipix::threshold_flat(&[0; 3], 1, &mut [0; 2])), ErrorKind::SizeMismatch);
}

#[test]
fn normalize_tells_mean_and_deviation() {
    let mut data = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0];
    let stats = scipix::normalize(&mut data);
    assert_eq!((stats.mean, stats.std_dev), (5.0, 2.0));
    assert_eq!((data[0], data[4], data[7]), (-1.5, 0.0, 2.0));
    let empty = scipix::normalize(&mut []);
    assert_eq!((empty.mean, empty.std_dev), (0.0, 0.0));
    let mut equal = [3.0; 5];
    assert_eq!((scipix::normalize(&mut equal).mean, equal), (3.0, [0.0; 5]));
    let mut infinite = [1.0, f32::INFINITY];
    assert!(scipix::normalize(&mut infinite).mean.is_nan() && infinite[0].is_nan());
}
