/* Workloads: CTC, by the best path and by a beam with a lexicon, and the boxes of words. */
#include "walk.h"

enum { STEPS = 12, CLASSES = 5 };

static float scores[STEPS * CLASSES];

static void make_scores(void) {
  size_t i;
  for (i = 0; i < STEPS * CLASSES; ++i) scores[i] = (float)(i * 7 % 11) / 11;
}

static void greedy(void) {
  uint32_t ids[STEPS];
  float probabilities[STEPS];
  size_t len;
  make_scores();
  if (DO(scipix_ctc_greedy(scores, STEPS, CLASSES, 0, SCIPIX_SCORES_LOGITS, ids, probabilities, STEPS, &len))) {
    CHECK(len > 0 && len <= STEPS);
  }
}

static void word_boxes(const ScipixCtcText *text) {
  static const uint32_t characters[CLASSES] = {0, 'A', 'B', ' ', 0x4e2d};
  static const float quad[8] = {100, 50, 180, 50, 180, 60, 100, 60};
  ScipixWordBoxParams params;
  ScipixWordBox boxes[STEPS];
  size_t len;
  DO(scipix_word_box_params_init(&params));
  params.columns = STEPS;
  DO(scipix_word_boxes(text->symbols, text->symbol_count, characters, CLASSES, quad, &params, boxes, STEPS, &len));
}

static void decode(const ScipixCtcDecoder *decoder, ScipixCtcTexts *texts) {
  ScipixCtcLine lines[2] = {{scores, STEPS, 0}, {scores, 3, 0}};
  ScipixCtcText text;
  size_t line;
  text.struct_size = sizeof text;
  if (!DO(scipix_ctc_decoder_decode(decoder, lines, 2, texts))) {
    CHECK_EQUAL(scipix_ctc_texts_len(texts), 0);
    return;
  }
  CHECK_EQUAL(scipix_ctc_texts_len(texts), 2);
  for (line = 0; line < 2; ++line) {
    if (scipix_ctc_texts_count(texts, line) > 0 && DO(scipix_ctc_texts_get(texts, line, 0, &text))) word_boxes(&text);
  }
}

static ScipixStatus no_preference(void *user_data, const uint32_t *prefix, size_t prefix_len, const uint32_t *next,
                                  size_t next_count, float *out_terms) {
  (void)user_data, (void)prefix, (void)prefix_len, (void)next;
  memset(out_terms, 0, next_count * sizeof *out_terms);
  return SCIPIX_STATUS_OK;
}

static void decoders(uint32_t beam_width) {
  static const uint32_t words[6] = {1, 2, 1, 4, 4, 4};
  static const size_t lens[3] = {2, 3, 1};
  ScipixCtcConfig config;
  ScipixCtcLexicon *lexicon = NULL;
  ScipixCtcDecoder *decoder = NULL;
  ScipixCtcTexts *texts = NULL;
  make_scores();
  DO(scipix_ctc_config_init(&config));
  config.classes = CLASSES;
  config.alternatives = 3;
  config.beam_width = beam_width;
  config.texts = beam_width > 0 ? 3 : 1;
  if (beam_width > 0) {
    DO(scipix_ctc_lexicon_new(words, lens, 3, 3, &lexicon));
    config.lexicon = lexicon;
    config.score = no_preference;
  }
  if (DO(scipix_ctc_decoder_new(&config, &decoder)) && DO(scipix_ctc_texts_new(&texts))) decode(decoder, texts);
  CHECK_OK(scipix_ctc_texts_free(texts));
  CHECK_OK(scipix_ctc_decoder_free(decoder));
  CHECK_OK(scipix_ctc_lexicon_free(lexicon));
}

static void best_path(void) { decoders(0); }

static void beam(void) { decoders(8); }

const Walk text_walks[] = {
    {"greedy", greedy, 0, ALONE},
    {"best path", best_path, 5, ALONE},
    {"beam", beam, 15, ALONE},
    WALKS_END,
};
