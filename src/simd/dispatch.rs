//! The one place where a kernel is chosen and entered.

/// Defines `fn name(level, …)` that runs the kernel of that level:
///
/// ```text
/// dispatch! {
///     /// What it does.
///     fn threshold_row(px: InOut<'_>, threshold: u8) {
///         scalar: scalar::threshold_row,
///         sse42: scalar::threshold_row,
///         avx2: avx2::threshold_row,
///         avx512: avx512::threshold_row,
///         neon: neon::threshold_row,
///     }
/// }
/// ```
///
/// It may be generic over one type, `fn name<T: Bound>(…)`, of which kernels are then named as `scalar::name::<T>`.
///
/// What runs where is read off the table. An `#[inline(always)]` scalar body under another level is compiled again with
/// that level's instructions. A kernel that asks for more than its level has does not compile: the trampoline carries
/// exactly the level's features, and calling it would need `unsafe`. After `avx512:` there may be a `vnni:`, for what byte
/// products make faster; without, that level runs the very code of AVX-512. The level with AMX runs what VNNI does; an
/// operation that has tiles looks for them itself.
macro_rules! dispatch {
    ($(#[$meta:meta])* $vis:vis fn $name:ident $(<$generic:ident: $bound:path>)? ($($arg:ident: $ty:ty),* $(,)?) $(-> $ret:ty)? {
        scalar: $scalar:path, sse42: $sse42:path, avx2: $avx2:path,
        avx512: $avx512:path, $(vnni: $vnni:path,)? neon: $neon:path $(,)?
    }) => {
        $(#[$meta])*
        $vis fn $name$(<$generic: $bound>)?(level: $crate::simd::Level, $($arg: $ty),*) $(-> $ret)? {
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "sse4.2,popcnt")]
            fn sse42$(<$generic: $bound>)?($($arg: $ty),*) $(-> $ret)? { $sse42($($arg),*) }
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "sse4.2,popcnt,avx2,fma")]
            fn avx2$(<$generic: $bound>)?($($arg: $ty),*) $(-> $ret)? { $avx2($($arg),*) }
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "sse4.2,popcnt,avx2,fma,avx512f,avx512bw,avx512vl")]
            fn avx512$(<$generic: $bound>)?($($arg: $ty),*) $(-> $ret)? { $avx512($($arg),*) }
            #[cfg(target_arch = "aarch64")]
            #[target_feature(enable = "neon")]
            fn neon$(<$generic: $bound>)?($($arg: $ty),*) $(-> $ret)? { $neon($($arg),*) }

            match level.isa() {
                // SAFETY: a `Level` exists only where detection found every feature of its instruction set
                // (`Level::detected`), and those are the features that these functions enable.
                #[cfg(target_arch = "x86_64")]
                $crate::simd::Isa::Sse42 => unsafe { sse42($($arg),*) },
                // SAFETY: as above.
                #[cfg(target_arch = "x86_64")]
                $crate::simd::Isa::Avx2 => unsafe { avx2($($arg),*) },
                // SAFETY: as above.
                #[cfg(target_arch = "x86_64")]
                $crate::simd::Isa::Avx512 => unsafe { avx512($($arg),*) },
                // SAFETY: as above.
                #[cfg(target_arch = "x86_64")]
                $crate::simd::Isa::Avx512Vnni | $crate::simd::Isa::Amx => unsafe {
                    $crate::simd::dispatch!(@vnni [$($vnni)?] [$($generic: $bound)?] ($($arg: $ty),*) [$($ret)?])
                },
                // SAFETY: as above.
                #[cfg(target_arch = "aarch64")]
                $crate::simd::Isa::Neon => unsafe { neon($($arg),*) },
                _ => $scalar($($arg),*),
            }
        }
    };
    (@vnni [] [$($generic:tt)*] ($($arg:ident: $ty:ty),*) [$($ret:ty)?]) => { avx512($($arg),*) };
    (@vnni [$vnni:path] [$($generic:ident: $bound:path)?] ($($arg:ident: $ty:ty),*) [$($ret:ty)?]) => {{
        #[target_feature(enable = "sse4.2,popcnt,avx2,fma,avx512f,avx512bw,avx512vl,avx512vnni")]
        fn vnni$(<$generic: $bound>)?($($arg: $ty),*) $(-> $ret)? { $vnni($($arg),*) }
        vnni($($arg),*)
    }};
}
pub(crate) use dispatch;
