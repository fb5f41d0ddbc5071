/* Faults on request: a shared library that stands before the C library, and makes the n-th call of one kind fail. A program
 * that is linked with it arms it by these functions. For any other program it is preloaded, and armed by SCIPIX_FAULT=KIND:N,
 * or KIND:N+ for all calls from the n-th on: LD_PRELOAD=libfaults.so SCIPIX_FAULT=write:2 scipix ... */
#ifndef SHIM_H
#define SHIM_H

#include <stdbool.h>

typedef enum FaultKind {
  FAULT_NONE = -1,
  FAULT_MALLOC,
  FAULT_MMAP,
  FAULT_OPEN,
  FAULT_READ,
  FAULT_WRITE,
  FAULT_FSYNC,
  FAULT_RENAME,
  FAULT_THREAD,
  FAULT_EVENTFD,
  FAULT_KINDS
} FaultKind;

/* Makes call number `n` of a kind fail, counted from 0, and with `for_good` all that follow: those of the calling thread, or
 * those of every thread. */
void fault_arm(FaultKind kind, long n, bool for_good, bool every_thread);

/* Ends that. Returns whether a call failed. */
bool fault_disarm(void);

/* The blocks of memory that are allocated and not freed. */
long fault_live_blocks(void);

const char *fault_name(FaultKind kind);

#endif
