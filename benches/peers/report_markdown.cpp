#include "report.hpp"

#include <algorithm>

namespace bench {
namespace {

using Outcomes = std::vector<const Outcome *>;

void header(std::ostream &out, const std::string &first, const Outcomes &outcomes) {
  out << "| " << first << " |";
  for (const Outcome *outcome : outcomes) out << ' ' << outcome->size.name << " |";
  out << "\n| --- |";
  for (size_t i = 0; i < outcomes.size(); ++i) out << " ---: |";
  out << '\n';
}

// Writes a row: a name, and what `cell` makes of each outcome.
template <class Cell>
void row(std::ostream &out, const std::string &name, const Outcomes &outcomes, Cell cell) {
  out << "| " << name << " |";
  for (const Outcome *outcome : outcomes) out << ' ' << cell(*outcome) << " |";
  out << '\n';
}

bool same_sizes(const Outcomes &a, const Outcomes &b) {
  auto same = [](const Outcome *a, const Outcome *b) { return std::string(a->size.name) == b->size.name; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
}

// Formats a cell: the best peer of each size in bold, wrong results struck through, a dash for a peer that leaves the size out.
std::string cell(const Outcome &outcome, const Measured *found) {
  if (!found) return "–";
  const Measured &one = *found;
  std::string text = nanoseconds(one.ns_per_pixel);
  if (!one.correct) return "~~" + text + "~~";
  return outcome.best_peer() == &one ? "**" + text + "**" : text;
}

void times(std::ostream &out, const Outcomes &outcomes) {
  out << "\n## " << outcomes.front()->title << "\n\n";
  header(out, "ns per pixel", outcomes);
  std::string remarks;
  // The largest size has every peer.
  for (const Measured &one : outcomes.back()->measured) {
    if (one.role == Role::Level) continue;
    row(out, one.name, outcomes, [&](const Outcome &outcome) { return cell(outcome, outcome.find(one.role, one.name)); });
    const Measured *largest = outcomes.back()->find(one.role, one.name);
    if (!remark(*largest).empty()) remarks += "- " + one.name + ": " + remark(*largest) + "\n";
  }
  if (!remarks.empty()) out << '\n' << remarks;
}

// Returns the name of a peer without its function.
std::string library(const Measured &peer) {
  if (peer.name.rfind("plain C", 0) == 0) return "plain C";
  return peer.name.substr(0, peer.name.find(' '));
}

std::string ratio_cell(const Outcome &outcome) {
  const Measured *best = outcome.best_peer();
  return best ? format("%.2f ", best->times_ours) + library(*best) : "–";
}

// Writes the time of the best peer divided by that of scipix; above 1, scipix is faster.
void summary(std::ostream &out, const std::vector<Outcomes> &families) {
  out << "\n## Best peer's time / scipix's time\n\n";
  const Outcomes *before = nullptr;
  for (const Outcomes &outcomes : families) {
    if (!before || !same_sizes(*before, outcomes)) {
      if (before) out << '\n';
      header(out, "above 1: scipix is faster", outcomes);
    }
    before = &outcomes;
    row(out, outcomes.front()->title, outcomes, ratio_cell);
  }
}

// Formats the nanoseconds of a whole image.
std::string whole(const Outcome &outcome, double ns_per_pixel) {
  double ns = ns_per_pixel * static_cast<double>(outcome.size.pixels());
  return format(ns < 100 ? "%.1f" : "%.0f", ns);
}

std::string call_cell(const Outcome &outcome) {
  const Measured *best = outcome.best_peer();
  return whole(outcome, outcome.ours()->ns_per_pixel) + " / " + whole(outcome, *outcome.rows_ns_per_pixel) + " / " +
         (best ? whole(outcome, best->ns_per_pixel) : "–");
}

// Writes what a call takes, what the rows of its image take without it, and what the best peer takes.
void calls(std::ostream &out, const std::vector<Outcomes> &families) {
  std::vector<Outcomes> small;
  for (const Outcomes &outcomes : families) {
    Outcomes with_rows;
    for (const Outcome *outcome : outcomes)
      if (outcome->rows_ns_per_pixel) with_rows.push_back(outcome);
    if (!with_rows.empty()) small.push_back(with_rows);
  }
  if (small.empty()) return;
  out << "\n## What a call costs beside its rows\n\n"
         "Nanoseconds of scipix for an image, of its rows alone, and of the fastest peer for the image. Rows alone: twice what an\n"
         "image of half the height takes less, which holds neither the call nor what it prepares. The number is rough where the\n"
         "height changes how an operation goes about its work, as windows and components do.\n\n";
  header(out, "scipix / rows alone / best peer", small.front());
  for (const Outcomes &outcomes : small) row(out, outcomes.front()->title, outcomes, call_cell);
}

// Formats the speed of a row relative to the scalar level.
std::string gain(const Outcome &outcome, Role role, const std::string &name) {
  const Measured *scalar = outcome.find(Role::Level, "scipix scalar"), *one = outcome.find(role, name);
  return scalar && one ? format("%.1f", scalar->times_ours / one->times_ours) : "–";
}

void gains(std::ostream &out, const Outcomes &outcomes, const Measured &one, const std::string &name) {
  row(out, name, outcomes, [&](const Outcome &outcome) { return gain(outcome, one.role, one.name); });
}

// Formats the speed of all threads relative to one.
std::string parallel_cell(const Outcome &outcome) {
  const Measured *parallel = outcome.find(Role::Parallel, "");
  return parallel ? format("%.2f", 1 / parallel->times_ours) : "–";
}

void levels(std::ostream &out, const std::vector<Outcomes> &families) {
  out << "\n## SIMD levels against scalar, and threads against one\n\n"
         "How many times as fast as scipix's own scalar code; the last row is all threads against one thread.\n\n";
  for (const Outcomes &outcomes : families) {
    header(out, outcomes.front()->title, outcomes);
    for (const Measured &one : outcomes.front()->measured)
      if (one.role == Role::Level && one.name != "scipix scalar") gains(out, outcomes, one, one.name.substr(7));
    gains(out, outcomes, *outcomes.front()->ours(), "best level");
    row(out, "parallel / sequential", outcomes, parallel_cell);
    out << '\n';
  }
}

}  // namespace

void write_markdown(std::ostream &out, const Report &report) {
  out << "# scipix beside its peers\n\n" << report.machine << "\n\n";
  for (const std::string &version : report.versions) out << "- " << version << '\n';
  out << "\nOne process, one thread but in the parallel row, the same buffers. " << report.rounds
      << " interleaved rounds; times are medians, ratios are medians of each round's own ratio.\n"
         "One thread is timed by its processor time, so that other programs' turns do not count; parallel by the clock,\n"
         "which on a busy machine says little.\n"
         "**Bold**: the fastest peer whose result is right.\n";
  if (!report.chart.empty()) out << "\n![Speed relative to scipix](" << report.chart << ")\n";
  auto families = by_family(report);
  if (families.empty()) return;
  summary(out, families);
  calls(out, families);
  for (const Outcomes &outcomes : families) times(out, outcomes);
  levels(out, families);
}

}  // namespace bench
