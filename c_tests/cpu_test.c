/* Tests CPU detection, SIMD levels, optimization levels and thread counts. */
#include "check.h"

static void detection_fills_the_struct(void) {
  ScipixCpuInfo info, again;
  memset(&info, 0xA5, sizeof info);
  info.struct_size = sizeof info;
  CHECK_OK(scipix_cpu_detect(&info));
  CHECK_EQUAL(info.struct_size, sizeof info);
  CHECK(info.logical_cpus >= 1);
  CHECK(info.cache_line_bytes >= 16);
  CHECK_EQUAL(info.reserved, 0);
  memset(&again, 0, sizeof again);
  again.struct_size = sizeof again;
  CHECK_OK(scipix_cpu_detect(&again));
  CHECK(memcmp(&info, &again, sizeof info) == 0);
}

static void features_are_tested_all_together(void) {
  ScipixCpuInfo info;
  int bit;
  info.struct_size = sizeof info;
  CHECK_OK(scipix_cpu_detect(&info));
  CHECK(scipix_cpu_has(0));
  CHECK(scipix_cpu_has(info.features));
  CHECK(!scipix_cpu_has(UINT64_MAX));
  for (bit = 0; bit < 64; ++bit) {
    uint64_t feature = UINT64_C(1) << bit;
    CHECK(scipix_cpu_has(feature) == ((info.features & feature) != 0));
    CHECK(scipix_cpu_has(info.features | feature) == ((info.features & feature) != 0));
  }
}

static void features_have_names(void) {
  static const struct {
    uint64_t feature;
    int bit;
    const char *name;
  } all[] = {
      {SCIPIX_CPU_SSE4_2, 0, "sse4.2"},         {SCIPIX_CPU_AVX2, 1, "avx2"},
      {SCIPIX_CPU_FMA, 2, "fma"},               {SCIPIX_CPU_AVX512F, 3, "avx512f"},
      {SCIPIX_CPU_AVX512BW, 4, "avx512bw"},     {SCIPIX_CPU_AVX512VL, 5, "avx512vl"},
      {SCIPIX_CPU_AVX512VBMI, 6, "avx512vbmi"}, {SCIPIX_CPU_AVX512VNNI, 7, "avx512vnni"},
      {SCIPIX_CPU_AVXVNNI, 8, "avxvnni"},       {SCIPIX_CPU_AMX_INT8, 9, "amx-int8"},
      {SCIPIX_CPU_NEON, 32, "neon"},            {SCIPIX_CPU_DOTPROD, 33, "dotprod"},
      {SCIPIX_CPU_I8MM, 34, "i8mm"},            {SCIPIX_CPU_SIMD128, 48, "simd128"},
  };
  size_t i;
  for (i = 0; i < sizeof all / sizeof *all; ++i) {
    CHECK(all[i].feature == UINT64_C(1) << all[i].bit);
    CHECK(strcmp(scipix_cpu_feature_name(all[i].feature), all[i].name) == 0);
  }
  CHECK(strcmp(scipix_cpu_feature_name(0), "unknown") == 0);
  CHECK(strcmp(scipix_cpu_feature_name(SCIPIX_CPU_AVX2 | SCIPIX_CPU_FMA), "unknown") == 0);
  CHECK(strcmp(scipix_cpu_feature_name(UINT64_C(1) << 63), "unknown") == 0);
}

static const struct {
  ScipixSimdLevel level;
  int number;
  const char *name;
} simd_levels[] = {
    {SCIPIX_SIMD_LEVEL_SCALAR, 0, "scalar"},   {SCIPIX_SIMD_LEVEL_SSE42, 1, "sse42"},
    {SCIPIX_SIMD_LEVEL_AVX2, 2, "avx2"},       {SCIPIX_SIMD_LEVEL_AVX512, 3, "avx512"},
    {SCIPIX_SIMD_LEVEL_AMX, 4, "amx"},         {SCIPIX_SIMD_LEVEL_NEON, 16, "neon"},
    {SCIPIX_SIMD_LEVEL_SIMD128, 32, "simd128"},
};

static void simd_levels_are_set_or_refused(void) {
  static const ScipixSimdLevel others[] = {-1, 5, 15, 17, 33, INT32_MIN, INT32_MAX};
  ScipixSimdLevel best = scipix_simd_best_level();
  size_t i;
  CHECK(scipix_simd_level() <= best);
  for (i = 0; i < sizeof simd_levels / sizeof *simd_levels; ++i) {
    ScipixSimdLevel level = simd_levels[i].level, before = scipix_simd_level();
    ScipixStatus status = scipix_simd_set_level(level);
    CHECK_EQUAL(level, simd_levels[i].number);
    CHECK(strcmp(scipix_simd_level_name(level), simd_levels[i].name) == 0);
    if (status == SCIPIX_STATUS_OK) {
      CHECK_EQUAL(scipix_simd_level(), level);
      CHECK(level <= best);
    } else {
      CHECK_EQUAL(status, SCIPIX_STATUS_UNSUPPORTED);
      CHECK(strstr(scipix_last_error_message(), simd_levels[i].name) != NULL);
      CHECK_EQUAL(scipix_simd_level(), before);
      CHECK(level != SCIPIX_SIMD_LEVEL_SCALAR && level != best);
    }
  }
  CHECK_OK(scipix_simd_set_level(best));
  for (i = 0; i < sizeof others / sizeof *others; ++i) {
    CHECK_FAILS(scipix_simd_set_level(others[i]), SCIPIX_STATUS_INVALID_ARGUMENT, "level");
    CHECK_EQUAL(scipix_simd_level(), best);
    CHECK(strcmp(scipix_simd_level_name(others[i]), "unknown") == 0);
  }
}

static void opt_level_none_is_scalar_until_it_is_raised(void) {
  static const ScipixOptLevel others[] = {-1, 4, INT32_MIN, INT32_MAX};
  ScipixSimdLevel best = scipix_simd_best_level();
  ScipixOptLevel level;
  size_t i;
  CHECK_EQUAL(scipix_opt_level(), SCIPIX_OPT_LEVEL_FULL);
  for (level = SCIPIX_OPT_LEVEL_NONE; level <= SCIPIX_OPT_LEVEL_FULL; ++level) {
    CHECK_OK(scipix_set_opt_level(level));
    CHECK_EQUAL(scipix_opt_level(), level);
    CHECK_EQUAL(scipix_simd_level(), level == SCIPIX_OPT_LEVEL_NONE ? SCIPIX_SIMD_LEVEL_SCALAR : best);
  }
  for (i = 0; i < sizeof others / sizeof *others; ++i) {
    CHECK_FAILS(scipix_set_opt_level(others[i]), SCIPIX_STATUS_INVALID_ARGUMENT, "level");
    CHECK_EQUAL(scipix_opt_level(), SCIPIX_OPT_LEVEL_FULL);
  }
}

static void thread_counts_hold_until_reset(void) {
  size_t all = scipix_thread_count();
  CHECK(all >= 1);
  CHECK_OK(scipix_set_thread_count(3));
  CHECK_EQUAL(scipix_thread_count(), 3);
  CHECK_FAILS(scipix_set_thread_count(SIZE_MAX), SCIPIX_STATUS_OUT_OF_RANGE, "count");
  CHECK_FAILS(scipix_set_thread_count(4097), SCIPIX_STATUS_OUT_OF_RANGE, "count");
  CHECK_EQUAL(scipix_thread_count(), 3);
  CHECK_OK(scipix_set_thread_count(0));
  CHECK_EQUAL(scipix_thread_count(), all);
}

int main(void) {
  detection_fills_the_struct();
  features_are_tested_all_together();
  features_have_names();
  simd_levels_are_set_or_refused();
  opt_level_none_is_scalar_until_it_is_raised();
  thread_counts_hold_until_reset();
  return check_report("cpu");
}
