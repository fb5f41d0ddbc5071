// What is timed.
#pragma once

#include <string>
#include <vector>

struct Case {
  std::string name;
  std::string title;
  // Whether one is a call, or a whole file.
  bool is_file = false;
};

const std::vector<Case> &all_cases();

// Nanoseconds of one step: an acquire and a release, a block, a file. Negative: not a case of this contender.
double run_case(const std::string &contender, const std::string &name);
