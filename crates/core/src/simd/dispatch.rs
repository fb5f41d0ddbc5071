//! The only place where a kernel is chosen and entered.

/// Defines `fn name(level, …)` that runs the kernel of that level:
///
/// ```text
/// dispatch! {
///     /// Applies the threshold to a row.
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
/// Where one kernel serves every level, compiled again with the instructions of each, the table is one line:
///
/// ```text
/// dispatch! {
///     /// Counts the pixels of each value.
///     fn count_row(px: &[u8], counts: &mut Counts) = scalar::count_row;
/// }
/// ```
///
/// With `= scalar::count_row, vnni: scalar::count_row;` it is compiled for VNNI too, and `, simd128: simd128::count_row;` names
/// another kernel for WebAssembly. A table may be generic over one type, `fn name<T: Bound>(…)`; its kernels are then named
/// `scalar::name::<T>`.
///
/// An `#[inline(always)]` scalar body named for another level is compiled again with that level's instructions. A kernel that
/// needs more features than its level has does not compile: the function that calls it has exactly the level's features, so the
/// call would need `unsafe`.
///
/// `simd128:` may stand last, for WebAssembly, where the scalar body is compiled with SIMD otherwise.
///
/// Kernels with dot products of bytes may stand after those without: `avxvnni:` after `avx2:`, `vnni:` after `avx512:`, `dotprod:`
/// and `i8mm:` after `neon:`. Where they are left out, these levels run the code of the level below. The level with AMX runs the
/// VNNI kernel; an operation that uses tiles asks [`Level::tiles`](crate::simd::Level::tiles) for them.
macro_rules! dispatch {
    ($(#[$meta:meta])* $vis:vis fn $name:ident $(<$generic:ident: $bound:path>)? ($($arg:ident: $ty:ty),* $(,)?) $(-> $ret:ty)? {
        scalar: $scalar:path, sse42: $sse42:path, avx2: $avx2:path, $(avxvnni: $avxvnni:path,)?
        avx512: $avx512:path, $(vnni: $vnni:path,)? neon: $neon:path $(, dotprod: $dotprod:path, i8mm: $i8mm:path)?
        $(, simd128: $simd128:path)? $(,)?
    }) => {
        $(#[$meta])*
        #[inline(always)]
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

            // With the level last, a kernel finds its arguments where this function got them.
            fn by_level$(<$generic: $bound>)?($($arg: $ty,)* level: $crate::simd::Level) $(-> $ret)? {
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
                    $crate::simd::Isa::Avx2Vnni => unsafe {
                        $crate::simd::dispatch!(@more avx2 "sse4.2,popcnt,avx2,fma,avxvnni"
                            [$($avxvnni)?] [$($generic: $bound)?] ($($arg: $ty),*) [$($ret)?])
                    },
                    // SAFETY: as above.
                    #[cfg(target_arch = "x86_64")]
                    $crate::simd::Isa::Avx512 => unsafe { avx512($($arg),*) },
                    // SAFETY: as above.
                    #[cfg(target_arch = "x86_64")]
                    $crate::simd::Isa::Avx512Vnni | $crate::simd::Isa::Amx => unsafe {
                        $crate::simd::dispatch!(@more avx512 "sse4.2,popcnt,avx2,fma,avx512f,avx512bw,avx512vl,avx512vnni"
                            [$($vnni)?] [$($generic: $bound)?] ($($arg: $ty),*) [$($ret)?])
                    },
                    // SAFETY: as above.
                    #[cfg(target_arch = "aarch64")]
                    $crate::simd::Isa::Neon => unsafe { neon($($arg),*) },
                    // SAFETY: as above.
                    #[cfg(target_arch = "aarch64")]
                    $crate::simd::Isa::NeonDot => unsafe {
                        $crate::simd::dispatch!(@more neon "neon,dotprod"
                            [$($dotprod)?] [$($generic: $bound)?] ($($arg: $ty),*) [$($ret)?])
                    },
                    // SAFETY: as above.
                    #[cfg(target_arch = "aarch64")]
                    $crate::simd::Isa::NeonI8mm => unsafe {
                        $crate::simd::dispatch!(@more neon "neon,dotprod,i8mm"
                            [$($i8mm)?] [$($generic: $bound)?] ($($arg: $ty),*) [$($ret)?])
                    },
                    _ => $crate::simd::dispatch!(@last level $scalar [$($simd128)?] ($($arg),*)),
                }
            }
            by_level$(::<$generic>)?($($arg,)* level)
        }
    };
    ($(#[$meta:meta])* $vis:vis fn $name:ident $(<$generic:ident: $bound:path>)? ($($arg:ident: $ty:ty),* $(,)?) $(-> $ret:ty)? = $kernel:path $(, vnni: $vnni:path)? $(, simd128: $simd128:path)?;) => {
        $crate::simd::dispatch! {
            $(#[$meta])*
            $vis fn $name $(<$generic: $bound>)? ($($arg: $ty),*) $(-> $ret)? {
                scalar: $kernel, sse42: $kernel, avx2: $kernel, avx512: $kernel, $(vnni: $vnni,)? neon: $kernel $(, simd128: $simd128)?,
            }
        }
    };
    (@last $level:ident $scalar:path [] ($($arg:ident),*)) => { $scalar($($arg),*) };
    (@last $level:ident $scalar:path [$simd128:path] ($($arg:ident),*)) => {{
        // A module of WebAssembly has SIMD as a whole or not at all.
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        if $level.isa() == $crate::simd::Isa::Simd128 {
            return $simd128($($arg),*);
        }
        $scalar($($arg),*)
    }};
    (@more $less:ident $features:literal [] [$($generic:tt)*] ($($arg:ident: $ty:ty),*) [$($ret:ty)?]) => { $less($($arg),*) };
    (@more $less:ident $features:literal [$more:path] [$($generic:ident: $bound:path)?] ($($arg:ident: $ty:ty),*) [$($ret:ty)?]) => {{
        #[target_feature(enable = $features)]
        fn more$(<$generic: $bound>)?($($arg: $ty),*) $(-> $ret)? { $more($($arg),*) }
        more($($arg),*)
    }};
}
pub(crate) use dispatch;
