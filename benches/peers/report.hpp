// Reports as text, JSON, Markdown and SVG.
#pragma once

#include "harness.hpp"

#include <ostream>

namespace bench {

struct Report {
  std::string machine;
  std::string chart;  // the file name of the SVG, for reports that can show it; may be empty
  std::vector<std::string> versions;
  int rounds = 0;
  std::vector<Outcome> outcomes;
};

void print_outcome(const Outcome &outcome);

void write_json(std::ostream &out, const Report &report);
void write_markdown(std::ostream &out, const Report &report);
void write_svg(std::ostream &out, const Report &report);

// Groups the outcomes by family, in the order of the run.
std::vector<std::vector<const Outcome *>> by_family(const Report &report);

std::string format(const char *pattern, double value);

// Formats a time with about three significant digits: a pixel takes from 0.005 to tens of nanoseconds.
std::string nanoseconds(double value);

// Describes how a result differs from the reference, and why.
std::string remark(const Measured &one);

}  // namespace bench
