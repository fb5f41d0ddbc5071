/* Inverts an image that ends where its memory does: what reads past it is seen by whatever watches the heap. */
#include "../check.h"

#include <stdlib.h>

int main(void) {
  enum { WIDTH = 37, HEIGHT = 5 };
  uint8_t *pixels = (uint8_t *)malloc(WIDTH * HEIGHT), *out = (uint8_t *)malloc(WIDTH * HEIGHT);
  ScipixImage src;
  ScipixImageMut dst;
  if (pixels == NULL || out == NULL) return 2;
  memset(pixels, 100, WIDTH * HEIGHT);
  CHECK_OK(scipix_image_view(pixels, WIDTH * HEIGHT, WIDTH, HEIGHT, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &src));
  CHECK_OK(scipix_image_view_mut(out, WIDTH * HEIGHT, WIDTH, HEIGHT, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &dst));
  CHECK_OK(scipix_image_invert(&src, &dst));
  CHECK(out[0] == 155 && out[WIDTH * HEIGHT - 1] == 155);
  free(pixels);
  free(out);
  return check_report("invert");
}
