/* Tests arenas: allocation, marks, limits and the cursor that inline code advances. */
#include "check.h"

static void blocks_are_aligned_and_stay(void) {
  ScipixArena *arena;
  CHECK_OK(scipix_arena_new(1000, 0, &arena));
  static uint8_t *blocks[500];
  for (size_t i = 0; i < 500; ++i) {
    void *block;
    size_t align = (size_t)1 << i % 13;
    CHECK_OK(scipix_arena_alloc(arena, i, align, &block));
    CHECK(block != NULL && (uintptr_t)block % align == 0);
    blocks[i] = memset(block, (int)i, i);
  }
  for (size_t i = 1; i < 500; ++i) {
    CHECK(blocks[i][0] == (uint8_t)i && blocks[i][i - 1] == (uint8_t)i);
  }
  CHECK(scipix_arena_usage(arena) >= 500 * 499 / 2 && scipix_arena_usage(arena) <= scipix_arena_capacity(arena));
  CHECK_OK(scipix_arena_free(arena));
}

static void marks_and_reset(void) {
  ScipixArena *arena, *other;
  ScipixArenaMark empty, mark;
  void *first, *again;
  CHECK_OK(scipix_arena_new(0, 0, &arena));
  CHECK_OK(scipix_arena_new(0, 0, &other));
  CHECK_OK(scipix_arena_mark(arena, &empty));
  CHECK_OK(scipix_arena_alloc(arena, 100, 8, &first));
  CHECK_OK(scipix_arena_mark(arena, &mark));
  CHECK_OK(scipix_arena_alloc(arena, 10, 1, &first));
  CHECK_OK(scipix_arena_rewind(arena, &mark));
  CHECK_EQUAL(scipix_arena_usage(arena), 100);
  CHECK_OK(scipix_arena_alloc(arena, 10, 1, &again));
  CHECK(first == again);
  CHECK_OK(scipix_arena_rewind(arena, &empty));
  CHECK_FAILS(scipix_arena_rewind(arena, &mark), SCIPIX_STATUS_INVALID_ARGUMENT, "mark");
  CHECK_FAILS(scipix_arena_rewind(other, &empty), SCIPIX_STATUS_WRONG_OWNER, "mark");
  CHECK_OK(scipix_arena_alloc(arena, 1 << 20, 4096, &first));
  size_t capacity = scipix_arena_capacity(arena);
  CHECK_OK(scipix_arena_reset(arena));
  CHECK(scipix_arena_usage(arena) == 0 && scipix_arena_capacity(arena) == capacity && capacity >= 1 << 20);
  CHECK_OK(scipix_arena_free(other));
  CHECK_OK(scipix_arena_free(arena));
}

static void large_blocks_leave_room_for_small_ones(void) {
  ScipixArena *arena;
  void *block;
  CHECK_OK(scipix_arena_new(0, 1114112, &arena));
  CHECK_OK(scipix_arena_alloc(arena, 10, 1, &block));
  CHECK_OK(scipix_arena_alloc(arena, 1 << 20, 1, &block));
  CHECK_OK(scipix_arena_alloc(arena, 10, 1, &block));
  CHECK_FAILS(scipix_arena_alloc(arena, 1 << 17, 1, &block), SCIPIX_STATUS_OUT_OF_MEMORY, "arena");
  CHECK_EQUAL(scipix_arena_capacity(arena), 1114112);
  CHECK_OK(scipix_arena_free(arena));
}

static void a_mark_that_was_rewound_past_stays_refused(void) {
  ScipixArena *arena;
  ScipixArenaMark early, passed;
  void *block;
  CHECK_OK(scipix_arena_new(4096, 0, &arena));
  CHECK_OK(scipix_arena_mark(arena, &early));
  CHECK_OK(scipix_arena_alloc(arena, 100, 1, &block));
  CHECK_OK(scipix_arena_mark(arena, &passed));
  CHECK_OK(scipix_arena_rewind(arena, &early));
  CHECK_OK(scipix_arena_alloc(arena, 500, 1, &block));
  CHECK_FAILS(scipix_arena_rewind(arena, &passed), SCIPIX_STATUS_INVALID_ARGUMENT, "mark");
  CHECK_EQUAL(scipix_arena_usage(arena), 500);
  CHECK_OK(scipix_arena_free(arena));
}

static void limits_and_odd_arguments(void) {
  ScipixArena *arena = NULL;
  void *block;
  CHECK_FAILS(scipix_arena_new(101, 100, &arena), SCIPIX_STATUS_INVALID_ARGUMENT, "capacity");
  CHECK_FAILS(scipix_arena_new(SIZE_MAX, 0, &arena), SCIPIX_STATUS_OVERFLOW, "capacity");
  CHECK(arena == NULL);
  CHECK_OK(scipix_arena_new(100, 200, &arena));
  CHECK_OK(scipix_arena_alloc(arena, 50, 1, &block));
  CHECK_FAILS(scipix_arena_alloc(arena, 1, 1, NULL), SCIPIX_STATUS_NULL_POINTER, "out_ptr"); /* there is room */
  CHECK_OK(scipix_arena_alloc(arena, 50, 1, &block));
  CHECK_OK(scipix_arena_alloc(arena, 100, 1, &block));
  CHECK_FAILS(scipix_arena_alloc(arena, 1, 1, &block), SCIPIX_STATUS_OUT_OF_MEMORY, "arena");
  CHECK(block == NULL);
  CHECK_FAILS(scipix_arena_alloc(arena, 0, 0, &block), SCIPIX_STATUS_INVALID_ARGUMENT, "align");
  CHECK_FAILS(scipix_arena_alloc(arena, 0, 8192, &block), SCIPIX_STATUS_INVALID_ARGUMENT, "align");
  CHECK_FAILS(scipix_arena_alloc(arena, SIZE_MAX, 1, &block), SCIPIX_STATUS_OVERFLOW, "size");
  CHECK_FAILS(scipix_arena_alloc(arena, 1, 1, NULL), SCIPIX_STATUS_NULL_POINTER, "out_ptr");
  CHECK_OK(scipix_arena_alloc(arena, 0, 1, &block));
  CHECK(block != NULL);
  CHECK_OK(scipix_arena_free(arena));
  CHECK_OK(scipix_arena_free(NULL));
}

static void the_cursor_is_the_arena(void) {
  ScipixArena *arena;
  void *block;
  CHECK_OK(scipix_arena_new(256, 0, &arena));
  ScipixArenaCursor *cursor = scipix_arena_cursor(arena);
  CHECK(cursor != NULL && cursor->end - cursor->cur == 256);
  uint8_t *start = cursor->cur;
  cursor->cur += 24;
  CHECK_EQUAL(scipix_arena_usage(arena), 24);
  CHECK_OK(scipix_arena_alloc(arena, 8, 8, &block));
  CHECK(block == start + 24 && cursor->cur == start + 32);
  CHECK_OK(scipix_arena_alloc(arena, 1000, 8, &block));
  CHECK(scipix_arena_cursor(arena) == cursor && cursor->cur == (uint8_t *)block + 1000);
  CHECK_OK(scipix_arena_free(arena));
  CHECK(scipix_arena_cursor(NULL) == NULL);
  CHECK(scipix_arena_usage(NULL) == 0 && scipix_arena_capacity(NULL) == 0);
}

int main(void) {
  blocks_are_aligned_and_stay();
  marks_and_reset();
  large_blocks_leave_room_for_small_ones();
  a_mark_that_was_rewound_past_stays_refused();
  limits_and_odd_arguments();
  the_cursor_is_the_arena();
  return check_report("arena_test");
}
