#pragma once

#include "harness.hpp"

namespace bench {

struct Options {
  std::string filter;  // a substring of "family/size"
  std::string machine, json, markdown, svg;
  Schedule schedule;
  bool list = false;
};

// Parses the arguments. Prints the usage and exits if they are invalid or ask for help.
Options parse(int argc, char **argv);

}  // namespace bench
