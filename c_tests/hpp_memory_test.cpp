// Tests scipix::Pool, Buffer, Arena and Model.
#include "hpp.hpp"

#include <cstdio>
#include <fstream>
#include <string>
#include <thread>
#include <type_traits>
#include <unistd.h>
#include <vector>

static_assert(!std::is_copy_constructible<scipix::Buffer>::value, "a buffer has one owner");
static_assert(std::is_nothrow_move_constructible<scipix::Buffer>::value, "a buffer can be moved");
static_assert(std::is_nothrow_move_assignable<scipix::Buffer>::value, "a buffer can be moved");
static_assert(!std::is_copy_constructible<scipix::Arena>::value, "an arena has one owner");
static_assert(std::is_nothrow_move_assignable<scipix::Arena>::value, "an arena can be moved");
static_assert(!std::is_copy_constructible<scipix::Model>::value, "a model has one owner");

static void buffers() {
  scipix::Pool pool = take(scipix::Pool::make(5000));
  {
    scipix::Buffer first = take(pool.acquire());
    CHECK_DONE(first.append("abc", 3));
    scipix::Buffer second = std::move(first);
    CHECK(!first && second && second.size() == 3 && second.capacity() == 5000);
    CHECK(std::string(second.begin(), second.end()) == "abc" && second.bytes().size() == 3);
    first = take(pool.acquire());
    second = std::move(first);
    CHECK(take(pool.stats()).live == 1 && second.empty());
    std::thread([moved = std::move(second)]() mutable { CHECK_DONE(moved.append("x", 1)); }).join();
    CHECK(take(pool.stats()).live == 0);
  }
  scipix::Buffer kept = take(pool.acquire());
  CHECK_REFUSED(kept.append(kept.data(), 5001), SCIPIX_STATUS_OUT_OF_RANGE);
  CHECK_REFUSED(kept.resize(5001), SCIPIX_STATUS_OUT_OF_RANGE);
  CHECK(kept.empty());
  CHECK_DONE(kept.resize(5000));
  CHECK(kept.size() == 5000);
  CHECK_DONE(kept.reset());
  CHECK(!kept && kept.size() == 0);
  CHECK_DONE(pool.trim());
  CHECK(take(pool.stats()).idle == 0);
  ScipixBuffer raw = take(scipix::Buffer::make(100)).release();
  CHECK(raw.capacity == 1024);
  CHECK_DONE(scipix::Buffer(raw).reset());
  CHECK_REFUSED(scipix::Buffer(raw).reset(), SCIPIX_STATUS_WRONG_OWNER);
  CHECK_REFUSED(scipix::Pool::make(std::size_t{0}), SCIPIX_STATUS_INVALID_ARGUMENT);
  for (int i = 0; i < 2; ++i) {
    scipix::Pool shared = take(scipix::Pool::global(SCIPIX_POOL_CLASS_LARGE));
    CHECK(take(shared.acquire()).capacity() == 1 << 20);
  }
  const scipix::Pool moved = std::move(pool);
  CHECK_REFUSED(pool.acquire(), SCIPIX_STATUS_NULL_POINTER);
}

static void arenas() {
  scipix::Arena first = take(scipix::Arena::make(1000)), arena = std::move(first);
  CHECK_REFUSED(first.allocate(1), SCIPIX_STATUS_NULL_POINTER);
  std::vector<std::pair<unsigned char *, std::size_t>> blocks;
  for (std::size_t i = 1; i < 300; ++i) {
    std::size_t align = std::size_t{1} << i % 13;
    auto *block = static_cast<unsigned char *>(take(arena.allocate(i, align)));
    CHECK(reinterpret_cast<std::uintptr_t>(block) % align == 0);
    std::memset(block, static_cast<int>(i), i);
    blocks.emplace_back(block, i);
  }
  for (auto [block, i] : blocks) CHECK(block[0] == static_cast<unsigned char>(i) && block[i - 1] == block[0]);
  CHECK_REFUSED(arena.allocate(1, 0), SCIPIX_STATUS_INVALID_ARGUMENT);
  CHECK_REFUSED(arena.allocate(SIZE_MAX, 8), SCIPIX_STATUS_OVERFLOW);
  CHECK_REFUSED(arena.allocate<double>(SIZE_MAX / 4), SCIPIX_STATUS_OVERFLOW);
  CHECK(*take(arena.create<int>(7)) == 7 && take(arena.allocate<double>(3)) != nullptr);
  CHECK(arena.try_allocate(3) != nullptr && arena.try_allocate(1, 3) == nullptr);

  ScipixArenaMark mark = take(arena.mark());
  std::size_t used = arena.usage();
  CHECK(take(arena.allocate(100000)) != nullptr);
  CHECK_DONE(arena.rewind(mark));
  CHECK(arena.usage() == used);
  CHECK_DONE(arena.reset());
  CHECK(arena.usage() == 0 && arena.capacity() >= 100000);
  first = std::move(arena);
  CHECK(first.capacity() >= 100000 && arena.capacity() == 0);
}

static void containers_in_an_arena() {
  scipix::Arena arena = take(scipix::Arena::make());
  scipix::ArenaResource resource(arena), same(arena);
  CHECK(resource == resource && !(resource == *std::pmr::new_delete_resource()));
#if defined(__GXX_RTTI)
  CHECK(resource == same);
#endif
  std::pmr::vector<std::pmr::string> words(&resource);
  for (int i = 0; i < 1000; ++i) words.emplace_back("a word that is too long to be kept in the string itself");
  CHECK(words.back().back() == 'f' && arena.usage() > 50000);
#ifndef SCIPIX_NO_EXCEPTIONS
  scipix::Arena small(16, 16);
  scipix::ArenaResource tight(small);
  bool refused = false;
  try {
    std::pmr::vector<char> many(17, 'x', &tight);
  } catch (const std::bad_alloc &) {
    refused = true;
  }
  CHECK(refused);
#endif
}

static void models() {
  std::string path = "/tmp/scipix-hpp-test-" + std::to_string(getpid()) + ".safetensors";
  std::string header = R"({"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})";
  std::ofstream(path, std::ios::binary) << static_cast<char>(header.size()) << std::string(7, '\0') << header << "ab";
  {
    scipix::ModelConfig options;
    options.private_copy = 1;
    scipix::Model model = take(scipix::Model::open(path)), copy = take(scipix::Model::open(path, options));
    CHECK(model.size() == 8 + header.size() + 2 && model.tensor_count() == 1 && model.metadata() == "{}");
    CHECK(model.bytes().size() == copy.size() && model.bytes()[8] == '{');
    CHECK(take(model.tensor("x")).data[1] == 'b');
    CHECK(take(model.tensor(std::size_t{0})).data == take(model.tensor("x")).data);
    CHECK_DONE(model.prefetch(0, model.size()));
    CHECK_DONE(model.advise(0, model.size(), SCIPIX_ADVICE_SEQUENTIAL));
    scipix::Model moved = std::move(model);
    CHECK_REFUSED(moved.tensor("y"), SCIPIX_STATUS_NOT_FOUND);
    CHECK_REFUSED(moved.tensor(std::size_t{1}), SCIPIX_STATUS_OUT_OF_RANGE);
    CHECK_REFUSED(model.tensor("x"), SCIPIX_STATUS_NULL_POINTER);
  }
  CHECK(std::remove(path.c_str()) == 0);
  CHECK_REFUSED(scipix::Model::open(path), SCIPIX_STATUS_IO);
}

#ifndef SCIPIX_NO_EXCEPTIONS
static void constructors_throw() {
  scipix::PoolConfig config;
  config.buffer_size = 100;
  CHECK(scipix::Pool(config).acquire().capacity() == 100 && scipix::Pool(7).acquire().capacity() == 7);
  config.alignment = 3;
  CHECK_REFUSED(scipix::Pool(config), SCIPIX_STATUS_INVALID_ARGUMENT);
  CHECK(scipix::Buffer(3).capacity() >= 3);
  CHECK_REFUSED(scipix::Arena(2, 1), SCIPIX_STATUS_INVALID_ARGUMENT);
  CHECK_REFUSED(scipix::Model("/nowhere"), SCIPIX_STATUS_IO);
}
#endif

int main() {
  buffers();
  arenas();
  containers_in_an_arena();
  models();
#ifndef SCIPIX_NO_EXCEPTIONS
  constructors_throw();
#endif
  return check_report("hpp_memory_test");
}
