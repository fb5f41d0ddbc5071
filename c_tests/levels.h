/* The list of all SIMD levels. A processor supports some of them. */
#ifndef LEVELS_H
#define LEVELS_H

#include <scipix.h>

static const ScipixSimdLevel simd_levels[] = {
    SCIPIX_SIMD_LEVEL_SCALAR, SCIPIX_SIMD_LEVEL_SSE42, SCIPIX_SIMD_LEVEL_AVX2,
    SCIPIX_SIMD_LEVEL_AVX512, SCIPIX_SIMD_LEVEL_AMX,   SCIPIX_SIMD_LEVEL_NEON,
    SCIPIX_SIMD_LEVEL_SIMD128,
};
enum { SIMD_LEVELS = sizeof simd_levels / sizeof *simd_levels };

#endif
