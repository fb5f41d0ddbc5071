/* Compares scipix_ctc_greedy with the definition in double, at every setting, and tries invalid arguments. */
#define _DEFAULT_SOURCE
#include "canvas.h"
#include "levels.h"

#include <math.h>

typedef struct Text {
  uint32_t *ids;
  double *probabilities;
  size_t len;
} Text;

static size_t best_class(const float *row, size_t classes, size_t blank) {
  size_t best = blank, i;
  bool any = false;
  for (i = 0; i < classes; ++i) {
    if (!isnan(row[i]) && (!any || row[i] > row[best])) {
      best = i;
      any = true;
    }
  }
  return best;
}

static double probability(const float *row, size_t classes, size_t best, ScipixScores kind) {
  double sum = 0;
  size_t i;
  if (kind == SCIPIX_SCORES_PROBABILITIES) return row[best];
  for (i = 0; i < classes; ++i) {
    if (!isnan(row[i])) sum += exp((double)row[i] - (double)row[best]);
  }
  return 1 / sum;
}

static Text expect(const float *scores, size_t steps, size_t classes, size_t blank, ScipixScores kind) {
  Text text = {(uint32_t *)calloc(steps + 1, sizeof(uint32_t)), (double *)calloc(steps + 1, sizeof(double)), 0};
  size_t step = 0, run;
  require(text.ids != NULL && text.probabilities != NULL, "calloc");
  while (step < steps) {
    size_t best = best_class(scores + step * classes, classes, blank);
    double sum = 0;
    for (run = step; run < steps && best_class(scores + run * classes, classes, blank) == best; ++run) {
      if (best != blank) sum += probability(scores + run * classes, classes, best, kind);
    }
    if (best != blank) {
      text.ids[text.len] = (uint32_t)best;
      text.probabilities[text.len++] = sum / (double)(run - step);
    }
    step = run;
  }
  return text;
}

static void agrees(const Text *text, const float *scores, size_t steps, size_t classes, size_t blank, ScipixScores kind) {
  Canvas ids = canvas_empty(SCIPIX_PIXEL_FORMAT_RGBA8, text->len + 1, 1, 0);
  Canvas probabilities = canvas_empty(SCIPIX_PIXEL_FORMAT_RGBA8, text->len + 1, 1, 0);
  uint32_t *out = (uint32_t *)(void *)(ids.data + 4);
  float *mean = (float *)(void *)(probabilities.data + 4);
  size_t len = 77, i;
  bool same = true, near = true;
  CHECK_OK(scipix_ctc_greedy(scores, steps, classes, blank, kind, out, mean, text->len, &len));
  CHECK_EQUAL(len, text->len);
  for (i = 0; i < text->len; ++i) {
    same = same && out[i] == text->ids[i];
    near = near && fabs(mean[i] - text->probabilities[i]) <= text->probabilities[i] / 131072;
  }
  if (!CHECK(same) || !CHECK(near)) fprintf(stderr, "  %zu steps of %zu classes, kind %d\n", steps, classes, kind);
  memset(out, CANARY, 4 * text->len);
  CHECK_OK(scipix_ctc_greedy(scores, steps, classes, blank, kind, out, NULL, text->len, &len));
  CHECK_EQUAL(len, text->len);
  CHECK(memcmp(out, text->ids, 4 * text->len) == 0);
  CHECK(canvas_surroundings_intact(&ids) && canvas_surroundings_intact(&probabilities));
  canvas_free(&ids);
  canvas_free(&probabilities);
}

static void agrees_at_every_setting(size_t steps, size_t classes, uint32_t seed) {
  Canvas canvas = canvas_empty(SCIPIX_PIXEL_FORMAT_RGBA8, steps * classes, 1, 0);
  float *scores = (float *)(void *)canvas.data;
  ScipixScores kind;
  size_t i, threads, blank = seed % classes;
  int s;
  for (i = 0; i < steps * classes; ++i) {
    uint32_t number = next_random(&seed);
    scores[i] = number % 97 == 0 ? (float)NAN : (float)(number >> 24) / 8; /* few distinct values make ties likely */
    if (i >= classes && number % 5 == 0) scores[i] = scores[i - classes];
  }
  for (kind = SCIPIX_SCORES_LOGITS; kind <= SCIPIX_SCORES_PROBABILITIES; ++kind) {
    Text text = expect(scores, steps, classes, blank, kind);
    for (s = 0; s < SIMD_LEVELS; ++s) {
      if (scipix_simd_set_level(simd_levels[s]) != SCIPIX_STATUS_OK) continue; /* not a level of this processor */
      for (threads = 1; threads <= 3; threads += 2) {
        CHECK_OK(scipix_set_thread_count(threads));
        agrees(&text, scores, steps, classes, blank, kind);
      }
    }
    free(text.ids);
    free(text.probabilities);
  }
  canvas_free(&canvas);
}

static void a_short_buffer_gets_only_the_count(void) {
  const float scores[] = {0.1f, 0.9f, 0, 0.9f, 0.1f, 0, 0.2f, 0.7f, 0.1f, 0, 0.1f, 0.9f};
  uint32_t ids[4] = {77, 77, 77, 77};
  float probabilities[4] = {77, 77, 77, 77};
  size_t len = 77;
  CHECK_FAILS(scipix_ctc_greedy(scores, 4, 3, 0, SCIPIX_SCORES_PROBABILITIES, ids, probabilities, 2, &len),
              SCIPIX_STATUS_SIZE_MISMATCH, "cap");
  CHECK_EQUAL(len, 3);
  CHECK(ids[0] == 77 && probabilities[0] == 77);
  len = 77;
  CHECK_FAILS(scipix_ctc_greedy(scores, 4, 3, 0, SCIPIX_SCORES_PROBABILITIES, NULL, NULL, 0, &len),
              SCIPIX_STATUS_SIZE_MISMATCH, "cap");
  CHECK_EQUAL(len, 3);
  CHECK_OK(scipix_ctc_greedy(scores, 4, 3, 0, SCIPIX_SCORES_PROBABILITIES, ids, probabilities, len, &len));
  CHECK_EQUAL(len, 3);
  CHECK(ids[0] == 1 && ids[1] == 1 && ids[2] == 2 && ids[3] == 77);
  CHECK(probabilities[0] == 0.9f && probabilities[1] == 0.7f && probabilities[3] == 77);
  CHECK_OK(scipix_ctc_greedy(NULL, 0, 3, 0, SCIPIX_SCORES_LOGITS, NULL, NULL, 0, &len));
  CHECK_EQUAL(len, 0);
}

static void wrong_arguments_are_refused(void) {
  union {
    float values[32];
    uint8_t bytes[128];
  } memory;
  const float *scores = memory.values;
  uint32_t ids[8];
  float probabilities[8];
  size_t len = 77, i;
  memset(&memory, 0, sizeof memory);
  memset(ids, CANARY, sizeof ids);
  memset(probabilities, CANARY, sizeof probabilities);
#define REFUSED(status, argument, ...) CHECK_FAILS(scipix_ctc_greedy(__VA_ARGS__), SCIPIX_STATUS_##status, argument)
  REFUSED(NULL_POINTER, "scores", NULL, 4, 3, 0, SCIPIX_SCORES_LOGITS, ids, probabilities, 8, &len);
  REFUSED(NULL_POINTER, "out_ids", scores, 4, 3, 0, SCIPIX_SCORES_LOGITS, NULL, probabilities, 8, &len);
  REFUSED(NULL_POINTER, "out_len", scores, 4, 3, 0, SCIPIX_SCORES_LOGITS, ids, probabilities, 8, NULL);
  REFUSED(INVALID_ARGUMENT, "blank", scores, 4, 3, 3, SCIPIX_SCORES_LOGITS, ids, probabilities, 8, &len);
  REFUSED(INVALID_ARGUMENT, "blank", scores, 4, 3, SIZE_MAX, SCIPIX_SCORES_LOGITS, ids, probabilities, 8, &len);
  REFUSED(INVALID_ARGUMENT, "blank", scores, 4, 0, 0, SCIPIX_SCORES_LOGITS, ids, probabilities, 8, &len);
  REFUSED(INVALID_ARGUMENT, "blank", NULL, 0, 0, 0, SCIPIX_SCORES_LOGITS, ids, probabilities, 8, &len);
  for (i = 0; i < 3; ++i) {
    const ScipixScores unknown[] = {2, -1, INT32_MAX};
    REFUSED(INVALID_ARGUMENT, "kind", scores, 4, 3, 0, unknown[i], ids, probabilities, 8, &len);
  }
  REFUSED(OVERFLOW, "scores", scores, SIZE_MAX / 2, 3, 0, SCIPIX_SCORES_LOGITS, ids, probabilities, 8, &len);
  REFUSED(OVERFLOW, "scores", scores, SIZE_MAX / 4, 2, 0, SCIPIX_SCORES_LOGITS, ids, probabilities, 8, &len);
  REFUSED(OVERFLOW, "cap", scores, 4, 3, 0, SCIPIX_SCORES_LOGITS, ids, probabilities, SIZE_MAX / 2, &len);
  if (sizeof(size_t) > 4) {
    REFUSED(INVALID_ARGUMENT, "classes", NULL, 0, (size_t)1 << 33, 0, SCIPIX_SCORES_LOGITS, ids, NULL, 8, &len);
  }

  REFUSED(INVALID_ARGUMENT, "scores", (const float *)(const void *)(memory.bytes + 1), 4, 3, 0, SCIPIX_SCORES_LOGITS, ids,
          probabilities, 8, &len);
  REFUSED(INVALID_ARGUMENT, "out_ids", scores, 4, 3, 0, SCIPIX_SCORES_LOGITS,
          (uint32_t *)(void *)(memory.bytes + 98), probabilities, 4, &len);
  REFUSED(INVALID_ARGUMENT, "out_probabilities", scores, 4, 3, 0, SCIPIX_SCORES_LOGITS, ids,
          (float *)(void *)(memory.bytes + 98), 4, &len);

  REFUSED(INVALID_ARGUMENT, "out_ids", scores, 4, 3, 0, SCIPIX_SCORES_LOGITS, (uint32_t *)(void *)&memory.values[11],
          probabilities, 8, &len);
  REFUSED(INVALID_ARGUMENT, "out_probabilities", scores, 4, 3, 0, SCIPIX_SCORES_LOGITS, ids, memory.values, 8, &len);
  REFUSED(INVALID_ARGUMENT, "out_probabilities", scores, 4, 3, 0, SCIPIX_SCORES_LOGITS, ids, (float *)(void *)ids, 8, &len);
  REFUSED(INVALID_ARGUMENT, "out_len", scores, 4, 3, 0, SCIPIX_SCORES_LOGITS, ids, probabilities, 8, (size_t *)(void *)&ids[2]);
  REFUSED(INVALID_ARGUMENT, "out_len", scores, 4, 3, 0, SCIPIX_SCORES_LOGITS, ids, probabilities, 8,
          (size_t *)(void *)&memory.values[4]);
#undef REFUSED
  CHECK_EQUAL(len, 77);
  for (i = 0; i < sizeof ids; ++i) CHECK(((uint8_t *)ids)[i] == CANARY && ((uint8_t *)probabilities)[i] == CANARY);
  for (i = 0; i < 32; ++i) CHECK(memory.values[i] == 0);
}

int main(void) {
  size_t classes;
  for (classes = 1; classes <= 200; classes += 1 + classes / 10) agrees_at_every_setting(37, classes, (uint32_t)classes);
  agrees_at_every_setting(40, 6625, 4);
  agrees_at_every_setting(1501, 1009, 5); /* large enough to be split over threads */
  agrees_at_every_setting(0, 5, 6);
  a_short_buffer_gets_only_the_count();
  wrong_arguments_are_refused();
  return check_report("ctc");
}
