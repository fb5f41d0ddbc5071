/* Views an image with padded rows, makes it gray, finds its threshold and applies it. Prints the level if all values are
 * right. */
#include <scipix.h>

#include <stdio.h>
#include <string.h>

enum { WIDTH = 5, HEIGHT = 3, STRIDE = 24 };

#define CHECK(condition)                                                                                     \
  do {                                                                                                       \
    if (!(condition)) {                                                                                      \
      fprintf(stderr, "%s:%d: %s; last error: %s\n", __FILE__, __LINE__, #condition, scipix_last_error_message()); \
      return 1;                                                                                              \
    }                                                                                                        \
  } while (0)

int main(void) {
  uint8_t rgba[HEIGHT * STRIDE] = {0};
  uint8_t gray[HEIGHT * WIDTH] = {0};
  uint8_t binary[HEIGHT * WIDTH] = {0};
  size_t x, y;
  ScipixImage page;
  ScipixImageMut gray_out;
  ScipixImage gray_page;
  ScipixImageMut binary_out;
  ScipixBinarizeParams params;
  uint8_t level = 0;

  /* Red in the left two columns, white elsewhere. OpenCV's gray of pure red is 76. */
  for (y = 0; y < HEIGHT; ++y) {
    for (x = 0; x < WIDTH; ++x) {
      uint8_t *pixel = rgba + y * STRIDE + 4 * x;
      pixel[0] = 255;
      pixel[1] = pixel[2] = x < 2 ? 0 : 255;
    }
  }

  CHECK(scipix_version() != 0);
  CHECK(scipix_image_view(rgba, sizeof rgba, WIDTH, HEIGHT, STRIDE, SCIPIX_PIXEL_FORMAT_RGBA8, &page) == SCIPIX_STATUS_OK);
  CHECK(scipix_image_view_mut(gray, sizeof gray, WIDTH, HEIGHT, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &gray_out) == SCIPIX_STATUS_OK);
  CHECK(scipix_image_grayscale(&page, SCIPIX_LUMA_BT601, &gray_out) == SCIPIX_STATUS_OK);
  for (y = 0; y < HEIGHT; ++y) {
    for (x = 0; x < WIDTH; ++x) CHECK(gray[y * WIDTH + x] == (x < 2 ? 76 : 255));
  }

  CHECK(scipix_image_view(gray, sizeof gray, WIDTH, HEIGHT, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &gray_page) == SCIPIX_STATUS_OK);
  CHECK(scipix_image_otsu(&gray_page, &level) == SCIPIX_STATUS_OK);
  CHECK(level == 76); /* the lowest level that separates the two values */

  CHECK(scipix_image_view_mut(binary, sizeof binary, WIDTH, HEIGHT, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &binary_out) == SCIPIX_STATUS_OK);
  CHECK(scipix_binarize_params_init(&params) == SCIPIX_STATUS_OK);
  params.method = SCIPIX_BINARIZE_METHOD_OTSU;
  CHECK(scipix_image_binarize(&gray_page, &params, &binary_out) == SCIPIX_STATUS_OK);
  for (y = 0; y < HEIGHT; ++y) {
    for (x = 0; x < WIDTH; ++x) CHECK(binary[y * WIDTH + x] == (x < 2 ? 0 : 255));
  }

  /* The message for a short buffer names the argument. */
  CHECK(scipix_image_view(rgba, sizeof rgba - 5, WIDTH, HEIGHT, STRIDE, SCIPIX_PIXEL_FORMAT_RGBA8, &page) != SCIPIX_STATUS_OK);
  CHECK(strstr(scipix_last_error_message(), "data") != NULL);
  printf("scipix %s: level %d\n", scipix_version_string(), level);
  return 0;
}
