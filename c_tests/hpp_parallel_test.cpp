// Tests the parallel loops, maps and executors of scipix.hpp with callables that may fail, and a host executor.
#include "hpp.hpp"

#include <atomic>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

void loops_take_indices_or_ranges_and_fail_with_their_body() {
  std::vector<int> visits(5000, 0);
  CHECK_DONE(scipix::parallel_for(visits.size(), [&](std::size_t i) { ++visits[i]; }));
  const auto ranges = [&](std::size_t begin, std::size_t end) {
    for (; begin < end; ++begin) ++visits[begin];
  };
  CHECK_DONE(scipix::parallel_for(visits.size(), ranges, 7));
  const auto constant = [&visits](std::size_t i) { return ++visits[i]; };  // a returned number is not a status
  CHECK_DONE(scipix::parallel_for(visits.size(), constant, 1));
  CHECK_DONE(scipix::parallel_for(visits.size(), [&](std::size_t i) {
    ++visits[i];
    return scipix::Result<void>();
  }));
  CHECK(visits == std::vector<int>(5000, 4));
  CHECK_REFUSED(scipix::parallel_for(9, [](std::size_t) { return fail(1234); }), 1234);
  CHECK_REFUSED(scipix::parallel_for(9, [](std::size_t, std::size_t) { return fail(1235); }), 1235);
  CHECK_REFUSED(scipix::parallel_for(9, [](std::size_t) { return fail(SCIPIX_STATUS_OK); }),
                SCIPIX_STATUS_CALLBACK_FAILED);
#ifndef SCIPIX_NO_EXCEPTIONS
  CHECK_REFUSED(scipix::parallel_for(9, [](std::size_t) { throw 1; }), SCIPIX_STATUS_CALLBACK_FAILED);
  CHECK_REFUSED(scipix::parallel_for(9, [](std::size_t) { throw std::bad_alloc(); }), SCIPIX_STATUS_OUT_OF_MEMORY);
#endif
}

void a_loop_keeps_the_error_message_of_its_body() {
  const auto words = [](const scipix::Error &error) { return std::string(error.what()); };
  const auto refuses = [](std::size_t i) {
    if (i == 0) std::this_thread::sleep_for(std::chrono::milliseconds(20));  // until others have failed
    return scipix::Result<void>(scipix::Error(1234, "item " + std::to_string(i)));
  };
#ifdef SCIPIX_NO_EXCEPTIONS
  CHECK(words(scipix::parallel_for(9, refuses, 1).error()) == words(scipix::Error(1234, "item 0")));
#else
  const auto said = [&](auto &&body) {
    try {
      scipix::parallel_for(9, body, 1);
    } catch (const scipix::Error &error) {
      return words(error);
    }
    return std::string();
  };
  CHECK(said(refuses) == words(scipix::Error(1234, "item 0")));
  CHECK(said([](std::size_t) { throw scipix::Error(1234, "thrown"); }) == words(scipix::Error(1234, "thrown")));
  CHECK(said([](std::size_t) { throw std::out_of_range("row 7"); }) == "CALLBACK_FAILED: row 7");
  CHECK(said([](std::size_t) { throw 7; }).rfind("CALLBACK_FAILED: ", 0) == 0);
#endif
}

void maps_keep_order_and_one_failure_stops_nothing() {
  std::vector<int> numbers(1000);
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<int>(i);
  const auto name = [](int number) -> scipix::Result<std::unique_ptr<std::string>> {
    if (number % 10 == 3) return scipix::Error(1003, "three");
    return std::make_unique<std::string>(std::to_string(number));
  };
  const auto results = take(scipix::parallel_map(numbers, name));
  int right = 0;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const bool three = i % 10 == 3;
    right +=
        three ? results[i].status == 1003 && results[i].error && !results[i].value : results[i] && **results[i].value == std::to_string(i);
  }
  CHECK_EQUAL(right, 1000);
  const auto increment = [](int &number) { return ++number; };
  CHECK(*take(scipix::parallel_map(numbers, increment, 3))[999].value == 1000 && numbers[0] == 1);
#ifndef SCIPIX_NO_EXCEPTIONS
  const auto thrown = scipix::parallel_map(numbers, [](int number) -> int { throw number; });
  CHECK(thrown[5].status == SCIPIX_STATUS_CALLBACK_FAILED && thrown[5].exception && !thrown[5].value);
#endif
}

void a_host_executor_runs_the_tasks() {
  std::atomic<int> calls{0}, tasks{0};
  std::vector<int> visits(100000, 0);
  const auto visit = [&](std::size_t i) { ++visits[i]; };
  {
    const auto run = [&](std::size_t count, const scipix::HostTask &task) {
      ++calls;
      std::thread other([&] {
        for (std::size_t i = 1; i < count; i += 2) ++tasks, task(i);
      });
      for (std::size_t i = 0; i < count; i += 2) ++tasks, task(i);
      other.join();
    };
    scipix::HostExecutor host = take(scipix::HostExecutor::make(2, run));
    const scipix::HostExecutor moved = std::move(host);
    CHECK_DONE(scipix::parallel_for(visits.size(), visit, 10));
  }
  CHECK_DONE(scipix::parallel_for(visits.size(), visit, 10));
  CHECK(visits == std::vector<int>(100000, 2));
#ifdef SCIPIX_OPTIMIZE
  CHECK(calls == 1 && tasks >= 1);
#endif
  {
    const scipix::HostExecutor none = take(
        scipix::HostExecutor::make(2, [&](std::size_t, const scipix::HostTask &) { return fail(SCIPIX_STATUS_IO); }));
    CHECK_DONE(scipix::parallel_for(visits.size(), visit, 10));  // the calling thread does all of the work
  }
  CHECK(visits == std::vector<int>(100000, 3));
  CHECK_REFUSED(scipix::HostExecutor::make(0, [](std::size_t, const scipix::HostTask &) {}),
                SCIPIX_STATUS_INVALID_ARGUMENT);
}

void executors_run_callables() {
  std::atomic<int> sum{0};
  scipix::Executor executor = take(scipix::Executor::make(2));
  const auto token = std::make_shared<int>(0);
  std::vector<std::uint64_t> tickets;
  for (int i = 1; i <= 100; ++i) tickets.push_back(take(executor.submit([&sum, i, token] { sum += i; })));
  for (const auto ticket : tickets) CHECK_EQUAL(*take(executor.wait(ticket)), SCIPIX_STATUS_OK);
  CHECK_EQUAL(sum.load(), 5050);
  CHECK_EQUAL(token.use_count(), 1);  // every job was destroyed with its token
  CHECK_EQUAL(*take(executor.wait(take(executor.submit([] { return fail(1234); })))), 1234);
#ifndef SCIPIX_NO_EXCEPTIONS
  CHECK_EQUAL(*executor.wait(executor.submit([] { throw 1; })), SCIPIX_STATUS_CALLBACK_FAILED);
#endif
  CHECK_REFUSED(executor.wait(tickets[0]), SCIPIX_STATUS_NOT_FOUND);
  for (int i = 1; i <= 100; ++i) CHECK_DONE(executor.post([&sum, i, token] { sum -= i; }));
  CHECK(take(executor.wait_all()));
  CHECK_EQUAL(sum.load(), 0);
  CHECK_EQUAL(token.use_count(), 1);
  std::atomic<bool> go{false};
  std::atomic<int> begun{0};
  const auto hold = [&] {
    ++begun;
    while (!go) std::this_thread::sleep_for(std::chrono::microseconds(100));
  };
  const auto first = take(executor.submit(hold)), second = take(executor.submit(hold)),
             third = take(executor.submit(hold));
  while (begun < 2) std::this_thread::yield();
  CHECK(!take(executor.wait(first, 1000)));
  CHECK(!take(executor.wait_all(0)));
  CHECK(executor.cancel(third));
  CHECK(!executor.cancel(first));
  CHECK_EQUAL(*take(executor.wait(third)), SCIPIX_STATUS_CANCELLED);
  go = true;
  CHECK(take(executor.wait_all()));
  CHECK_EQUAL(*take(executor.wait(second)), SCIPIX_STATUS_OK);
  scipix::Executor moved = std::move(executor);
  CHECK_EQUAL(*take(moved.wait(first)), SCIPIX_STATUS_OK);
  CHECK_REFUSED(executor.submit([] {}), SCIPIX_STATUS_NULL_POINTER);
  CHECK_REFUSED(executor.post([] {}), SCIPIX_STATUS_NULL_POINTER);
}

}  // namespace

int main() {
  loops_take_indices_or_ranges_and_fail_with_their_body();
  a_loop_keeps_the_error_message_of_its_body();
  maps_keep_order_and_one_failure_stops_nothing();
  a_host_executor_runs_the_tasks();
  executors_run_callables();
  return check_report("hpp_parallel_test");
}
