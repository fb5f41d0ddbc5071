#pragma once

#include <algorithm>
#include <array>
#include <chrono>

/// Returns the milliseconds that one call of `work` takes.
template <class Work>
double time_ms(Work&& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

/// Returns the median of three calls, for stages so short that a page fault or an interrupt would dominate a single
/// call.
template <class Work>
double median_ms(Work&& work) {
  std::array<double, 3> runs{};
  for (double& run : runs) run = time_ms(work);
  std::sort(runs.begin(), runs.end());
  return runs[1];
}
