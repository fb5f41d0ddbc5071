/// @file
/// Pools reuse buffers instead of allocating them anew.
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

/// A buffer of a pool. The destructor releases it, on any thread. Movable, not copyable.
class Buffer {
 public:
  /// Makes an empty object.
  Buffer() noexcept = default;
  /// Takes ownership of a buffer of the C functions.
  /// @param raw  the buffer; no other copy of it may be released
  explicit Buffer(const ScipixBuffer &raw) noexcept : raw_(raw) {}
  /// Acquires a buffer from the global pools. Its `size()` is 0.
  /// @param size  minimum capacity in bytes
  static Outcome<Buffer> make(std::size_t size) {
    ScipixBuffer raw = {};
    return detail::outcome(scipix_buffer_acquire(size, &raw), [&] { return Buffer(raw); });
  }
#ifndef SCIPIX_NO_EXCEPTIONS
  /// Calls `make`, and throws its error.
  /// @param size  minimum capacity in bytes
  explicit Buffer(std::size_t size) : Buffer(make(size)) {}
#endif
  /// Moves the buffer; `other` becomes empty.
  /// @param other  the source
  Buffer(Buffer &&other) noexcept : raw_(std::exchange(other.raw_, ScipixBuffer{})) {}
  /// Releases the current buffer and moves the other one in; `other` becomes empty.
  /// @param other  the source
  Buffer &operator=(Buffer &&other) noexcept {
    Buffer moved(std::move(other));
    std::swap(raw_, moved.raw_);
    return *this;
  }
  ~Buffer() { scipix_buffer_release(&raw_); }

  /// The first byte.
  std::uint8_t *data() noexcept { return raw_.data; }
  /// The first byte.
  const std::uint8_t *data() const noexcept { return raw_.data; }
  /// The number of bytes in use.
  std::size_t size() const noexcept { return raw_.len; }
  /// The number of bytes that fit.
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
  /// One past the last byte in use.
  std::uint8_t *end() noexcept { return raw_.data + raw_.len; }
  /// The first byte in use.
  const std::uint8_t *begin() const noexcept { return raw_.data; }
  /// One past the last byte in use.
  const std::uint8_t *end() const noexcept { return raw_.data + raw_.len; }

  /// Sets the number of bytes in use. New bytes are not initialised.
  /// @param size  at most `capacity()`; OUT_OF_RANGE above
  Outcome<void> resize(std::size_t size) {
    if (size > raw_.capacity) {
      return detail::failure<void>(
          SCIPIX_STATUS_OUT_OF_RANGE,
          "size: " + std::to_string(size) + " exceeds the capacity " + std::to_string(raw_.capacity));
    }
    raw_.len = size;
    return check(SCIPIX_STATUS_OK);
  }
  /// Appends bytes. Fails with OUT_OF_RANGE if they exceed the capacity.
  /// @param bytes  the bytes; they may lie in this buffer
  /// @param size   number of bytes
  Outcome<void> append(const void *bytes, std::size_t size) {
    return check(scipix_buffer_append(&raw_, static_cast<const std::uint8_t *>(bytes), size));
  }
  /// Sets the number of bytes in use to 0.
  void clear() noexcept { raw_.len = 0; }
  /// Releases the buffer now.
  Outcome<void> reset() { return check(scipix_buffer_release(&raw_)); }
  /// Transfers ownership to the caller, for the C functions.
  ScipixBuffer release() noexcept { return std::exchange(raw_, ScipixBuffer{}); }
  /// The struct that the C functions take.
  const ScipixBuffer &raw() const noexcept { return raw_; }

 private:
  ScipixBuffer raw_{};
};

/// The configuration of a pool.
using PoolConfig = WithDefaults<ScipixPoolConfig, scipix_pool_config_init>;

/// A pool of buffers of one size. Thread-safe. Buffers may outlive the pool.
class Pool {
 public:
  /// Makes a pool.
  /// @param config  the configuration
  static Outcome<Pool> make(const ScipixPoolConfig &config) {
    ScipixPool *pool = nullptr;
    return detail::outcome(scipix_pool_new(&config, &pool), [&] { return Pool(pool, false); });
  }
  /// Makes a pool with the default configuration.
  /// @param buffer_size  size of each buffer in bytes
  static Outcome<Pool> make(std::size_t buffer_size) {
    PoolConfig config;
    config.buffer_size = buffer_size;
    return make(config);
  }
#ifndef SCIPIX_NO_EXCEPTIONS
  /// Calls `make`, and throws its error.
  /// @param config  the configuration
  explicit Pool(const ScipixPoolConfig &config) : Pool(make(config)) {}
  /// Calls `make`, and throws its error.
  /// @param buffer_size  size of each buffer in bytes
  explicit Pool(std::size_t buffer_size) : Pool(make(buffer_size)) {}
#endif
  /// Returns a pool that the whole process shares.
  /// @param pool_class  a `SCIPIX_POOL_CLASS_*`
  static Outcome<Pool> global(ScipixPoolClass pool_class) {
    ScipixPool *pool = nullptr;
    return detail::outcome(scipix_pool_global(pool_class, &pool), [&] { return Pool(pool, true); });
  }

  /// Acquires a buffer. Fails with OUT_OF_MEMORY if there is no memory or the pool's limit is reached.
  Outcome<Buffer> acquire() {
    ScipixBuffer raw = {};
    return detail::outcome(scipix_pool_acquire(get(), &raw), [&] { return Buffer(raw); });
  }
  /// Returns statistics of the pool.
  Outcome<ScipixPoolStats> stats() const {
    auto stats = detail::with_struct_size<ScipixPoolStats>();
    return detail::outcome(scipix_pool_stats(get(), &stats), [&] { return stats; });
  }
  /// Frees the idle buffers of the pool and of this thread's cache.
  Outcome<void> trim() { return check(scipix_pool_trim(get())); }
  /// Borrows the handle for the C functions.
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
