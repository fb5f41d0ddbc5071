/* Tests pools: buffer handles, limits, threads and fork. */
#define _POSIX_C_SOURCE 200809L
#include "check.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static ScipixPool *make(size_t buffer_size, size_t max_idle, uint64_t max_bytes) {
  ScipixPoolConfig config;
  ScipixPool *pool = NULL;
  CHECK_OK(scipix_pool_config_init(&config));
  config.buffer_size = buffer_size;
  config.max_idle = max_idle;
  config.max_bytes = max_bytes;
  CHECK_OK(scipix_pool_new(&config, &pool));
  return pool;
}

static ScipixPoolStats stats_of(const ScipixPool *pool) {
  ScipixPoolStats stats;
  memset(&stats, 0xAB, sizeof stats);
  stats.struct_size = sizeof stats;
  CHECK_OK(scipix_pool_stats(pool, &stats));
  return stats;
}

static void buffers_are_released_once(void) {
  ScipixPool *pool = make(4096, 16, 0);
  ScipixBuffer buffer, copy, stale;
  CHECK_OK(scipix_pool_acquire(pool, &buffer));
  CHECK(buffer.data != NULL && (uintptr_t)buffer.data % 64 == 0);
  CHECK(buffer.len == 0 && buffer.capacity == 4096 && buffer.token != 0);
  memset(buffer.data, 1, buffer.capacity);
  copy = stale = buffer;
  CHECK_OK(scipix_buffer_release(&buffer));
  CHECK(buffer.data == NULL && buffer.len == 0 && buffer.capacity == 0 && buffer.token == 0);
  CHECK_OK(scipix_buffer_release(&buffer));
  CHECK_OK(scipix_buffer_release(NULL));
  CHECK_FAILS(scipix_buffer_release(&copy), SCIPIX_STATUS_WRONG_OWNER, "buffer");
  CHECK(copy.data == stale.data && copy.token == stale.token);
  CHECK_FAILS(scipix_pool_acquire(pool, NULL), SCIPIX_STATUS_NULL_POINTER, "out_buffer"); /* though one is there */
  CHECK_OK(scipix_pool_acquire(pool, &buffer));
  CHECK(buffer.data == stale.data);
  CHECK_FAILS(scipix_buffer_release(&stale), SCIPIX_STATUS_WRONG_OWNER, "buffer");
  CHECK_FAILS(scipix_buffer_append(&stale, NULL, 0), SCIPIX_STATUS_WRONG_OWNER, "buffer");
  CHECK_OK(scipix_buffer_release(&buffer));

  uint8_t own[64];
  ScipixBuffer foreign = {own, 0, sizeof own, 0};
  for (uint64_t bit = 0; bit < 64; ++bit) {
    foreign.token = UINT64_C(1) << bit;
    CHECK_FAILS(scipix_buffer_release(&foreign), SCIPIX_STATUS_WRONG_OWNER, "buffer");
  }
  CHECK_OK(scipix_pool_free(pool));
}

static void append_stays_within_the_capacity(void) {
  ScipixPool *pool = make(10, 4, 0);
  ScipixBuffer buffer;
  CHECK_OK(scipix_pool_acquire(pool, &buffer));
  CHECK_OK(scipix_buffer_append(&buffer, (const uint8_t *)"abcdef", 6));
  CHECK_OK(scipix_buffer_append(&buffer, NULL, 0));
  CHECK_OK(scipix_buffer_append(&buffer, buffer.data + 1, 4));
  CHECK(buffer.len == 10 && memcmp(buffer.data, "abcdefbcde", 10) == 0);
  CHECK_FAILS(scipix_buffer_append(&buffer, buffer.data, 1), SCIPIX_STATUS_OUT_OF_RANGE, "len");
  CHECK_FAILS(scipix_buffer_append(&buffer, buffer.data, SIZE_MAX), SCIPIX_STATUS_OUT_OF_RANGE, "len");
  CHECK_FAILS(scipix_buffer_append(&buffer, NULL, 1), SCIPIX_STATUS_NULL_POINTER, "data");
  CHECK_FAILS(scipix_buffer_append(NULL, buffer.data, 1), SCIPIX_STATUS_NULL_POINTER, "buffer");
  CHECK(buffer.len == 10);
  CHECK_OK(scipix_buffer_release(&buffer));
  CHECK_OK(scipix_pool_free(pool));
}

static void limits_and_stats(void) {
  ScipixPool *pool = make(1000, 2, 5000);
  ScipixBuffer held[6];
  for (int i = 0; i < 5; ++i) CHECK_OK(scipix_pool_acquire(pool, &held[i]));
  memset(&held[5], 0xAB, sizeof held[5]);
  CHECK_FAILS(scipix_pool_acquire(pool, &held[5]), SCIPIX_STATUS_OUT_OF_MEMORY, "pool");
  CHECK(held[5].data == NULL && held[5].token == 0);
  CHECK_OK(scipix_buffer_release(&held[5]));
  ScipixPoolStats stats = stats_of(pool);
  CHECK(stats.live == 5 && stats.live_bytes == 5000 && stats.idle == 0 && stats.refused == 1 && stats.reserved == 0);
  for (int i = 0; i < 5; ++i) CHECK_OK(scipix_buffer_release(&held[i]));
  stats = stats_of(pool);
  CHECK(stats.live == 0 && stats.idle == 2 && stats.idle_bytes == 2000 && stats.peak_live_bytes == 5000);
  CHECK(stats.acquired == 5 && stats.released == 5 && stats.misses == 5 && stats.hits == 0);
  CHECK_OK(scipix_pool_trim(pool));
  CHECK(stats_of(pool).idle == 0);
  CHECK_OK(scipix_pool_free(pool));
}

static void configs_are_checked(void) {
  ScipixPoolConfig config;
  ScipixPool *pool = (ScipixPool *)&config;
  CHECK_OK(scipix_pool_config_init(&config));
  CHECK(config.struct_size == sizeof config && config.alignment == 64);
  config.alignment = 48;
  CHECK_FAILS(scipix_pool_new(&config, &pool), SCIPIX_STATUS_INVALID_ARGUMENT, "alignment");
  CHECK(pool == NULL);
  config.alignment = 4096;
  config.zero_on_release = 2;
  CHECK_FAILS(scipix_pool_new(&config, &pool), SCIPIX_STATUS_INVALID_ARGUMENT, "config");
  config.zero_on_release = 1;
  config.preallocate = 3;
  CHECK_OK(scipix_pool_new(&config, &pool));
  CHECK(stats_of(pool).idle == 3);
  ScipixBuffer buffer;
  CHECK_OK(scipix_pool_acquire(pool, &buffer));
  CHECK((uintptr_t)buffer.data % 4096 == 0);
  uint8_t *secret = buffer.data;
  memset(secret, 0x5A, buffer.capacity);
  CHECK_OK(scipix_buffer_release(&buffer));
  CHECK_OK(scipix_pool_acquire(pool, &buffer));
  CHECK(buffer.data == secret && secret[0] == 0 && memcmp(secret, secret + 1, buffer.capacity - 1) == 0);
  CHECK_OK(scipix_buffer_release(&buffer));
  CHECK_OK(scipix_pool_free(pool));
  CHECK_OK(scipix_pool_new(NULL, &pool));
  CHECK_OK(scipix_pool_free(pool));
  CHECK_OK(scipix_pool_free(NULL));
}

static void global_pools(void) {
  static const size_t sizes[] = {1 << 10, 64 << 10, 1 << 20};
  for (ScipixPoolClass pool_class = 0; pool_class < 3; ++pool_class) {
    ScipixPool *pool, *again;
    CHECK_OK(scipix_pool_global(pool_class, &pool));
    CHECK_OK(scipix_pool_global(pool_class, &again));
    CHECK(pool == again);
    uint64_t before = stats_of(pool).acquired;
    ScipixBuffer buffer;
    CHECK_OK(scipix_buffer_acquire(sizes[pool_class] - 1, &buffer));
    CHECK(buffer.capacity == sizes[pool_class] && stats_of(pool).acquired == before + 1);
    CHECK_OK(scipix_buffer_release(&buffer));
    CHECK_FAILS(scipix_pool_free(pool), SCIPIX_STATUS_INVALID_ARGUMENT, "pool");
  }
  ScipixPool *none;
  CHECK_FAILS(scipix_pool_global(3, &none), SCIPIX_STATUS_INVALID_ARGUMENT, "pool_class");
  CHECK(none == NULL);
  ScipixBuffer large, too_large;
  CHECK_OK(scipix_buffer_acquire((size_t)100 << 20, &large));
  CHECK(large.capacity >= (size_t)100 << 20 && (uintptr_t)large.data % (2 << 20) == 0);
  CHECK_OK(scipix_buffer_release(&large));
  CHECK_FAILS(scipix_buffer_acquire(SIZE_MAX, &too_large), SCIPIX_STATUS_OVERFLOW, "size");
}

static void same_results_at_every_level(void) {
  for (ScipixOptLevel level = SCIPIX_OPT_LEVEL_NONE; level <= SCIPIX_OPT_LEVEL_FULL; ++level) {
    ScipixPool *pool = make(1 << 16, 8, 3 << 16);
    CHECK_OK(scipix_set_opt_level(level));
    ScipixBuffer held[3], over;
    for (int round = 0; round < 3; ++round) {
      for (int i = 0; i < 3; ++i) {
        CHECK_OK(scipix_pool_acquire(pool, &held[i]));
        memset(held[i].data, i, held[i].capacity);
      }
      CHECK_FAILS(scipix_pool_acquire(pool, &over), SCIPIX_STATUS_OUT_OF_MEMORY, "pool");
      for (int i = 0; i < 3; ++i) {
        ScipixBuffer copy = held[i];
        CHECK(held[i].data[0] == i && held[i].data[held[i].capacity - 1] == i);
        CHECK_OK(scipix_buffer_release(&held[i]));
        CHECK_FAILS(scipix_buffer_release(&copy), SCIPIX_STATUS_WRONG_OWNER, "buffer");
      }
    }
    ScipixPoolStats stats = stats_of(pool);
    CHECK(stats.acquired == 9 && stats.released == 9 && stats.refused == 3 && stats.live == 0);
    CHECK(level == SCIPIX_OPT_LEVEL_FULL ? stats.idle == 3 && stats.misses == 3 : stats.idle == 0 && stats.misses == 9);
    CHECK_OK(scipix_pool_free(pool));
  }
}

/* Buffers that one thread acquires and another releases, while the pool is freed. */
enum { PASSED = 200 };
static ScipixBuffer passed[PASSED];

static void *release_all(void *unused) {
  for (int i = 0; i < PASSED; ++i) {
    if (scipix_buffer_release(&passed[i]) != SCIPIX_STATUS_OK) return &passed[i];
  }
  return unused;
}

static void buffers_outlive_pool_and_thread(void) {
  ScipixPool *pool = make(5000, 64, 0);
  for (int i = 0; i < PASSED; ++i) {
    CHECK_OK(scipix_pool_acquire(pool, &passed[i]));
    passed[i].data[4999] = (uint8_t)i;
  }
  pthread_t other;
  void *wrong = NULL;
  CHECK(pthread_create(&other, NULL, release_all, NULL) == 0);
  CHECK_OK(scipix_pool_free(pool));
  CHECK(pthread_join(other, &wrong) == 0 && wrong == NULL);
}

static void a_forked_child_goes_on(void) {
  ScipixPool *pool = make(4096, 64, 0);
  ScipixBuffer buffer;
  CHECK_OK(scipix_pool_acquire(pool, &buffer));
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    ScipixBuffer own[40];
    for (int i = 0; i < 40; ++i) {
      if (scipix_pool_acquire(pool, &own[i]) != SCIPIX_STATUS_OK) _exit(2);
      memset(own[i].data, i, own[i].capacity);
    }
    for (int i = 0; i < 40; ++i) {
      if (scipix_buffer_release(&own[i]) != SCIPIX_STATUS_OK) _exit(3);
    }
    if (scipix_buffer_release(&buffer) != SCIPIX_STATUS_OK) _exit(4);
    _exit(scipix_pool_free(pool) == SCIPIX_STATUS_OK ? 0 : 5);
  }
  int status = -1;
  CHECK(child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
  CHECK_OK(scipix_buffer_release(&buffer));
  CHECK_OK(scipix_pool_free(pool));
}

int main(void) {
  buffers_are_released_once();
  append_stays_within_the_capacity();
  limits_and_stats();
  configs_are_checked();
  global_pools();
  same_results_at_every_level();
  buffers_outlive_pool_and_thread();
  a_forked_child_goes_on();
  return check_report("pool_test");
}
