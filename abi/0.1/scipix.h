/* The header of 0.1 as it was first kept, without its comments. It does not change: programs are built with it. */
#ifndef SCIPIX_H
#define SCIPIX_H 
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif
#define SCIPIX_VERSION_MAJOR 0
#define SCIPIX_VERSION_MINOR 1
#define SCIPIX_VERSION_PATCH 0
#define SCIPIX_ABI_VERSION 1
#define SCIPIX_WAIT_FOREVER UINT64_MAX
uint32_t scipix_version(void);
const char *scipix_version_string(void);
uint32_t scipix_abi_version(void);
typedef int32_t ScipixStatus;
#define SCIPIX_STATUS_OK 0
#define SCIPIX_STATUS_NULL_POINTER 1
#define SCIPIX_STATUS_INVALID_ARGUMENT 2
#define SCIPIX_STATUS_SIZE_MISMATCH 3
#define SCIPIX_STATUS_OUT_OF_RANGE 4
#define SCIPIX_STATUS_OVERFLOW 5
#define SCIPIX_STATUS_OUT_OF_MEMORY 6
#define SCIPIX_STATUS_UNSUPPORTED 7
#define SCIPIX_STATUS_IO 8
#define SCIPIX_STATUS_NOT_FOUND 9
#define SCIPIX_STATUS_MALFORMED 10
#define SCIPIX_STATUS_QUEUE_FULL 11
#define SCIPIX_STATUS_TIMEOUT 12
#define SCIPIX_STATUS_CLOSED 13
#define SCIPIX_STATUS_CANCELLED 14
#define SCIPIX_STATUS_DEADLINE_MISSED 15
#define SCIPIX_STATUS_CALLBACK_FAILED 16
#define SCIPIX_STATUS_NOT_SET 17
#define SCIPIX_STATUS_WRONG_OWNER 18
#define SCIPIX_STATUS_DEADLOCK 19
#define SCIPIX_STATUS_PANIC 20
const char *scipix_status_name(ScipixStatus status);
const char *scipix_last_error_message(void);
ScipixStatus scipix_last_error_copy(char *buf, size_t cap, size_t *out_len);
#define SCIPIX_CPU_SSE4_2 (1ull << 0)
#define SCIPIX_CPU_AVX2 (1ull << 1)
#define SCIPIX_CPU_FMA (1ull << 2)
#define SCIPIX_CPU_AVX512F (1ull << 3)
#define SCIPIX_CPU_AVX512BW (1ull << 4)
#define SCIPIX_CPU_AVX512VL (1ull << 5)
#define SCIPIX_CPU_AVX512VBMI (1ull << 6)
#define SCIPIX_CPU_AVX512VNNI (1ull << 7)
#define SCIPIX_CPU_AVXVNNI (1ull << 8)
#define SCIPIX_CPU_AMX_INT8 (1ull << 9)
#define SCIPIX_CPU_NEON (1ull << 32)
#define SCIPIX_CPU_DOTPROD (1ull << 33)
#define SCIPIX_CPU_I8MM (1ull << 34)
#define SCIPIX_CPU_SIMD128 (1ull << 48)
typedef struct ScipixCpuInfo {
  uint32_t struct_size;
  uint32_t logical_cpus;
  uint64_t features;
  uint64_t l1d_bytes;
  uint64_t l2_bytes;
  uint64_t l3_bytes;
  uint32_t cache_line_bytes;
  uint32_t reserved;
} ScipixCpuInfo;
typedef int32_t ScipixSimdLevel;
#define SCIPIX_SIMD_LEVEL_SCALAR 0
#define SCIPIX_SIMD_LEVEL_SSE42 1
#define SCIPIX_SIMD_LEVEL_AVX2 2
#define SCIPIX_SIMD_LEVEL_AVX512 3
#define SCIPIX_SIMD_LEVEL_AMX 4
#define SCIPIX_SIMD_LEVEL_NEON 16
#define SCIPIX_SIMD_LEVEL_SIMD128 32
typedef int32_t ScipixOptLevel;
#define SCIPIX_OPT_LEVEL_NONE 0
#define SCIPIX_OPT_LEVEL_SIMD 1
#define SCIPIX_OPT_LEVEL_PARALLEL 2
#define SCIPIX_OPT_LEVEL_FULL 3
ScipixStatus scipix_cpu_detect(struct ScipixCpuInfo *out_info);
bool scipix_cpu_has(uint64_t features);
const char *scipix_cpu_feature_name(uint64_t feature);
ScipixSimdLevel scipix_simd_level(void);
ScipixSimdLevel scipix_simd_best_level(void);
ScipixStatus scipix_simd_set_level(ScipixSimdLevel level);
const char *scipix_simd_level_name(ScipixSimdLevel level);
ScipixStatus scipix_set_opt_level(ScipixOptLevel level);
ScipixOptLevel scipix_opt_level(void);
ScipixStatus scipix_set_thread_count(size_t count);
size_t scipix_thread_count(void);
typedef int32_t ScipixElement;
#define SCIPIX_ELEMENT_OTHER -1
#define SCIPIX_ELEMENT_F32 0
#define SCIPIX_ELEMENT_F16 1
#define SCIPIX_ELEMENT_U8 3
#define SCIPIX_ELEMENT_I8 4
ScipixStatus scipix_grayscale(const uint8_t *rgba, size_t rgba_len, uint8_t *gray, size_t gray_len);
ScipixStatus scipix_threshold(const uint8_t *gray, size_t len, uint8_t threshold, uint8_t *out);
ScipixStatus scipix_normalize(float *data, size_t len);
ScipixStatus scipix_normalize_stats(float *data, size_t len, float *out_mean, float *out_std);
typedef int32_t ScipixPixelFormat;
#define SCIPIX_PIXEL_FORMAT_GRAY8 1
#define SCIPIX_PIXEL_FORMAT_RGB8 2
#define SCIPIX_PIXEL_FORMAT_BGR8 3
#define SCIPIX_PIXEL_FORMAT_RGBA8 4
#define SCIPIX_PIXEL_FORMAT_BGRA8 5
#define SCIPIX_PIXEL_FORMAT_BIT1 6
#define SCIPIX_PIXEL_FORMAT_GRAY16 7
typedef struct ScipixImage {
  const uint8_t *data;
  size_t width;
  size_t height;
  size_t stride;
  ScipixPixelFormat format;
} ScipixImage;
typedef struct ScipixImageMut {
  uint8_t *data;
  size_t width;
  size_t height;
  size_t stride;
  ScipixPixelFormat format;
} ScipixImageMut;
ScipixStatus scipix_image_view(const uint8_t *data,
                               size_t data_len,
                               size_t width,
                               size_t height,
                               size_t stride,
                               ScipixPixelFormat format,
                               ScipixImage *out_view);
ScipixStatus scipix_image_subview(const ScipixImage *view,
                                  size_t x,
                                  size_t y,
                                  size_t width,
                                  size_t height,
                                  ScipixImage *out_view);
ScipixStatus scipix_image_view_mut(uint8_t *data,
                                   size_t data_len,
                                   size_t width,
                                   size_t height,
                                   size_t stride,
                                   ScipixPixelFormat format,
                                   ScipixImageMut *out_view);
ScipixStatus scipix_image_subview_mut(const ScipixImageMut *view,
                                      size_t x,
                                      size_t y,
                                      size_t width,
                                      size_t height,
                                      ScipixImageMut *out_view);
ScipixStatus scipix_image_pixel(const ScipixImage *view, size_t x, size_t y, const uint8_t **out_pixel);
typedef int32_t ScipixLuma;
#define SCIPIX_LUMA_BT601 0
#define SCIPIX_LUMA_BT601_8BIT 1
#define SCIPIX_LUMA_BT709 2
typedef int32_t ScipixBinarizeMethod;
#define SCIPIX_BINARIZE_METHOD_FIXED 0
#define SCIPIX_BINARIZE_METHOD_OTSU 1
#define SCIPIX_BINARIZE_METHOD_ADAPTIVE_MEAN 2
#define SCIPIX_BINARIZE_METHOD_SAUVOLA 3
typedef struct ScipixBinarizeParams {
  uint32_t struct_size;
  ScipixBinarizeMethod method;
  uint32_t window;
  uint8_t threshold;
  uint8_t reserved[3];
  float offset;
  float k;
  float r;
} ScipixBinarizeParams;
typedef int32_t ScipixFlip;
#define SCIPIX_FLIP_HORIZONTAL 0
#define SCIPIX_FLIP_VERTICAL 1
#define SCIPIX_FLIP_BOTH 2
ScipixStatus scipix_image_grayscale(const ScipixImage *src, ScipixLuma luma, const ScipixImageMut *dst);
ScipixStatus scipix_image_grayscale_over(const ScipixImage *src,
                                         ScipixLuma luma,
                                         uint8_t red,
                                         uint8_t green,
                                         uint8_t blue,
                                         const ScipixImageMut *dst);
ScipixStatus scipix_image_flatten(const ScipixImage *src,
                                  uint8_t red,
                                  uint8_t green,
                                  uint8_t blue,
                                  const ScipixImageMut *dst);
ScipixStatus scipix_image_threshold(const ScipixImage *src, uint8_t threshold, const ScipixImageMut *dst);
ScipixStatus scipix_image_invert(const ScipixImage *src, const ScipixImageMut *dst);
ScipixStatus scipix_image_otsu(const ScipixImage *src,
                               uint8_t *out_level);
ScipixStatus scipix_binarize_params_init(struct ScipixBinarizeParams *params);
ScipixStatus scipix_image_binarize(const ScipixImage *src,
                                   const struct ScipixBinarizeParams *params,
                                   const ScipixImageMut *dst);
ScipixStatus scipix_image_skew(const ScipixImage *src,
                               float *out_degrees,
                               float *out_confidence);
ScipixStatus scipix_image_flip(const ScipixImage *src, ScipixFlip direction, const ScipixImageMut *dst);
ScipixStatus scipix_image_rotate(const ScipixImage *src,
                                 float degrees,
                                 uint8_t fill,
                                 const ScipixImageMut *dst);
ScipixStatus scipix_image_rotated_size(const ScipixImage *src,
                                       float degrees,
                                       size_t *out_width,
                                       size_t *out_height);
ScipixStatus scipix_image_crop_quad(const ScipixImage *src,
                                    const float *quad_xy,
                                    const ScipixImageMut *dst);
ScipixStatus scipix_image_gray16_to_gray8(const ScipixImage *src,
                                          uint16_t low,
                                          uint16_t high,
                                          const ScipixImageMut *dst);
ScipixStatus scipix_image_min_max(const ScipixImage *src, uint16_t *out_min, uint16_t *out_max);
typedef int32_t ScipixMorphology;
#define SCIPIX_MORPHOLOGY_DILATE 0
#define SCIPIX_MORPHOLOGY_ERODE 1
#define SCIPIX_MORPHOLOGY_OPEN 2
#define SCIPIX_MORPHOLOGY_CLOSE 3
typedef int32_t ScipixMorphologyRules;
#define SCIPIX_MORPHOLOGY_RULES_OPENCV 0
#define SCIPIX_MORPHOLOGY_RULES_LEPTONICA 1
#define SCIPIX_MORPHOLOGY_RULES_LEPTONICA_SYMMETRIC 2
ScipixStatus scipix_image_morphology(const ScipixImage *src,
                                     ScipixMorphology operation,
                                     uint32_t width,
                                     uint32_t height,
                                     ScipixMorphologyRules rules,
                                     const ScipixImageMut *dst);
typedef struct ScipixBackgroundParams {
  uint32_t struct_size;
  uint32_t tile_width;
  uint32_t tile_height;
  uint32_t min_count;
  uint32_t smooth_x;
  uint32_t smooth_y;
  uint8_t threshold;
  uint8_t target;
  uint8_t reserved[2];
} ScipixBackgroundParams;
ScipixStatus scipix_background_params_init(struct ScipixBackgroundParams *params);
ScipixStatus scipix_image_normalize_background(const ScipixImage *src,
                                               const struct ScipixBackgroundParams *params,
                                               const ScipixImageMut *dst);
typedef int32_t ScipixBorder;
#define SCIPIX_BORDER_REFLECT_101 0
#define SCIPIX_BORDER_REPLICATE 1
ScipixStatus scipix_image_median(const ScipixImage *src,
                                 uint32_t size,
                                 const ScipixImageMut *dst);
ScipixStatus scipix_image_clahe(const ScipixImage *src,
                                double clip_limit,
                                uint32_t tiles_x,
                                uint32_t tiles_y,
                                const ScipixImageMut *dst);
ScipixStatus scipix_image_gaussian_blur(const ScipixImage *src,
                                        uint32_t width,
                                        uint32_t height,
                                        double sigma_x,
                                        double sigma_y,
                                        ScipixBorder border,
                                        const ScipixImageMut *dst);
ScipixStatus scipix_image_unsharp_mask(const ScipixImage *src,
                                       double sigma,
                                       double amount,
                                       uint8_t threshold,
                                       const ScipixImageMut *dst);
#define SCIPIX_PAGE_THRESHOLD_AUTO -1
typedef struct ScipixSpeckParams {
  uint32_t struct_size;
  uint32_t max_side;
  int32_t threshold;
} ScipixSpeckParams;
typedef struct ScipixBorderParams {
  uint32_t struct_size;
  int32_t threshold;
} ScipixBorderParams;
typedef struct ScipixSpecks {
  uint64_t components;
  uint64_t removed;
  uint64_t removed_px;
  uint32_t max_side;
  uint32_t reserved;
} ScipixSpecks;
typedef struct ScipixPageBox {
  uint32_t x;
  uint32_t y;
  uint32_t width;
  uint32_t height;
} ScipixPageBox;
typedef struct ScipixBorders {
  uint64_t areas;
  uint64_t area_px;
  struct ScipixPageBox content;
} ScipixBorders;
typedef struct ScipixPolarity {
  uint32_t light_on_dark;
  float confidence;
} ScipixPolarity;
ScipixStatus scipix_speck_params_init(struct ScipixSpeckParams *params);
ScipixStatus scipix_border_params_init(struct ScipixBorderParams *params);
ScipixStatus scipix_page_despeckle(const ScipixImage *src,
                                   const struct ScipixSpeckParams *params,
                                   const ScipixImageMut *dst,
                                   struct ScipixSpecks *out_specks);
ScipixStatus scipix_page_remove_borders(const ScipixImage *src,
                                        const struct ScipixBorderParams *params,
                                        const ScipixImageMut *dst,
                                        struct ScipixBorders *out_borders);
ScipixStatus scipix_page_find_borders(const ScipixImage *src,
                                      const struct ScipixBorderParams *params,
                                      struct ScipixBorders *out_borders);
ScipixStatus scipix_page_polarity(const ScipixImage *src,
                                  struct ScipixPolarity *out_polarity);
ScipixStatus scipix_page_inverted_regions(const ScipixImage *src,
                                          struct ScipixPageBox *out_boxes,
                                          size_t cap,
                                          size_t *out_len);
typedef struct ScipixLineParams {
  uint32_t struct_size;
  uint32_t min_length;
  uint32_t max_thickness;
  int32_t threshold;
  uint8_t horizontal;
  uint8_t vertical;
  uint8_t reserved[2];
} ScipixLineParams;
typedef struct ScipixRuledLine {
  ScipixPageBox bounds;
  uint32_t thickness;
  uint32_t vertical;
} ScipixRuledLine;
ScipixStatus scipix_line_params_init(struct ScipixLineParams *params);
ScipixStatus scipix_page_remove_lines(const ScipixImage *src,
                                      const struct ScipixLineParams *params,
                                      const ScipixImageMut *dst,
                                      struct ScipixRuledLine *out_lines,
                                      size_t cap,
                                      size_t *out_len);
ScipixStatus scipix_page_find_lines(const ScipixImage *src,
                                    const struct ScipixLineParams *params,
                                    struct ScipixRuledLine *out_lines,
                                    size_t cap,
                                    size_t *out_len);
typedef struct ScipixPageCleaner ScipixPageCleaner;
typedef struct ScipixPageOrientation {
  int32_t degrees;
  float confidence;
  size_t letters;
} ScipixPageOrientation;
typedef int32_t ScipixCleanStep;
#define SCIPIX_CLEAN_STEP_AUTO 0
#define SCIPIX_CLEAN_STEP_OFF 1
#define SCIPIX_CLEAN_STEP_ON 2
typedef struct ScipixPageCleanParams {
  uint32_t struct_size;
  ScipixPixelFormat format;
  ScipixCleanStep polarity;
  ScipixCleanStep orientation;
  ScipixCleanStep skew;
  ScipixCleanStep borders;
  ScipixCleanStep background;
  ScipixCleanStep denoise;
  ScipixCleanStep lines;
  ScipixCleanStep despeckle;
  uint32_t keep_size;
  uint32_t max_speck_side;
  uint32_t min_line_length;
} ScipixPageCleanParams;
typedef struct ScipixPageCleanReport {
  uint32_t struct_size;
  uint32_t width;
  uint32_t height;
  uint32_t light_on_dark;
  float polarity_confidence;
  uint32_t inverted;
  int32_t orientation_degrees;
  float orientation_confidence;
  int32_t turned_degrees;
  float skew_degrees;
  float skew_confidence;
  float levelled_degrees;
  uint32_t content_x;
  uint32_t content_y;
  uint32_t content_width;
  uint32_t content_height;
  uint32_t evenness_percent;
  uint32_t background_normalized;
  float noise;
  uint32_t denoised;
  uint32_t lines;
  uint32_t components;
  uint32_t specks;
  uint32_t reserved;
  uint64_t border_px;
  uint64_t speck_px;
} ScipixPageCleanReport;
ScipixStatus scipix_page_orientation(const ScipixImage *src,
                                     struct ScipixPageOrientation *out_orientation);
ScipixStatus scipix_page_clean_params_init(struct ScipixPageCleanParams *params);
ScipixStatus scipix_page_cleaner_new(struct ScipixPageCleaner **out_cleaner);
ScipixStatus scipix_page_clean(struct ScipixPageCleaner *cleaner,
                               const ScipixImage *src,
                               const struct ScipixPageCleanParams *params,
                               struct ScipixPageCleanReport *out_report);
ScipixStatus scipix_page_cleaner_image(const struct ScipixPageCleaner *cleaner,
                                       ScipixImage *out_image);
ScipixStatus scipix_page_cleaner_free(struct ScipixPageCleaner *cleaner);
typedef int32_t ScipixFilter;
#define SCIPIX_FILTER_NEAREST 0
#define SCIPIX_FILTER_BILINEAR 1
#define SCIPIX_FILTER_AREA 2
#define SCIPIX_FILTER_LANCZOS3 3
#define SCIPIX_FILTER_BILINEAR_AA 4
#define SCIPIX_FILTER_BICUBIC 5
ScipixStatus scipix_image_resize(const ScipixImage *src,
                                 ScipixFilter filter,
                                 const ScipixImageMut *dst);
ScipixStatus scipix_image_resize_by_alpha(const ScipixImage *src,
                                          ScipixFilter filter,
                                          const ScipixImageMut *dst);
typedef int32_t ScipixTensorLayout;
#define SCIPIX_TENSOR_LAYOUT_NCHW 0
#define SCIPIX_TENSOR_LAYOUT_NHWC 1
typedef int32_t ScipixTensorFit;
#define SCIPIX_TENSOR_FIT_STRETCH 0
#define SCIPIX_TENSOR_FIT_HEIGHT 1
#define SCIPIX_TENSOR_FIT_INSIDE 2
typedef int32_t ScipixStores;
#define SCIPIX_STORES_AUTO 0
#define SCIPIX_STORES_CACHED 1
#define SCIPIX_STORES_NON_TEMPORAL 2
typedef int32_t ScipixTensorPlacement;
#define SCIPIX_TENSOR_PLACEMENT_TOP_LEFT 0
#define SCIPIX_TENSOR_PLACEMENT_CENTER 1
typedef int32_t ScipixTensorPadding;
#define SCIPIX_TENSOR_PADDING_CONSTANT 0
#define SCIPIX_TENSOR_PADDING_EDGE 1
typedef struct ScipixTensorParams {
  uint32_t struct_size;
  ScipixTensorLayout layout;
  ScipixElement element;
  ScipixPixelFormat channels;
  float mean[3];
  float std_dev[3];
  float scale;
  int32_t zero_point;
  ScipixFilter filter;
  ScipixTensorFit fit;
  uint32_t height;
  uint32_t width;
  float fill;
  ScipixStores stores;
  ScipixTensorPlacement placement;
  ScipixTensorPadding padding;
  int32_t flatten;
  uint8_t background[3];
  uint8_t reserved;
} ScipixTensorParams;
ScipixStatus scipix_tensor_params_init(struct ScipixTensorParams *params);
ScipixStatus scipix_image_tensor_shape(const ScipixImage *images,
                                       size_t count,
                                       const struct ScipixTensorParams *params,
                                       size_t *out_shape,
                                       size_t *out_bytes);
ScipixStatus scipix_image_to_tensor(const ScipixImage *images,
                                    size_t count,
                                    const struct ScipixTensorParams *params,
                                    void *out,
                                    size_t out_bytes);
typedef struct ScipixPlan ScipixPlan;
ScipixStatus scipix_plan_new(struct ScipixPlan **out_plan);
ScipixStatus scipix_plan_add_grayscale(struct ScipixPlan *plan, ScipixLuma luma);
ScipixStatus scipix_plan_add_flatten(struct ScipixPlan *plan,
                                     uint8_t red,
                                     uint8_t green,
                                     uint8_t blue);
ScipixStatus scipix_plan_add_resize(struct ScipixPlan *plan,
                                    ScipixFilter filter,
                                    size_t width,
                                    size_t height);
ScipixStatus scipix_plan_add_binarize(struct ScipixPlan *plan,
                                      const ScipixBinarizeParams *params);
ScipixStatus scipix_plan_add_tensor(struct ScipixPlan *plan,
                                    const ScipixTensorParams *params);
ScipixStatus scipix_plan_add_normalize_background(struct ScipixPlan *plan,
                                                  const ScipixBackgroundParams *params);
ScipixStatus scipix_plan_add_deskew(struct ScipixPlan *plan,
                                    uint8_t fill);
ScipixStatus scipix_plan_add_morphology(struct ScipixPlan *plan,
                                        ScipixMorphology operation,
                                        uint32_t width,
                                        uint32_t height,
                                        ScipixMorphologyRules rules);
ScipixStatus scipix_plan_output_size(const struct ScipixPlan *plan,
                                     const ScipixImage *src,
                                     size_t *out_width,
                                     size_t *out_height,
                                     size_t *out_bytes);
ScipixStatus scipix_plan_run(const struct ScipixPlan *plan,
                             const ScipixImage *src,
                             const ScipixImageMut *dst);
ScipixStatus scipix_plan_run_tensor(const struct ScipixPlan *plan,
                                    const ScipixImage *src,
                                    void *out,
                                    size_t out_bytes);
ScipixStatus scipix_plan_free(struct ScipixPlan *plan);
typedef int32_t ScipixConnectivity;
#define SCIPIX_CONNECTIVITY_FOUR 4
#define SCIPIX_CONNECTIVITY_EIGHT 8
typedef struct ScipixComponent {
  uint32_t x;
  uint32_t y;
  uint32_t width;
  uint32_t height;
  uint64_t area;
} ScipixComponent;
ScipixStatus scipix_image_components(const ScipixImage *src,
                                     ScipixConnectivity connectivity,
                                     uint32_t *out_labels,
                                     size_t labels_stride,
                                     struct ScipixComponent *out_components,
                                     size_t cap,
                                     size_t *out_len);
typedef struct ScipixRotatedRect {
  float center_x;
  float center_y;
  float width;
  float height;
  float angle;
} ScipixRotatedRect;
ScipixStatus scipix_points_convex_hull(const int32_t *points_xy,
                                       size_t count,
                                       int32_t *out_points_xy,
                                       size_t cap,
                                       size_t *out_len);
ScipixStatus scipix_points_min_area_rect(const int32_t *points_xy, size_t count, struct ScipixRotatedRect *out_rect);
ScipixStatus scipix_rotated_rect_corners(const struct ScipixRotatedRect *rect,
                                         float *out_corners_xy);
ScipixStatus scipix_polygon_area(const int32_t *points_xy, size_t count, double *out_area);
ScipixStatus scipix_polygon_perimeter(const int32_t *points_xy, size_t count, double *out_perimeter);
ScipixStatus scipix_polygon_offset(const int32_t *points_xy,
                                   size_t count,
                                   double distance,
                                   int32_t *out_points_xy,
                                   size_t cap,
                                   size_t *out_len);
ScipixStatus scipix_polygon_simplify(const int32_t *points_xy,
                                     size_t count,
                                     double tolerance,
                                     int32_t *out_points_xy,
                                     size_t cap,
                                     size_t *out_len);
typedef int32_t ScipixOrderRule;
#define SCIPIX_ORDER_RULE_LAYOUT 0
#define SCIPIX_ORDER_RULE_TEN_PIXELS 1
typedef int32_t ScipixWritingDirection;
#define SCIPIX_WRITING_DIRECTION_LEFT_TO_RIGHT 0
#define SCIPIX_WRITING_DIRECTION_RIGHT_TO_LEFT 1
#define SCIPIX_WRITING_DIRECTION_VERTICAL_RIGHT_TO_LEFT 2
#define SCIPIX_WRITING_DIRECTION_VERTICAL_LEFT_TO_RIGHT 3
typedef struct ScipixReadingOrderParams {
  uint32_t struct_size;
  ScipixOrderRule rule;
  ScipixWritingDirection direction;
} ScipixReadingOrderParams;
ScipixStatus scipix_reading_order_params_init(struct ScipixReadingOrderParams *params);
ScipixStatus scipix_reading_order(const float *corners_xy,
                                  size_t count,
                                  const struct ScipixReadingOrderParams *params,
                                  uint32_t *out_order);
typedef int32_t ScipixBoxShape;
#define SCIPIX_BOX_SHAPE_QUAD 0
#define SCIPIX_BOX_SHAPE_UPRIGHT 1
#define SCIPIX_BOX_SHAPE_POLYGON 2
typedef int32_t ScipixBoxScore;
#define SCIPIX_BOX_SCORE_FAST 0
#define SCIPIX_BOX_SCORE_SLOW 1
typedef int32_t ScipixBoxGrowth;
#define SCIPIX_BOX_GROWTH_REFERENCE 0
#define SCIPIX_BOX_GROWTH_EXACT 1
typedef struct ScipixTextBoxParams {
  uint32_t struct_size;
  ScipixBoxShape shape;
  ScipixBoxScore score;
  ScipixBoxGrowth growth;
  double box_threshold;
  double unclip_ratio;
  float threshold;
  float min_side;
  float min_grown_side;
  uint32_t max_candidates;
  uint32_t dilate;
  uint32_t open;
  uint32_t min_page_side;
  uint32_t reserved;
} ScipixTextBoxParams;
typedef int32_t ScipixTextBoxPreset;
#define SCIPIX_TEXT_BOX_PRESET_RAPIDOCR 0
#define SCIPIX_TEXT_BOX_PRESET_PADDLE 1
#define SCIPIX_TEXT_BOX_PRESET_DOCTR 2
typedef struct ScipixCraftParams {
  uint32_t struct_size;
  float text_threshold;
  float low_text;
  float link_threshold;
  uint32_t min_area;
} ScipixCraftParams;
ScipixStatus scipix_text_box_params_init(struct ScipixTextBoxParams *params);
ScipixStatus scipix_text_box_params_preset(ScipixTextBoxPreset preset, struct ScipixTextBoxParams *params);
ScipixStatus scipix_craft_params_init(struct ScipixCraftParams *params);
typedef struct ScipixTextBoxes ScipixTextBoxes;
typedef struct ScipixProbabilityMap {
  const void *data;
  size_t data_bytes;
  size_t width;
  size_t height;
  size_t stride;
  ScipixElement element;
} ScipixProbabilityMap;
typedef struct ScipixTextBox {
  int32_t corners_xy[8];
  float score;
  uint32_t reserved;
  size_t polygon_len;
  const int32_t *polygon_xy;
} ScipixTextBox;
ScipixStatus scipix_text_boxes_new(struct ScipixTextBoxes **out_boxes);
ScipixStatus scipix_text_boxes_find(struct ScipixTextBoxes *boxes,
                                    const struct ScipixProbabilityMap *map,
                                    size_t page_width,
                                    size_t page_height,
                                    const ScipixTextBoxParams *params);
ScipixStatus scipix_text_boxes_find_craft(struct ScipixTextBoxes *boxes,
                                          const struct ScipixProbabilityMap *text,
                                          const struct ScipixProbabilityMap *link,
                                          size_t page_width,
                                          size_t page_height,
                                          const ScipixCraftParams *params);
ScipixStatus scipix_text_boxes_sort(struct ScipixTextBoxes *boxes, const ScipixReadingOrderParams *params);
const struct ScipixTextBox *scipix_text_boxes_data(const struct ScipixTextBoxes *boxes);
size_t scipix_text_boxes_len(const struct ScipixTextBoxes *boxes);
ScipixStatus scipix_text_boxes_free(struct ScipixTextBoxes *boxes);
typedef int32_t ScipixInterpolation;
#define SCIPIX_INTERPOLATION_NEAREST 0
#define SCIPIX_INTERPOLATION_BILINEAR 1
#define SCIPIX_INTERPOLATION_CUBIC 2
typedef int32_t ScipixQuadCorners;
#define SCIPIX_QUAD_CORNERS_PIXEL_CENTRES 0
#define SCIPIX_QUAD_CORNERS_PIXEL_EDGES 1
typedef struct ScipixCropParams {
  uint32_t struct_size;
  ScipixInterpolation interpolation;
  float turn_ratio;
  ScipixQuadCorners corners;
  uint32_t pad_flat;
} ScipixCropParams;
typedef struct ScipixCropSize {
  size_t width;
  size_t height;
} ScipixCropSize;
ScipixStatus scipix_crop_params_init(struct ScipixCropParams *params);
ScipixStatus scipix_crop_quad_size(const float *quad_xy,
                                   const struct ScipixCropParams *params,
                                   struct ScipixCropSize *out_size);
ScipixStatus scipix_image_crop_quad_with(const ScipixImage *src,
                                         const float *quad_xy,
                                         const struct ScipixCropParams *params,
                                         const ScipixImageMut *dst);
ScipixStatus scipix_image_crops_tensor_shape(const ScipixImage *src,
                                             const float *quads_xy,
                                             size_t count,
                                             const struct ScipixCropParams *crop,
                                             const ScipixTensorParams *params,
                                             size_t *out_shape,
                                             size_t *out_bytes);
ScipixStatus scipix_image_crops_to_tensor(const ScipixImage *src,
                                          const float *quads_xy,
                                          size_t count,
                                          const struct ScipixCropParams *crop,
                                          const ScipixTensorParams *params,
                                          void *out,
                                          size_t out_bytes);
typedef struct ScipixLineGroupParams {
  uint32_t struct_size;
  uint32_t height;
  uint32_t max_columns;
  uint32_t max_lines;
  float max_padding;
  uint32_t width_multiple;
  uint32_t min_width;
  uint32_t max_width;
} ScipixLineGroupParams;
typedef struct ScipixLineGroup {
  size_t first;
  size_t len;
  size_t width;
} ScipixLineGroup;
ScipixStatus scipix_line_group_params_init(struct ScipixLineGroupParams *params);
ScipixStatus scipix_line_groups(const ScipixCropSize *sizes,
                                size_t count,
                                const struct ScipixLineGroupParams *params,
                                uint32_t *out_order,
                                struct ScipixLineGroup *out_groups,
                                size_t *out_len);
typedef int32_t ScipixScores;
#define SCIPIX_SCORES_LOGITS 0
#define SCIPIX_SCORES_PROBABILITIES 1
ScipixStatus scipix_ctc_greedy(const float *scores,
                               size_t steps,
                               size_t classes,
                               size_t blank,
                               ScipixScores kind,
                               uint32_t *out_ids,
                               float *out_probabilities,
                               size_t cap,
                               size_t *out_len);
typedef struct ScipixCtcTexts ScipixCtcTexts;
typedef struct ScipixCtcSymbol {
  uint32_t id;
  uint32_t first_step;
  uint32_t last_step;
  float probability;
} ScipixCtcSymbol;
typedef struct ScipixCtcAlternative {
  uint32_t id;
  float probability;
} ScipixCtcAlternative;
typedef struct ScipixCtcText {
  uint32_t struct_size;
  float mean_probability;
  const struct ScipixCtcSymbol *symbols;
  size_t symbol_count;
  const struct ScipixCtcAlternative *alternatives;
  size_t alternatives_per_symbol;
  double log_probability;
  double score;
} ScipixCtcText;
ScipixStatus scipix_ctc_texts_new(struct ScipixCtcTexts **out_texts);
size_t scipix_ctc_texts_len(const struct ScipixCtcTexts *texts);
size_t scipix_ctc_texts_count(const struct ScipixCtcTexts *texts, size_t line);
ScipixStatus scipix_ctc_texts_get(const struct ScipixCtcTexts *texts,
                                  size_t line,
                                  size_t rank,
                                  struct ScipixCtcText *out_text);
ScipixStatus scipix_ctc_texts_free(struct ScipixCtcTexts *texts);
typedef struct ScipixCtcDecoder ScipixCtcDecoder;
typedef struct ScipixCtcLexicon ScipixCtcLexicon;
typedef ScipixStatus (*ScipixCtcScoreFn)(void *user_data,
                                         const uint32_t *prefix,
                                         size_t prefix_len,
                                         const uint32_t *next,
                                         size_t next_count,
                                         float *out_terms);
typedef struct ScipixCtcConfig {
  uint32_t struct_size;
  ScipixScores kind;
  ScipixElement element;
  uint32_t alternatives;
  size_t classes;
  size_t blank;
  const uint32_t *allowed;
  const float *weights;
  uint32_t beam_width;
  uint32_t texts;
  uint32_t max_symbols;
  float symbol_bound;
  float beam_bound;
  uint32_t reserved;
  const struct ScipixCtcLexicon *lexicon;
  ScipixCtcScoreFn score;
  void *user_data;
} ScipixCtcConfig;
typedef struct ScipixCtcLine {
  const void *scores;
  size_t steps;
  size_t stride;
} ScipixCtcLine;
ScipixStatus scipix_ctc_lexicon_new(const uint32_t *symbols,
                                    const size_t *lens,
                                    size_t count,
                                    uint32_t separator,
                                    struct ScipixCtcLexicon **out_lexicon);
ScipixStatus scipix_ctc_lexicon_free(struct ScipixCtcLexicon *lexicon);
ScipixStatus scipix_ctc_config_init(struct ScipixCtcConfig *config);
ScipixStatus scipix_ctc_decoder_new(const struct ScipixCtcConfig *config, struct ScipixCtcDecoder **out_decoder);
ScipixStatus scipix_ctc_decoder_decode(const struct ScipixCtcDecoder *decoder,
                                       const struct ScipixCtcLine *lines,
                                       size_t count,
                                       ScipixCtcTexts *texts);
ScipixStatus scipix_ctc_decoder_free(struct ScipixCtcDecoder *decoder);
typedef int32_t ScipixWordUnit;
#define SCIPIX_WORD_UNIT_WORDS 0
#define SCIPIX_WORD_UNIT_CHARACTERS 1
#define SCIPIX_WORD_UNIT_RAPIDOCR 2
#define SCIPIX_WORD_UNIT_RAPIDOCR_CHARACTERS 3
typedef struct ScipixWordBoxParams {
  uint32_t struct_size;
  ScipixWordUnit unit;
  double columns;
  uint32_t gap;
  uint32_t crop_width;
  uint32_t quarter_turns;
  uint32_t reserved;
} ScipixWordBoxParams;
typedef struct ScipixWordBox {
  uint32_t first_symbol;
  uint32_t symbol_count;
  float probability;
  float corners_xy[8];
} ScipixWordBox;
ScipixStatus scipix_word_box_params_init(struct ScipixWordBoxParams *params);
ScipixStatus scipix_word_boxes(const ScipixCtcSymbol *symbols,
                               size_t symbol_count,
                               const uint32_t *characters,
                               size_t character_count,
                               const float *quad_xy,
                               const struct ScipixWordBoxParams *params,
                               struct ScipixWordBox *out_boxes,
                               size_t cap,
                               size_t *out_len);
typedef struct ScipixBatchItem {
  uint64_t id;
  void *data;
  uint64_t group;
  uint32_t cost;
  uint32_t priority;
} ScipixBatchItem;
typedef struct ScipixBatchResult {
  void *data;
  ScipixStatus status;
} ScipixBatchResult;
typedef void (*ScipixBatchFn)(void *user_data,
                              const struct ScipixBatchItem *items,
                              size_t count,
                              struct ScipixBatchResult *out_results);
typedef void (*ScipixDoneFn)(void *user_data, const struct ScipixBatchItem *item, struct ScipixBatchResult result);
typedef struct ScipixBatcher ScipixBatcher;
typedef int32_t ScipixBatchMode;
#define SCIPIX_BATCH_MODE_WINDOW 0
#define SCIPIX_BATCH_MODE_GREEDY 1
typedef int32_t ScipixQueuePolicy;
#define SCIPIX_QUEUE_POLICY_REJECT 0
#define SCIPIX_QUEUE_POLICY_BLOCK 1
typedef struct ScipixBatcherConfig {
  uint32_t struct_size;
  ScipixBatchMode mode;
  ScipixQueuePolicy queue_policy;
  uint32_t workers;
  size_t max_batch_size;
  size_t preferred_batch_size;
  size_t max_queue_size;
  uint64_t max_wait_us;
  uint64_t max_batch_cost;
  uint64_t target_latency_us;
  uint64_t block_timeout_us;
  uint32_t shed_late;
  uint32_t reserved;
  uint32_t priority_levels;
  uint32_t default_priority;
  uint64_t priority_aging_us;
} ScipixBatcherConfig;
ScipixStatus scipix_batcher_config_init(struct ScipixBatcherConfig *config);
ScipixStatus scipix_batcher_new(const struct ScipixBatcherConfig *config,
                                ScipixBatchFn fn,
                                void *user_data,
                                struct ScipixBatcher **out_batcher);
ScipixStatus scipix_batcher_submit(struct ScipixBatcher *batcher,
                                   const ScipixBatchItem *item,
                                   uint64_t deadline_us,
                                   ScipixDoneFn done,
                                   void *user_data,
                                   uint64_t *out_ticket);
ScipixStatus scipix_batcher_submit_many(struct ScipixBatcher *batcher,
                                        const ScipixBatchItem *items,
                                        size_t count,
                                        uint64_t deadline_us,
                                        ScipixDoneFn done,
                                        void *user_data,
                                        size_t *out_accepted);
ScipixStatus scipix_batcher_submit_wait(struct ScipixBatcher *batcher,
                                        const ScipixBatchItem *item,
                                        uint64_t timeout_us,
                                        ScipixBatchResult *out_result);
ScipixStatus scipix_batcher_cancel(struct ScipixBatcher *batcher, uint64_t ticket);
size_t scipix_batcher_current_batch_limit(const struct ScipixBatcher *batcher);
ScipixStatus scipix_batcher_close(struct ScipixBatcher *batcher);
ScipixStatus scipix_batcher_drain(struct ScipixBatcher *batcher,
                                  uint64_t timeout_us);
ScipixStatus scipix_batcher_free(struct ScipixBatcher *batcher);
typedef struct ScipixHistogram {
  uint64_t count;
  uint64_t mean;
  uint64_t p50;
  uint64_t p95;
  uint64_t p99;
  uint64_t max;
} ScipixHistogram;
typedef struct ScipixBatcherStats {
  uint32_t struct_size;
  uint32_t reserved;
  uint64_t submitted;
  uint64_t completed;
  uint64_t failed;
  uint64_t rejected;
  uint64_t shed;
  uint64_t cancelled;
  uint64_t batches;
  uint64_t queue_depth;
  uint64_t oldest_wait_us;
  uint64_t dispatched_full;
  uint64_t dispatched_preferred;
  uint64_t dispatched_timeout;
  uint64_t dispatched_idle;
  uint64_t dispatched_drain;
  struct ScipixHistogram queue_wait_us;
  struct ScipixHistogram service_us;
  struct ScipixHistogram batch_size;
  uint64_t level_depths[16];
} ScipixBatcherStats;
ScipixStatus scipix_batcher_stats(const ScipixBatcher *batcher, struct ScipixBatcherStats *out_stats);
typedef struct ScipixBatch ScipixBatch;
typedef struct ScipixDone {
  ScipixBatchItem item;
  ScipixBatchResult result;
} ScipixDone;
ScipixStatus scipix_batcher_next_batch(ScipixBatcher *batcher, uint64_t timeout_us, struct ScipixBatch **out_batch);
const ScipixBatchItem *scipix_batch_items(const struct ScipixBatch *batch, size_t *out_count);
ScipixStatus scipix_batch_complete(struct ScipixBatch *batch, const ScipixBatchResult *results, size_t count);
ScipixStatus scipix_batch_free(struct ScipixBatch *batch);
ScipixStatus scipix_batcher_poll_done(ScipixBatcher *batcher,
                                      uint64_t timeout_us,
                                      struct ScipixDone *out_done,
                                      size_t cap,
                                      size_t *out_count);
int scipix_batcher_done_fd(const ScipixBatcher *batcher);
typedef ScipixStatus (*ScipixRangeFn)(void *user_data, size_t begin, size_t end);
typedef ScipixStatus (*ScipixMapFn)(void *user_data, void *item, void **out_result);
typedef void (*ScipixTaskFn)(void *task_data, size_t index);
typedef ScipixStatus (*ScipixExecutorFn)(void *user_data, ScipixTaskFn task, void *task_data, size_t count);
ScipixStatus scipix_parallel_for(size_t count,
                                 size_t grain,
                                 ScipixRangeFn fn,
                                 void *user_data);
ScipixStatus scipix_parallel_map(void *const *items,
                                 size_t count,
                                 size_t grain,
                                 ScipixMapFn fn,
                                 void *user_data,
                                 void **out_results,
                                 ScipixStatus *out_statuses);
ScipixStatus scipix_set_executor(ScipixExecutorFn run,
                                 size_t concurrency,
                                 void *user_data);
typedef struct ScipixPipeline ScipixPipeline;
typedef void (*ScipixDropFn)(void *user_data, void *item);
typedef struct ScipixStage {
  ScipixMapFn fn;
  void *user_data;
  ScipixDropFn drop;
  uint32_t workers;
  uint32_t queue;
  uint64_t reserved[2];
} ScipixStage;
typedef struct ScipixStageStats {
  uint32_t struct_size;
  uint32_t reserved;
  uint64_t items;
  uint64_t failed;
  uint64_t busy_us;
  uint64_t waiting_us;
  uint64_t queue_depth;
} ScipixStageStats;
ScipixStatus scipix_pipeline_new(const struct ScipixStage *stages, size_t count, struct ScipixPipeline **out_pipeline);
ScipixStatus scipix_pipeline_run(struct ScipixPipeline *pipeline,
                                 void *const *items,
                                 size_t count,
                                 void **out_results,
                                 ScipixStatus *out_statuses);
ScipixStatus scipix_pipeline_push(struct ScipixPipeline *pipeline,
                                  void *item,
                                  uint64_t timeout_us);
ScipixStatus scipix_pipeline_next(struct ScipixPipeline *pipeline,
                                  uint64_t timeout_us,
                                  void **out_result,
                                  ScipixStatus *out_status);
ScipixStatus scipix_pipeline_stage_stats(const struct ScipixPipeline *pipeline,
                                         size_t stage,
                                         struct ScipixStageStats *out_stats);
ScipixStatus scipix_pipeline_close(struct ScipixPipeline *pipeline);
ScipixStatus scipix_pipeline_free(struct ScipixPipeline *pipeline);
typedef struct ScipixExecutor ScipixExecutor;
typedef ScipixStatus (*ScipixJobFn)(void *user_data);
typedef void (*ScipixJobDoneFn)(void *user_data, ScipixStatus status);
ScipixStatus scipix_executor_new(size_t max_concurrent, size_t max_queued, struct ScipixExecutor **out_executor);
ScipixStatus scipix_executor_submit(struct ScipixExecutor *executor,
                                    ScipixJobFn fn,
                                    ScipixJobDoneFn done,
                                    void *user_data,
                                    uint64_t *out_ticket);
ScipixStatus scipix_executor_wait(struct ScipixExecutor *executor,
                                  uint64_t ticket,
                                  uint64_t timeout_us,
                                  ScipixStatus *out_status);
ScipixStatus scipix_executor_wait_all(struct ScipixExecutor *executor, uint64_t timeout_us);
ScipixStatus scipix_executor_cancel(struct ScipixExecutor *executor, uint64_t ticket);
ScipixStatus scipix_executor_free(struct ScipixExecutor *executor);
typedef struct ScipixPool ScipixPool;
typedef struct ScipixPoolConfig {
  uint32_t struct_size;
  uint32_t zero_on_release;
  size_t buffer_size;
  size_t alignment;
  size_t preallocate;
  size_t max_idle;
  uint64_t max_bytes;
} ScipixPoolConfig;
typedef int32_t ScipixPoolClass;
#define SCIPIX_POOL_CLASS_SMALL 0
#define SCIPIX_POOL_CLASS_MEDIUM 1
#define SCIPIX_POOL_CLASS_LARGE 2
typedef struct ScipixBuffer {
  uint8_t *data;
  size_t len;
  size_t capacity;
  uint64_t token;
} ScipixBuffer;
typedef struct ScipixPoolStats {
  uint32_t struct_size;
  uint32_t reserved;
  uint64_t acquired;
  uint64_t released;
  uint64_t hits;
  uint64_t misses;
  uint64_t refused;
  uint64_t live;
  uint64_t idle;
  uint64_t live_bytes;
  uint64_t idle_bytes;
  uint64_t peak_live_bytes;
} ScipixPoolStats;
ScipixStatus scipix_pool_config_init(struct ScipixPoolConfig *config);
ScipixStatus scipix_pool_new(const struct ScipixPoolConfig *config,
                             struct ScipixPool **out_pool);
ScipixStatus scipix_pool_global(ScipixPoolClass pool_class, struct ScipixPool **out_pool);
ScipixStatus scipix_pool_acquire(struct ScipixPool *pool,
                                 struct ScipixBuffer *out_buffer);
ScipixStatus scipix_pool_stats(const struct ScipixPool *pool, struct ScipixPoolStats *out_stats);
ScipixStatus scipix_pool_trim(struct ScipixPool *pool);
ScipixStatus scipix_pool_free(struct ScipixPool *pool);
ScipixStatus scipix_buffer_acquire(size_t size,
                                   struct ScipixBuffer *out_buffer);
ScipixStatus scipix_buffer_append(struct ScipixBuffer *buffer, const uint8_t *data, size_t len);
ScipixStatus scipix_buffer_release(struct ScipixBuffer *buffer);
typedef struct ScipixArena ScipixArena;
typedef struct ScipixArenaMark {
  uint64_t opaque[2];
} ScipixArenaMark;
typedef struct ScipixArenaCursor {
  uint8_t *cur;
  uint8_t *end;
} ScipixArenaCursor;
ScipixStatus scipix_arena_new(size_t capacity, size_t max_bytes, struct ScipixArena **out_arena);
ScipixStatus scipix_arena_alloc(struct ScipixArena *arena, size_t size, size_t align, void **out_ptr);
ScipixStatus scipix_arena_mark(const struct ScipixArena *arena, struct ScipixArenaMark *out_mark);
ScipixStatus scipix_arena_rewind(struct ScipixArena *arena,
                                 const struct ScipixArenaMark *mark);
ScipixStatus scipix_arena_reset(struct ScipixArena *arena);
struct ScipixArenaCursor *scipix_arena_cursor(struct ScipixArena *arena);
size_t scipix_arena_usage(const struct ScipixArena *arena);
size_t scipix_arena_capacity(const struct ScipixArena *arena);
ScipixStatus scipix_arena_free(struct ScipixArena *arena);
typedef struct ScipixModel ScipixModel;
typedef struct ScipixModelConfig {
  uint32_t struct_size;
  uint32_t populate;
  uint32_t huge_pages;
  uint32_t private_copy;
} ScipixModelConfig;
typedef int32_t ScipixAdvice;
#define SCIPIX_ADVICE_NORMAL 0
#define SCIPIX_ADVICE_SEQUENTIAL 1
#define SCIPIX_ADVICE_RANDOM 2
#define SCIPIX_ADVICE_WILL_NEED 3
#define SCIPIX_ADVICE_DONT_NEED 4
typedef struct ScipixTensorInfo {
  uint32_t struct_size;
  ScipixElement element;
  const char *name;
  const char *dtype_name;
  const size_t *shape;
  size_t rank;
  const uint8_t *data;
  size_t data_len;
  size_t alignment;
} ScipixTensorInfo;
ScipixStatus scipix_model_config_init(struct ScipixModelConfig *options);
ScipixStatus scipix_model_open(const char *path,
                               const struct ScipixModelConfig *options,
                               struct ScipixModel **out_model);
const uint8_t *scipix_model_data(const struct ScipixModel *model);
size_t scipix_model_len(const struct ScipixModel *model);
ScipixStatus scipix_model_advise(const struct ScipixModel *model, size_t offset, size_t len, ScipixAdvice advice);
ScipixStatus scipix_model_prefetch(const struct ScipixModel *model, size_t offset, size_t len);
size_t scipix_model_tensor_count(const struct ScipixModel *model);
ScipixStatus scipix_model_tensor_at(const struct ScipixModel *model, size_t index, struct ScipixTensorInfo *out_info);
ScipixStatus scipix_model_tensor(const struct ScipixModel *model, const char *name, struct ScipixTensorInfo *out_info);
const char *scipix_model_metadata(const struct ScipixModel *model);
ScipixStatus scipix_model_free(struct ScipixModel *model);
typedef struct ScipixQuantParams {
  float scale;
  int32_t zero_point;
} ScipixQuantParams;
ScipixStatus scipix_quant_params_from_range(float min,
                                            float max,
                                            ScipixElement element,
                                            struct ScipixQuantParams *out_params);
ScipixStatus scipix_quant_params_from_data(const float *data,
                                           size_t len,
                                           ScipixElement element,
                                           struct ScipixQuantParams *out_params);
ScipixStatus scipix_quant_params_symmetric(float abs_max,
                                           ScipixElement element,
                                           struct ScipixQuantParams *out_params);
ScipixStatus scipix_quantize_i8(const float *data, size_t len, struct ScipixQuantParams params, int8_t *out);
ScipixStatus scipix_quantize_u8(const float *data, size_t len, struct ScipixQuantParams params, uint8_t *out);
ScipixStatus scipix_dequantize_i8(const int8_t *data, size_t len, struct ScipixQuantParams params, float *out);
ScipixStatus scipix_dequantize_u8(const uint8_t *data, size_t len, struct ScipixQuantParams params, float *out);
ScipixStatus scipix_quantize_i8_channels(const float *data,
                                         size_t outer,
                                         size_t channels,
                                         size_t inner,
                                         const struct ScipixQuantParams *params,
                                         int8_t *out);
ScipixStatus scipix_quantize_u8_channels(const float *data,
                                         size_t outer,
                                         size_t channels,
                                         size_t inner,
                                         const struct ScipixQuantParams *params,
                                         uint8_t *out);
ScipixStatus scipix_dequantize_i8_channels(const int8_t *data,
                                           size_t outer,
                                           size_t channels,
                                           size_t inner,
                                           const struct ScipixQuantParams *params,
                                           float *out);
ScipixStatus scipix_dequantize_u8_channels(const uint8_t *data,
                                           size_t outer,
                                           size_t channels,
                                           size_t inner,
                                           const struct ScipixQuantParams *params,
                                           float *out);
typedef struct ScipixQuantError {
  uint32_t struct_size;
  uint32_t reserved;
  double mse;
  double sqnr_db;
  double max_abs;
  double cosine;
} ScipixQuantError;
ScipixStatus scipix_quant_error(const float *original,
                                const uint8_t *quantized,
                                ScipixElement element,
                                size_t len,
                                ScipixQuantParams params,
                                struct ScipixQuantError *out_error);
ScipixStatus scipix_quant_mse(const float *original,
                              const int8_t *quantized,
                              size_t len,
                              ScipixQuantParams params,
                              double *out_mse);
ScipixStatus scipix_quant_sqnr_db(const float *original,
                                  const int8_t *quantized,
                                  size_t len,
                                  ScipixQuantParams params,
                                  double *out_db);
typedef struct ScipixQTensor ScipixQTensor;
typedef int32_t ScipixQuantScheme;
#define SCIPIX_QUANT_SCHEME_AFFINE 0
#define SCIPIX_QUANT_SCHEME_SYMMETRIC 1
typedef int32_t ScipixQuantGranularity;
#define SCIPIX_QUANT_GRANULARITY_TENSOR 0
#define SCIPIX_QUANT_GRANULARITY_CHANNEL 1
typedef int32_t ScipixCalibration;
#define SCIPIX_CALIBRATION_MINMAX 0
#define SCIPIX_CALIBRATION_PERCENTILE 1
#define SCIPIX_CALIBRATION_MSE 2
typedef struct ScipixQuantConfig {
  uint32_t struct_size;
  ScipixElement element;
  ScipixQuantScheme scheme;
  ScipixQuantGranularity granularity;
  ScipixCalibration calibration;
  int32_t axis;
  uint32_t narrow_range;
  float percentile;
} ScipixQuantConfig;
ScipixStatus scipix_quant_config_init(struct ScipixQuantConfig *config);
ScipixStatus scipix_qtensor_from_f32(const float *data,
                                     const size_t *shape,
                                     size_t rank,
                                     const struct ScipixQuantConfig *config,
                                     struct ScipixQTensor **out_tensor);
ScipixStatus scipix_qtensor_to_f32(const struct ScipixQTensor *tensor, float *out, size_t out_len);
const void *scipix_qtensor_data(const struct ScipixQTensor *tensor);
size_t scipix_qtensor_len(const struct ScipixQTensor *tensor);
size_t scipix_qtensor_rank(const struct ScipixQTensor *tensor);
const size_t *scipix_qtensor_shape(const struct ScipixQTensor *tensor);
size_t scipix_qtensor_params_count(const struct ScipixQTensor *tensor);
ScipixStatus scipix_qtensor_params(const struct ScipixQTensor *tensor, size_t index, ScipixQuantParams *out_params);
size_t scipix_qtensor_size_bytes(const struct ScipixQTensor *tensor);
double scipix_qtensor_compression_ratio(const struct ScipixQTensor *tensor);
ScipixStatus scipix_qtensor_error(const struct ScipixQTensor *tensor,
                                  const float *original,
                                  size_t len,
                                  ScipixQuantError *out_error);
ScipixStatus scipix_qtensor_save(const struct ScipixQTensor *const *tensors,
                                 const char *const *names,
                                 size_t count,
                                 const char *path);
ScipixStatus scipix_qtensor_open(const ScipixModel *model,
                                 const char *name,
                                 struct ScipixQTensor **out_tensor);
ScipixStatus scipix_qtensor_free(struct ScipixQTensor *tensor);
typedef struct ScipixLinear ScipixLinear;
ScipixStatus scipix_linear_new(const ScipixQTensor *weights,
                               const float *bias_or_null,
                               struct ScipixLinear **out_linear);
ScipixStatus scipix_linear_run(const struct ScipixLinear *linear,
                               const float *activations,
                               size_t m,
                               size_t k,
                               float *out,
                               size_t n);
ScipixStatus scipix_linear_free(struct ScipixLinear *linear);
ScipixStatus scipix_matmul_u8i8(const uint8_t *a,
                                size_t m,
                                size_t k,
                                const int8_t *b_transposed,
                                size_t n,
                                int32_t *out);
ScipixStatus scipix_matmul_i8i8(const int8_t *a,
                                size_t m,
                                size_t k,
                                const int8_t *b_transposed,
                                size_t n,
                                int32_t *out);
#ifdef __cplusplus
}
#endif
#endif
