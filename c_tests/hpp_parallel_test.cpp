// scipix.hpp: loops, pipelines and executors of C++ callables, which may throw.
#include "check.h"

#include <scipix.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

namespace {

template <class Body>
ScipixStatus thrown(Body &&body) {
  try {
    body();
  } catch (const scipix::Error &error) {
    return error.status();
  }
  return SCIPIX_STATUS_OK;
}

void loops_take_indices_or_ranges_and_throw_what_a_body_threw() {
  std::vector<int> visits(5000, 0);
  scipix::parallel_for(visits.size(), [&](std::size_t i) { ++visits[i]; });
  scipix::parallel_for(visits.size(), [&](std::size_t begin, std::size_t end) {
    for (; begin < end; ++begin) ++visits[begin];
  }, 7);
  const auto constant = [&visits](std::size_t i) { ++visits[i]; };
  scipix::parallel_for(visits.size(), constant, 1);
  CHECK(visits == std::vector<int>(5000, 3));
  CHECK_EQUAL(thrown([] { scipix::parallel_for(9, [](std::size_t) { throw 1; }); }), SCIPIX_STATUS_CALLBACK_FAILED);
  CHECK_EQUAL(thrown([] { scipix::parallel_for(9, [](std::size_t) { throw std::bad_alloc(); }); }),
              SCIPIX_STATUS_OUT_OF_MEMORY);
  CHECK_EQUAL(thrown([] { scipix::parallel_for(9, [](std::size_t) { throw scipix::Error(1234, "own"); }); }), 1234);
}

// Counts how many live.
struct Counted {
  static std::atomic<int> live;
  int number;
  explicit Counted(int value) : number(value) { ++live; }
  Counted(Counted &&other) noexcept : number(other.number) { ++live; }
  Counted &operator=(Counted &&) = default;
  ~Counted() { --live; }
};
std::atomic<int> Counted::live{0};

void pipelines_change_types_keep_order_and_lose_nothing() {
  std::vector<int> numbers(300);
  std::iota(numbers.begin(), numbers.end(), 0);
  const auto count = [](int number) {
    if (number % 7 == 3) throw std::runtime_error("number " + std::to_string(number));
    return Counted(number);
  };
  const auto name = [](Counted counted) {
    if (counted.number % 11 == 5) throw scipix::Error(1111, "eleven");
    return std::make_unique<std::string>(std::to_string(counted.number));
  };
  const auto results = scipix::run_pipeline(numbers, scipix::stage(count, 3), scipix::stage(name, 2, 1));
  CHECK_EQUAL(results.size(), 300);
  int right = 0;
  for (int i = 0; i < 300; ++i) {
    const auto &[status, value, error] = results[static_cast<std::size_t>(i)];
    if (i % 7 == 3) {
      right += status == SCIPIX_STATUS_CALLBACK_FAILED && !value && error;
    } else if (i % 11 == 5) {
      right += status == 1111 && !value && error;
    } else {
      right += status == SCIPIX_STATUS_OK && !error && **value == std::to_string(i);
    }
  }
  CHECK_EQUAL(right, 300);
  CHECK_EQUAL(Counted::live.load(), 0);
  try {
    std::rethrow_exception(results[3].error);
  } catch (const std::runtime_error &error) {
    CHECK(std::string(error.what()) == "number 3");
  }
}

void streams_stop_with_items_inside() {
  auto pipeline = scipix::make_pipeline<Counted>(scipix::stage([](Counted counted) { return counted; }, 1, 2),
                                                 scipix::stage([](Counted counted) { return counted; }, 1, 2));
  for (int i = 0; i < 6; ++i) CHECK(pipeline.push(Counted(i)));
  CHECK(!pipeline.push(Counted(6), 1000));
  CHECK_EQUAL(pipeline.next()->value->number, 0);
  CHECK_EQUAL(pipeline.next()->value->number, 1);
  CHECK(pipeline.stats(0).items >= 2);
  pipeline.close();
  CHECK_EQUAL(thrown([&] { pipeline.push(Counted(7)); }), SCIPIX_STATUS_CLOSED);
  auto moved = std::move(pipeline);
  CHECK_EQUAL(moved.next()->value->number, 2);
  CHECK(Counted::live.load() > 0);
}

void closed_streams_end() {
  auto pipeline = scipix::make_pipeline<int>(scipix::stage([](int number) { return number + 1; }));
  CHECK(!pipeline.next(0));
  std::thread producer([&] {
    for (int i = 0; i < 50; ++i) pipeline.push(i);
    pipeline.close();
  });
  int expected = 0;
  while (auto result = pipeline.next()) CHECK_EQUAL(*result->value, ++expected);
  CHECK_EQUAL(expected, 50);
  producer.join();
}

void executors_run_callables() {
  std::atomic<int> sum{0};
  scipix::Executor executor(2);
  const auto token = std::make_shared<int>(0);
  std::vector<std::uint64_t> tickets;
  for (int i = 1; i <= 100; ++i) tickets.push_back(executor.submit([&sum, i, token] { sum += i; }));
  for (const auto ticket : tickets) CHECK_EQUAL(*executor.wait(ticket), SCIPIX_STATUS_OK);
  CHECK_EQUAL(sum.load(), 5050);
  CHECK_EQUAL(token.use_count(), 1); // every job was destroyed
  CHECK_EQUAL(*executor.wait(executor.submit([] { throw 1; })), SCIPIX_STATUS_CALLBACK_FAILED);
  CHECK_EQUAL(thrown([&] { executor.wait(tickets[0]); }), SCIPIX_STATUS_NOT_FOUND);
  std::atomic<bool> go{false};
  std::atomic<int> begun{0};
  const auto hold = [&] {
    ++begun;
    while (!go) std::this_thread::sleep_for(std::chrono::microseconds(100));
  };
  const auto first = executor.submit(hold), second = executor.submit(hold), third = executor.submit(hold);
  while (begun < 2) std::this_thread::yield();
  CHECK(!executor.wait(first, 1000));
  CHECK(!executor.wait_all(0));
  CHECK(executor.cancel(third));
  CHECK(!executor.cancel(first));
  CHECK_EQUAL(*executor.wait(third), SCIPIX_STATUS_CANCELLED);
  go = true;
  CHECK(executor.wait_all());
  CHECK_EQUAL(*executor.wait(second), SCIPIX_STATUS_OK);
}

}  // namespace

int main() {
  loops_take_indices_or_ranges_and_throw_what_a_body_threw();
  pipelines_change_types_keep_order_and_lose_nothing();
  streams_stop_with_items_inside();
  CHECK_EQUAL(Counted::live.load(), 0);
  closed_streams_end();
  executors_run_callables();
  return check_report("hpp_parallel_test");
}
