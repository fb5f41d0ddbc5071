/* Runs every workload under faults. Each run has a process of its own, so that what the library makes once is walked, too; it
 * ends well, or where the header says that it may end.
 *   faults memory   each request for memory is refused in turn
 *   faults calls    each call of mmap, open, read, write, fsync, rename, pthread_create and eventfd fails in turn
 *   faults limits   little address space, few descriptors, no threads, a full disk */
#define _GNU_SOURCE
#include "trial.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

int check_count, check_failures;
bool faulty;
ScipixStatus fault_status = SCIPIX_STATUS_IO;
uint8_t gray_page[SIDE * SIDE], color_page[4 * SIDE * SIDE], result_page[16 * SIDE * SIDE];
char folder[64];

static const Walk *const chapters[] = {image_walks, page_walks, text_walks, memory_walks, file_walks, thread_walks};
enum { CHAPTERS = sizeof chapters / sizeof *chapters, REPEATS = 4 };

ScipixImage gray_image(void) {
  ScipixImage image = {gray_page, SIDE, SIDE, 0, SCIPIX_PIXEL_FORMAT_GRAY8};
  return image;
}

ScipixImage color_image(ScipixPixelFormat format) {
  ScipixImage image = {color_page, SIDE, SIDE, 0, 0};
  image.format = format;
  return image;
}

ScipixImageMut result_image(ScipixPixelFormat format, size_t width, size_t height) {
  ScipixImageMut image = {result_page, 0, 0, 0, 0};
  image.width = width;
  image.height = height;
  image.format = format;
  return image;
}

/* Draws dark strokes on light paper, with a bright block that text boxes find. */
static void draw(void) {
  size_t x, y;
  for (y = 0; y < SIDE; ++y) {
    for (x = 0; x < SIDE; ++x) {
      bool stroke = y % 16 >= 4 && y % 16 < 11 && x > 6 && x < 58 && x % 6 < 3;
      gray_page[y * SIDE + x] = (uint8_t)(y > 48 && y < 60 && x > 8 && x < 50 ? 255 : stroke ? 30 : 120);
      memset(color_page + 4 * (y * SIDE + x), gray_page[y * SIDE + x], 3);
      color_page[4 * (y * SIDE + x) + 3] = (uint8_t)(x * 4);
    }
  }
}

void for_each_walk(void (*visit)(const Walk *walk)) {
  size_t chapter;
  for (chapter = 0; chapter < CHAPTERS; ++chapter) {
    const Walk *walk;
    for (walk = chapters[chapter]; walk->name != NULL; ++walk) visit(walk);
  }
}

static int open_descriptors(void) {
  int fd, count = 0;
  for (fd = 0; fd < 256; ++fd) count += fcntl(fd, F_GETFD) >= 0;
  return count;
}

static bool run_with(const Trial *trial) {
  faulty = true;
  fault_arm(trial->kind, trial->n, trial->for_good, trial->walk->company != ALONE);
  trial->walk->run();
  faulty = false;
  return fault_disarm();
}

/* Whether no more than `most` blocks are allocated, at once or soon: threads of the library that were told to end, and work
 * that was offered to those that had none, give their memory back a little later. */
static bool blocks_fall_to(long most) {
  int waits;
  for (waits = 0; waits < 2000 && fault_live_blocks() > most; ++waits) usleep(1000);
  return fault_live_blocks() <= most;
}

/* The first use under the fault, then the workload as if nothing had been, then both often, to see whether memory or
 * descriptors grow. */
static int code_of_fault(const Trial *trial) {
  bool reached = run_with(trial);
  int descriptors, i;
  long live;
  trial->walk->run();
  if (trial->walk->run == save) files_are_whole();
  if (reached) {
    run_with(trial);
    trial->walk->run();
    live = fault_live_blocks();
    descriptors = open_descriptors();
    for (i = 0; i < REPEATS; ++i) run_with(trial);
    trial->walk->run();
    CHECK(blocks_fall_to(live + REPEATS - 1));
    CHECK(open_descriptors() - descriptors < REPEATS);
    if (trial->walk->run == save) files_are_whole();
  }
  return check_failures > 0 ? 1 : reached ? 0 : NOT_REACHED;
}

static FaultKind kind_now;
static long refused, ended;

/* Refuses each request of a workload in turn, alone and with all that follow. */
static void walk_all(const Walk *walk) {
  Trial trial = {NULL, code_of_fault, FAULT_NONE, 0, false, 0};
  long before = refused, ended_before = ended;
  int for_good;
  trial.walk = walk;
  trial.kind = kind_now;
  for (for_good = 0; for_good < 2; ++for_good) {
    Ended how = PASSED;
    trial.for_good = for_good != 0;
    for (trial.n = 0; how == PASSED || how == ENDED_AS_TOLD; ++trial.n) {
      how = run_trial(&trial);
      CHECK(how != FAILED);
      refused += how != ALL_PASSED;
      ended += how == ENDED_AS_TOLD;
    }
    if (kind_now == FAULT_MALLOC) CHECK(trial.n > walk->least);
  }
  if (kind_now == FAULT_MALLOC) {
    printf("  %-20s %5ld refused, %ld ended\n", walk->name, refused - before, ended - ended_before);
  }
}

static void each_walk(FaultKind kind) {
  kind_now = kind;
  refused = ended = 0;
  for_each_walk(walk_all);
  printf("  %s: %ld refused, %ld ended\n", fault_name(kind), refused, ended);
  CHECK(refused > 0);
}

static void remove_folder(void) {
  DIR *directory = opendir(folder);
  const struct dirent *entry;
  while (directory != NULL && (entry = readdir(directory)) != NULL) unlinkat(dirfd(directory), entry->d_name, 0);
  if (directory != NULL) closedir(directory);
  rmdir(folder);
}

static int code_of_files(const Trial *trial) {
  (void)trial;
  make_files();
  files_are_whole();
  return check_failures > 0 ? 1 : 0;
}

/* The first call of a process takes no memory of its own. */
static int code_of_first_call(const Trial *trial) {
  ScipixCropParams params;
  ScipixStatus status;
  fault_arm(trial->kind, 0, true, true);
  status = scipix_crop_params_init(&params);
  CHECK(!fault_disarm() && status == SCIPIX_STATUS_OK);
  return check_failures > 0 ? 1 : 0;
}

int main(int argc, char **argv) {
  const Trial files = {&file_walks[0], code_of_files, FAULT_NONE, 0, false, 0};
  const Trial first = {&image_walks[1], code_of_first_call, FAULT_MALLOC, 0, true, 0};
  const Walk running = {"running batchers", NULL, 0, ALONE};
  const Trial batches = {&running, code_of_batches, FAULT_NONE, 0, false, 0};
  const char *root = getenv("TMPDIR");
  int kind;
  snprintf(folder, sizeof folder, "%.40s/scipix-faults-XXXXXX", root == NULL ? "/tmp" : root);
  setenv("RUST_BACKTRACE", "0", 1); /* a program that ends says no more than why */
  if (argc != 2 || mkdtemp(folder) == NULL) return 2;
  draw();
  CHECK(run_trial(&first) == PASSED);
  CHECK(scipix_thread_count() > 0 && scipix_cpu_has(0)); /* what is read once for the process, where it may end */
  CHECK(run_trial(&files) == PASSED);
  if (strcmp(argv[1], "memory") == 0) {
    CHECK(run_trial(&batches) == PASSED);
    each_walk(FAULT_MALLOC);
  }
  for (kind = FAULT_MMAP; kind < FAULT_KINDS && strcmp(argv[1], "calls") == 0; ++kind) each_walk((FaultKind)kind);
  if (strcmp(argv[1], "limits") == 0) limits();
  remove_folder();
  return check_report(argv[1]);
}
