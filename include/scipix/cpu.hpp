/// @file
/// Detection of the processor, and settings of the process: SIMD level, optimization level, thread count.
#ifndef SCIPIX_CPU_HPP
#define SCIPIX_CPU_HPP

#include <scipix/handle.hpp>

#include <cstddef>
#include <cstdint>

namespace scipix {
inline namespace SCIPIX_MODE {

/// Returns the features of the processor. Thread-safe.
inline Outcome<ScipixCpuInfo> cpu_info() {
  auto info = detail::with_struct_size<ScipixCpuInfo>();
  return detail::outcome(scipix_cpu_detect(&info), [&] { return info; });
}
/// Returns whether the processor has all of `features`. Thread-safe.
/// @param features  `SCIPIX_CPU_*` bits
inline bool cpu_has(std::uint64_t features) noexcept { return scipix_cpu_has(features); }

/// Returns the SIMD level that operations use now. Thread-safe.
inline ScipixSimdLevel simd_level() noexcept { return scipix_simd_level(); }
/// Returns the highest SIMD level that processor and library support. Thread-safe.
inline ScipixSimdLevel simd_best_level() noexcept { return scipix_simd_best_level(); }
/// Lowers or restores the SIMD level of the process. Thread-safe.
/// @param level  a `SCIPIX_SIMD_LEVEL_*`; UNSUPPORTED if the processor lacks it
inline Outcome<void> set_simd_level(ScipixSimdLevel level) { return check(scipix_simd_set_level(level)); }

/// Returns the optimization level of the process. Thread-safe.
inline ScipixOptLevel opt_level() noexcept { return scipix_opt_level(); }
/// Sets the optimization level of the process. Thread-safe.
/// @param level  a `SCIPIX_OPT_LEVEL_*`
inline Outcome<void> set_opt_level(ScipixOptLevel level) { return check(scipix_set_opt_level(level)); }

/// Returns the number of threads that one operation may use, including the calling one. Thread-safe.
inline std::size_t thread_count() noexcept { return scipix_thread_count(); }
/// Sets the number of threads that one operation may use. Thread-safe.
/// @param count  1 or more; 0: as many as CPU affinity and cgroup quota allow
inline Outcome<void> set_thread_count(std::size_t count) { return check(scipix_set_thread_count(count)); }

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
