#include "report.hpp"

#include <algorithm>

namespace bench {
namespace {

using Outcomes = std::vector<const Outcome *>;

constexpr int kWidth = 960, kPlot = 120, kPanel = 216, kLeft = 44, kTop = 80;
constexpr double kMaxBar = 1.5;  // relative to the speed of scipix; taller bars are cut off and marked with an arrow

// Each library has one colour in all panels.
const char *colour(const Measured &one) {
  constexpr std::pair<const char *, const char *> kColours[] = {
      {"scipix", "#1f5fa8"}, {"plain C", "#999999"}, {"libyuv", "#5aae61"},
      {"OpenCV", "#e08214"}, {"IPP", "#c2554d"},     {"Leptonica", "#9970ab"}};
  for (auto [library, colour] : kColours)
    if (one.name.rfind(library, 0) == 0) return colour;
  return "#444444";
}

std::string escaped(const std::string &text) {
  std::string out;
  for (char c : text) {
    if (c == '&') out += "&amp;";
    else if (c == '<') out += "&lt;";
    else out += c;
  }
  return out;
}

void text(std::ostream &out, double x, double y, const std::string &words, const std::string &style = "") {
  out << "<text x=\"" << format("%.1f", x) << "\" y=\"" << format("%.1f", y) << "\" " << style << ">"
      << escaped(words) << "</text>\n";
}

void rect(std::ostream &out, double x, double y, double width, double height, const char *colour) {
  out << "<rect x=\"" << format("%.1f", x) << "\" y=\"" << format("%.1f", y) << "\" width=\""
      << format("%.1f", width) << "\" height=\"" << format("%.1f", height) << "\" fill=\"" << colour << "\"/>\n";
}

// Returns scipix, then the peers whose results are correct.
std::vector<const Measured *> bars(const Outcome &outcome) {
  std::vector<const Measured *> chosen;
  for (const Measured &one : outcome.measured)
    if (one.correct && (one.role == Role::Ours || one.role == Role::Peer)) chosen.push_back(&one);
  return chosen;
}

void grid(std::ostream &out, double bottom) {
  for (double level : {0.5, 1.0, 1.5}) {
    double y = bottom - level / kMaxBar * kPlot;
    out << "<line x1=\"" << kLeft << "\" x2=\"" << kWidth - 10 << "\" y1=\"" << y << "\" y2=\"" << y
        << "\" stroke=\"" << (level == 1.0 ? "#888" : "#ddd") << "\"/>\n";
    text(out, kLeft - 6, y + 4, format("%.1f", level), "text-anchor=\"end\" class=\"small\"");
  }
}

void group(std::ostream &out, const Outcome &outcome, double x, double width, double bottom) {
  auto chosen = bars(outcome);
  double bar = width * 0.86 / static_cast<double>(chosen.size());
  for (size_t i = 0; i < chosen.size(); ++i) {
    double speed = 1 / chosen[i]->times_ours, height = std::min(speed, kMaxBar) / kMaxBar * kPlot;
    double left = x + static_cast<double>(i) * bar;
    rect(out, left, bottom - height, bar - 2, height, colour(*chosen[i]));
    std::string label = nanoseconds(chosen[i]->ns_per_pixel) + (speed > kMaxBar ? "\u2191" : "");
    text(out, left + bar / 2 - 1, bottom - height - 3, label, "text-anchor=\"middle\" class=\"value\"");
  }
  text(out, x + width * 0.43, bottom + 14, outcome.size.name, "text-anchor=\"middle\" class=\"small\"");
  out << "<line x1=\"" << x << "\" x2=\"" << x + width * 0.86 << "\" y1=\"" << bottom << "\" y2=\"" << bottom
      << "\" stroke=\"#444\"/>\n";
}

void panel(std::ostream &out, const Outcomes &outcomes, double top) {
  double bottom = top + 40 + kPlot, width = (kWidth - 10.0 - kLeft) / static_cast<double>(outcomes.size());
  text(out, kLeft, top + 6, outcomes.front()->title, "class=\"title\"");
  grid(out, bottom);
  for (size_t i = 0; i < outcomes.size(); ++i)
    group(out, *outcomes[i], kLeft + 4 + static_cast<double>(i) * width, width, bottom);
  double x = kLeft;
  auto chosen = bars(*outcomes.back());
  for (size_t i = 0; i < chosen.size(); ++i) {
    rect(out, x, bottom + 21, 9, 9, colour(*chosen[i]));
    text(out, x + 13, bottom + 30, chosen[i]->name, "class=\"small\"");
    x += 30 + 6.4 * static_cast<double>(chosen[i]->name.size());
  }
}

}  // namespace

void write_svg(std::ostream &out, const Report &report) {
  auto families = by_family(report);
  int height = kTop + kPanel * static_cast<int>(families.size());
  out << "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" << kWidth << "\" height=\"" << height
      << "\" viewBox=\"0 0 " << kWidth << ' ' << height << "\">\n"
      << "<style>text{font:13px sans-serif;fill:#222}.title{font:bold 14px sans-serif}.small{font-size:11px}"
         ".value{font-size:9px;fill:#555}.head{font:bold 17px sans-serif}</style>\n"
      << "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n";
  text(out, kLeft, 24, "Speed relative to scipix (taller is faster)", "class=\"head\"");
  text(out, kLeft, 42, "One thread. Nanoseconds per pixel above each bar; an arrow where a bar is cut.");
  text(out, kLeft, 58, report.machine, "class=\"small\"");
  for (size_t i = 0; i < families.size(); ++i)
    panel(out, families[i], kTop + kPanel * static_cast<double>(i));
  out << "</svg>\n";
}

}  // namespace bench
