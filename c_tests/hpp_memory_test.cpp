// Pool, Buffer, Arena and Model of scipix.hpp.
#include <scipix.hpp>

#include "check.h"

#include <cstdio>
#include <fstream>
#include <string>
#include <thread>
#include <type_traits>
#include <unistd.h>
#include <vector>

static_assert(!std::is_copy_constructible<scipix::Buffer>::value, "a buffer has one owner");
static_assert(std::is_nothrow_move_constructible<scipix::Buffer>::value, "and moves");
static_assert(std::is_nothrow_move_assignable<scipix::Buffer>::value, "and moves");

template <class Call>
static ScipixStatus thrown(Call call) {
  try {
    call();
  } catch (const scipix::Error &error) {
    CHECK(std::string(error.what()).find(scipix_status_name(error.status())) == 0);
    return error.status();
  }
  return SCIPIX_STATUS_OK;
}

static void buffers() {
  scipix::Pool pool(5000);
  {
    scipix::Buffer first = pool.acquire();
    first.append("abc", 3);
    scipix::Buffer second = std::move(first);
    CHECK(!first && second && second.size() == 3 && second.capacity() == 5000);
    CHECK(std::string(second.begin(), second.end()) == "abc");
    first = pool.acquire();
    second = std::move(first);
    CHECK(pool.stats().live == 1 && second.empty());
    std::thread([moved = std::move(second)]() mutable { moved.append("x", 1); }).join();
    CHECK(pool.stats().live == 0);
  }
  scipix::Buffer kept = pool.acquire();
  CHECK(thrown([&] { kept.append(kept.data(), 5001); }) == SCIPIX_STATUS_OUT_OF_RANGE);
  kept.resize(5000);
  kept.reset();
  CHECK(!kept && kept.size() == 0);
  ScipixBuffer raw = scipix::Buffer(100).release();
  CHECK(raw.capacity == 1024);
  scipix::Buffer(raw).reset();
  CHECK(thrown([&] { scipix::Buffer(raw).reset(); }) == SCIPIX_STATUS_WRONG_OWNER);
  CHECK(thrown([] { scipix::Pool(std::size_t{0}); }) == SCIPIX_STATUS_INVALID_ARGUMENT);
  for (int i = 0; i < 2; ++i) CHECK(scipix::Pool::global(SCIPIX_POOL_CLASS_LARGE).acquire().capacity() == 1 << 20);
}

static void arenas() {
  scipix::Arena arena(1000);
  std::vector<std::pair<unsigned char *, std::size_t>> blocks;
  for (std::size_t i = 1; i < 300; ++i) {
    std::size_t align = std::size_t{1} << i % 13;
    auto *block = static_cast<unsigned char *>(arena.allocate(i, align));
    CHECK(reinterpret_cast<std::uintptr_t>(block) % align == 0);
    std::memset(block, static_cast<int>(i), i);
    blocks.emplace_back(block, i);
  }
  for (auto [block, i] : blocks) CHECK(block[0] == static_cast<unsigned char>(i) && block[i - 1] == block[0]);
  CHECK(thrown([&] { arena.allocate(1, 0); }) == SCIPIX_STATUS_INVALID_ARGUMENT);
  CHECK(thrown([&] { arena.allocate(SIZE_MAX, 8); }) == SCIPIX_STATUS_OVERFLOW);
  CHECK(*arena.create<int>(7) == 7 && arena.allocate<double>(3) != nullptr);

  ScipixArenaMark mark = arena.mark();
  std::size_t used = arena.usage();
  arena.allocate(100000);
  arena.rewind(mark);
  CHECK(arena.usage() == used);
  arena.reset();
  CHECK(arena.usage() == 0 && arena.capacity() >= 100000);

  scipix::ArenaResource resource(arena), same(arena);
  CHECK(resource == same && !(resource == *std::pmr::new_delete_resource()));
  std::pmr::vector<std::pmr::string> words(&resource);
  for (int i = 0; i < 1000; ++i) words.emplace_back("a word that is too long to be kept in the string itself");
  CHECK(words.back().back() == 'f' && arena.usage() > 50000);
  scipix::Arena small(16, 16);
  scipix::ArenaResource tight(small);
  bool refused = false;
  try {
    std::pmr::vector<char> many(17, 'x', &tight);
  } catch (const std::bad_alloc &) {
    refused = true;
  }
  CHECK(refused);
}

static void models() {
  std::string path = "/tmp/scipix-hpp-test-" + std::to_string(getpid()) + ".safetensors";
  std::string header = R"({"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})";
  std::ofstream(path, std::ios::binary) << static_cast<char>(header.size()) << std::string(7, '\0') << header << "ab";
  {
    scipix::Model model(path);
    CHECK(model.size() == 8 + header.size() + 2 && model.tensor_count() == 1 && model.metadata() == "{}");
    CHECK(model.tensor("x").data[1] == 'b' && model.tensor(std::size_t{0}).data == model.tensor("x").data);
    model.prefetch(0, model.size());
    scipix::Model moved = std::move(model);
    CHECK(thrown([&] { moved.tensor("y"); }) == SCIPIX_STATUS_NOT_FOUND);
  }
  CHECK(std::remove(path.c_str()) == 0);
  CHECK(thrown([&] { scipix::Model model(path); }) == SCIPIX_STATUS_IO);
}

int main() {
  buffers();
  arenas();
  models();
  return check_report("hpp_memory_test");
}
