// Decodes the lines of a file of floats by beam search: beam FILE STEPS CLASSES WIDTH BOUND ROUNDS. Prints the least
// seconds of a round over all lines, and then the classes of each line's best text.
#include <scipix.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <vector>

namespace {

void check(ScipixStatus status) {
  if (status == SCIPIX_STATUS_OK) return;
  std::fprintf(stderr, "scipix: %s: %s\n", scipix_status_name(status), scipix_last_error_message());
  std::exit(1);
}

std::vector<float> read(const char *path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  std::vector<float> scores(static_cast<size_t>(file.tellg()) / sizeof(float));
  file.seekg(0);
  file.read(reinterpret_cast<char *>(scores.data()), static_cast<std::streamsize>(scores.size() * sizeof(float)));
  return scores;
}

}  // namespace

int main(int argc, char **argv) {
  if (argc != 7) return 2;
  std::vector<float> scores = read(argv[1]);
  size_t steps = std::strtoul(argv[2], nullptr, 10);
  ScipixCtcConfig config;
  check(scipix_ctc_config_init(&config));
  config.classes = std::strtoul(argv[3], nullptr, 10);
  config.beam_width = static_cast<uint32_t>(std::strtoul(argv[4], nullptr, 10));
  config.symbol_bound = std::strtof(argv[5], nullptr);
  std::vector<ScipixCtcLine> lines;
  for (size_t at = 0; at < scores.size(); at += steps * config.classes) lines.push_back({scores.data() + at, steps, 0});

  ScipixCtcDecoder *decoder = nullptr;
  ScipixCtcTexts *texts = nullptr;
  check(scipix_set_thread_count(1));
  check(scipix_ctc_decoder_new(&config, &decoder));
  check(scipix_ctc_texts_new(&texts));
  double least = 1e9;
  for (int round = std::atoi(argv[6]); round > 0; --round) {
    auto begin = std::chrono::steady_clock::now();
    check(scipix_ctc_decoder_decode(decoder, lines.data(), lines.size(), texts));
    std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    least = std::min(least, taken.count());
  }

  std::printf("%.9f\n", least);
  for (size_t line = 0; line < lines.size(); ++line) {
    ScipixCtcText text{};
    text.struct_size = sizeof text;
    check(scipix_ctc_texts_get(texts, line, 0, &text));
    for (size_t i = 0; i < text.symbol_count; ++i) std::printf(i ? " %u" : "%u", text.symbols[i].id);
    std::printf("\n");
  }
  scipix_ctc_texts_free(texts);
  scipix_ctc_decoder_free(decoder);
}
