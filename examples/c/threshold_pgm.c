/* Makes a gray image black and white: threshold_pgm IN.pgm OUT.pgm [LEVEL]
 * Pixels above LEVEL become white. The default is the level that Otsu's method finds. */
#include <scipix.h>

#include <stdio.h>
#include <stdlib.h>

static int fail(const char *what, const char *why) {
  fprintf(stderr, "threshold_pgm: %s: %s\n", what, why);
  return 1;
}

/* Reads the next number of a PGM header, skipping comments from # to the end of the line; -1 if there is none. */
static long next_number(FILE *file) {
  int c = getc(file);
  long number = -1;
  while (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '#') {
    if (c == '#') {
      while (c != '\n' && c != EOF) c = getc(file);
    } else {
      c = getc(file);
    }
  }
  for (; c >= '0' && c <= '9' && number < 100000; c = getc(file)) number = (number < 0 ? 0 : number) * 10 + (c - '0');
  return number;
}

/* Reads an 8-bit PGM; returns NULL if the file is not one. The caller frees the pixels. */
static uint8_t *read_pgm(const char *path, size_t *width, size_t *height) {
  FILE *file = fopen(path, "rb");
  uint8_t *pixels = NULL;
  long w, h;
  if (file == NULL) return NULL;
  if (getc(file) == 'P' && getc(file) == '5') {
    w = next_number(file);
    h = next_number(file);
    if (w > 0 && h > 0 && next_number(file) == 255) pixels = malloc((size_t)w * (size_t)h);
    if (pixels != NULL && fread(pixels, (size_t)w, (size_t)h, file) != (size_t)h) {
      free(pixels);
      pixels = NULL;
    }
    *width = (size_t)w;
    *height = (size_t)h;
  }
  fclose(file);
  return pixels;
}

static int write_pgm(const char *path, const uint8_t *pixels, size_t width, size_t height) {
  FILE *file = fopen(path, "wb");
  int written;
  if (file == NULL) return 0;
  fprintf(file, "P5\n%lu %lu\n255\n", (unsigned long)width, (unsigned long)height);
  written = fwrite(pixels, width, height, file) == height;
  return (fclose(file) == 0) & written;
}

/* Thresholds pixels in place, by Otsu's level if `level` is negative. Stores the level in `out_level`. */
static ScipixStatus threshold(uint8_t *pixels, size_t width, size_t height, long level, uint8_t *out_level) {
  ScipixImage page;
  ScipixStatus status =
      scipix_image_view(pixels, width * height, width, height, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &page);
  *out_level = (uint8_t)level;
  if (status == SCIPIX_STATUS_OK && level < 0) status = scipix_image_otsu(&page, out_level);
  if (status != SCIPIX_STATUS_OK) return status;
  return scipix_threshold(pixels, width * height, *out_level, pixels);
}

int main(int argc, char **argv) {
  size_t width = 0, height = 0;
  uint8_t *pixels, level = 0;
  int result = 0;
  long wanted = argc == 4 ? strtol(argv[3], NULL, 10) : -1;
  if (argc < 3 || argc > 4 || (argc == 4 && (wanted < 0 || wanted > 255))) {
    return fail("usage", "threshold_pgm IN.pgm OUT.pgm [LEVEL from 0 to 255]");
  }

  pixels = read_pgm(argv[1], &width, &height);
  if (pixels == NULL) return fail(argv[1], "is not an 8-bit PGM (P5)");
  if (threshold(pixels, width, height, wanted, &level) != SCIPIX_STATUS_OK) {
    result = fail("scipix", scipix_last_error_message());
  } else if (!write_pgm(argv[2], pixels, width, height)) {
    result = fail(argv[2], "cannot be written");
  } else {
    printf("%lux%lu: white above %d\n", (unsigned long)width, (unsigned long)height, level);
  }
  free(pixels);
  return result;
}
