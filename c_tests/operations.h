/* The table of image operations, and helpers for the tests that run every line of it: null_args, by_hand, overlap and
 * levels. Their programs, golden_test and benches/levels include this header. */
#ifndef OPERATIONS_H
#define OPERATIONS_H

#include "canvas.h"

/* Sets of pixel formats: bit `1 << format`. */
enum {
  GRAY8 = 1 << SCIPIX_PIXEL_FORMAT_GRAY8,
  RGB8 = 1 << SCIPIX_PIXEL_FORMAT_RGB8,
  RGBA8 = 1 << SCIPIX_PIXEL_FORMAT_RGBA8,
  BIT1 = 1 << SCIPIX_PIXEL_FORMAT_BIT1,
  GRAY16 = 1 << SCIPIX_PIXEL_FORMAT_GRAY16,
  WHOLE_BYTES = GRAY8 | RGB8 | RGBA8 | 1 << SCIPIX_PIXEL_FORMAT_BGR8 | 1 << SCIPIX_PIXEL_FORMAT_BGRA8,
  WITH_ALPHA = RGBA8 | 1 << SCIPIX_PIXEL_FORMAT_BGRA8,
  BITS_OR_BYTES = WHOLE_BYTES | BIT1,
  ANY_FORMAT = BITS_OR_BYTES | GRAY16,
  SAME_FORMAT = 1 << 30, /* `to` only: the format of the source */
  CLEANED = 1 << 29      /* `to` only: BIT1 for BIT1, GRAY8 for all others */
};

/* The memory that an operation reads and writes. */
typedef enum Memory {
  IMAGES,   /* source and destination are image views */
  TO_BYTES, /* the source is an image view; the result goes to a buffer without gaps */
  BYTES     /* source and result are buffers without gaps */
} Memory;

/* The size of the destination. */
typedef enum SizeRule {
  SAME_SIZE,    /* the size of the source */
  SWAPPED,      /* width and height swapped */
  ANY_SIZE,     /* chosen by the caller */
  FIXED_SIZE,   /* FIXED_WIDTH x FIXED_HEIGHT, which the plan asks for */
  THREE_PLANES, /* three images of the source's size, one below the other */
  ONE_PIXEL,    /* one number */
  ONE_COLUMN    /* one number for each row */
} SizeRule;

enum { FIXED_WIDTH = 72, FIXED_HEIGHT = 40 };

/* Calls the operation. Where it takes a view, NULL is passed on. Where it takes a buffer, it gets the data of the view, which
 * may be NULL. Without `with_params`, the pointer to the parameters is NULL. */
typedef ScipixStatus (*OperationFn)(const ScipixImage *src, const ScipixImageMut *dst, bool with_params);

typedef struct Operation {
  const char *name;
  OperationFn run;
  unsigned from, to; /* sets of formats that the source and the destination may have */
  Memory memory;
  SizeRule size;
  bool light;            /* takes well under a nanosecond a pixel: only large images are split over threads */
  bool in_place;         /* the destination may be the source itself, in the same format */
  bool other_sizes;      /* the destination may have other sizes, too */
  const char *src, *dst; /* names of the arguments in error messages; NULL: "src" and "dst" */
  const char *params;    /* name of the pointer to parameters; NULL: there is none */
} Operation;

/* Calls that do not fit in one line of the table. */

static inline float *output_f32(const ScipixImageMut *dst) { return (float *)(void *)dst->data; }

static inline uint16_t *output_u16(const ScipixImageMut *dst) { return (uint16_t *)(void *)dst->data; }

static inline size_t output_bytes(const ScipixImageMut *dst) {
  return format_row_bytes(dst->format, dst->width) * dst->height;
}

static inline ScipixBinarizeParams binarize_params(ScipixBinarizeMethod method) {
  ScipixBinarizeParams params;
  CHECK_OK(scipix_binarize_params_init(&params));
  params.method = method;
  params.window = 31;
  return params;
}

static inline ScipixStatus binarize(const ScipixImage *src, ScipixBinarizeMethod method, const ScipixImageMut *dst,
                                    bool with_params) {
  ScipixBinarizeParams params = binarize_params(method);
  return scipix_image_binarize(src, with_params ? &params : NULL, dst);
}

/* Removes specks and ruling lines, of sizes that random images have. */
static inline ScipixStatus despeckle(const ScipixImage *src, const ScipixImageMut *dst, bool with_params) {
  ScipixSpeckParams params;
  CHECK_OK(scipix_speck_params_init(&params));
  params.max_side = 255;
  params.threshold = 120;
  return scipix_page_despeckle(src, with_params ? &params : NULL, dst, NULL);
}

static inline ScipixStatus remove_lines(const ScipixImage *src, const ScipixImageMut *dst, bool with_params) {
  ScipixLineParams params;
  size_t count;
  CHECK_OK(scipix_line_params_init(&params));
  params.min_length = 6;
  params.max_thickness = 2;
  params.vertical = 1;
  return scipix_page_remove_lines(src, with_params ? &params : NULL, dst, NULL, 0, &count);
}

/* Normalises the background, with tiles that even small images have several of. */
static inline ScipixStatus normalize_background(const ScipixImage *src, const ScipixImageMut *dst, bool with_params) {
  ScipixBackgroundParams params;
  CHECK_OK(scipix_background_params_init(&params));
  params.tile_width = 4;
  params.tile_height = 5;
  params.threshold = 2;
  params.min_count = 3;
  return scipix_image_normalize_background(src, with_params ? &params : NULL, dst);
}

/* Crops a quadrilateral that reaches beyond the image at two sides. */
static inline ScipixStatus crop_quad(const ScipixImage *src, const ScipixImageMut *dst, bool with_params) {
  const float corners[8] = {-0.02f, 0.03f, 0.91f, 0.07f, 1.01f, 0.9f, 0.04f, 0.82f};
  float quad[8];
  int i;
  for (i = 0; i < 8; ++i) quad[i] = corners[i] * (src == NULL ? 1.0f : (float)(i % 2 == 0 ? src->width : src->height));
  return scipix_image_crop_quad(src, with_params ? quad : NULL, dst);
}

/* Crops the same quadrilateral with an interpolation. */
static inline ScipixStatus crop_quad_with(const ScipixImage *src, ScipixInterpolation interpolation,
                                          const ScipixImageMut *dst, bool with_params) {
  const float corners[8] = {-0.02f, 0.03f, 0.91f, 0.07f, 1.01f, 0.9f, 0.04f, 0.82f};
  ScipixCropParams params;
  float quad[8];
  int i;
  for (i = 0; i < 8; ++i) quad[i] = corners[i] * (src == NULL ? 1.0f : (float)(i % 2 == 0 ? src->width : src->height));
  CHECK_OK(scipix_crop_params_init(&params));
  params.interpolation = interpolation;
  return scipix_image_crop_quad_with(src, quad, with_params ? &params : NULL, dst);
}

static inline ScipixTensorParams tensor_params(ScipixElement element, ScipixPixelFormat channels) {
  ScipixTensorParams params;
  CHECK_OK(scipix_tensor_params_init(&params));
  params.element = element;
  params.channels = channels;
  params.mean[0] = 0.4f;
  params.std_dev[0] = 0.7f;
  params.scale = 1.0f / 128;
  return params;
}

static inline ScipixStatus to_tensor(const ScipixImage *src, ScipixElement element, ScipixPixelFormat channels,
                                     const ScipixImageMut *dst, bool with_params) {
  ScipixTensorParams params = tensor_params(element, channels);
  return scipix_image_to_tensor(src, 1, with_params ? &params : NULL, dst->data, output_bytes(dst));
}

/* Makes a tensor of the size that plans give, with the image in its middle. */
static inline ScipixStatus padded_tensor(const ScipixImage *src, const ScipixImageMut *dst, bool with_params) {
  ScipixTensorParams params = tensor_params(SCIPIX_ELEMENT_F32, SCIPIX_PIXEL_FORMAT_GRAY8);
  params.width = FIXED_WIDTH;
  params.height = FIXED_HEIGHT;
  params.fit = SCIPIX_TENSOR_FIT_INSIDE;
  params.placement = SCIPIX_TENSOR_PLACEMENT_CENTER;
  params.padding = SCIPIX_TENSOR_PADDING_EDGE;
  return scipix_image_to_tensor(src, 1, with_params ? &params : NULL, dst->data, output_bytes(dst));
}

/* Decodes RGBA8 pixels as scores: a row is a step, and the four bytes of a pixel are the score of one class. */
static inline ScipixStatus ctc(const ScipixImage *src, const ScipixImageMut *dst) {
  size_t len;
  return scipix_ctc_greedy((const float *)(const void *)src->data, src->height, src->width, 0, SCIPIX_SCORES_LOGITS,
                           (uint32_t *)(void *)dst->data, NULL, src->height, &len);
}

enum { GRAY_STEP = 1, RESIZE_STEP = 2, SAUVOLA_STEP = 4, TENSOR_STEP = 8, FLATTEN_STEP = 16 };

/* Makes a plan of a set of steps, runs it once and frees it. */
static inline ScipixStatus plan(const ScipixImage *src, int steps, const ScipixImageMut *dst) {
  ScipixBinarizeParams sauvola = binarize_params(SCIPIX_BINARIZE_METHOD_SAUVOLA);
  ScipixTensorParams tensor = tensor_params(SCIPIX_ELEMENT_F32, SCIPIX_PIXEL_FORMAT_GRAY8);
  ScipixPlan *made = NULL;
  ScipixStatus status;
  CHECK_OK(scipix_plan_new(&made));
  if (steps & FLATTEN_STEP) CHECK_OK(scipix_plan_add_flatten(made, 255, 250, 9));
  if (steps & GRAY_STEP) CHECK_OK(scipix_plan_add_grayscale(made, SCIPIX_LUMA_BT601));
  if (steps & RESIZE_STEP) CHECK_OK(scipix_plan_add_resize(made, SCIPIX_FILTER_BILINEAR, FIXED_WIDTH, FIXED_HEIGHT));
  if (steps & SAUVOLA_STEP) CHECK_OK(scipix_plan_add_binarize(made, &sauvola));
  if (steps & TENSOR_STEP) {
    CHECK_OK(scipix_plan_add_tensor(made, &tensor));
    status = scipix_plan_run_tensor(made, src, dst->data, output_bytes(dst));
  } else {
    status = scipix_plan_run(made, src, dst);
  }
  CHECK_OK(scipix_plan_free(made));
  return status;
}

/* Fields that several lines of the table share. */
#define GRAY .from = ANY_FORMAT, .to = GRAY8, .light = true
#define BINARIZE .from = ANY_FORMAT, .to = GRAY8 | BIT1, .params = "params"
#define FLIP .from = ANY_FORMAT, .to = SAME_FORMAT, .light = true, .in_place = true
#define FILTER .from = WHOLE_BYTES, .to = SAME_FORMAT
#define CLEAN .from = ANY_FORMAT, .to = CLEANED, .in_place = true, .params = "params"
#define MORPHOLOGY .from = GRAY8 | BIT1, .to = SAME_FORMAT, .light = true
#define RESAMPLED(formats) .from = (formats), .to = SAME_FORMAT, .size = ANY_SIZE
#define TURNED(formats, rule) .from = (formats), .to = SAME_FORMAT, .size = (rule), .other_sizes = true
#define NUMBER(format, argument) NUMBER_OF(ANY_FORMAT, format, argument)
#define NUMBER_OF(formats, format, argument) \
  .from = (formats), .to = (format), .memory = TO_BYTES, .size = ONE_PIXEL, .dst = (argument)
#define TENSOR(element) \
  .from = ANY_FORMAT, .to = (element), .memory = TO_BYTES, .src = "images", .dst = "out", .params = "params"

/* The table: X(name, call, fields of Operation that are not zero). A result that is a number is a buffer of GRAY8 pixels
 * where it has one byte, of GRAY16 where it has two, and of RGBA8 where it has four. */
#define OPERATIONS(X)                                                                                                  \
  X(gray_bt601, scipix_image_grayscale(src, SCIPIX_LUMA_BT601, dst), GRAY)                                             \
  X(gray_bt601_8bit, scipix_image_grayscale(src, SCIPIX_LUMA_BT601_8BIT, dst), GRAY)                                   \
  X(gray_bt709, scipix_image_grayscale(src, SCIPIX_LUMA_BT709, dst), GRAY)                                             \
  X(gray_over, scipix_image_grayscale_over(src, SCIPIX_LUMA_BT601, 255, 250, 9, dst), GRAY)                            \
  X(flatten, scipix_image_flatten(src, 255, 250, 9, dst), .from = WITH_ALPHA,                                          \
    .to = WITH_ALPHA | RGB8 | 1 << SCIPIX_PIXEL_FORMAT_BGR8, .light = true, .in_place = true)                          \
  X(gray16_to_gray8, scipix_image_gray16_to_gray8(src, 700, 51000, dst), .from = GRAY16, .to = GRAY8, .light = true)   \
  X(image_min, scipix_image_min_max(src, output_u16(dst), &(uint16_t){0}), NUMBER_OF(GRAY8 | GRAY16, GRAY16, "out_min"), \
    .light = true)  \
  X(image_max, scipix_image_min_max(src, &(uint16_t){0}, output_u16(dst)), NUMBER_OF(GRAY8 | GRAY16, GRAY16, "out_max"), \
    .light = true)  \
  X(threshold, scipix_image_threshold(src, 100, dst), .from = GRAY8, .to = GRAY8 | BIT1, .light = true,                \
    .in_place = true)                                                                                                  \
  X(dilate, scipix_image_morphology(src, SCIPIX_MORPHOLOGY_DILATE, 4, 3, SCIPIX_MORPHOLOGY_RULES_OPENCV, dst), MORPHOLOGY) \
  X(erode, scipix_image_morphology(src, SCIPIX_MORPHOLOGY_ERODE, 3, 9, SCIPIX_MORPHOLOGY_RULES_LEPTONICA, dst), MORPHOLOGY) \
  X(open, scipix_image_morphology(src, SCIPIX_MORPHOLOGY_OPEN, 2, 2, SCIPIX_MORPHOLOGY_RULES_LEPTONICA_SYMMETRIC, dst),\
    MORPHOLOGY)                                                                                                        \
  X(close, scipix_image_morphology(src, SCIPIX_MORPHOLOGY_CLOSE, 17, 1, SCIPIX_MORPHOLOGY_RULES_OPENCV, dst), MORPHOLOGY) \
  X(median, scipix_image_median(src, 5, dst), FILTER)                                                                  \
  X(blur, scipix_image_gaussian_blur(src, 9, 0, 0, 1.5, SCIPIX_BORDER_REPLICATE, dst), FILTER)                         \
  X(unsharp_mask, scipix_image_unsharp_mask(src, 1.1, 1.5, 3, dst), FILTER)                                            \
  X(clahe, scipix_image_clahe(src, 3, 5, 4, dst), .from = GRAY8, .to = GRAY8, .in_place = true)                        \
  X(invert, scipix_image_invert(src, dst), .from = ANY_FORMAT, .to = SAME_FORMAT, .light = true, .in_place = true)     \
  X(otsu, scipix_image_otsu(src, dst->data), NUMBER(GRAY8, "out_level"))                                               \
  X(binarize_fixed, binarize(src, SCIPIX_BINARIZE_METHOD_FIXED, dst, with_params), BINARIZE, .light = true)            \
  X(binarize_otsu, binarize(src, SCIPIX_BINARIZE_METHOD_OTSU, dst, with_params), BINARIZE)                             \
  X(binarize_mean, binarize(src, SCIPIX_BINARIZE_METHOD_ADAPTIVE_MEAN, dst, with_params), BINARIZE)                    \
  X(binarize_sauvola, binarize(src, SCIPIX_BINARIZE_METHOD_SAUVOLA, dst, with_params), BINARIZE)                       \
  X(normalize_background, normalize_background(src, dst, with_params), .from = ANY_FORMAT, .to = GRAY8,                \
    .in_place = true, .params = "params")                                                                              \
  X(despeckle, despeckle(src, dst, with_params), CLEAN)                                                                \
  X(remove_lines, remove_lines(src, dst, with_params), CLEAN)                                                          \
  X(skew_degrees, scipix_image_skew(src, output_f32(dst), &(float){0}), NUMBER(RGBA8, "out_degrees"))                  \
  X(skew_confidence, scipix_image_skew(src, &(float){0}, output_f32(dst)), NUMBER(RGBA8, "out_confidence"))            \
  X(flip_horizontal, scipix_image_flip(src, SCIPIX_FLIP_HORIZONTAL, dst), FLIP)                                        \
  X(flip_vertical, scipix_image_flip(src, SCIPIX_FLIP_VERTICAL, dst), FLIP)                                            \
  X(flip_both, scipix_image_flip(src, SCIPIX_FLIP_BOTH, dst), FLIP)                                                    \
  X(rotate, scipix_image_rotate(src, -7.3f, 200, dst), TURNED(BITS_OR_BYTES, SAME_SIZE))                                              \
  X(rotate_canvas, scipix_image_rotate(src, 33, 90, dst), TURNED(BITS_OR_BYTES, ANY_SIZE))                                            \
  X(quarter_turn, scipix_image_rotate(src, 90, 200, dst), TURNED(ANY_FORMAT, SWAPPED))                                             \
  X(half_turn, scipix_image_rotate(src, 180, 200, dst), TURNED(ANY_FORMAT, SAME_SIZE), .light = true)                              \
  X(turn_left, scipix_image_rotate(src, -90, 200, dst), TURNED(ANY_FORMAT, SWAPPED))                                               \
  X(crop_quad, crop_quad(src, dst, with_params), RESAMPLED(WHOLE_BYTES), .params = "quad_xy")                          \
  X(crop_nearest, crop_quad_with(src, SCIPIX_INTERPOLATION_NEAREST, dst, with_params), RESAMPLED(WHOLE_BYTES),         \
    .params = "params")                                                                                                \
  X(crop_cubic, crop_quad_with(src, SCIPIX_INTERPOLATION_CUBIC, dst, with_params), RESAMPLED(WHOLE_BYTES),             \
    .params = "params")                                                                                                \
  X(resize_nearest, scipix_image_resize(src, SCIPIX_FILTER_NEAREST, dst), RESAMPLED(ANY_FORMAT))                       \
  X(resize_bilinear, scipix_image_resize(src, SCIPIX_FILTER_BILINEAR, dst), RESAMPLED(WHOLE_BYTES))                    \
  X(resize_area, scipix_image_resize(src, SCIPIX_FILTER_AREA, dst), RESAMPLED(WHOLE_BYTES))                            \
  X(resize_lanczos3, scipix_image_resize(src, SCIPIX_FILTER_LANCZOS3, dst), RESAMPLED(WHOLE_BYTES))                    \
  X(resize_bilinear_aa, scipix_image_resize(src, SCIPIX_FILTER_BILINEAR_AA, dst), RESAMPLED(WHOLE_BYTES))              \
  X(resize_bicubic, scipix_image_resize(src, SCIPIX_FILTER_BICUBIC, dst), RESAMPLED(WHOLE_BYTES))                      \
  X(resize_by_alpha, scipix_image_resize_by_alpha(src, SCIPIX_FILTER_BICUBIC, dst), RESAMPLED(WHOLE_BYTES))            \
  X(tensor_f32, to_tensor(src, SCIPIX_ELEMENT_F32, SCIPIX_PIXEL_FORMAT_RGB8, dst, with_params), TENSOR(RGBA8),         \
    .size = THREE_PLANES)                                                                                              \
  X(tensor_f32_gray, to_tensor(src, SCIPIX_ELEMENT_F32, SCIPIX_PIXEL_FORMAT_GRAY8, dst, with_params), TENSOR(RGBA8))   \
  X(tensor_padded, padded_tensor(src, dst, with_params), TENSOR(RGBA8), .size = FIXED_SIZE)                            \
  X(tensor_u8, to_tensor(src, SCIPIX_ELEMENT_U8, SCIPIX_PIXEL_FORMAT_BGR8, dst, with_params), TENSOR(RGB8))            \
  X(tensor_i8, to_tensor(src, SCIPIX_ELEMENT_I8, SCIPIX_PIXEL_FORMAT_GRAY8, dst, with_params), TENSOR(GRAY8))          \
  X(plan_gray, plan(src, GRAY_STEP, dst), GRAY)                                                                        \
  X(plan_flatten, plan(src, FLATTEN_STEP, dst), .from = ANY_FORMAT, .to = SAME_FORMAT)                                 \
  X(plan_flat_sauvola, plan(src, FLATTEN_STEP | SAUVOLA_STEP, dst), .from = ANY_FORMAT, .to = GRAY8 | BIT1)            \
  X(plan_flat_page, plan(src, FLATTEN_STEP | RESIZE_STEP, dst), .from = WHOLE_BYTES, .to = SAME_FORMAT,                \
    .size = FIXED_SIZE)                                                                                                \
  X(plan_sauvola, plan(src, SAUVOLA_STEP, dst), .from = ANY_FORMAT, .to = GRAY8 | BIT1)                                \
  X(plan_resize, plan(src, RESIZE_STEP, dst), .from = WHOLE_BYTES, .to = SAME_FORMAT, .size = FIXED_SIZE)              \
  X(plan_page, plan(src, GRAY_STEP | RESIZE_STEP | SAUVOLA_STEP, dst), .from = ANY_FORMAT, .to = GRAY8 | BIT1,         \
    .size = FIXED_SIZE)                                                                                                \
  X(plan_tensor, plan(src, GRAY_STEP | RESIZE_STEP | TENSOR_STEP, dst), .from = ANY_FORMAT, .to = RGBA8,               \
    .size = FIXED_SIZE, .memory = TO_BYTES, .dst = "out")                                                              \
  X(flat_grayscale, scipix_grayscale(src->data, 4 * output_bytes(dst), dst->data, output_bytes(dst)), .from = RGBA8,   \
    .to = GRAY8, .memory = BYTES, .light = true, .src = "rgba", .dst = "gray")                                         \
  X(flat_threshold, scipix_threshold(src->data, output_bytes(dst), 100, dst->data), .from = GRAY8, .to = GRAY8,        \
    .memory = BYTES, .light = true, .in_place = true, .src = "gray", .dst = "out")                                     \
  X(ctc_greedy, ctc(src, dst), .from = RGBA8, .to = RGBA8, .memory = BYTES, .size = ONE_COLUMN, .src = "scores",       \
    .dst = "out_ids")

#define OPERATION_FUNCTION(name, call, ...)                                                             \
  static ScipixStatus run_##name(const ScipixImage *src, const ScipixImageMut *dst, bool with_params) { \
    (void)with_params;                                                                                  \
    return call;                                                                                        \
  }
#define OPERATION_ENTRY(name, call, ...) {#name, run_##name, __VA_ARGS__},

OPERATIONS(OPERATION_FUNCTION)

static const Operation operations[] = {OPERATIONS(OPERATION_ENTRY)};
enum { OPERATION_COUNT = sizeof operations / sizeof *operations };

static inline const char *src_name(const Operation *op) { return op->src == NULL ? "src" : op->src; }

static inline const char *dst_name(const Operation *op) { return op->dst == NULL ? "dst" : op->dst; }

static inline bool takes_formats(const Operation *op, ScipixPixelFormat from, ScipixPixelFormat to) {
  if ((op->from >> from & 1) == 0) return false;
  if (op->to == SAME_FORMAT) return from == to;
  if (op->to == CLEANED) return to == (from == SCIPIX_PIXEL_FORMAT_BIT1 ? from : SCIPIX_PIXEL_FORMAT_GRAY8);
  return (op->to >> to & 1) != 0;
}

/* Calls `test` with each operation and each pair of formats that it takes. */
static inline void for_each_case(void (*test)(const Operation *op, ScipixPixelFormat from, ScipixPixelFormat to)) {
  int i, from, to;
  for (i = 0; i < OPERATION_COUNT; ++i) {
    for (from = 0; from < ALL_FORMATS; ++from) {
      for (to = 0; to < ALL_FORMATS; ++to) {
        if (takes_formats(&operations[i], all_formats[from], all_formats[to])) {
          test(&operations[i], all_formats[from], all_formats[to]);
        }
      }
    }
  }
}

typedef struct Size {
  size_t width, height;
} Size;

/* Computes the size of the destination. Operations with ANY_SIZE get `chosen`. */
static inline Size output_size(const Operation *op, Size src, Size chosen) {
  Size size = src;
  switch (op->size) {
    case SAME_SIZE: break;
    case SWAPPED: size.width = src.height, size.height = src.width; break;
    case ANY_SIZE: size = chosen; break;
    case FIXED_SIZE: size.width = FIXED_WIDTH, size.height = FIXED_HEIGHT; break;
    case THREE_PLANES: size.height = 3 * src.height; break;
    case ONE_PIXEL: size.width = size.height = 1; break;
    case ONE_COLUMN: size.width = 1; break;
  }
  return size;
}

/* Makes a source of random pixels, with gaps between rows where the operation allows them. */
static inline Canvas source_canvas(const Operation *op, ScipixPixelFormat format, Size size) {
  return canvas_random(format, size.width, size.height, op->memory == BYTES ? 0 : 5, 11);
}

/* Makes a destination of canaries, with gaps between rows where the operation allows them. */
static inline Canvas result_canvas(const Operation *op, ScipixPixelFormat format, Size size) {
  return canvas_empty(format, size.width, size.height, op->memory == IMAGES ? 3 : 0);
}

/* Checks that the error message begins with the name of the argument, or with its first element: `images[0]`. */
static inline bool message_names(const char *argument) {
  const char *message = scipix_last_error_message();
  size_t len = strlen(argument);
  if (strncmp(message, argument, len) != 0) return false;
  message += len;
  if (strncmp(message, "[0]", 3) == 0) message += 3;
  return strncmp(message, ": ", 2) == 0;
}

/* Checks that `op` failed with `expected`, and that the message names `argument`. */
static inline void check_refused(const Operation *op, ScipixStatus got, ScipixStatus expected, const char *argument,
                                 int line, const char *what) {
  if (!check_record(got == expected && message_names(argument), op->name, line, what)) {
    fprintf(stderr, "  got %s, expected %s of %s; last message: %s\n", scipix_status_name(got),
            scipix_status_name(expected), argument, scipix_last_error_message());
  }
}

#define CHECK_OP_FAILS(op, call, status, argument) check_refused((op), (call), (status), (argument), __LINE__, #call)

/* CHECK and CHECK_OK for one operation: a failure is printed with its name in place of the file. */
#define CHECK_OP(op, condition) check_record((condition), (op)->name, __LINE__, #condition)
#define CHECK_OP_OK(op, call) check_status((call), SCIPIX_STATUS_OK, (op)->name, __LINE__, #call)

#endif
