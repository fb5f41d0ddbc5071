// Tests the CTC decoders and word boxes of scipix.hpp.
#include "hpp.hpp"

#include <cmath>
#include <type_traits>
#include <vector>

namespace {

static_assert(!std::is_copy_constructible<scipix::CtcDecoder>::value, "a decoder has one owner");
static_assert(std::is_nothrow_move_assignable<scipix::CtcTexts>::value, "texts can be moved");

// 1 or 2, 1, blank, 2.
const std::vector<float> scores = {.1f, .5f, .4f, .2f, .7f, .1f, .9f, .05f, .05f, 0, .1f, .9f};

scipix::CtcConfig config_of() {
  scipix::CtcConfig config;
  config.classes = 3;
  config.kind = SCIPIX_SCORES_PROBABILITIES;
  return config;
}

void texts_have_steps_and_alternatives() {
  scipix::CtcConfig config = config_of();
  config.alternatives = 2;
  const scipix::CtcDecoder decoder = take(scipix::CtcDecoder::make(config));
  scipix::CtcTexts texts = take(scipix::CtcTexts::make());
  const std::vector<ScipixCtcLine> lines = {{scores.data(), 4, 0}, {scores.data(), 0, 0}};
  CHECK_DONE(decoder.decode(lines, texts));
  CHECK(texts.size() == 2 && texts.count(0) == 1 && texts.count(9) == 0);
  const scipix::CtcText text = take(texts.text(0));
  CHECK(text.symbols.size() == 2 && text.alternatives.size() == 4);
  CHECK(text.symbols[0].id == 1 && text.symbols[0].last_step == 1 && text.symbols[1].first_step == 3);
  CHECK(text.alternatives[0].id == 1 && text.alternatives[1].id == 2);
  CHECK(std::fabs(text.mean_probability - .75f) < 1e-6f);
  CHECK(take(texts.text(1)).symbols.empty());
  CHECK_REFUSED(texts.text(2), SCIPIX_STATUS_OUT_OF_RANGE);
  CHECK_REFUSED(texts.text(0, 1), SCIPIX_STATUS_OUT_OF_RANGE);
  const std::vector<ScipixCtcLine> narrow = {{scores.data(), 4, 1}};
  CHECK_REFUSED(decoder.decode(narrow, texts), SCIPIX_STATUS_INVALID_ARGUMENT);
  config.classes = 0;
  CHECK_REFUSED(scipix::CtcDecoder::make(config), SCIPIX_STATUS_INVALID_ARGUMENT);
}

void a_lexicon_and_a_scoring_function_guide_a_beam() {
  const std::vector<std::uint32_t> symbols = {2, 1, 2, 2};
  const std::vector<std::size_t> lens = {3, 1};
  scipix::CtcLexicon lexicon = take(scipix::CtcLexicon::make(symbols, lens));
  scipix::CtcConfig config = config_of();
  config.beam_width = 20;
  config.texts = 5;
  config.lexicon = lexicon.get();
  const std::vector<ScipixCtcLine> lines = {{scores.data(), 4, 0}};
  scipix::CtcTexts texts = take(scipix::CtcTexts::make());
  CHECK_DONE(take(scipix::CtcDecoder::make(config)).decode(lines, texts));
  CHECK(texts.count(0) == 2 && take(texts.text(0)).symbols.size() == 3);
  config.lexicon = nullptr;
  const auto prefers_short = [](scipix::Span<const std::uint32_t>, scipix::Span<const std::uint32_t> next,
                                scipix::Span<float> terms) -> scipix::Result<void> {
    for (std::size_t i = 0; i < next.size(); ++i) terms[i] = next[i] == 0 ? 0 : -9.0f;
    return {};
  };
  CHECK_DONE(take(scipix::CtcDecoder::make(config, prefers_short)).decode(lines, texts));
  const scipix::CtcText best = take(texts.text(0));
  CHECK(best.symbols.size() == 1 && std::fabs(best.score - best.log_probability + 9) < 1e-6);
  const auto fails = [](scipix::Span<const std::uint32_t>, scipix::Span<const std::uint32_t>, scipix::Span<float>) {
    return fail(SCIPIX_STATUS_CLOSED);
  };
  CHECK_REFUSED(take(scipix::CtcDecoder::make(config, fails)).decode(lines, texts), SCIPIX_STATUS_CLOSED);
  CHECK_EQUAL(texts.size(), 0);
  const std::vector<std::size_t> wrong = {3, 2};
  CHECK_REFUSED(scipix::CtcLexicon::make(symbols, wrong), SCIPIX_STATUS_SIZE_MISMATCH);
}

void words_have_boxes() {
  const std::vector<std::uint32_t> characters = {0, 'A', ' '};
  const std::vector<ScipixCtcSymbol> symbols = {{1, 0, 0, 1}, {1, 2, 2, 1}, {2, 4, 4, 1}, {1, 8, 8, 1}};
  const scipix::Quad quad = {{{0, 0}, {100, 0}, {100, 20}, {0, 20}}};
  scipix::WordBoxParams params;
  params.columns = 10;
  std::vector<ScipixWordBox> boxes(4);
  CHECK_EQUAL(take(scipix::word_boxes(symbols, characters, quad, params, boxes)), 2);
  CHECK(boxes[0].symbol_count == 2 && boxes[0].corners_xy[2] == 35 && boxes[1].first_symbol == 3);
  const scipix::Quad word = scipix::quad_of(boxes[0]);
  CHECK(word[0].x == 0 && word[1].x == 35 && word[2].y == 20 && word[3].x == 0);
  boxes.resize(1);
  CHECK_REFUSED(scipix::word_boxes(symbols, characters, quad, params, boxes), SCIPIX_STATUS_SIZE_MISMATCH);
  params.columns = 0;
  CHECK_REFUSED(scipix::word_boxes(symbols, characters, quad, params, boxes), SCIPIX_STATUS_INVALID_ARGUMENT);
}

}  // namespace

int main() {
  texts_have_steps_and_alternatives();
  a_lexicon_and_a_scoring_function_guide_a_beam();
  words_have_boxes();
  return check_report("hpp_ctc_test");
}
