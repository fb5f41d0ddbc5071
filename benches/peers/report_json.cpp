#include "report.hpp"

namespace bench {
namespace {

std::string quoted(const std::string &text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

const char *name_of(Role role) {
  switch (role) {
    case Role::Ours: return "scipix";
    case Role::Level: return "level";
    case Role::Parallel: return "parallel";
    case Role::Peer: return "peer";
  }
  return "";
}

void write_one(std::ostream &out, const Measured &one) {
  out << "        {\"name\": " << quoted(one.name) << ", \"role\": \"" << name_of(one.role)
      << "\", \"ns_per_pixel\": " << format("%.5f", one.ns_per_pixel)
      << ", \"times_scipix\": " << format("%.4f", one.times_ours)
      << ", \"correct\": " << (one.correct ? "true" : "false")
      << ", \"differing_share\": " << format("%.3g", one.difference.share)
      << ", \"largest_difference\": " << format("%.3g", one.difference.largest)
      << ", \"note\": " << quoted(one.note) << "}";
}

}  // namespace

void write_json(std::ostream &out, const Report &report) {
  out << "{\n  \"machine\": " << quoted(report.machine) << ",\n  \"rounds\": " << report.rounds
      << ",\n  \"versions\": [";
  for (size_t i = 0; i < report.versions.size(); ++i) out << (i ? ", " : "") << quoted(report.versions[i]);
  out << "],\n  \"cases\": [";
  for (size_t i = 0; i < report.outcomes.size(); ++i) {
    const Outcome &outcome = report.outcomes[i];
    out << (i ? ",\n" : "\n") << "    {\"operation\": " << quoted(outcome.family)
        << ", \"width\": " << outcome.size.width << ", \"height\": " << outcome.size.height;
    if (outcome.rows_ns_per_pixel) out << ", \"rows_ns_per_pixel\": " << format("%.5f", *outcome.rows_ns_per_pixel);
    out << ", \"measured\": [\n";
    for (size_t j = 0; j < outcome.measured.size(); ++j) {
      write_one(out, outcome.measured[j]);
      out << (j + 1 < outcome.measured.size() ? ",\n" : "]}");
    }
  }
  out << "\n  ]\n}\n";
}

}  // namespace bench
