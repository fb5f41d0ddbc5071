#include "report.hpp"

#include <cstdio>

namespace bench {

std::string format(const char *pattern, double value) {
  char text[64];
  std::snprintf(text, sizeof text, pattern, value);
  return text;
}

std::string nanoseconds(double value) { return format(value < 0.1 ? "%.4f" : value < 1 ? "%.3f" : "%.2f", value); }

std::string remark(const Measured &one) {
  if (one.difference.share == 0) return one.note;
  std::string text = one.correct ? "" : "WRONG: ";
  text += format("%.3g %% of results differ", 100 * one.difference.share);
  if (!one.note.empty()) text += " (" + one.note + ")";
  return text;
}

void print_outcome(const Outcome &outcome) {
  std::printf("%s/%s\n", outcome.family.c_str(), outcome.size.name);
  const Measured *best = outcome.best_peer();
  for (const Measured &one : outcome.measured) {
    std::printf("  %-32s %8.4f ns/px  %6.2fx%s%s\n", one.name.c_str(), one.ns_per_pixel, one.times_ours,
                &one == best ? "  best peer" : "           ", ("  " + remark(one)).c_str());
  }
  if (outcome.rows_ns_per_pixel) std::printf("  %-32s %8.4f ns/px\n", "scipix, rows alone", *outcome.rows_ns_per_pixel);
  std::fflush(stdout);
}

std::vector<std::vector<const Outcome *>> by_family(const Report &report) {
  std::vector<std::vector<const Outcome *>> families;
  for (const Outcome &outcome : report.outcomes) {
    if (families.empty() || families.back().front()->family != outcome.family) families.emplace_back();
    families.back().push_back(&outcome);
  }
  return families;
}

}  // namespace bench
