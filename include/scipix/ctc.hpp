/// @file
/// Decoding of recogniser output.
#ifndef SCIPIX_CTC_HPP
#define SCIPIX_CTC_HPP

#include <scipix/error.hpp>
#include <scipix/span.hpp>

#include <cstddef>
#include <cstdint>

namespace scipix {
inline namespace SCIPIX_MODE {

/// Decodes the output of a CTC recogniser greedily. Thread-safe.
/// @param scores         the scores of all time steps, `classes` for each
/// @param classes        number of scores per step
/// @param blank          index of the blank class
/// @param kind           a SCIPIX_SCORES_*
/// @param ids            receives the decoded classes; one per step is always enough
/// @param probabilities  empty, or receives the probability of each; at least as long as `ids`
/// @return number of decoded classes
inline Outcome<std::size_t> ctc_greedy(Span<const float> scores, std::size_t classes, std::size_t blank,
                                       ScipixScores kind, Span<std::uint32_t> ids, Span<float> probabilities = {}) {
  const std::size_t steps = classes > 0 ? scores.size() / classes : 0;
  if (steps * classes != scores.size())
    return detail::failure<std::size_t>(SCIPIX_STATUS_SIZE_MISMATCH, "scores: the length is not a multiple of classes");
  if (!probabilities.empty() && probabilities.size() < ids.size())
    return detail::failure<std::size_t>(SCIPIX_STATUS_SIZE_MISMATCH, "probabilities: must be at least as long as ids");
  std::size_t len = 0;
  const ScipixStatus status =
      scipix_ctc_greedy(scores.data(), steps, classes, blank, kind, ids.data(),
                        probabilities.empty() ? nullptr : probabilities.data(), ids.size(), &len);
  return detail::outcome(status, [&] { return len; });
}

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
