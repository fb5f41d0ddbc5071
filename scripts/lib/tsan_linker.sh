#!/usr/bin/env bash
# The linker of scripts/test-tsan: programs get the runtime that SCIPIX_TSAN_RUNTIME names; a shared library finds it in
# the program that loads it. The ordinary ld drops symbols of libc that the runtime needs.
set -euo pipefail

for arg in "$@"; do
  [ "$arg" != -shared ] || exec cc "$@"
done
exec cc "$@" -fuse-ld=gold "-Wl,--whole-archive,$SCIPIX_TSAN_RUNTIME,--no-whole-archive" -Wl,--no-as-needed -lc -lm
