#include "cases.hpp"

#include <scipix.hpp>

#include <time.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <memory_resource>
#include <thread>

namespace {

// The processor time of this thread, which excludes other programs.
double thread_ns() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

double wall_ns() {
  return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Buffers of scipix and of malloc behind one interface.
struct Scipix {
  using Held = ScipixBuffer;
  explicit Scipix(std::size_t size) {
    scipix::PoolConfig config;
    config.buffer_size = size;
    scipix::check(scipix_pool_new(&config, &pool));
  }
  ~Scipix() { scipix_pool_free(pool); }
  Held acquire() {
    Held held;
    if (scipix_pool_acquire(pool, &held) != SCIPIX_STATUS_OK) std::abort();
    return held;
  }
  static void release(Held &held) {
    if (scipix_buffer_release(&held) != SCIPIX_STATUS_OK) std::abort();
  }
  static std::uint8_t *data(const Held &held) { return held.data; }
  ScipixPool *pool = nullptr;
};

struct Malloc {
  using Held = void *;
  explicit Malloc(std::size_t size) : size(size) {}
  Held acquire() {
    Held held = std::malloc(size);
    if (held == nullptr) std::abort();
    return held;
  }
  static void release(Held &held) { std::free(held); }
  static std::uint8_t *data(const Held &held) { return static_cast<std::uint8_t *>(held); }
  std::size_t size;
};

void touch(std::uint8_t *byte) { *static_cast<volatile std::uint8_t *>(byte) = 1; }

constexpr std::size_t kPage = 4096, kLine = 64;

// Which cache line of each page is touched: a different one in each page, or always the first, so that all compete for
// the same cache set.
enum class Lines { kSpread, kFirst };

template <class Source>
double steps(Source &source, std::size_t pages, Lines lines, std::size_t count) {
  const std::size_t shift = lines == Lines::kSpread ? kLine : 0;
  double start = thread_ns();
  for (std::size_t i = 0; i < count; ++i) {
    auto held = source.acquire();
    for (std::size_t page = 0; page < pages; ++page)
      touch(Source::data(held) + page * kPage + page * shift % kPage);
    Source::release(held);
  }
  return (thread_ns() - start) / static_cast<double>(count);
}

template <class Source>
double one_thread(std::size_t size, std::size_t pages = 1, Lines lines = Lines::kSpread) {
  Source source(size);
  steps(source, pages, lines, 10);
  return steps(source, pages, lines, pages > 1 ? 1000 : size > (64 << 10) ? 20000 : 200000);
}

// Runs two threads with separate buffers; returns the mean of their times.
template <class Source>
double two_threads(std::size_t size) {
  Source source(size);
  std::atomic<int> ready{0};
  double times[2];
  auto work = [&](int which) {
    steps(source, 1, Lines::kSpread, 1000);
    for (++ready; ready < 2;) std::this_thread::yield();
    times[which] = steps(source, 1, Lines::kSpread, 300000);
  };
  std::thread other(work, 1);
  work(0);
  other.join();
  return (times[0] + times[1]) / 2;
}

// One thread acquires a batch and another releases it, in turns. Counts the processor time of both without their
// waiting, which would dominate on a busy machine.
template <class Source>
double handed_on(std::size_t size) {
  constexpr std::size_t kBatch = 256, kTurns = 1000;
  Source source(size);
  std::vector<typename Source::Held> batch(kBatch);
  std::atomic<std::size_t> turn{0};
  auto wait_for = [&](std::size_t mine) {
    while (turn.load(std::memory_order_acquire) != mine) std::this_thread::yield();
  };
  double released = 0, acquired = 0;
  std::thread consumer([&] {
    for (std::size_t i = 0; i < kTurns; ++i) {
      wait_for(2 * i + 1);
      double start = thread_ns();
      for (auto &held : batch) {
        touch(Source::data(held));
        Source::release(held);
      }
      released += thread_ns() - start;
      turn.store(2 * i + 2, std::memory_order_release);
    }
  });
  for (std::size_t i = 0; i < kTurns; ++i) {
    wait_for(2 * i);
    double start = thread_ns();
    for (auto &held : batch) {
      held = source.acquire();
      touch(Source::data(held));
    }
    acquired += thread_ns() - start;
    turn.store(2 * i + 1, std::memory_order_release);
  }
  consumer.join();
  return (acquired + released) / (kBatch * kTurns);
}

template <class Source>
double pool_case(const std::string &name) {
  if (name == "first_line_4k") return one_thread<Source>(4 << 10);
  if (name == "first_line_64k") return one_thread<Source>(64 << 10);
  if (name == "first_line_1m") return one_thread<Source>(1 << 20);
  if (name == "all_pages_1m") return one_thread<Source>(1 << 20, (1 << 20) / kPage);
  if (name == "one_set_1m") return one_thread<Source>(1 << 20, (1 << 20) / kPage, Lines::kFirst);
  if (name == "two_threads_4k") return two_threads<Source>(4 << 10);
  if (name == "two_threads_64k") return two_threads<Source>(64 << 10);
  if (name == "handed_on_4k") return handed_on<Source>(4 << 10);
  if (name == "handed_on_64k") return handed_on<Source>(64 << 10);
  return -1;
}

constexpr std::size_t kBlocks = 10000, kBlock = 64;

// Times `block`, which allocates one block. `reset` frees all blocks, untimed.
template <class Block, class Reset>
double blocks(Block block, Reset reset) {
  double best = 1e30;
  for (int round = 0; round < 20; ++round) {
    double start = thread_ns();
    for (std::size_t i = 0; i < kBlocks; ++i) touch(static_cast<std::uint8_t *>(block()));
    best = std::min(best, (thread_ns() - start) / kBlocks);
    reset();
  }
  return best;
}

double arena_case(const std::string &contender) {
  if (contender == "scipix") {
    scipix::Arena arena(kBlocks * kBlock);
    return blocks([&] { return arena.allocate(kBlock, 8); }, [&] { arena.reset(); });
  }
  if (contender == "scipix, C call") {
    scipix::Arena arena(kBlocks * kBlock);
    auto block = [&] {
      void *made = nullptr;
      if (scipix_arena_alloc(arena.get(), kBlock, 8, &made) != SCIPIX_STATUS_OK) std::abort();
      return made;
    };
    return blocks(block, [&] { arena.reset(); });
  }
  if (contender == "std::pmr::monotonic") {
    std::vector<std::byte> memory(kBlocks * kBlock);
    std::pmr::monotonic_buffer_resource resource(memory.data(), memory.size());
    std::pmr::memory_resource *abstract = &resource;
    asm volatile("" : "+r"(abstract));
    return blocks([&] { return abstract->allocate(kBlock, 8); }, [&] { resource.release(); });
  }
  if (contender == "std::pmr::monotonic, direct") {
    std::vector<std::byte> memory(kBlocks * kBlock);
    std::pmr::monotonic_buffer_resource resource(memory.data(), memory.size());
    return blocks([&] { return resource.allocate(kBlock, 8); }, [&] { resource.release(); });
  }
  std::vector<void *> made;
  made.reserve(kBlocks);
  auto block = [&] {
    made.push_back(std::malloc(kBlock));
    return made.back();
  };
  auto reset = [&] {
    for (void *each : made) std::free(each);
    made.clear();
  };
  return blocks(block, reset);
}

// Times a file of 256 MiB in the page cache, from opening it to reading its first byte.
double file_case(const std::string &contender) {
  constexpr std::size_t kSize = 256 << 20;
  std::string path = "/tmp/scipix-memory-peers-" + std::to_string(getpid());
  {
    std::ofstream file(path, std::ios::binary);
    std::vector<char> part(1 << 20, 1);
    for (std::size_t at = 0; at < kSize; at += part.size()) file.write(part.data(), 1 << 20);
  }
  double start = wall_ns();
  if (contender == "scipix") {
    scipix::Model model(path);
    touch(&const_cast<std::uint8_t &>(*std::vector<std::uint8_t>(1, model.data()[0]).data()));
  } else {
    std::FILE *file = std::fopen(path.c_str(), "rb");
    std::unique_ptr<char, decltype(&std::free)> memory(static_cast<char *>(std::malloc(kSize)), std::free);
    if (std::fread(memory.get(), 1, kSize, file) != kSize) std::abort();
    std::fclose(file);
  }
  double ns = wall_ns() - start;
  std::remove(path.c_str());
  return ns;
}

}  // namespace

const std::vector<Case> &all_cases() {
  static const std::vector<Case> cases = {
      {"first_line_4k", "4 KiB, first line touched"},
      {"first_line_64k", "64 KiB, first line touched"},
      {"first_line_1m", "1 MiB, first line touched"},
      {"all_pages_1m", "1 MiB, a line of each page touched"},
      {"one_set_1m", "1 MiB, the first line of each page touched"},
      {"two_threads_4k", "4 KiB, two threads, each its own"},
      {"two_threads_64k", "64 KiB, two threads, each its own"},
      {"handed_on_4k", "4 KiB, acquired here, released there"},
      {"handed_on_64k", "64 KiB, acquired here, released there"},
      {"arena_64", "64 bytes from an arena"},
      {"file_256m", "256 MiB file, to its first byte", true},
  };
  return cases;
}

double run_case(const std::string &contender, const std::string &name) {
  bool is_malloc = contender.find("malloc") != std::string::npos || contender == "glibc";
  if (name == "arena_64") return arena_case(contender);
  if (name == "file_256m") return contender == "scipix" || contender == "glibc" ? file_case(contender) : -1;
  if (contender == "scipix") return pool_case<Scipix>(name);
  return is_malloc ? pool_case<Malloc>(name) : -1;
}
