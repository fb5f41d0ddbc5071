#define _GNU_SOURCE
#include "shim.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

static const char *const names[FAULT_KINDS] = {"malloc", "mmap",   "open",   "read",   "write",
                                               "fsync",  "rename", "thread", "eventfd"};
static const int errors[FAULT_KINDS] = {ENOMEM, ENOMEM, EMFILE, EIO, ENOSPC, EIO, EIO, EAGAIN, EMFILE};

static FaultKind armed = FAULT_NONE;
static bool all_after, everywhere, failed;
static long left, live;
static __thread bool is_armed_here __attribute__((tls_model("initial-exec")));

void fault_arm(FaultKind kind, long n, bool for_good, bool every_thread) {
  left = n;
  all_after = for_good;
  everywhere = every_thread;
  failed = false;
  is_armed_here = true;
  __atomic_store_n(&armed, kind, __ATOMIC_SEQ_CST);
}

bool fault_disarm(void) {
  __atomic_store_n(&armed, FAULT_NONE, __ATOMIC_SEQ_CST);
  is_armed_here = false;
  return __atomic_load_n(&failed, __ATOMIC_SEQ_CST);
}

long fault_live_blocks(void) { return __atomic_load_n(&live, __ATOMIC_SEQ_CST); }

const char *fault_name(FaultKind kind) { return names[kind]; }

/* Whether this call is to fail, with errno set. */
static bool fails(FaultKind kind) {
  long before;
  if (__atomic_load_n(&armed, __ATOMIC_SEQ_CST) != kind || !(everywhere || is_armed_here)) return false;
  before = __atomic_fetch_sub(&left, 1, __ATOMIC_SEQ_CST);
  if (before > 0 || (before < 0 && !all_after)) return false;
  __atomic_store_n(&failed, true, __ATOMIC_SEQ_CST);
  errno = errors[kind];
  return true;
}

__attribute__((constructor)) static void arm_by_the_environment(void) {
  const char *wanted = getenv("SCIPIX_FAULT"), *colon = wanted == NULL ? NULL : strchr(wanted, ':');
  int kind;
  for (kind = 0; colon != NULL && kind < FAULT_KINDS; ++kind) {
    size_t len = strlen(names[kind]);
    if (len == (size_t)(colon - wanted) && memcmp(wanted, names[kind], len) == 0) {
      fault_arm((FaultKind)kind, atol(colon + 1), wanted[strlen(wanted) - 1] == '+', true);
    }
  }
}

/* Memory: the functions below are the C library's own, under their second names. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t align, size_t size);
extern void __libc_free(void *memory);

static void *counted(void *memory) {
  if (memory != NULL) __atomic_fetch_add(&live, 1, __ATOMIC_SEQ_CST);
  return memory;
}

void *malloc(size_t size) { return fails(FAULT_MALLOC) ? NULL : counted(__libc_malloc(size)); }

void *calloc(size_t count, size_t size) { return fails(FAULT_MALLOC) ? NULL : counted(__libc_calloc(count, size)); }

void *realloc(void *memory, size_t size) {
  if (fails(FAULT_MALLOC)) return NULL;
  return memory == NULL ? counted(__libc_malloc(size)) : __libc_realloc(memory, size);
}

void *memalign(size_t align, size_t size) { return fails(FAULT_MALLOC) ? NULL : counted(__libc_memalign(align, size)); }

void *aligned_alloc(size_t align, size_t size) { return memalign(align, size); }

int posix_memalign(void **out, size_t align, size_t size) {
  void *memory = memalign(align, size);
  if (memory == NULL) return ENOMEM;
  *out = memory;
  return 0;
}

void free(void *memory) {
  if (memory != NULL) __atomic_fetch_sub(&live, 1, __ATOMIC_SEQ_CST);
  __libc_free(memory);
}

/* The rest. Each function of the system has a place for its address, which is looked up by the first call. */
#define REAL(type, name, ...)                      \
  union {                                          \
    void *symbol;                                  \
    type (*call)(__VA_ARGS__);                     \
  } real;                                          \
  static void *found;                              \
  if (found == NULL) found = dlsym(RTLD_NEXT, name); \
  real.symbol = found

#define STANDS_FOR(kind, error, type, name, parameters, arguments, ...) \
  type name parameters {                                                \
    REAL(type, #name, __VA_ARGS__);                                     \
    return fails(kind) ? (error) : real.call arguments;                 \
  }

STANDS_FOR(FAULT_MMAP, MAP_FAILED, void *, mmap, (void *at, size_t len, int prot, int flags, int fd, off_t offset),
           (at, len, prot, flags, fd, offset), void *, size_t, int, int, int, off_t)
STANDS_FOR(FAULT_MMAP, MAP_FAILED, void *, mmap64, (void *at, size_t len, int prot, int flags, int fd, off64_t offset),
           (at, len, prot, flags, fd, offset), void *, size_t, int, int, int, off64_t)
STANDS_FOR(FAULT_READ, -1, ssize_t, read, (int fd, void *to, size_t len), (fd, to, len), int, void *, size_t)
STANDS_FOR(FAULT_WRITE, -1, ssize_t, write, (int fd, const void *from, size_t len), (fd, from, len), int, const void *,
           size_t)
STANDS_FOR(FAULT_FSYNC, -1, int, fsync, (int fd), (fd), int)
STANDS_FOR(FAULT_RENAME, -1, int, rename, (const char *from, const char *to), (from, to), const char *, const char *)
STANDS_FOR(FAULT_THREAD, EAGAIN, int, pthread_create,
           (pthread_t * thread, const pthread_attr_t *attr, void *(*start)(void *), void *argument),
           (thread, attr, start, argument), pthread_t *, const pthread_attr_t *, void *(*)(void *), void *)
STANDS_FOR(FAULT_EVENTFD, -1, int, eventfd, (unsigned start, int flags), (start, flags), unsigned, int)

#define OPENS(name)                                                  \
  int name(const char *path, int flags, ...) {                       \
    int mode;                                                        \
    va_list rest;                                                    \
    REAL(int, #name, const char *, int, ...);                        \
    va_start(rest, flags);                                           \
    mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, int) : 0;    \
    va_end(rest);                                                    \
    return fails(FAULT_OPEN) ? -1 : real.call(path, flags, mode);    \
  }

OPENS(open)
OPENS(open64)
