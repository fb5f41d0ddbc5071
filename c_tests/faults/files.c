/* Workloads: models, mapped and read, and tensors that are saved. A save that fails leaves what was there, and nothing else. */
#define _DEFAULT_SOURCE
#include "trial.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

/* Writes the path of a file in the folder. */
static const char *path_of(const char *name) {
  static char path[128];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return path;
}

/* Makes a tensor whose first value tells one save from another. */
static ScipixQTensor *tensor_of(float first) {
  const size_t shape[2] = {3, 2};
  const float values[6] = {first, -1, 2, 0.25f, 3, -4};
  ScipixQuantConfig config;
  ScipixQTensor *tensor = NULL;
  DO(scipix_quant_config_init(&config));
  DO(scipix_qtensor_from_f32(values, shape, 2, &config, &tensor));
  return tensor;
}

static void open_model(bool private_copy) {
  ScipixModelConfig config;
  ScipixModel *model = NULL;
  ScipixTensorInfo info;
  ScipixQTensor *tensor = NULL;
  size_t i;
  info.struct_size = sizeof info;
  DO(scipix_model_config_init(&config));
  config.private_copy = private_copy;
  if (DO(scipix_model_open(path_of("model"), &config, &model))) {
    CHECK(scipix_model_data(model) != NULL && scipix_model_len(model) > 0 && scipix_model_tensor_count(model) > 0);
    CHECK(scipix_model_metadata(model) != NULL);
    for (i = 0; i < scipix_model_tensor_count(model); ++i) {
      if (DO(scipix_model_tensor_at(model, i, &info))) DO(scipix_model_tensor(model, info.name, &info));
    }
    DO(scipix_model_advise(model, 0, scipix_model_len(model), SCIPIX_ADVICE_SEQUENTIAL));
    DO(scipix_model_prefetch(model, 0, scipix_model_len(model)));
    if (DO(scipix_qtensor_open(model, "weights", &tensor))) CHECK_EQUAL(scipix_qtensor_len(tensor), 6);
    CHECK_OK(scipix_qtensor_free(tensor));
  }
  CHECK_OK(scipix_model_free(model));
}

static void mapped_model(void) { open_model(false); }

static void private_model(void) { open_model(true); }

/* Reads the file, without the library. Returns its length. */
static size_t content(const char *name, uint8_t *bytes, size_t cap) {
  FILE *file = fopen(path_of(name), "rb");
  size_t len = file == NULL ? 0 : fread(bytes, 1, cap, file);
  if (file != NULL) fclose(file);
  return len;
}

static size_t files_in_the_folder(void) {
  DIR *directory = opendir(folder);
  const struct dirent *entry;
  size_t count = 0;
  while (directory != NULL && (entry = readdir(directory)) != NULL) count += entry->d_name[0] != '.';
  if (directory != NULL) closedir(directory);
  return count;
}

bool save_to(const char *path, float first) {
  const char *const names[1] = {"weights"};
  ScipixQTensor *tensor = tensor_of(first);
  const ScipixQTensor *tensors[1];
  bool saved;
  tensors[0] = tensor;
  saved = tensor != NULL && DO(scipix_qtensor_save(tensors, names, 1, path));
  CHECK_OK(scipix_qtensor_free(tensor));
  return saved;
}

/* Saves over a file of other values: afterwards it is one of the two, whole, and alone in its folder but for the model. */
void save(void) {
  static uint8_t before[4096], after[4096];
  static float value;
  size_t old_len = content("saved", before, sizeof before), len;
  bool saved;
  value = value < 10 ? value + 1 : 0.5f;
  saved = save_to(path_of("saved"), value);
  if (faulty) return; /* the harness's own reads may fail: files_are_whole looks afterwards */
  len = content("saved", after, sizeof after);
  CHECK(saved && len > 0);
  CHECK(old_len == 0 || old_len == len);
}

/* Checks what saves left, with no fault armed. */
void files_are_whole(void) {
  static uint8_t bytes[4096];
  ScipixModel *model = NULL;
  ScipixQTensor *tensor = NULL;
  CHECK_EQUAL(files_in_the_folder(), 2);
  CHECK(content("saved", bytes, sizeof bytes) > 0);
  CHECK_OK(scipix_model_open(path_of("saved"), NULL, &model));
  CHECK_OK(scipix_qtensor_open(model, "weights", &tensor));
  CHECK_EQUAL(scipix_qtensor_len(tensor), 6);
  CHECK_OK(scipix_qtensor_free(tensor));
  CHECK_OK(scipix_model_free(model));
}

void make_files(void) {
  CHECK(save_to(path_of("model"), 7));
  CHECK(save_to(path_of("saved"), 7));
}

const Walk file_walks[] = {
    {"mapped model", mapped_model, 10, ALONE},
    {"private model", private_model, 10, ALONE},
    {"save", save, 10, ALONE},
    WALKS_END,
};
