// Tests the pipelines of scipix.hpp with callables that may fail.
#include "hpp.hpp"

#include <atomic>
#include <memory>
#include <numeric>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

// Counts its instances.
struct Counted {
  static std::atomic<int> live;
  int number;
  explicit Counted(int value) : number(value) { ++live; }
  Counted(Counted &&other) noexcept : number(std::exchange(other.number, -1)) { ++live; }
  Counted &operator=(Counted &&) = default;
  ~Counted() { --live; }
};
std::atomic<int> Counted::live{0};

using Text = std::unique_ptr<std::string>;

// Fails for one number in seven.
scipix::Result<Counted> count(int number) {
  if (number % 7 == 3) {
    if (auto failed = fail(1007); !failed) return failed.error();
  }
  return Counted(number);
}

// Fails for one number in eleven.
scipix::Result<Text> name(Counted counted) {
  if (counted.number % 11 == 5) return scipix::Error(1111, "eleven");
  return std::make_unique<std::string>(std::to_string(counted.number));
}

std::size_t length(Text text) { return text->size(); }

void pipelines_change_types_keep_order_and_lose_nothing() {
  std::vector<int> numbers(300);
  std::iota(numbers.begin(), numbers.end(), 0);
  const auto results =
      take(scipix::run_pipeline(numbers, scipix::stage(count, 3), scipix::stage(name, 2, 1), scipix::stage(length)));
  CHECK_EQUAL(results.size(), 300);
  int right = 0;
  for (int i = 0; i < 300; ++i) {
    const auto &result = results[static_cast<std::size_t>(i)];
    if (i % 7 == 3) {
      right += result.status == 1007 && !result.value;
    } else if (i % 11 == 5) {
      right += result.status == 1111 && !result.value && result.error->what() == std::string("UNKNOWN: eleven");
    } else {
      right += result && *result.value == std::to_string(i).size();
    }
  }
  CHECK_EQUAL(right, 300);
  CHECK_EQUAL(Counted::live.load(), 0);
}

#ifndef SCIPIX_NO_EXCEPTIONS
void results_keep_the_exception() {
  const auto results = scipix::run_pipeline(std::vector<int>{1, 2}, scipix::stage([](int number) {
                                              if (number == 2) throw std::runtime_error("number 2");
                                              return number;
                                            }));
  CHECK(results[0] && !results[0].exception && results[1].status == SCIPIX_STATUS_CALLBACK_FAILED);
  try {
    std::rethrow_exception(results[1].exception);
  } catch (const std::runtime_error &error) {
    CHECK(std::string(error.what()) == "number 2");
  }
}

void a_run_that_throws_leaves_nothing_inside() {
  auto pipeline = take(scipix::make_pipeline<Counted>(scipix::stage([](Counted counted) { return counted; }, 1, 4)));
  for (int stop : {0, 2}) {
    std::vector<Counted> values;
    for (int i = 0; i < 9; ++i) values.emplace_back(100 + i);
    bool thrown = false;
    try {
      pipeline.run(std::move(values), [&](std::size_t index, const auto &) {
        if (static_cast<int>(index) == stop) throw std::runtime_error("enough");
      });
    } catch (const std::runtime_error &) {
      thrown = true;
    }
    CHECK(thrown);
    CHECK_EQUAL(Counted::live.load(), 0);
    std::vector<Counted> next;
    next.emplace_back(stop);
    const auto results = pipeline.run(std::move(next));
    CHECK(results.size() == 1 && results[0].value->number == stop);
  }
}
#endif

void streams_stop_with_items_inside() {
  auto pipeline = take(scipix::make_pipeline<Counted>(scipix::stage([](Counted counted) { return counted; }, 1, 2),
                                                      scipix::stage([](Counted counted) { return counted; }, 1, 2)));
  static_assert(std::is_nothrow_move_constructible<decltype(pipeline)>::value, "a pipeline can be moved");
  static_assert(!std::is_copy_constructible<decltype(pipeline)>::value, "a pipeline has one owner");
  for (int i = 0; i < 6; ++i) CHECK(take(pipeline.push(Counted(i))));
  Counted refused(6);
  refused.number = 66;
  CHECK(!take(pipeline.push(std::move(refused), 1000)));
  CHECK_EQUAL(refused.number, 66);  // given back
  CHECK_EQUAL(take(pipeline.next())->value->number, 0);
  CHECK_EQUAL(take(pipeline.next())->value->number, 1);
  CHECK(take(pipeline.stats(0)).items >= 2);
  CHECK_REFUSED(pipeline.stats(2), SCIPIX_STATUS_OUT_OF_RANGE);
  CHECK_DONE(pipeline.close());
  CHECK_REFUSED(pipeline.push(Counted(7)), SCIPIX_STATUS_CLOSED);
  CHECK_REFUSED(pipeline.run(std::vector<Counted>()), SCIPIX_STATUS_OK);
  auto moved = std::move(pipeline);
  CHECK_EQUAL(take(moved.next())->value->number, 2);
  CHECK(Counted::live.load() > 0);
}

void closed_streams_end() {
  auto pipeline = take(scipix::make_pipeline<int>(scipix::stage([](int number) { return number + 1; })));
  CHECK(!take(pipeline.next(0)));
  ScipixStatus closed = SCIPIX_STATUS_NOT_SET;
  std::thread producer([&] {
    for (int i = 0; i < 50; ++i) static_cast<void>(take(pipeline.push(i)));
    closed = failure_of([&] { return pipeline.close(); });
  });
  int expected = 0;
  while (auto result = take(pipeline.next())) CHECK_EQUAL(*result->value, ++expected);
  CHECK_EQUAL(expected, 50);
  producer.join();
  CHECK_EQUAL(closed, SCIPIX_STATUS_OK);
  CHECK_REFUSED(pipeline.run(std::vector<int>(1)), SCIPIX_STATUS_CLOSED);
  CHECK_REFUSED(scipix::make_pipeline<int>(scipix::stage([](int number) { return number; }, 0)),
                SCIPIX_STATUS_INVALID_ARGUMENT);
}

}  // namespace

int main() {
  pipelines_change_types_keep_order_and_lose_nothing();
#ifndef SCIPIX_NO_EXCEPTIONS
  results_keep_the_exception();
  a_run_that_throws_leaves_nothing_inside();
#endif
  streams_stop_with_items_inside();
  CHECK_EQUAL(Counted::live.load(), 0);
  closed_streams_end();
  return check_report("hpp_pipeline_test");
}
