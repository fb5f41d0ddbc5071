/* Limits of the system. Under each a workload succeeds or is told, and works once the limit is lifted. */
#define _GNU_SOURCE
#include "trial.h"

#include <dirent.h>
#include <malloc.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

static bool set_soft_limit(int resource, rlim_t limit) {
  struct rlimit now;
  if (getrlimit(resource, &now) != 0) return false;
  now.rlim_cur = limit < now.rlim_max ? limit : now.rlim_max;
  return setrlimit(resource, &now) == 0;
}

static rlim_t address_space(void) {
  unsigned long pages = 0;
  FILE *statm = fopen("/proc/self/statm", "r");
  if (statm == NULL || fscanf(statm, "%lu", &pages) != 1) pages = 0;
  if (statm != NULL) fclose(statm);
  return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

/* Runs the workload under the limit, then without. */
static int code_of_limit(const Trial *trial) {
  rlim_t limit = (rlim_t)trial->n;
  mallopt(M_ARENA_MAX, 1); /* a new arena would reserve 64 MiB */
  if (trial->resource == RLIMIT_AS) limit += address_space();
  if (trial->resource == RLIMIT_NPROC && getuid() == 0 && setuid(65534) != 0) return 1; /* root has no such limit */
  CHECK(set_soft_limit(trial->resource, limit));
  faulty = true;
  trial->walk->run();
  faulty = false;
  CHECK(set_soft_limit(trial->resource, RLIM_INFINITY));
  trial->walk->run();
  return check_failures > 0 ? 1 : 0;
}

static int resource_now;
static long amount_now;

static void run_limited(const Walk *walk) {
  Trial trial = {NULL, code_of_limit, FAULT_NONE, 0, false, 0};
  trial.walk = walk;
  trial.n = amount_now;
  trial.resource = resource_now;
  if (resource_now == RLIMIT_NPROC && walk->company == ALONE) return; /* who is not root cannot open the files of root either */
  CHECK(run_trial(&trial) != FAILED);
}

static void each_amount(int resource, const long *amounts, size_t count) {
  size_t i;
  resource_now = resource;
  for (i = 0; i < count; ++i) {
    amount_now = amounts[i];
    for_each_walk(run_limited);
  }
}

static rlim_t free_bytes(const char *path) {
  struct statvfs disk;
  return statvfs(path, &disk) == 0 ? (rlim_t)disk.f_bavail * disk.f_frsize : 0;
}

/* Fills the disk of `path` but for `spare` bytes. */
static void fill(const char *path, size_t spare) {
  static const char zeros[4096];
  FILE *file = fopen(path, "wb");
  rlim_t left;
  CHECK(file != NULL);
  if (file == NULL) return;
  setbuf(file, NULL);
  while ((left = free_bytes(path)) > spare && fwrite(zeros, 1, left - spare < 4096 ? left - spare : 4096, file) > 0) {
  }
  fclose(file);
}

/* Saves to a disk that becomes full. What was there stays whole, and nothing else is left. */
static int code_of_full_disk(const Trial *trial) {
  char path[128], filler[128];
  ScipixModel *model = NULL;
  DIR *directory;
  const struct dirent *entry;
  int files = 0;
  (void)trial;
  if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
      mount("none", folder, "tmpfs", 0, "size=64k") != 0) {
    return NOT_REACHED;
  }
  snprintf(path, sizeof path, "%s/saved", folder);
  snprintf(filler, sizeof filler, "%s/filler", folder);
  CHECK(save_to(path, 1));
  fill(filler, 0);
  faulty = true;
  CHECK(!save_to(path, 2));
  faulty = false;
  CHECK(strstr(scipix_last_error_message(), "space") != NULL);
  directory = opendir(folder);
  while (directory != NULL && (entry = readdir(directory)) != NULL) files += entry->d_name[0] != '.';
  if (directory != NULL) closedir(directory);
  CHECK_EQUAL(files, 2);
  CHECK_OK(scipix_model_open(path, NULL, &model));
  CHECK_OK(scipix_model_free(model));
  CHECK(unlink(filler) == 0);
  CHECK(save_to(path, 3));
  return check_failures > 0 ? 1 : 0;
}

void limits(void) {
  static const long spaces[] = {0, 1 << 16, 1 << 18, 1 << 20, 1 << 22, 1 << 24}, descriptors[] = {0, 3, 4, 5, 6};
  static const long processes[] = {0};
  const Trial full = {&file_walks[2], code_of_full_disk, FAULT_NONE, 0, false, 0};
  Ended disk;
  each_amount(RLIMIT_AS, spaces, sizeof spaces / sizeof *spaces);
  each_amount(RLIMIT_NOFILE, descriptors, sizeof descriptors / sizeof *descriptors);
  each_amount(RLIMIT_NPROC, processes, 1);
  disk = run_trial(&full);
  CHECK(disk == PASSED || disk == ALL_PASSED);
  if (disk == ALL_PASSED) printf("  skipped: a full disk, because mounting is not permitted here\n");
}
