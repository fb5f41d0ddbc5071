/* A program of the first header of 0.1, which lies beside it and does not change. Every later library of that soname must run
 * it: structs are as long as they were, and nothing is written behind them. */
#include "scipix.h" /* the one beside it, whose guard keeps today's out */

#include "../../c_tests/check.h"

enum { ROOM = 2048, MARK = 0xA5, WIDTH = 64, HEIGHT = 48 };

static unsigned char room[ROOM];

static void *marked(void) {
  memset(room, MARK, ROOM);
  return room;
}

static bool is_marked_from(size_t size) {
  for (; size < ROOM; ++size) {
    if (room[size] != MARK) return false;
  }
  return true;
}

/* Every struct that the library fills with defaults, and what fills it. */
#define INITS(EACH)                                                  \
  EACH(ScipixBinarizeParams, scipix_binarize_params_init)            \
  EACH(ScipixBackgroundParams, scipix_background_params_init)        \
  EACH(ScipixSpeckParams, scipix_speck_params_init)                  \
  EACH(ScipixBorderParams, scipix_border_params_init)                \
  EACH(ScipixLineParams, scipix_line_params_init)                    \
  EACH(ScipixPageCleanParams, scipix_page_clean_params_init)         \
  EACH(ScipixTensorParams, scipix_tensor_params_init)                \
  EACH(ScipixReadingOrderParams, scipix_reading_order_params_init)   \
  EACH(ScipixTextBoxParams, scipix_text_box_params_init)             \
  EACH(ScipixCraftParams, scipix_craft_params_init)                  \
  EACH(ScipixCropParams, scipix_crop_params_init)                    \
  EACH(ScipixLineGroupParams, scipix_line_group_params_init)         \
  EACH(ScipixCtcConfig, scipix_ctc_config_init)                      \
  EACH(ScipixWordBoxParams, scipix_word_box_params_init)             \
  EACH(ScipixBatcherConfig, scipix_batcher_config_init)              \
  EACH(ScipixPoolConfig, scipix_pool_config_init)                    \
  EACH(ScipixModelConfig, scipix_model_config_init)                  \
  EACH(ScipixQuantConfig, scipix_quant_config_init)

static void nothing_is_written_behind_what_an_init_fills(void) {
  uint32_t size;
#define FILL(Struct, init)              \
  CHECK_OK(init((Struct *)marked()));   \
  memcpy(&size, room, sizeof size);     \
  CHECK_EQUAL(size, sizeof(Struct));    \
  CHECK(is_marked_from(sizeof(Struct)));
  INITS(FILL)
#undef FILL
  CHECK_OK(scipix_text_box_params_preset(SCIPIX_TEXT_BOX_PRESET_DOCTR, (ScipixTextBoxParams *)marked()));
  CHECK(is_marked_from(sizeof(ScipixTextBoxParams)));
}

static void images(void) {
  uint8_t pixels[WIDTH * HEIGHT * 3], gray[WIDTH * HEIGHT], levels[WIDTH * HEIGHT], crop[20 * 10 * 3];
  const float quad[8] = {3, 4, 23, 4, 23, 14, 3, 14};
  ScipixImage src, gray_src;
  ScipixImageMut dst, binary, out;
  ScipixBinarizeParams binarize;
  ScipixCropParams params;
  ScipixTensorParams tensor;
  size_t i, shape[4], bytes = 0;
  for (i = 0; i < sizeof pixels; ++i) pixels[i] = (uint8_t)(i * 7 % 251);
  CHECK_OK(scipix_image_view(pixels, sizeof pixels, WIDTH, HEIGHT, 0, SCIPIX_PIXEL_FORMAT_RGB8, &src));
  CHECK_OK(scipix_image_view_mut(gray, sizeof gray, WIDTH, HEIGHT, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &dst));
  CHECK_OK(scipix_image_view(gray, sizeof gray, WIDTH, HEIGHT, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &gray_src));
  CHECK_OK(scipix_image_view_mut(levels, sizeof levels, WIDTH, HEIGHT, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &binary));
  CHECK_OK(scipix_image_grayscale(&src, SCIPIX_LUMA_BT601, &dst));
  CHECK_OK(scipix_binarize_params_init(&binarize));
  binarize.method = SCIPIX_BINARIZE_METHOD_FIXED;
  binarize.threshold = 100;
  CHECK_OK(scipix_image_binarize(&gray_src, &binarize, &binary));
  for (i = 0; i < sizeof gray; ++i) CHECK(levels[i] == (gray[i] > 100 ? 255 : 0));

  CHECK_OK(scipix_crop_params_init(&params));
  params.interpolation = SCIPIX_INTERPOLATION_NEAREST;
  CHECK_OK(scipix_image_view_mut(crop, sizeof crop, 20, 10, 0, SCIPIX_PIXEL_FORMAT_RGB8, &out));
  CHECK_OK(scipix_image_crop_quad_with(&src, quad, &params, &out));
  CHECK(memcmp(crop, pixels + (4 * WIDTH + 3) * 3, 3) == 0);

  CHECK_OK(scipix_tensor_params_init(&tensor));
  tensor.width = tensor.height = 16;
  CHECK_OK(scipix_image_tensor_shape(&src, 1, &tensor, shape, &bytes));
  CHECK(shape[0] == 1 && shape[1] == 3 && shape[2] == 16 && shape[3] == 16 && bytes == 4 * 3 * 16 * 16);
}

static void text(void) {
  static const float scores[4][3] = {{0, 9, 0}, {9, 0, 0}, {0, 0, 9}, {0, 0, 9}};
  ScipixCtcConfig config;
  ScipixCtcDecoder *decoder = NULL;
  ScipixCtcTexts *texts = NULL;
  ScipixCtcLine line;
  ScipixCtcText *found = (ScipixCtcText *)marked();
  memset(&line, 0, sizeof line);
  line.scores = scores;
  line.steps = 4;
  CHECK_OK(scipix_ctc_config_init(&config));
  config.classes = 3;
  config.beam_width = 4;
  CHECK_OK(scipix_ctc_decoder_new(&config, &decoder));
  CHECK_OK(scipix_ctc_texts_new(&texts));
  CHECK_OK(scipix_ctc_decoder_decode(decoder, &line, 1, texts));
  CHECK_EQUAL(scipix_ctc_texts_len(texts), 1);
  found->struct_size = sizeof *found;
  CHECK_OK(scipix_ctc_texts_get(texts, 0, 0, found));
  CHECK(found->symbol_count == 2 && found->symbols[0].id == 1 && found->symbols[1].id == 2);
  CHECK(is_marked_from(sizeof *found));
  CHECK_OK(scipix_ctc_texts_free(texts));
  CHECK_OK(scipix_ctc_decoder_free(decoder));
}

static void memory(void) {
  ScipixPoolConfig config;
  ScipixPool *pool = NULL;
  ScipixBuffer buffer;
  ScipixPoolStats *stats = (ScipixPoolStats *)marked();
  ScipixArena *arena = NULL;
  void *place = NULL;
  CHECK_OK(scipix_pool_config_init(&config));
  config.buffer_size = 4096;
  CHECK_OK(scipix_pool_new(&config, &pool));
  CHECK_OK(scipix_pool_acquire(pool, &buffer));
  memset(buffer.data, 1, 4096);
  stats->struct_size = sizeof *stats;
  CHECK_OK(scipix_pool_stats(pool, stats));
  CHECK(is_marked_from(sizeof *stats));
  CHECK_OK(scipix_buffer_release(&buffer));
  CHECK_OK(scipix_pool_free(pool));
  CHECK_OK(scipix_arena_new(1024, 0, &arena));
  CHECK_OK(scipix_arena_alloc(arena, 100, 16, &place));
  memset(place, 1, 100);
  CHECK_OK(scipix_arena_free(arena));
}

static void batches(void) {
  ScipixBatcherConfig config;
  ScipixBatcher *batcher = NULL;
  ScipixBatch *batch = NULL;
  ScipixBatcherStats *stats = (ScipixBatcherStats *)marked();
  ScipixBatchResult result = {NULL, SCIPIX_STATUS_OK};
  ScipixBatchItem item;
  const ScipixBatchItem *items;
  ScipixDone done[2];
  size_t count = 0;
  memset(&item, 0, sizeof item);
  item.id = 77;
  CHECK_OK(scipix_batcher_config_init(&config));
  config.mode = SCIPIX_BATCH_MODE_GREEDY;
  CHECK_OK(scipix_batcher_new(&config, NULL, NULL, &batcher));
  CHECK_OK(scipix_batcher_submit(batcher, &item, 0, NULL, NULL, NULL));
  CHECK_OK(scipix_batcher_next_batch(batcher, SCIPIX_WAIT_FOREVER, &batch));
  items = scipix_batch_items(batch, &count);
  CHECK(count == 1 && items[0].id == 77);
  CHECK_OK(scipix_batch_complete(batch, &result, 1));
  CHECK_OK(scipix_batcher_poll_done(batcher, SCIPIX_WAIT_FOREVER, done, 2, &count));
  CHECK(count == 1 && done[0].item.id == 77 && done[0].result.status == SCIPIX_STATUS_OK);
  stats->struct_size = sizeof *stats;
  CHECK_OK(scipix_batcher_stats(batcher, stats));
  CHECK(is_marked_from(sizeof *stats));
  CHECK_OK(scipix_batcher_close(batcher));
  CHECK_OK(scipix_batcher_free(batcher));
}

static void numbers(void) {
  static const float values[6] = {0, 1, 2, 3, 4, 5};
  const size_t shape[2] = {2, 3};
  ScipixQuantConfig config;
  ScipixQTensor *tensor = NULL;
  float back[6];
  size_t i;
  CHECK_OK(scipix_quant_config_init(&config));
  CHECK_OK(scipix_qtensor_from_f32(values, shape, 2, &config, &tensor));
  CHECK_OK(scipix_qtensor_to_f32(tensor, back, 6));
  for (i = 0; i < 6; ++i) CHECK(back[i] > values[i] - 0.1f && back[i] < values[i] + 0.1f);
  CHECK_OK(scipix_qtensor_free(tensor));
}

int main(void) {
  ScipixCpuInfo *info = (ScipixCpuInfo *)marked();
  CHECK_EQUAL(scipix_abi_version(), SCIPIX_ABI_VERSION);
  info->struct_size = sizeof *info;
  CHECK_OK(scipix_cpu_detect(info));
  CHECK(is_marked_from(sizeof *info));
  nothing_is_written_behind_what_an_init_fills();
  images();
  text();
  memory();
  batches();
  numbers();
  return check_report("abi/0.1");
}
