/* Writes what Leptonica's pixBackgroundNorm makes of pages, as oracles for tests/oracle.rs. In tests/data:
 *   cc background_leptonica.c -llept -o /tmp/background && /tmp/background
 * For each NAME.gray_cv601.png it writes NAME.leptonica_background.png with the defaults of pixBackgroundNormSimple; to
 * background_leptonica.txt for each of a number of generated pages its size and seed, the parameters, and the FNV-1a of the
 * result. */
#include <glob.h>
#include <inttypes.h>
#include <leptonica/allheaders.h>
#include <stdio.h>
#include <string.h>

static uint32_t state;

static uint32_t next(uint32_t sides) {
  state = state * 1664525u + 1013904223u;
  return (state >> 8) % sides;
}

/* Draws specks of ink on paper that darkens to the right, under a shadow with a hard edge. */
static PIX *generated(uint32_t width, uint32_t height, uint32_t seed) {
  PIX *page = pixCreate((l_int32)width, (l_int32)height, 8);
  uint32_t x, y, ink, slope;
  state = seed;
  ink = next(40);
  slope = next(5);
  for (y = 0; y < height; ++y) {
    for (x = 0; x < width; ++x) {
      uint32_t gray = 250 - (x * slope / 8) % 150 - next(9);
      if (x + y / 2 > width / 2) gray = gray * 5 / 8;
      if (next(1000) < ink) gray = 10 + next(50);
      pixSetPixel(page, (l_int32)x, (l_int32)y, gray);
    }
  }
  return page;
}

static uint64_t hash(PIX *page) {
  uint64_t hash = 0xcbf29ce484222325u;
  l_int32 x, y;
  for (y = 0; y < pixGetHeight(page); ++y) {
    for (x = 0; x < pixGetWidth(page); ++x) {
      l_uint32 gray;
      pixGetPixel(page, x, y, &gray);
      hash = (hash ^ gray) * 0x100000001b3u;
    }
  }
  return hash;
}

int main(void) {
  FILE *out = fopen("background_leptonica.txt", "w");
  glob_t pages;
  uint32_t seed;
  size_t i;
  if (out == NULL || glob("*.gray_cv601.png", 0, NULL, &pages) != 0) return 1;
  for (i = 0; i < pages.gl_pathc; ++i) {
    const char *path = pages.gl_pathv[i];
    PIX *page = pixRead(path), *even = pixBackgroundNormSimple(page, NULL, NULL);
    char name[256];
    snprintf(name, sizeof name, "%.*s.leptonica_background.png", (int)(strlen(path) - strlen(".gray_cv601.png")), path);
    if (even == NULL || pixWrite(name, even, IFF_PNG) != 0) return 1;
    pixDestroy(&page);
    pixDestroy(&even);
  }
  fputs("width height seed tile_width tile_height threshold min_count target smooth_x smooth_y fnv1a\n", out);
  for (seed = 1; seed <= 80; ++seed) {
    int simple = seed % 3 == 0;
    uint32_t tile_width, tile_height, threshold, min_count, target, smooth_x, smooth_y, width, height;
    PIX *page, *even;
    state = seed;
    tile_width = simple ? 10 : 4 + next(20);
    tile_height = simple ? 15 : 4 + next(20);
    threshold = simple ? 60 : 40 + next(60);
    min_count = simple ? 40 : 1 + next(tile_width * tile_height);
    target = simple ? 200 : 100 + next(156);
    smooth_x = simple ? 2 : next(5);
    smooth_y = simple ? 1 : next(5);
    width = 5 * tile_width + next(300);
    height = 5 * tile_height + next(200);
    page = generated(width, height, seed);
    even = pixBackgroundNorm(page, NULL, NULL, (l_int32)tile_width, (l_int32)tile_height, (l_int32)threshold,
                             (l_int32)min_count, (l_int32)target, (l_int32)smooth_x, (l_int32)smooth_y);
    if (even == NULL) return 1;
    fprintf(out, "%u %u %u %u %u %u %u %u %u %u %016" PRIx64 "\n", width, height, seed, tile_width, tile_height, threshold,
            min_count, target, smooth_x, smooth_y, hash(even));
    pixDestroy(&page);
    pixDestroy(&even);
  }
  return fclose(out);
}
