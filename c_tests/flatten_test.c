/* Tests scipix_image_flatten against its definition, pixel by pixel, between two images and in place, and against it what
 * else composites over a colour. Tests that resizes by alpha keep colours of clear pixels out. */
#define _DEFAULT_SOURCE
#include "canvas.h"

static const uint8_t over[3] = {255, 250, 9};

static bool red_first(ScipixPixelFormat format) {
  return format == SCIPIX_PIXEL_FORMAT_RGB8 || format == SCIPIX_PIXEL_FORMAT_RGBA8;
}

static uint8_t blended(unsigned alpha, unsigned colour, unsigned background) {
  return (uint8_t)((2 * (alpha * colour + (255 - alpha) * background) + 255) / 510);
}

static bool is_flattened(const Canvas *out, const Canvas *src) {
  size_t bytes = format_row_bytes(out->format, 1), x, y, channel;
  for (y = 0; y < src->height; ++y) {
    for (x = 0; x < src->width; ++x) {
      const uint8_t *from = src->data + y * src->stride + 4 * x, *to = out->data + y * out->stride + bytes * x;
      for (channel = 0; channel < 3; ++channel) { /* red, green, blue */
        size_t at = red_first(src->format) ? channel : 2 - channel;
        size_t place = red_first(out->format) ? channel : 2 - channel;
        if (to[place] != blended(from[3], from[at], over[channel])) return false;
      }
      if (bytes == 4 && to[3] != 255) return false;
    }
  }
  return true;
}

static void flattening_is_the_definition(ScipixPixelFormat from, ScipixPixelFormat to, size_t width, size_t height) {
  Canvas page = canvas_random(from, width, height, 3, (uint32_t)(width + height));
  Canvas out = canvas_empty(to, width, height, 1);
  ScipixImage src = canvas_image(&page);
  ScipixImageMut dst = canvas_image_mut(&out);
  CHECK_OK(scipix_image_flatten(&src, over[0], over[1], over[2], &dst));
  if (!CHECK(is_flattened(&out, &page) && canvas_surroundings_intact(&out))) {
    fprintf(stderr, "  format %d to %d, %zux%zu\n", from, to, width, height);
  }
  if (from == to) {
    Canvas same = canvas_random(from, width, height, 3, (uint32_t)(width + height));
    ScipixImage again = canvas_image(&same);
    ScipixImageMut in_place = canvas_image_mut(&same);
    CHECK_OK(scipix_image_flatten(&again, over[0], over[1], over[2], &in_place));
    CHECK(is_flattened(&same, &page) && canvas_surroundings_intact(&same));
    canvas_free(&same);
  }
  canvas_free(&page);
  canvas_free(&out);
}

static void gray_and_tensors_over_a_colour_are_those_of_the_flattened_page(void) {
  enum { WIDTH = 61, HEIGHT = 20, PIXELS = WIDTH * HEIGHT };
  Canvas page = canvas_random(SCIPIX_PIXEL_FORMAT_BGRA8, WIDTH, HEIGHT, 0, 5);
  Canvas flat = canvas_empty(SCIPIX_PIXEL_FORMAT_RGB8, WIDTH, HEIGHT, 0);
  Canvas gray = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, WIDTH, HEIGHT, 0);
  Canvas other = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, WIDTH, HEIGHT, 0);
  ScipixImage src = canvas_image(&page), opaque = canvas_image(&flat);
  ScipixImageMut dst = canvas_image_mut(&flat), to_gray = canvas_image_mut(&gray), to_other = canvas_image_mut(&other);
  static float expected[3 * PIXELS], tensor[3 * PIXELS], planned[3 * PIXELS];
  ScipixTensorParams params, with_flatten;
  ScipixPlan *plan = NULL;
  CHECK_OK(scipix_image_flatten(&src, over[0], over[1], over[2], &dst));
  CHECK_OK(scipix_image_grayscale(&opaque, SCIPIX_LUMA_BT709, &to_gray));
  CHECK_OK(scipix_image_grayscale_over(&src, SCIPIX_LUMA_BT709, over[0], over[1], over[2], &to_other));
  CHECK(memcmp(gray.data, other.data, PIXELS) == 0);
  CHECK_FAILS(scipix_image_grayscale_over(&src, 99, 0, 0, 0, &to_gray), SCIPIX_STATUS_INVALID_ARGUMENT, "luma");

  CHECK_OK(scipix_tensor_params_init(&params));
  CHECK(params.flatten == 0);
  CHECK(params.background[0] == 255 && params.background[1] == 255 && params.background[2] == 255);
  with_flatten = params;
  with_flatten.flatten = 1;
  memcpy(with_flatten.background, over, sizeof over);
  CHECK_OK(scipix_image_to_tensor(&opaque, 1, &params, expected, sizeof expected));
  CHECK_OK(scipix_image_to_tensor(&src, 1, &with_flatten, tensor, sizeof tensor));
  CHECK(memcmp(expected, tensor, sizeof expected) == 0);
  CHECK_OK(scipix_plan_new(&plan));
  CHECK_OK(scipix_plan_add_flatten(plan, over[0], over[1], over[2]));
  CHECK_FAILS(scipix_plan_add_flatten(plan, 0, 0, 0), SCIPIX_STATUS_INVALID_ARGUMENT, "plan");
  CHECK_OK(scipix_plan_add_tensor(plan, &params));
  CHECK_OK(scipix_plan_run_tensor(plan, &src, planned, sizeof planned));
  CHECK(memcmp(expected, planned, sizeof expected) == 0);
  CHECK_OK(scipix_plan_free(plan));

  with_flatten.flatten = 2;
  CHECK_FAILS(scipix_image_to_tensor(&src, 1, &with_flatten, tensor, sizeof tensor), SCIPIX_STATUS_INVALID_ARGUMENT,
              "params");
  with_flatten.flatten = 1;
  with_flatten.reserved = 1;
  CHECK_FAILS(scipix_image_to_tensor(&src, 1, &with_flatten, tensor, sizeof tensor), SCIPIX_STATUS_UNSUPPORTED,
              "params");
  with_flatten = params; /* of a release without the new fields: alpha is ignored */
  with_flatten.struct_size = (uint32_t)offsetof(ScipixTensorParams, flatten);
  with_flatten.flatten = 1;
  CHECK_OK(scipix_image_to_tensor(&src, 1, &with_flatten, tensor, sizeof tensor));
  CHECK(memcmp(expected, tensor, sizeof expected) != 0);
  canvas_free(&page);
  canvas_free(&flat);
  canvas_free(&gray);
  canvas_free(&other);
}

/* Opaque black on the left, clear white on the right: no white gets into the black. */
static void clear_pixels_do_not_bleed(void) {
  static const ScipixFilter filters[] = {SCIPIX_FILTER_NEAREST,  SCIPIX_FILTER_BILINEAR,    SCIPIX_FILTER_AREA,
                                         SCIPIX_FILTER_LANCZOS3, SCIPIX_FILTER_BILINEAR_AA, SCIPIX_FILTER_BICUBIC};
  Canvas page = canvas_empty(SCIPIX_PIXEL_FORMAT_RGBA8, 40, 10, 0);
  Canvas out = canvas_empty(SCIPIX_PIXEL_FORMAT_RGBA8, 13, 7, 0);
  ScipixImage src = canvas_image(&page);
  ScipixImageMut dst = canvas_image_mut(&out);
  size_t i, f;
  for (i = 0; i < 400; ++i) {
    bool left = i % 40 < 21;
    memset(page.data + 4 * i, left ? 0 : 255, 3);
    page.data[4 * i + 3] = left ? 255 : 0;
  }
  for (f = 0; f < sizeof filters / sizeof *filters; ++f) {
    bool clean = true, opaque = false;
    CHECK_OK(scipix_image_resize_by_alpha(&src, filters[f], &dst));
    for (i = 0; i < 13 * 7; ++i) {
      clean = clean && (out.data[4 * i + 3] == 0 || out.data[4 * i] + out.data[4 * i + 1] + out.data[4 * i + 2] == 0);
      opaque = opaque || out.data[4 * i + 3] == 255;
    }
    CHECK(clean && opaque);
  }
  CHECK_OK(scipix_image_resize(&src, SCIPIX_FILTER_AREA, &dst));
  CHECK(out.data[4 * 6] > 0); /* without weighing it does */
  CHECK_FAILS(scipix_image_resize_by_alpha(&src, 99, &dst), SCIPIX_STATUS_INVALID_ARGUMENT, "filter");
  canvas_free(&page);
  canvas_free(&out);
}

int main(void) {
  static const ScipixPixelFormat alpha[] = {SCIPIX_PIXEL_FORMAT_RGBA8, SCIPIX_PIXEL_FORMAT_BGRA8};
  static const ScipixPixelFormat colour[] = {SCIPIX_PIXEL_FORMAT_RGB8, SCIPIX_PIXEL_FORMAT_BGR8,
                                             SCIPIX_PIXEL_FORMAT_RGBA8, SCIPIX_PIXEL_FORMAT_BGRA8};
  size_t width, from, to;
  for (from = 0; from < 2; ++from) {
    for (to = 0; to < 4; ++to) {
      for (width = 1; width < 150; width += width < 40 ? 1 : 11) {
        flattening_is_the_definition(alpha[from], colour[to], width, 1);
        flattening_is_the_definition(alpha[from], colour[to], width, 4);
      }
    }
  }
  gray_and_tensors_over_a_colour_are_those_of_the_flattened_page();
  clear_pixels_do_not_bleed();
  return check_report("flatten");
}
