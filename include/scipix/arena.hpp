/// @file
/// Arenas: memory for many small things that go all at once.
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

// Of an arena that was moved away; `end` is before `cur`, so that nothing fits.
inline ScipixArenaCursor *no_cursor() noexcept {
  static std::uint8_t bytes[1];
  static ScipixArenaCursor none = {bytes + 1, bytes};
  return &none;
}

}  // namespace detail

/// Memory for many small things that go all at once. One thread at a time.
class Arena {
 public:
  /// An arena.
  /// @param capacity   bytes of the first chunk; 0 for none until the first block
  /// @param max_bytes  most bytes of all chunks; 0 is no limit
  static Outcome<Arena> make(std::size_t capacity = 0, std::size_t max_bytes = 0) {
    ScipixArena *arena = nullptr;
    return detail::outcome(scipix_arena_new(capacity, max_bytes, &arena), [&] { return Arena(arena); });
  }
#ifndef SCIPIX_NO_EXCEPTIONS
  /// As `make`.
  /// @param capacity   bytes of the first chunk; 0 for none until the first block
  /// @param max_bytes  most bytes of all chunks; 0 is no limit
  explicit Arena(std::size_t capacity = 0, std::size_t max_bytes = 0) : Arena(make(capacity, max_bytes)) {}
#endif

  /// Leaves `other` without memory.
  /// @param other  gives its memory up
  Arena(Arena &&other) noexcept
      : arena_(std::move(other.arena_)), cursor_(std::exchange(other.cursor_, detail::no_cursor())) {}
  /// Frees what it has, and leaves `other` without memory.
  /// @param other  gives its memory up
  Arena &operator=(Arena &&other) noexcept {
    Arena taken(std::move(other));
    std::swap(arena_, taken.arena_);
    std::swap(cursor_, taken.cursor_);
    return *this;
  }

  /// A block, its content undefined. The library is called only for a chunk that is used up.
  /// @param size   bytes
  /// @param align  of its address: a power of two up to 4096
  Outcome<void *> allocate(std::size_t size, std::size_t align = alignof(std::max_align_t)) {
    void *block = nullptr;
    const ScipixStatus status = bump(size, align, block);
    return detail::outcome(status, [&] { return block; });
  }
  /// The same; NULL where there is no memory, or no such alignment.
  /// @param size   bytes
  /// @param align  of its address: a power of two up to 4096
  void *try_allocate(std::size_t size, std::size_t align = alignof(std::max_align_t)) noexcept {
    void *block = nullptr;
    return bump(size, align, block) == SCIPIX_STATUS_OK ? block : nullptr;
  }
  /// Room for objects, uninitialised; nobody will call their destructors.
  /// @param count  how many
  template <class T>
  Outcome<T *> allocate(std::size_t count = 1) {
    void *block = nullptr;
    // What could wrap is more than there is, whatever its size.
    const std::size_t size = count <= SIZE_MAX / sizeof(T) ? count * sizeof(T) : SIZE_MAX;
    const ScipixStatus status = bump(size, alignof(T), block);
    return detail::outcome(status, [&] { return static_cast<T *>(block); });
  }
  /// One object, whose destructor does nothing.
  /// @param args  for its constructor
  template <class T, class... Args>
  Outcome<T *> create(Args &&...args) {
    static_assert(std::is_trivially_destructible_v<T>, "an arena calls no destructors");
    void *block = nullptr;
    const ScipixStatus status = bump(sizeof(T), alignof(T), block);
    return detail::outcome(status, [&] { return ::new (block) T(std::forward<Args>(args)...); });
  }

  /// Its state, to come back to.
  Outcome<ScipixArenaMark> mark() const {
    ScipixArenaMark mark = {};
    return detail::outcome(scipix_arena_mark(get(), &mark), [&] { return mark; });
  }
  /// Gives up all blocks made after the mark, and keeps their memory.
  /// @param mark  a state that it has not been rewound past
  Outcome<void> rewind(const ScipixArenaMark &mark) { return check(scipix_arena_rewind(get(), &mark)); }
  /// Gives up all blocks, and keeps all memory.
  Outcome<void> reset() { return check(scipix_arena_reset(get())); }
  /// Bytes in use, padding included.
  std::size_t usage() const noexcept { return scipix_arena_usage(get()); }
  /// Bytes that it has from the system.
  std::size_t capacity() const noexcept { return scipix_arena_capacity(get()); }
  /// Borrowed, for the C functions.
  ScipixArena *get() const noexcept { return arena_.get(); }

 private:
  explicit Arena(ScipixArena *arena) noexcept : arena_(arena), cursor_(scipix_arena_cursor(arena)) {}

  ScipixStatus bump(std::size_t size, std::size_t align, void *&block) noexcept {
    const auto mask = static_cast<std::uintptr_t>(align) - 1;
    const auto cur = reinterpret_cast<std::uintptr_t>(cursor_->cur);
    // The two are the same where the size is a multiple of the alignment; the first is shorter from bump to bump.
    const std::uintptr_t next = (size & mask) == 0 ? (cur + (mask + size)) & ~mask : ((cur + mask) & ~mask) + size;
    // What could wrap, or is no alignment, is left to the call; of constants all this is one comparison.
    const bool plain = mask < kMaxAlign && (align & mask) == 0 && size <= SIZE_MAX >> 24;
    if (plain && next <= reinterpret_cast<std::uintptr_t>(cursor_->end)) {
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

/// The arena behind containers of `std::pmr`; borrows it. What they give back stays in the arena until its reset.
/// Without exceptions an arena that is full ends the program, as memory that is full does for any container. Two resources
/// over one arena are equal; without RTTI only each to itself, so that containers then move element by element.
class ArenaResource final : public std::pmr::memory_resource {
 public:
  /// Over an arena.
  /// @param arena  must outlive it
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
