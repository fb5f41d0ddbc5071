/// @file
/// Pools: buffers that are used again instead of allocated again.
#ifndef SCIPIX_POOL_HPP
#define SCIPIX_POOL_HPP

#include <scipix/handle.hpp>
#include <scipix/span.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace scipix {
inline namespace SCIPIX_MODE {

/// A buffer of a pool, given back when it goes, on whatever thread. Moves; does not copy.
class Buffer {
 public:
  /// No buffer.
  Buffer() noexcept = default;
  /// Takes over a buffer of the C functions.
  /// @param raw  the buffer, of which no other copy may be released
  explicit Buffer(const ScipixBuffer &raw) noexcept : raw_(raw) {}
  /// Room for `size` bytes from the global pools. Nothing is in use yet.
  /// @param size  how many
  static Outcome<Buffer> make(std::size_t size) {
    ScipixBuffer raw = {};
    return detail::outcome(scipix_buffer_acquire(size, &raw), [&] { return Buffer(raw); });
  }
#ifndef SCIPIX_NO_EXCEPTIONS
  /// As `make`.
  /// @param size  how many bytes there is to be room for
  explicit Buffer(std::size_t size) : Buffer(make(size)) {}
#endif
  /// Leaves `other` without one.
  /// @param other  gives its buffer up
  Buffer(Buffer &&other) noexcept : raw_(std::exchange(other.raw_, ScipixBuffer{})) {}
  /// Gives back what it has, and leaves `other` without one.
  /// @param other  gives its buffer up
  Buffer &operator=(Buffer &&other) noexcept {
    Buffer taken(std::move(other));
    std::swap(raw_, taken.raw_);
    return *this;
  }
  ~Buffer() { scipix_buffer_release(&raw_); }

  /// The first byte.
  std::uint8_t *data() noexcept { return raw_.data; }
  /// The first byte.
  const std::uint8_t *data() const noexcept { return raw_.data; }
  /// Bytes in use.
  std::size_t size() const noexcept { return raw_.len; }
  /// Bytes there is room for.
  std::size_t capacity() const noexcept { return raw_.capacity; }
  /// Whether no bytes are in use.
  bool empty() const noexcept { return raw_.len == 0; }
  /// Whether there is a buffer.
  explicit operator bool() const noexcept { return raw_.data != nullptr; }

  /// The bytes in use.
  Span<std::uint8_t> bytes() noexcept { return {raw_.data, raw_.len}; }
  /// The bytes in use.
  Span<const std::uint8_t> bytes() const noexcept { return {raw_.data, raw_.len}; }
  /// The first byte in use.
  std::uint8_t *begin() noexcept { return raw_.data; }
  /// Behind the last byte in use.
  std::uint8_t *end() noexcept { return raw_.data + raw_.len; }
  /// The first byte in use.
  const std::uint8_t *begin() const noexcept { return raw_.data; }
  /// Behind the last byte in use.
  const std::uint8_t *end() const noexcept { return raw_.data + raw_.len; }

  /// Says how many bytes are in use; what they hold is the caller's affair.
  /// @param size  up to `capacity()`; OUT_OF_RANGE above
  Outcome<void> resize(std::size_t size) {
    if (size > raw_.capacity) {
      return detail::failure<void>(
          SCIPIX_STATUS_OUT_OF_RANGE,
          "size: " + std::to_string(size) + " exceeds the capacity " + std::to_string(raw_.capacity));
    }
    raw_.len = size;
    return check(SCIPIX_STATUS_OK);
  }
  /// Copies bytes behind those in use; OUT_OF_RANGE past the capacity.
  /// @param bytes  may lie in the buffer
  /// @param size   how many
  Outcome<void> append(const void *bytes, std::size_t size) {
    return check(scipix_buffer_append(&raw_, static_cast<const std::uint8_t *>(bytes), size));
  }
  /// No bytes are in use any more.
  void clear() noexcept { raw_.len = 0; }
  /// Gives it back now.
  Outcome<void> reset() { return check(scipix_buffer_release(&raw_)); }
  /// Hands it to the C functions.
  ScipixBuffer release() noexcept { return std::exchange(raw_, ScipixBuffer{}); }
  /// As the C functions see it.
  const ScipixBuffer &raw() const noexcept { return raw_; }

 private:
  ScipixBuffer raw_{};
};

/// How a pool is made.
using PoolConfig = Filled<ScipixPoolConfig, scipix_pool_config_init>;

/// A pool of buffers of one size, for any number of threads. Its buffers may outlive it.
class Pool {
 public:
  /// A pool of one's own.
  /// @param config  how
  static Outcome<Pool> make(const ScipixPoolConfig &config) {
    ScipixPool *pool = nullptr;
    return detail::outcome(scipix_pool_new(&config, &pool), [&] { return Pool(pool, false); });
  }
  /// A pool of one's own.
  /// @param buffer_size  bytes of each buffer
  static Outcome<Pool> make(std::size_t buffer_size) {
    PoolConfig config;
    config.buffer_size = buffer_size;
    return make(config);
  }
#ifndef SCIPIX_NO_EXCEPTIONS
  /// As `make`.
  /// @param config  how
  explicit Pool(const ScipixPoolConfig &config) : Pool(make(config)) {}
  /// As `make`.
  /// @param buffer_size  bytes of each buffer
  explicit Pool(std::size_t buffer_size) : Pool(make(buffer_size)) {}
#endif
  /// One that all of the process share.
  /// @param pool_class  a `SCIPIX_POOL_CLASS_*`
  static Outcome<Pool> global(ScipixPoolClass pool_class) {
    ScipixPool *pool = nullptr;
    return detail::outcome(scipix_pool_global(pool_class, &pool), [&] { return Pool(pool, true); });
  }

  /// A buffer; OUT_OF_MEMORY also where the pool's limit is reached.
  Outcome<Buffer> acquire() {
    ScipixBuffer raw = {};
    return detail::outcome(scipix_pool_acquire(get(), &raw), [&] { return Buffer(raw); });
  }
  /// How it has been used.
  Outcome<ScipixPoolStats> stats() const {
    auto stats = detail::sized<ScipixPoolStats>();
    return detail::outcome(scipix_pool_stats(get(), &stats), [&] { return stats; });
  }
  /// Frees the buffers that are idle in the pool and in this thread.
  Outcome<void> trim() { return check(scipix_pool_trim(get())); }
  /// Borrowed, for the C functions.
  ScipixPool *get() const noexcept { return pool_.get(); }

 private:
  struct Free {
    bool borrowed = false;
    void operator()(ScipixPool *pool) const noexcept {
      if (!borrowed) scipix_pool_free(pool);
    }
  };
  Pool(ScipixPool *pool, bool borrowed) noexcept : pool_(pool, Free{borrowed}) {}

  std::unique_ptr<ScipixPool, Free> pool_;
};

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
