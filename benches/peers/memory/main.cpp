// Runs every contender in every case, in interleaved rounds, and prints a Markdown table of the medians in nanoseconds.
#include "cases.hpp"
#include "worker.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace {

struct Contender {
  std::string name;
  std::string preload;
};

std::vector<Contender> contenders() {
  std::vector<Contender> all = {{"scipix", ""}, {"scipix, C call", ""}, {"glibc", ""}};
#ifdef MIMALLOC
  all.push_back({"mimalloc", MIMALLOC});
#endif
#ifdef JEMALLOC
  all.push_back({"jemalloc", JEMALLOC});
#endif
  all.push_back({"std::pmr::monotonic", ""});
  all.push_back({"std::pmr::monotonic, direct", ""});
  return all;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

std::string cell(const std::vector<double> &values) {
  if (values.empty()) return "";
  char text[32];
  double ns = median(values);
  std::snprintf(text, sizeof text, ns < 100 ? "%.1f" : "%.0f", ns);
  return text;
}

void row(const std::string &first, const std::vector<std::string> &rest) {
  std::printf("| %s |", first.c_str());
  for (const std::string &each : rest) std::printf(" %s |", each.c_str());
  std::printf("\n");
}

}  // namespace

int main(int argc, char **argv) {
  if (argc == 3 && std::strcmp(argv[1], "--worker") == 0) return serve(argv[2]);
  int rounds = argc > 1 ? std::atoi(argv[1]) : 11;
  if (rounds < 1) {
    std::fprintf(stderr, "usage: memory_peers [ROUNDS]\n");
    return 2;
  }

  std::vector<Contender> all = contenders();
  std::vector<std::unique_ptr<Worker>> workers;
  std::vector<std::string> names;
  for (const Contender &each : all) {
    workers.push_back(std::make_unique<Worker>("/proc/self/exe", each.name, each.preload));
    names.push_back(each.name);
  }
  row("ns", names);
  row("---", std::vector<std::string>(names.size(), "---:"));
  for (const Case &which : all_cases()) {
    std::vector<std::vector<double>> times(all.size());
    for (int round = 0; round < (which.is_file ? std::min(rounds, 3) : rounds); ++round) {
      for (std::size_t i = 0; i < all.size(); ++i) {
        double ns = workers[i]->run(which.name);
        if (ns >= 0) times[i].push_back(ns);
      }
    }
    std::vector<std::string> cells;
    for (const auto &each : times) cells.push_back(cell(each));
    row(which.title, cells);
    std::fflush(stdout);
  }
}
