#pragma once

#include "harness.hpp"

namespace bench {

struct Options {
  std::string filter;  // part of "family/size"
  std::string machine, json, markdown, svg;
  Schedule schedule;
  bool list = false;
};

// Prints usage and ends the program when the arguments make no sense or ask for help.
Options parse(int argc, char **argv);

}  // namespace bench
