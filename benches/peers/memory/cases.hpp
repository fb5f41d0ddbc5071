// The cases that are timed.
#pragma once

#include <string>
#include <vector>

struct Case {
  std::string name;
  std::string title;
  // Whether one step is a whole file instead of one call.
  bool is_file = false;
};

const std::vector<Case> &all_cases();

// Returns the nanoseconds of one step: an acquire and a release, a block, or a file. Negative if the contender has no
// such case.
double run_case(const std::string &contender, const std::string &name);
