// The same outcomes as text, JSON, Markdown and a picture.
#pragma once

#include "harness.hpp"

#include <ostream>

namespace bench {

struct Report {
  std::string machine;
  std::string chart;  // the picture's file, for reports that can show it; may be empty
  std::vector<std::string> versions;
  int rounds = 0;
  std::vector<Outcome> outcomes;
};

void print_outcome(const Outcome &outcome);

void write_json(std::ostream &out, const Report &report);
void write_markdown(std::ostream &out, const Report &report);
void write_svg(std::ostream &out, const Report &report);

// Families in the order of the run, each with its outcomes by size.
std::vector<std::vector<const Outcome *>> by_family(const Report &report);

std::string format(const char *pattern, double value);

// Three significant digits or so: pixels take from a two-hundredth of a nanosecond to tens of them.
std::string nanoseconds(double value);

// What is to be said of a result beside its time: wrong, or by how much it differs and why.
std::string remark(const Measured &one);

}  // namespace bench
