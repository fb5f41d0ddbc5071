/* Inverts an image that has gaps between its rows and ends where its memory does: what reads past it is seen by whatever watches
 * the heap. */
#include "../check.h"

#include <stdlib.h>

int main(void) {
  enum { WIDTH = 37, HEIGHT = 5, STRIDE = 40, BYTES = STRIDE * (HEIGHT - 1) + WIDTH };
  uint8_t *pixels = (uint8_t *)malloc(BYTES), *out = (uint8_t *)malloc(BYTES);
  ScipixImage src;
  ScipixImageMut dst;
  if (pixels == NULL || out == NULL) return 2;
  memset(pixels, 100, BYTES);
  CHECK_OK(scipix_image_view(pixels, BYTES, WIDTH, HEIGHT, STRIDE, SCIPIX_PIXEL_FORMAT_GRAY8, &src));
  CHECK_OK(scipix_image_view_mut(out, BYTES, WIDTH, HEIGHT, STRIDE, SCIPIX_PIXEL_FORMAT_GRAY8, &dst));
  CHECK_OK(scipix_image_invert(&src, &dst));
  CHECK(out[0] == 155 && out[BYTES - 1] == 155);
  free(pixels);
  free(out);
  return check_report("invert");
}
