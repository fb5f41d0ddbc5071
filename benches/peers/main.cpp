#include "families.hpp"
#include "machine.hpp"
#include "options.hpp"
#include "report.hpp"

#include <cstdio>
#include <fstream>

namespace {

bool write(const std::string &path, void (*writer)(std::ostream &, const bench::Report &),
           const bench::Report &report) {
  if (path.empty()) return true;
  std::ofstream out(path);
  writer(out, report);
  out.close();
  if (!out) std::fprintf(stderr, "peers: cannot write %s\n", path.c_str());
  return static_cast<bool>(out);
}

std::string file_name(const std::string &path) { return path.substr(path.find_last_of('/') + 1); }

// Checks that scipix agrees with the reference at every level and thread count.
bool ours_correct(const bench::Outcome &outcome) {
  bool correct = true;
  for (const bench::Measured &one : outcome.measured)
    if (one.role != bench::Role::Peer && !one.correct) {
      std::fprintf(stderr, "peers: %s is wrong in %s/%s\n", one.name.c_str(), outcome.family.c_str(),
                   outcome.size.name);
      correct = false;
    }
  return correct;
}

}  // namespace

int main(int argc, char **argv) {
  bench::Options options = bench::parse(argc, argv);
  bench::one_thread_everywhere();
  bench::Report report{options.machine, file_name(options.svg), bench::describe(), options.schedule.rounds, {}};
  for (const std::string &version : report.versions) std::printf("%s\n", version.c_str());

  bool good = true;
  for (const bench::Family &family : bench::all_families())
    for (const bench::Size &size : family.sizes) {
      std::string name = family.name + "/" + size.name;
      if (name.find(options.filter) == std::string::npos) continue;
      if (options.list) {
        std::printf("%s\n", name.c_str());
        continue;
      }
      report.outcomes.push_back(
          bench::measure(family.make(size), family.make_upper_half(size), family.title, options.schedule));
      bench::print_outcome(report.outcomes.back());
      good = ours_correct(report.outcomes.back()) && good;
    }

  good = write(options.json, bench::write_json, report) && good;
  good = write(options.markdown, bench::write_markdown, report) && good;
  good = write(options.svg, bench::write_svg, report) && good;
  return good ? 0 : 1;
}
