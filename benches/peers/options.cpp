#include "options.hpp"

#include <cstdio>
#include <cstdlib>

namespace bench {
namespace {

[[noreturn]] void usage(int code) {
  std::fputs(
      "usage: peers [options]\n"
      "Times scipix beside the libraries it was built with: one process, one thread, the same buffers.\n"
      "  --filter TEXT     only cases whose name (operation/size) contains TEXT\n"
      "  --list            name the cases and stop\n"
      "  --quick           shorter blocks, to see whether all works\n"
      "  --rounds N        interleaved rounds, 11 by default\n"
      "  --machine TEXT    name of the machine for the reports\n"
      "  --json FILE       --markdown FILE       --svg FILE      write a report\n",
      code == 0 ? stdout : stderr);
  std::exit(code);
}

}  // namespace

Options parse(int argc, char **argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    std::string name = argv[i];
    auto value = [&]() -> std::string {
      if (++i >= argc) usage(2);
      return argv[i];
    };
    if (name == "--filter") options.filter = value();
    else if (name == "--machine") options.machine = value();
    else if (name == "--json") options.json = value();
    else if (name == "--markdown") options.markdown = value();
    else if (name == "--svg") options.svg = value();
    else if (name == "--rounds") options.schedule.rounds = std::atoi(value().c_str());
    else if (name == "--quick") options.schedule.block_seconds = 0.1e-3;
    else if (name == "--list") options.list = true;
    else usage(name == "--help" || name == "-h" ? 0 : 2);
  }
  if (options.schedule.rounds < 1) usage(2);
  return options;
}

}  // namespace bench
