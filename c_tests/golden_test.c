/* Every operation gives the results of a committed table, at every SIMD level of this processor and on every platform.
 * golden_test --print prints the table, from the scalar level; golden_test --cases prints the hash of each case, to compare
 * two platforms that disagree. */
#define _DEFAULT_SOURCE
#include "golden_geometry.h"
#include "golden_numbers.h"
#include "levels.h"

typedef struct Golden {
  const char *name;
  uint64_t hash;
} Golden;

static const Golden golden_hashes[] = {
#include "golden_hashes.h"
};
enum { GOLDEN_HASHES = sizeof golden_hashes / sizeof *golden_hashes };

static bool print_table, print_cases;
static int compared;

/* The bytes of a number in what `op` reads or writes. */
static size_t number_size(const Operation *op, ScipixPixelFormat format, bool result) {
  if (format == SCIPIX_PIXEL_FORMAT_GRAY16) return 2;
  if (format != SCIPIX_PIXEL_FORMAT_RGBA8) return 1;
  return (result && op->memory != IMAGES) || op->size == ONE_COLUMN ? 4 : 1;
}

static void hash_canvas(Hash *hash, const Canvas *canvas, size_t size) {
  size_t y;
  CHECK(canvas_surroundings_intact(canvas) && !canvas_untouched(canvas));
  for (y = 0; y < canvas->height; ++y) hash_numbers(hash, canvas->data + y * canvas->stride, canvas->row_bytes, size);
}

static void run_case(const Operation *op, ScipixPixelFormat from, ScipixPixelFormat to, Hash *hash) {
  static const Size sizes[] = {{133, 77}, {61, 45}}, chosen[] = {{66, 39}, {97, 101}};
  int i;
  for (i = 0; i < 2; ++i) {
    Canvas source = source_canvas(op, from, sizes[i]);
    Canvas sink = result_canvas(op, to, output_size(op, sizes[i], chosen[i]));
    ScipixImage src;
    ScipixImageMut dst = canvas_image_mut(&sink);
    size_t y;
    for (y = 0; y < source.height; ++y) {
      low_byte_first(source.data + y * source.stride, source.row_bytes, number_size(op, from, false));
    }
    src = canvas_image(&source);
    CHECK_OP_OK(op, op->run(&src, &dst, true));
    hash_canvas(hash, &sink, number_size(op, to, true));
    canvas_free(&source);
    canvas_free(&sink);
  }
}

static Hash operation_hash(const Operation *op) {
  Hash all = hash_new();
  int from, to;
  for (from = 0; from < ALL_FORMATS; ++from) {
    for (to = 0; to < ALL_FORMATS; ++to) {
      Hash one = hash_new();
      if (!takes_formats(op, all_formats[from], all_formats[to])) continue;
      run_case(op, all_formats[from], all_formats[to], &one);
      if (print_cases) {
        printf("%s from %d to %d: %08x%08x\n", op->name, all_formats[from], all_formats[to],
               (unsigned)(one.value >> 32), (unsigned)one.value);
      }
      hash_u64(&all, one.value);
    }
  }
  return all;
}

static void compare(const char *name, Hash hash) {
  ++compared;
  if (print_table) {
    printf("{\"%s\", 0x%08x%08x},\n", name, (unsigned)(hash.value >> 32), (unsigned)hash.value);
  } else if (!CHECK(compared <= GOLDEN_HASHES && strcmp(golden_hashes[compared - 1].name, name) == 0 &&
                    golden_hashes[compared - 1].hash == hash.value)) {
    fprintf(stderr, "  %s gives %08x%08x at level %s\n", name, (unsigned)(hash.value >> 32), (unsigned)hash.value,
            scipix_simd_level_name(scipix_simd_level()));
  }
}

static void compare_chapters(const Chapter *chapter) {
  for (; chapter->run != NULL; ++chapter) {
    Hash hash = hash_new();
    chapter->run(&hash);
    if (print_cases) printf("%s: %08x%08x\n", chapter->name, (unsigned)(hash.value >> 32), (unsigned)hash.value);
    compare(chapter->name, hash);
  }
}

static void compare_all(void) {
  int i;
  compared = 0;
  for (i = 0; i < OPERATION_COUNT; ++i) compare(operations[i].name, operation_hash(&operations[i]));
  compare_chapters(geometry_chapters);
  compare_chapters(number_chapters);
  CHECK(print_table || compared == GOLDEN_HASHES);
}

int main(int argc, char **argv) {
  int s, levels = 0;
  print_table = argc > 1 && strcmp(argv[1], "--print") == 0;
  print_cases = argc > 1 && strcmp(argv[1], "--cases") == 0;
  if (print_table) puts("/* The hash of each operation's results, written by golden_test --print. */");
  for (s = 0; s < SIMD_LEVELS; ++s) {
    if (scipix_simd_set_level(simd_levels[s]) != SCIPIX_STATUS_OK) continue;
    compare_all();
    ++levels;
    if (print_table) return check_failures == 0 ? 0 : 1;
    print_cases = false; /* once is enough */
  }
  printf("golden: %d hashes at %d levels, best %s\n", compared, levels,
         scipix_simd_level_name(scipix_simd_best_level()));
  return check_report("golden");
}
