/// @file
/// Recognised text.
#ifndef SCIPIX_CTC_HPP
#define SCIPIX_CTC_HPP

#include <scipix/error.hpp>
#include <scipix/span.hpp>

#include <cstddef>
#include <cstdint>

namespace scipix {
inline namespace SCIPIX_MODE {

/// Decodes the output of a CTC recogniser greedily. Thread-safe.
/// @param scores         whole steps of `classes` scores
/// @param classes        scores in a step
/// @param blank          the class that stands for no symbol
/// @param kind           a SCIPIX_SCORES_*
/// @param ids            receives the symbols; as many as there are steps are enough
/// @param probabilities  empty, or receives a probability for each; at least as long as `ids`
/// @return how many symbols there are
inline Outcome<std::size_t> ctc_greedy(Span<const float> scores, std::size_t classes, std::size_t blank,
                                       ScipixScores kind, Span<std::uint32_t> ids, Span<float> probabilities = {}) {
  const std::size_t steps = classes > 0 ? scores.size() / classes : 0;
  if (steps * classes != scores.size())
    return detail::failure<std::size_t>(SCIPIX_STATUS_SIZE_MISMATCH, "scores: are no whole steps");
  if (!probabilities.empty() && probabilities.size() < ids.size())
    return detail::failure<std::size_t>(SCIPIX_STATUS_SIZE_MISMATCH, "probabilities: are fewer than ids");
  std::size_t len = 0;
  const ScipixStatus status =
      scipix_ctc_greedy(scores.data(), steps, classes, blank, kind, ids.data(),
                        probabilities.empty() ? nullptr : probabilities.data(), ids.size(), &len);
  return detail::outcome(status, [&] { return len; });
}

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
