/// @file
/// Arenas allocate many small blocks that are freed together.
#ifndef SCIPIX_ARENA_HPP
#define SCIPIX_ARENA_HPP

#include <scipix/handle.hpp>

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <new>
#include <type_traits>
#include <utility>

namespace scipix {
inline namespace SCIPIX_MODE {

namespace detail {

// The cursor of an arena that was moved from. `end` lies before `cur`, so that no block fits.
inline ScipixArenaCursor *empty_cursor() noexcept {
  static std::uint8_t bytes[1];
  static ScipixArenaCursor none = {bytes + 1, bytes};
  return &none;
}

}  // namespace detail

/// Allocates many small blocks that are freed together. Use it from one thread at a time.
class Arena {
 public:
  /// Makes an arena.
  /// @param capacity   size of the first chunk in bytes; 0: allocated with the first block
  /// @param max_bytes  limit of all chunks together; 0: no limit
  static Outcome<Arena> make(std::size_t capacity = 0, std::size_t max_bytes = 0) {
    ScipixArena *arena = nullptr;
    return detail::outcome(scipix_arena_new(capacity, max_bytes, &arena), [&] { return Arena(arena); });
  }
#ifndef SCIPIX_NO_EXCEPTIONS
  /// Calls `make`, and throws its error.
  /// @param capacity   size of the first chunk in bytes; 0: allocated with the first block
  /// @param max_bytes  limit of all chunks together; 0: no limit
  explicit Arena(std::size_t capacity = 0, std::size_t max_bytes = 0) : Arena(make(capacity, max_bytes)) {}
#endif

  /// Moves the memory; `other` becomes empty.
  /// @param other  the source
  Arena(Arena &&other) noexcept
      : arena_(std::move(other.arena_)), cursor_(std::exchange(other.cursor_, detail::empty_cursor())) {}
  /// Frees the current memory and moves the other in; `other` becomes empty.
  /// @param other  the source
  Arena &operator=(Arena &&other) noexcept {
    Arena moved(std::move(other));
    std::swap(arena_, moved.arena_);
    std::swap(cursor_, moved.cursor_);
    return *this;
  }

  /// Allocates an uninitialised block. Inlined: the library is called only if the current chunk has no room.
  /// @param size   size in bytes
  /// @param align  alignment of the address, a power of two up to 4096
  Outcome<void *> allocate(std::size_t size, std::size_t align = alignof(std::max_align_t)) {
    void *block = nullptr;
    const ScipixStatus status = bump(size, align, block);
    return detail::outcome(status, [&] { return block; });
  }
  /// Allocates an uninitialised block, or returns NULL if there is no memory or the alignment is invalid.
  /// @param size   size in bytes
  /// @param align  alignment of the address, a power of two up to 4096
  void *try_allocate(std::size_t size, std::size_t align = alignof(std::max_align_t)) noexcept {
    void *block = nullptr;
    return bump(size, align, block) == SCIPIX_STATUS_OK ? block : nullptr;
  }
  /// Allocates uninitialised memory for objects. Their destructors are not called.
  /// @param count  number of objects
  template <class T>
  Outcome<T *> allocate(std::size_t count = 1) {
    void *block = nullptr;
    // A product that overflows becomes a size that is always refused.
    const std::size_t size = count <= SIZE_MAX / sizeof(T) ? count * sizeof(T) : SIZE_MAX;
    const ScipixStatus status = bump(size, alignof(T), block);
    return detail::outcome(status, [&] { return static_cast<T *>(block); });
  }
  /// Constructs an object, which must be trivially destructible.
  /// @param args  arguments of its constructor
  template <class T, class... Args>
  Outcome<T *> create(Args &&...args) {
    static_assert(std::is_trivially_destructible_v<T>, "an arena calls no destructors");
    void *block = nullptr;
    const ScipixStatus status = bump(sizeof(T), alignof(T), block);
    return detail::outcome(status, [&] { return ::new (block) T(std::forward<Args>(args)...); });
  }

  /// Records the current state, for `rewind`.
  Outcome<ScipixArenaMark> mark() const {
    ScipixArenaMark mark = {};
    return detail::outcome(scipix_arena_mark(get(), &mark), [&] { return mark; });
  }
  /// Frees all blocks allocated after the mark. The chunks are kept for reuse.
  /// @param mark  a recorded state; the arena must not have been rewound to an earlier one since
  Outcome<void> rewind(const ScipixArenaMark &mark) { return check(scipix_arena_rewind(get(), &mark)); }
  /// Frees all blocks. The chunks are kept for reuse.
  Outcome<void> reset() { return check(scipix_arena_reset(get())); }
  /// The number of bytes in use, including padding.
  std::size_t usage() const noexcept { return scipix_arena_usage(get()); }
  /// The number of bytes allocated from the system.
  std::size_t capacity() const noexcept { return scipix_arena_capacity(get()); }
  /// Borrows the handle for the C functions.
  ScipixArena *get() const noexcept { return arena_.get(); }

 private:
  explicit Arena(ScipixArena *arena) noexcept : arena_(arena), cursor_(scipix_arena_cursor(arena)) {}

  ScipixStatus bump(std::size_t size, std::size_t align, void *&block) noexcept {
    const auto mask = static_cast<std::uintptr_t>(align) - 1;
    const auto cur = reinterpret_cast<std::uintptr_t>(cursor_->cur);
    // Both forms agree if the size is a multiple of the alignment; the first has the shorter dependency chain.
    const std::uintptr_t next = (size & mask) == 0 ? (cur + (mask + size)) & ~mask : ((cur + mask) & ~mask) + size;
    // Sizes that could overflow and invalid alignments go to the library. For constants this folds into one comparison.
    const bool inlinable = mask < kMaxAlign && (align & mask) == 0 && size <= SIZE_MAX >> 24;
    if (inlinable && next <= reinterpret_cast<std::uintptr_t>(cursor_->end)) {
      cursor_->cur = reinterpret_cast<std::uint8_t *>(next);
      block = reinterpret_cast<void *>(next - size);
      return SCIPIX_STATUS_OK;
    }
    return scipix_arena_alloc(get(), size, align, &block);
  }

  static constexpr std::uintptr_t kMaxAlign = 4096;
  detail::Handle<ScipixArena, scipix_arena_free> arena_;
  ScipixArenaCursor *cursor_;
};

/// A `std::pmr` memory resource that allocates from an arena, which it borrows. Memory that containers deallocate stays
/// in the arena until its reset. Without exceptions a failed allocation terminates the program, as it does in any
/// container. Two resources over the same arena are equal. Without RTTI each is equal to itself only, so that
/// containers move element by element.
class ArenaResource final : public std::pmr::memory_resource {
 public:
  /// Borrows an arena.
  /// @param arena  the arena, which must outlive the resource
  explicit ArenaResource(Arena &arena) noexcept : arena_(&arena) {}

 private:
  void *do_allocate(std::size_t size, std::size_t align) override {
    void *block = arena_->try_allocate(size, align);
    if (block != nullptr) return block;
#ifdef SCIPIX_NO_EXCEPTIONS
    std::terminate();
#else
    throw std::bad_alloc();
#endif
  }
  void do_deallocate(void *, std::size_t, std::size_t) override {}
  bool do_is_equal(const std::pmr::memory_resource &other) const noexcept override {
#if defined(__GNUC__) && !defined(__GXX_RTTI)
    return this == &other;
#else
    const auto *same = dynamic_cast<const ArenaResource *>(&other);
    return same != nullptr && same->arena_ == arena_;
#endif
  }
  Arena *arena_;
};

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
