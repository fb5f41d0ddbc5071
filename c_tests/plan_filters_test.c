/* Compares plans of filters and of a removal of specks with their single steps, and tries wrong arguments. */
#define _DEFAULT_SOURCE
#include "plans.h"

/* Paper with two lines of letters, and specks below them. */
static Canvas page_with_specks(void) {
  Canvas page = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, 400, 240, 1);
  size_t x, y;
  for (y = 0; y < 240; ++y) {
    for (x = 0; x < 400; ++x) {
      const int letter = y >= 20 && y < 100 && y % 40 >= 20 && x >= 20 && x < 380 && (x % 20 < 4 || (x % 20 < 14 && y % 40 < 24));
      const int speck = y >= 180 && x % 53 < 2 && (y + 3 * (x / 53)) % 29 < 2;
      page.data[y * page.stride + x] = letter || speck ? 20 : 240;
    }
  }
  return page;
}

static void filters_and_despeckle(void) {
  Canvas src = page_with_specks(), a = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, 400, 240, 0);
  Canvas b = canvas_empty(SCIPIX_PIXEL_FORMAT_GRAY8, 400, 240, 0), bits = canvas_empty(SCIPIX_PIXEL_FORMAT_BIT1, 400, 240, 0);
  Canvas wanted = canvas_empty(SCIPIX_PIXEL_FORMAT_BIT1, 400, 240, 0), got = canvas_empty(SCIPIX_PIXEL_FORMAT_BIT1, 400, 240, 3);
  ScipixImage src_view = canvas_image(&src), a_view = canvas_image(&a), b_view = canvas_image(&b), bits_view = canvas_image(&bits);
  ScipixImageMut a_out = canvas_image_mut(&a), b_out = canvas_image_mut(&b), bits_out = canvas_image_mut(&bits);
  ScipixImageMut wanted_out = canvas_image_mut(&wanted), got_out = canvas_image_mut(&got);
  ScipixBinarizeParams otsu;
  ScipixSpeckParams specks;
  ScipixSpecks found;
  ScipixPlan *plan = new_plan();
  int run;
  CHECK_OK(scipix_binarize_params_init(&otsu));
  CHECK_OK(scipix_speck_params_init(&specks));
  otsu.method = SCIPIX_BINARIZE_METHOD_OTSU;
  CHECK_OK(scipix_image_median(&src_view, 3, &a_out));
  CHECK_OK(scipix_image_gaussian_blur(&a_view, 3, 5, 0, 1, SCIPIX_BORDER_REPLICATE, &b_out));
  CHECK_OK(scipix_image_clahe(&b_view, 2, 4, 3, &a_out));
  CHECK_OK(scipix_image_unsharp_mask(&a_view, 1, 1.5, 2, &b_out));
  CHECK_OK(scipix_image_binarize(&b_view, &otsu, &bits_out));
  CHECK_OK(scipix_page_despeckle(&bits_view, &specks, &wanted_out, NULL));
  CHECK_OK(scipix_plan_add_median(plan, 3));
  CHECK_OK(scipix_plan_add_gaussian_blur(plan, 3, 5, 0, 1, SCIPIX_BORDER_REPLICATE));
  CHECK_OK(scipix_plan_add_clahe(plan, 2, 4, 3));
  CHECK_OK(scipix_plan_add_unsharp_mask(plan, 1, 1.5, 2));
  CHECK_OK(scipix_plan_add_binarize(plan, &otsu));
  CHECK_OK(scipix_plan_add_despeckle(plan, &specks));
  for (run = 0; run < 2; ++run) {
    CHECK_OK(scipix_plan_run(plan, &src_view, &got_out));
    same_pixels(&got, &wanted, "median, blur, equalise, sharpen, binarize, despeckle");
  }
  CHECK_OK(scipix_plan_free(plan));

  plan = new_plan();
  CHECK_OK(scipix_page_despeckle(&src_view, &specks, &b_out, &found));
  CHECK(found.removed > 0);
  CHECK_OK(scipix_plan_add_despeckle(plan, &specks));
  CHECK_OK(scipix_plan_run(plan, &src_view, &a_out));
  same_pixels(&a, &b, "despeckle of gray");
  CHECK_OK(scipix_plan_free(plan));

  plan = new_plan();
  CHECK_OK(scipix_plan_add_binarize(plan, &otsu));
  CHECK_OK(scipix_plan_add_median(plan, 3));
  CHECK_FAILS(scipix_plan_output_size(plan, &src_view, NULL, NULL, NULL), SCIPIX_STATUS_UNSUPPORTED, "src");
  CHECK_OK(scipix_plan_free(plan));
  canvas_free(&src);
  canvas_free(&a);
  canvas_free(&b);
  canvas_free(&bits);
  canvas_free(&wanted);
  canvas_free(&got);
}

static void bad_numbers_of_filters_are_refused(void) {
  ScipixPlan *plan = new_plan();
  ScipixSpeckParams specks;
  CHECK_OK(scipix_speck_params_init(&specks));
  CHECK_FAILS(scipix_plan_add_median(plan, 4), SCIPIX_STATUS_INVALID_ARGUMENT, "size");
  CHECK_FAILS(scipix_plan_add_gaussian_blur(plan, 4, 3, 0, 0, 0), SCIPIX_STATUS_INVALID_ARGUMENT, "width");
  CHECK_FAILS(scipix_plan_add_gaussian_blur(plan, 3, 0, 0, 0, 0), SCIPIX_STATUS_INVALID_ARGUMENT, "sigma_y");
  CHECK_FAILS(scipix_plan_add_gaussian_blur(plan, 3, 3, 0, 0, 2), SCIPIX_STATUS_INVALID_ARGUMENT, "border");
  CHECK_FAILS(scipix_plan_add_clahe(plan, 40, 0, 8), SCIPIX_STATUS_INVALID_ARGUMENT, "tiles_x");
  CHECK_FAILS(scipix_plan_add_clahe(plan, 40, 8, 257), SCIPIX_STATUS_INVALID_ARGUMENT, "tiles_y");
  CHECK_FAILS(scipix_plan_add_unsharp_mask(plan, 0, 1, 0), SCIPIX_STATUS_INVALID_ARGUMENT, "sigma");
  CHECK_FAILS(scipix_plan_add_unsharp_mask(plan, 1, -1, 0), SCIPIX_STATUS_INVALID_ARGUMENT, "amount");
  specks.threshold = 256;
  CHECK_FAILS(scipix_plan_add_despeckle(plan, &specks), SCIPIX_STATUS_INVALID_ARGUMENT, "params");
  CHECK_FAILS(scipix_plan_add_despeckle(plan, NULL), SCIPIX_STATUS_NULL_POINTER, "params");
  CHECK_FAILS(scipix_plan_add_median(NULL, 3), SCIPIX_STATUS_NULL_POINTER, "plan");
  CHECK_FAILS(scipix_plan_add_gaussian_blur(NULL, 3, 3, 0, 0, 0), SCIPIX_STATUS_NULL_POINTER, "plan");
  CHECK_FAILS(scipix_plan_add_clahe(NULL, 40, 8, 8), SCIPIX_STATUS_NULL_POINTER, "plan");
  CHECK_FAILS(scipix_plan_add_unsharp_mask(NULL, 1, 1, 0), SCIPIX_STATUS_NULL_POINTER, "plan");
  CHECK_FAILS(scipix_plan_add_despeckle(NULL, &specks), SCIPIX_STATUS_NULL_POINTER, "plan");
  CHECK_OK(scipix_plan_free(plan));
}

int main(void) {
  filters_and_despeckle();
  bad_numbers_of_filters_are_refused();
  return check_report("plan of filters");
}
