/* Runs plans and makes tensors of many small crops in one call, which go a short way, and compares them with a call for each. */
#define _DEFAULT_SOURCE
#include "plans.h"

enum { CROPS = 40, CROP = 16 * 9 };

/* Small images without gaps, one after another as crops lie, and room for what is made of them in the same order. */
typedef struct Crops {
  uint8_t pixels[4 * CROPS * CROP], got[CROPS * CROP], wanted[CROPS * CROP];
  float floats[CROPS * CROP], wanted_floats[CROPS * CROP];
  ScipixImage srcs[CROPS];
  ScipixImageMut dsts[CROPS];
} Crops;

static void crops_of(ScipixPixelFormat format, Crops *crops) {
  Canvas noise = canvas_random(format, CROPS * CROP, 1, 0, 5);
  const size_t px = noise.row_bytes / (CROPS * CROP);
  size_t i;
  memcpy(crops->pixels, noise.data, noise.row_bytes);
  memset(crops->got, 7, sizeof crops->got);
  for (i = 0; i < CROPS; ++i) {
    ScipixImage src = {NULL, 16, 9, 0, SCIPIX_PIXEL_FORMAT_GRAY8};
    ScipixImageMut dst = {NULL, 16, 9, 16, SCIPIX_PIXEL_FORMAT_GRAY8};
    src.format = format;
    src.data = crops->pixels + px * CROP * i;
    dst.data = crops->got + CROP * i;
    crops->srcs[i] = src;
    crops->dsts[i] = dst;
  }
  canvas_free(&noise);
}

static ScipixPlan *gray_threshold(void) {
  ScipixBinarizeParams params;
  ScipixPlan *plan = new_plan();
  CHECK_OK(scipix_binarize_params_init(&params));
  params.method = SCIPIX_BINARIZE_METHOD_FIXED;
  CHECK_OK(scipix_plan_add_grayscale(plan, SCIPIX_LUMA_BT601));
  CHECK_OK(scipix_plan_add_binarize(plan, &params));
  return plan;
}

/* Crops without gaps are as crops one by one, wherever their results lie, and refused as others are. */
static void crops_without_gaps(ScipixPixelFormat format) {
  static Crops crops;
  ScipixPlan *plan = gray_threshold();
  ScipixSimdLevel best = scipix_simd_level(), level;
  ScipixImage src;
  size_t i;
  crops_of(format, &crops);
  for (i = 0; i < CROPS; ++i) {
    ScipixImageMut wanted = crops.dsts[i];
    wanted.data = crops.wanted + CROP * i;
    CHECK_OK(scipix_plan_run(plan, &crops.srcs[i], &wanted));
  }
  src = crops.srcs[30];
  ++crops.dsts[20].data;
  CHECK_EQUAL(scipix_plan_run_many(plan, crops.srcs, CROPS, crops.dsts), SCIPIX_STATUS_INVALID_ARGUMENT);
  CHECK(strstr(scipix_last_error_message(), "overlaps dsts[") != NULL);
  --crops.dsts[20].data;
  crops.srcs[30].data = crops.got + CROP * 3 - 1;
  CHECK_EQUAL(scipix_plan_run_many(plan, crops.srcs, CROPS, crops.dsts), SCIPIX_STATUS_INVALID_ARGUMENT);
  CHECK(strstr(scipix_last_error_message(), "overlaps srcs[30]") != NULL);
  crops.srcs[30] = src;
  ++crops.dsts[39].width;
  CHECK_FAILS(scipix_plan_run_many(plan, crops.srcs, CROPS, crops.dsts), SCIPIX_STATUS_INVALID_ARGUMENT, "dsts[39]");
  --crops.dsts[39].width;
  crops.srcs[39].height = 0;
  CHECK_FAILS(scipix_plan_run_many(plan, crops.srcs, CROPS, crops.dsts), SCIPIX_STATUS_INVALID_ARGUMENT, "srcs[39]");
  crops.srcs[39].height = 9;
  for (i = 0; i < sizeof crops.got; ++i) CHECK(crops.got[i] == 7);
  for (level = 0; level <= best; ++level) {
    if (scipix_simd_set_level(level) != SCIPIX_STATUS_OK) continue;
    memset(crops.got, 7, sizeof crops.got);
    CHECK_OK(scipix_plan_run_many(plan, crops.srcs, CROPS, crops.dsts));
    CHECK(memcmp(crops.got, crops.wanted, sizeof crops.got) == 0);
  }
  for (i = 0; i < CROPS; ++i) crops.dsts[i].data = crops.got + CROP * (CROPS - 1 - i);
  CHECK_OK(scipix_plan_run_many(plan, crops.srcs, CROPS, crops.dsts));
  for (i = 0; i < CROPS; ++i) CHECK(memcmp(crops.dsts[i].data, crops.wanted + CROP * i, CROP) == 0);
  CHECK_OK(scipix_plan_free(plan));
}

/* Tensors of crops without gaps, by a plan and without one. */
static void tensors_of_crops(ScipixPixelFormat format) {
  static Crops crops;
  const size_t bytes = sizeof crops.floats, each = bytes / CROPS;
  ScipixTensorParams params;
  ScipixPlan *plan = new_plan();
  ScipixImage src;
  size_t i;
  CHECK_OK(scipix_tensor_params_init(&params));
  params.channels = SCIPIX_PIXEL_FORMAT_GRAY8;
  params.mean[0] = 0.5f;
  CHECK_OK(scipix_plan_add_grayscale(plan, SCIPIX_LUMA_BT601));
  CHECK_OK(scipix_plan_add_tensor(plan, &params));
  crops_of(format, &crops);
  for (i = 0; i < CROPS; ++i) {
    CHECK_OK(scipix_plan_run_tensor(plan, &crops.srcs[i], crops.wanted_floats + CROP * i, each));
  }
  memset(crops.floats, 7, bytes);
  src = crops.srcs[30];
  crops.srcs[30].data = (uint8_t *)crops.floats + bytes - 1;
  CHECK_FAILS(scipix_plan_run_tensor_many(plan, crops.srcs, CROPS, crops.floats, bytes), SCIPIX_STATUS_INVALID_ARGUMENT, "out");
  CHECK_FAILS(scipix_image_to_tensor(crops.srcs, CROPS, &params, crops.floats, bytes), SCIPIX_STATUS_INVALID_ARGUMENT, "out");
  crops.srcs[30].data = NULL;
  CHECK_FAILS(scipix_image_to_tensor(crops.srcs, CROPS, &params, crops.floats, bytes), SCIPIX_STATUS_NULL_POINTER, "images[30]");
  crops.srcs[30] = src;
  crops.srcs[30].width = 8;
  CHECK_FAILS(scipix_image_to_tensor(crops.srcs, CROPS, &params, crops.floats, bytes), SCIPIX_STATUS_SIZE_MISMATCH, "images");
  crops.srcs[30] = src;
  CHECK_FAILS(scipix_image_to_tensor(crops.srcs, CROPS, &params, crops.floats, bytes - each), SCIPIX_STATUS_SIZE_MISMATCH, "out");
  for (i = 0; i < bytes; ++i) CHECK(((uint8_t *)crops.floats)[i] == 7);
  CHECK_OK(scipix_plan_run_tensor_many(plan, crops.srcs, CROPS, crops.floats, bytes));
  CHECK(memcmp(crops.floats, crops.wanted_floats, bytes) == 0);
  memset(crops.floats, 7, bytes);
  CHECK_OK(scipix_image_to_tensor(crops.srcs, CROPS, &params, crops.floats, bytes));
  CHECK(memcmp(crops.floats, crops.wanted_floats, bytes) == 0);
  CHECK_OK(scipix_plan_free(plan));
}

/* The planes of crops in colour. */
static void planes_of_crops(void) {
  static Crops crops;
  static float got[3 * CROPS * CROP], wanted[3 * CROPS * CROP];
  ScipixTensorParams params;
  size_t i;
  CHECK_OK(scipix_tensor_params_init(&params));
  params.std_dev[1] = 0.25f;
  crops_of(SCIPIX_PIXEL_FORMAT_BGRA8, &crops);
  for (i = 0; i < CROPS; ++i) {
    CHECK_OK(scipix_image_to_tensor(&crops.srcs[i], 1, &params, wanted + 3 * CROP * i, sizeof wanted / CROPS));
  }
  CHECK_OK(scipix_image_to_tensor(crops.srcs, CROPS, &params, got, sizeof got));
  CHECK(memcmp(got, wanted, sizeof got) == 0);
}

int main(void) {
  crops_without_gaps(SCIPIX_PIXEL_FORMAT_RGBA8);
  crops_without_gaps(SCIPIX_PIXEL_FORMAT_GRAY8);
  tensors_of_crops(SCIPIX_PIXEL_FORMAT_RGB8);
  tensors_of_crops(SCIPIX_PIXEL_FORMAT_GRAY8);
  planes_of_crops();
  return check_report("plan_crops");
}
