/* Checks CTC decoders against scipix_ctc_greedy and by hand, their callbacks, and invalid arguments. */
#include "check.h"

#include <math.h>
#include <stdlib.h>

static uint32_t next_number(uint32_t *seed) {
  *seed = *seed * 1664525u + 1013904223u;
  return *seed >> 8;
}

static ScipixCtcConfig config_of(size_t classes, ScipixScores kind) {
  ScipixCtcConfig config;
  CHECK_OK(scipix_ctc_config_init(&config));
  CHECK_EQUAL(config.struct_size, sizeof config);
  config.classes = classes;
  config.kind = kind;
  return config;
}

static ScipixCtcDecoder *decoder_of(const ScipixCtcConfig *config) {
  ScipixCtcDecoder *decoder = NULL;
  CHECK_OK(scipix_ctc_decoder_new(config, &decoder));
  return decoder;
}

static ScipixCtcText text_of(const ScipixCtcTexts *texts, size_t line, size_t rank) {
  ScipixCtcText text;
  memset(&text, 0, sizeof text);
  text.struct_size = sizeof text;
  CHECK_OK(scipix_ctc_texts_get(texts, line, rank, &text));
  return text;
}

static void many_lines_are_decoded_as_one(void) {
  enum { LINES = 30, STEPS = 40, CLASSES = 210 };
  static float scores[STEPS * LINES * CLASSES], row[STEPS * CLASSES];
  ScipixCtcLine lines[LINES];
  ScipixCtcConfig config = config_of(CLASSES, SCIPIX_SCORES_LOGITS);
  ScipixCtcTexts *texts = NULL;
  ScipixCtcDecoder *decoder;
  uint32_t seed = 1, ids[STEPS];
  float means[STEPS];
  size_t i, step, threads, count;
  for (i = 0; i < sizeof scores / sizeof *scores; ++i) scores[i] = (float)(next_number(&seed) % 1000) / 100;
  for (i = 0; i < LINES; ++i) { /* of the shape [steps, lines, classes] */
    lines[i].scores = scores + i * CLASSES;
    lines[i].steps = STEPS;
    lines[i].stride = LINES * CLASSES;
  }
  config.blank = CLASSES - 1;
  config.alternatives = 3;
  decoder = decoder_of(&config);
  CHECK_OK(scipix_ctc_texts_new(&texts));
  for (threads = 1; threads <= 3; ++threads) {
    CHECK_OK(scipix_set_thread_count(threads));
    CHECK_OK(scipix_ctc_decoder_decode(decoder, lines, LINES, texts));
    CHECK_EQUAL(scipix_ctc_texts_len(texts), LINES);
    for (i = 0; i < LINES; ++i) {
      ScipixCtcText text = text_of(texts, i, 0);
      bool same = true;
      size_t s;
      for (step = 0; step < STEPS; ++step) {
        memcpy(row + step * CLASSES, scores + (step * LINES + i) * CLASSES, CLASSES * sizeof(float));
      }
      CHECK_OK(scipix_ctc_greedy(row, STEPS, CLASSES, CLASSES - 1, SCIPIX_SCORES_LOGITS, ids, means, STEPS, &count));
      if (!CHECK(text.symbol_count == count && text.alternatives_per_symbol == 3)) continue;
      for (s = 0; s < count; ++s) {
        const ScipixCtcSymbol symbol = text.symbols[s];
        const ScipixCtcAlternative *all = text.alternatives + 3 * s;
        same = same && symbol.id == ids[s] && symbol.probability == means[s] && symbol.first_step <= symbol.last_step;
        same = same && all[0].id == symbol.id && all[0].probability >= all[1].probability &&
               all[1].probability >= all[2].probability && all[1].id != symbol.id;
        same = same && (s == 0 || symbol.first_step > text.symbols[s - 1].last_step);
      }
      CHECK(same);
      CHECK(text.log_probability < 0 && text.score == text.log_probability);
      CHECK_EQUAL(scipix_ctc_texts_count(texts, i), 1);
    }
  }
  CHECK_OK(scipix_ctc_decoder_decode(decoder, NULL, 0, texts));
  CHECK_EQUAL(scipix_ctc_texts_len(texts), 0);
  CHECK_OK(scipix_ctc_texts_free(texts));
  CHECK_OK(scipix_ctc_decoder_free(decoder));
}

/* 1, 0.5, 0.25, 0 and 0.75 as floats of 16 bits. */
static const uint16_t halves[6] = {0x3800, 0x3c00, 0x3400, 0x3a00, 0x0000, 0x3800};

static void halves_bits_and_weights(void) {
  const uint32_t allowed = 1u << 2; /* the blank, 0, needs no bit */
  const float weights[3] = {1, 1, 8};
  ScipixCtcConfig config = config_of(3, SCIPIX_SCORES_PROBABILITIES);
  ScipixCtcLine line;
  ScipixCtcTexts *texts = NULL;
  ScipixCtcDecoder *decoder;
  ScipixCtcText text;
  line.scores = halves;
  line.steps = 2;
  line.stride = 0;
  config.element = SCIPIX_ELEMENT_F16;
  CHECK_OK(scipix_ctc_texts_new(&texts));
  decoder = decoder_of(&config);
  CHECK_OK(scipix_ctc_decoder_decode(decoder, &line, 1, texts));
  text = text_of(texts, 0, 0);
  CHECK(text.symbol_count == 1 && text.symbols[0].id == 1 && text.symbols[0].probability == 1);
  CHECK_OK(scipix_ctc_decoder_free(decoder));
  config.allowed = &allowed;
  decoder = decoder_of(&config);
  CHECK_OK(scipix_ctc_decoder_decode(decoder, &line, 1, texts));
  CHECK_EQUAL(text_of(texts, 0, 0).symbol_count, 0); /* 0.25 and 0.5 are below the blank's */
  CHECK_OK(scipix_ctc_decoder_free(decoder));
  config.weights = weights;
  decoder = decoder_of(&config);
  CHECK_OK(scipix_ctc_decoder_decode(decoder, &line, 1, texts));
  text = text_of(texts, 0, 0);
  CHECK(text.symbol_count == 1 && text.symbols[0].id == 2 && text.symbols[0].last_step == 1);
  CHECK_OK(scipix_ctc_decoder_free(decoder));
  CHECK_OK(scipix_ctc_texts_free(texts));
}

/* The sums over all paths of two steps of three classes, by hand. */
static void a_beam_sums_paths(void) {
  const float scores[6] = {.5f, .3f, .2f, .4f, .4f, .2f};
  /* 1: .3*.4 + .3*.4 + .5*.4; blank: .5*.4; 2: .2*.4 + .2*.2 + .5*.2; 1 2: .3*.2; 2 1: .2*.4 */
  const double expected[5] = {.44, .22, .2, .08, .06};
  const size_t lens[5] = {1, 1, 0, 2, 2};
  ScipixCtcLine line = {scores, 2, 0};
  ScipixCtcConfig config = config_of(3, SCIPIX_SCORES_PROBABILITIES);
  ScipixCtcTexts *texts = NULL;
  ScipixCtcDecoder *decoder;
  size_t i;
  config.beam_width = 100;
  config.texts = 100;
  config.symbol_bound = INFINITY;
  config.beam_bound = INFINITY;
  decoder = decoder_of(&config);
  CHECK_OK(scipix_ctc_texts_new(&texts));
  CHECK_OK(scipix_ctc_decoder_decode(decoder, &line, 1, texts));
  CHECK_EQUAL(scipix_ctc_texts_count(texts, 0), 5);
  for (i = 0; i < 5; ++i) {
    ScipixCtcText text = text_of(texts, 0, i);
    CHECK_EQUAL(text.symbol_count, lens[i]);
    CHECK(fabs(text.log_probability - log(expected[i])) < 1e-6);
  }
  CHECK_OK(scipix_ctc_decoder_free(decoder));
  CHECK_OK(scipix_ctc_texts_free(texts));
}

static void a_lexicon_and_its_separator(void) {
  /* 1 1 2 is impossible without a blank; 3 separates. Best path: 1 2 3 1. */
  const float scores[16] = {.1f, .6f, .2f, .1f, .1f, .2f, .6f, .1f, .1f, .1f, .1f, .7f, .05f, .6f, .3f, .05f};
  const uint32_t symbols[5] = {1, 2, 2, 1, 1};
  const size_t lens[3] = {2, 1, 2}; /* 1 2; 2; 1 1 */
  ScipixCtcLine line = {scores, 4, 0};
  ScipixCtcConfig config = config_of(4, SCIPIX_SCORES_PROBABILITIES);
  ScipixCtcLexicon *lexicon = NULL;
  ScipixCtcTexts *texts = NULL;
  ScipixCtcDecoder *decoder;
  ScipixCtcText text;
  CHECK_OK(scipix_ctc_lexicon_new(symbols, lens, 3, 3, &lexicon));
  config.beam_width = 50;
  config.lexicon = lexicon;
  decoder = decoder_of(&config);
  {
    ScipixCtcConfig without = config;
    ScipixCtcDecoder *none = NULL;
    without.blank = 2;
    CHECK_FAILS(scipix_ctc_decoder_new(&without, &none), SCIPIX_STATUS_INVALID_ARGUMENT, "lexicon");
    without.classes = 3;
    without.blank = 0;
    CHECK_FAILS(scipix_ctc_decoder_new(&without, &none), SCIPIX_STATUS_INVALID_ARGUMENT, "lexicon");
  }
  CHECK_OK(scipix_ctc_lexicon_free(lexicon)); /* the decoder keeps the words */
  CHECK_OK(scipix_ctc_texts_new(&texts));
  CHECK_OK(scipix_ctc_decoder_decode(decoder, &line, 1, texts));
  text = text_of(texts, 0, 0);
  if (CHECK(text.symbol_count == 4)) {
    CHECK(text.symbols[0].id == 1 && text.symbols[1].id == 2 && text.symbols[2].id == 3 && text.symbols[3].id == 2);
  }
  CHECK_OK(scipix_ctc_decoder_free(decoder));
  CHECK_OK(scipix_ctc_texts_free(texts));
  lexicon = (ScipixCtcLexicon *)&lexicon;
  CHECK_FAILS(scipix_ctc_lexicon_new(symbols, NULL, 3, 3, &lexicon), SCIPIX_STATUS_NULL_POINTER, "lens");
  CHECK(lexicon == NULL);
  CHECK_FAILS(scipix_ctc_lexicon_new(NULL, lens, 3, 3, &lexicon), SCIPIX_STATUS_NULL_POINTER, "symbols");
  CHECK_FAILS(scipix_ctc_lexicon_new(symbols, lens, 3, 3, NULL), SCIPIX_STATUS_NULL_POINTER, "out_lexicon");
  {
    const size_t empty[2] = {1, 0}, huge[2] = {SIZE_MAX, 2};
    CHECK_FAILS(scipix_ctc_lexicon_new(symbols, empty, 2, 3, &lexicon), SCIPIX_STATUS_INVALID_ARGUMENT, "lens");
    CHECK_FAILS(scipix_ctc_lexicon_new(symbols, huge, 2, 3, &lexicon), SCIPIX_STATUS_OVERFLOW, "lens");
    CHECK_FAILS(scipix_ctc_lexicon_new(symbols, huge, 1, 3, &lexicon), SCIPIX_STATUS_OVERFLOW, "symbols");
  }
  CHECK_OK(scipix_ctc_lexicon_free(NULL));
}

typedef struct Scorer {
  ScipixCtcDecoder *decoder;
  ScipixCtcTexts *texts;
  ScipixStatus status;
  float term;
  bool tries_to_wait;
  bool ended;
} Scorer;

/* Prefers 2 at the beginning. */
static ScipixStatus score(void *user_data, const uint32_t *prefix, size_t prefix_len, const uint32_t *next,
                          size_t next_count, float *out_terms) {
  Scorer *scorer = (Scorer *)user_data;
  size_t i;
  for (i = 0; i < next_count; ++i) {
    out_terms[i] = prefix_len == 0 && next[i] == 2 ? 3 : scorer->term;
    if (next[i] == 0 && prefix_len > 0 && prefix[0] == 2) scorer->ended = next_count == 1;
  }
  if (scorer->tries_to_wait) {
    ScipixCtcText text;
    memset(&text, 0, sizeof text);
    text.struct_size = sizeof text;
    CHECK_EQUAL(scipix_ctc_decoder_free(scorer->decoder), SCIPIX_STATUS_DEADLOCK);
    CHECK_EQUAL(scipix_ctc_texts_free(scorer->texts), SCIPIX_STATUS_DEADLOCK);
    CHECK_EQUAL(scipix_ctc_decoder_decode(scorer->decoder, NULL, 0, scorer->texts), SCIPIX_STATUS_DEADLOCK);
    CHECK_EQUAL(scipix_ctc_texts_get(scorer->texts, 0, 0, &text), SCIPIX_STATUS_DEADLOCK);
    CHECK_EQUAL(scipix_ctc_texts_len(scorer->texts), 0);
  }
  return scorer->status;
}

static void a_scoring_function(void) {
  const float scores[6] = {.2f, .5f, .3f, .9f, .05f, .05f};
  ScipixCtcLine line = {scores, 2, 0};
  ScipixCtcConfig config = config_of(3, SCIPIX_SCORES_PROBABILITIES);
  Scorer scorer = {NULL, NULL, SCIPIX_STATUS_OK, 0, true, false};
  ScipixCtcText text;
  config.beam_width = 10;
  config.score = score;
  config.user_data = &scorer;
  scorer.decoder = decoder_of(&config);
  CHECK_OK(scipix_ctc_texts_new(&scorer.texts));
  CHECK_OK(scipix_set_thread_count(1));
  CHECK_OK(scipix_ctc_decoder_decode(scorer.decoder, &line, 1, scorer.texts));
  text = text_of(scorer.texts, 0, 0);
  CHECK(text.symbol_count == 1 && text.symbols[0].id == 2 && scorer.ended);
  CHECK(fabs(text.score - text.log_probability - 3) < 1e-9);
  scorer.tries_to_wait = false;
  scorer.status = 4321;
  CHECK_FAILS(scipix_ctc_decoder_decode(scorer.decoder, &line, 1, scorer.texts), 4321, "score");
  CHECK_EQUAL(scipix_ctc_texts_len(scorer.texts), 0);
  scorer.status = -7;
  CHECK_FAILS(scipix_ctc_decoder_decode(scorer.decoder, &line, 1, scorer.texts), SCIPIX_STATUS_CALLBACK_FAILED, "score");
  scorer.status = SCIPIX_STATUS_OK;
  scorer.term = NAN;
  CHECK_FAILS(scipix_ctc_decoder_decode(scorer.decoder, &line, 1, scorer.texts), SCIPIX_STATUS_INVALID_ARGUMENT, "score");
  scorer.term = INFINITY;
  CHECK_FAILS(scipix_ctc_decoder_decode(scorer.decoder, &line, 1, scorer.texts), SCIPIX_STATUS_INVALID_ARGUMENT, "score");
  CHECK_OK(scipix_ctc_texts_free(scorer.texts));
  CHECK_OK(scipix_ctc_decoder_free(scorer.decoder));
}

/* Scores of any bits, in lines of no steps too, by the best path and by beams of any width. */
static void hostile_scores_have_texts(void) {
  enum { CLASSES = 7, STEPS = 30 };
  const float odd[] = {NAN, INFINITY, -INFINITY, 3e38f, -3e38f, 0, 1e-45f, 0.5f};
  const uint32_t widths[] = {0, 1, 10, 100};
  float scores[STEPS * CLASSES];
  ScipixCtcTexts *texts = NULL;
  uint32_t seed = 5;
  size_t round, i, w, rank;
  CHECK_OK(scipix_ctc_texts_new(&texts));
  for (round = 0; round < 24; ++round) {
    ScipixCtcLine lines[2] = {{scores, STEPS, 0}, {scores, 0, 0}};
    size_t classes = round % 3 == 0 ? 1 : CLASSES, kinds = 1 + round % (sizeof odd / sizeof *odd);
    for (i = 0; i < STEPS * CLASSES; ++i) scores[i] = odd[next_number(&seed) % kinds];
    for (w = 0; w < sizeof widths / sizeof *widths; ++w) {
      ScipixCtcConfig config = config_of(classes, round % 2 == 0 ? SCIPIX_SCORES_LOGITS : SCIPIX_SCORES_PROBABILITIES);
      ScipixCtcDecoder *decoder;
      config.alternatives = 3;
      config.beam_width = widths[w];
      config.texts = widths[w] == 0 ? 1 : 5;
      decoder = decoder_of(&config);
      CHECK_OK(scipix_ctc_decoder_decode(decoder, lines, 2, texts));
      CHECK(scipix_ctc_texts_count(texts, 0) >= 1 && scipix_ctc_texts_count(texts, 0) <= 5);
      CHECK_EQUAL(text_of(texts, 1, 0).symbol_count, 0);
      for (rank = 0; rank < scipix_ctc_texts_count(texts, 0); ++rank) {
        ScipixCtcText text = text_of(texts, 0, rank);
        CHECK(text.symbol_count <= STEPS && !isnan(text.score) && !isnan(text.log_probability));
        for (i = 0; i < text.symbol_count; ++i) {
          CHECK(text.symbols[i].id > 0 && text.symbols[i].id < classes && text.symbols[i].last_step < STEPS);
        }
      }
      CHECK_OK(scipix_ctc_decoder_free(decoder));
    }
  }
  CHECK_OK(scipix_ctc_texts_free(texts));
}

/* A beam aligns its texts in memory that grows with steps times symbols, of which there is a limit. */
static void lines_too_long_for_a_beam_are_refused(void) {
  enum { STEPS = 20000 };
  static float scores[2 * STEPS];
  ScipixCtcLine line = {scores, STEPS, 0};
  ScipixCtcConfig config = config_of(2, SCIPIX_SCORES_PROBABILITIES);
  ScipixCtcDecoder *decoder;
  ScipixCtcTexts *texts = NULL;
  size_t step;
  for (step = 0; step < STEPS; ++step) scores[2 * step + step % 2] = 1;
  config.beam_width = 1;
  decoder = decoder_of(&config);
  CHECK_OK(scipix_ctc_texts_new(&texts));
  CHECK_FAILS(scipix_ctc_decoder_decode(decoder, &line, 1, texts), SCIPIX_STATUS_UNSUPPORTED, "texts");
  CHECK_EQUAL(scipix_ctc_texts_len(texts), 0);
  line.steps = 2000;
  CHECK_OK(scipix_ctc_decoder_decode(decoder, &line, 1, texts));
  CHECK_EQUAL(text_of(texts, 0, 0).symbol_count, 1000);
  CHECK_OK(scipix_ctc_texts_free(texts));
  CHECK_OK(scipix_ctc_decoder_free(decoder));
}

static void wrong_configs_are_refused(void) {
  const float bad_weights[3] = {1, -1, 1}, no_blank[3] = {0, 1, 1};
  ScipixCtcConfig good = config_of(3, SCIPIX_SCORES_LOGITS), config;
  ScipixCtcDecoder *decoder = (ScipixCtcDecoder *)&good;
#define REFUSED(status, argument, field, value)                                                     \
  do {                                                                                              \
    config = good;                                                                                  \
    config.field = (value);                                                                         \
    CHECK_FAILS(scipix_ctc_decoder_new(&config, &decoder), SCIPIX_STATUS_##status, argument);       \
    CHECK(decoder == NULL);                                                                         \
  } while (0)
  REFUSED(INVALID_ARGUMENT, "kind", kind, 2);
  REFUSED(INVALID_ARGUMENT, "element", element, SCIPIX_ELEMENT_U8);
  REFUSED(INVALID_ARGUMENT, "alternatives", alternatives, 65);
  REFUSED(INVALID_ARGUMENT, "blank", classes, 0);
  REFUSED(INVALID_ARGUMENT, "blank", blank, 3);
  REFUSED(INVALID_ARGUMENT, "weights", weights, bad_weights);
  REFUSED(INVALID_ARGUMENT, "weights", weights, no_blank);
  REFUSED(INVALID_ARGUMENT, "weights", weights, (const float *)((const char *)no_blank + 1));
  REFUSED(INVALID_ARGUMENT, "beam_width", beam_width, 65537);
  REFUSED(INVALID_ARGUMENT, "score", score, score);
  REFUSED(INVALID_ARGUMENT, "config", struct_size, 0);
  REFUSED(UNSUPPORTED, "config", reserved, 1);
  good.beam_width = 4;
  REFUSED(INVALID_ARGUMENT, "texts", texts, 0);
  REFUSED(INVALID_ARGUMENT, "max_symbols", max_symbols, 0);
  REFUSED(INVALID_ARGUMENT, "symbol_bound", symbol_bound, -1);
  REFUSED(INVALID_ARGUMENT, "beam_bound", beam_bound, (float)NAN);
  REFUSED(INVALID_ARGUMENT, "lexicon", lexicon, (const ScipixCtcLexicon *)(const void *)&good.weights);
#undef REFUSED
  CHECK_FAILS(scipix_ctc_decoder_new(NULL, &decoder), SCIPIX_STATUS_NULL_POINTER, "config");
  CHECK_FAILS(scipix_ctc_decoder_new(&good, NULL), SCIPIX_STATUS_NULL_POINTER, "out_decoder");
  CHECK_FAILS(scipix_ctc_config_init(NULL), SCIPIX_STATUS_NULL_POINTER, "config");
}

static void wrong_lines_are_refused(void) {
  static const float scores[12];
  const ScipixCtcConfig config = config_of(3, SCIPIX_SCORES_LOGITS);
  ScipixCtcDecoder *decoder = decoder_of(&config);
  ScipixCtcTexts *texts = NULL;
  ScipixCtcText text;
  ScipixCtcLine lines[2] = {{scores, 4, 0}, {scores, 4, 0}};
  memset(&text, 0, sizeof text);
  CHECK_OK(scipix_ctc_texts_new(&texts));
#define REFUSED(status, line_scores, line_steps, line_stride)                                                 \
  do {                                                                                                       \
    lines[1].scores = (line_scores);                                                                         \
    lines[1].steps = (line_steps);                                                                           \
    lines[1].stride = (line_stride);                                                                         \
    CHECK_FAILS(scipix_ctc_decoder_decode(decoder, lines, 2, texts), SCIPIX_STATUS_##status, "lines[1]");    \
    CHECK_EQUAL(scipix_ctc_texts_len(texts), 0);                                                             \
  } while (0)
  REFUSED(NULL_POINTER, NULL, 4, 0);
  REFUSED(INVALID_ARGUMENT, (const char *)scores + 1, 3, 0);
  REFUSED(INVALID_ARGUMENT, scores, 4, 2);
  REFUSED(OVERFLOW, scores, SIZE_MAX, 0);
  REFUSED(OVERFLOW, scores, 3, SIZE_MAX / 2);
  REFUSED(OVERFLOW, scores, SIZE_MAX / 8, 3);
#undef REFUSED
  CHECK_FAILS(scipix_ctc_decoder_decode(NULL, lines, 1, texts), SCIPIX_STATUS_NULL_POINTER, "decoder");
  CHECK_FAILS(scipix_ctc_decoder_decode(decoder, NULL, 1, texts), SCIPIX_STATUS_NULL_POINTER, "lines");
  CHECK_FAILS(scipix_ctc_decoder_decode(decoder, lines, 1, NULL), SCIPIX_STATUS_NULL_POINTER, "texts");
  CHECK_FAILS(scipix_ctc_decoder_decode((const ScipixCtcDecoder *)texts, lines, 1, texts), SCIPIX_STATUS_INVALID_ARGUMENT,
              "decoder");
  CHECK_FAILS(scipix_ctc_texts_get(texts, 0, 0, &text), SCIPIX_STATUS_INVALID_ARGUMENT, "out_text");
  text.struct_size = sizeof text;
  CHECK_FAILS(scipix_ctc_texts_get(NULL, 0, 0, &text), SCIPIX_STATUS_NULL_POINTER, "texts");
  CHECK_FAILS(scipix_ctc_texts_get(texts, 0, 0, NULL), SCIPIX_STATUS_NULL_POINTER, "out_text");
  CHECK_FAILS(scipix_ctc_texts_get(texts, 0, 0, &text), SCIPIX_STATUS_OUT_OF_RANGE, "line");
  CHECK_OK(scipix_ctc_decoder_decode(decoder, lines, 1, texts));
  CHECK_FAILS(scipix_ctc_texts_get(texts, 0, 1, &text), SCIPIX_STATUS_OUT_OF_RANGE, "rank");
  CHECK_FAILS(scipix_ctc_texts_get(texts, SIZE_MAX, 0, &text), SCIPIX_STATUS_OUT_OF_RANGE, "line");
  CHECK(scipix_ctc_texts_len(NULL) == 0 && scipix_ctc_texts_count(NULL, 0) == 0 && scipix_ctc_texts_count(texts, 7) == 0);
  CHECK_FAILS(scipix_ctc_texts_new(NULL), SCIPIX_STATUS_NULL_POINTER, "out_texts");
  CHECK_OK(scipix_ctc_texts_free(NULL));
  CHECK_OK(scipix_ctc_decoder_free(NULL));
  CHECK_OK(scipix_ctc_texts_free(texts));
  CHECK_OK(scipix_ctc_decoder_free(decoder));
}

int main(void) {
  many_lines_are_decoded_as_one();
  halves_bits_and_weights();
  a_beam_sums_paths();
  a_lexicon_and_its_separator();
  a_scoring_function();
  hostile_scores_have_texts();
  lines_too_long_for_a_beam_are_refused();
  wrong_configs_are_refused();
  wrong_lines_are_refused();
  return check_report("ctc_decoder");
}
