// Batcher of scipix.hpp.
#include <scipix.hpp>

#include "check.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

using Lengths = scipix::Batcher<std::string, std::size_t>;

static_assert(!std::is_copy_constructible<Lengths>::value, "a batcher has one owner");
static_assert(std::is_nothrow_move_constructible<Lengths>::value, "and moves");

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

static ScipixBatcherConfig greedy() {
  ScipixBatcherConfig config = Lengths::defaults();
  config.mode = SCIPIX_BATCH_MODE_GREEDY;
  return config;
}

// Batches wait for ever, unless they are drained.
static ScipixBatcherConfig patient() {
  ScipixBatcherConfig config = Lengths::defaults();
  config.max_wait_us = SCIPIX_WAIT_FOREVER;
  return config;
}

static void measure(const Lengths::Batch &batch) {
  for (std::size_t i = 0; i < batch.size(); ++i) batch.answer(i, batch[i].size());
}

static void threads_share_a_batcher() {
  Lengths batcher(measure, greedy());
  std::atomic<int> right{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 100; ++i) right += batcher.submit_wait(std::string(100 * t + i, 'x')) == 100u * t + i;
    });
  }
  for (std::thread &thread : threads) thread.join();
  CHECK(right == 400);
  CHECK(batcher.stats().completed == 400);
}

static void callbacks_get_their_own_answers() {
  std::vector<int> seen(300, 0);
  {
    Lengths first(measure, greedy());
    Lengths batcher(std::move(first)); // the callbacks follow
    for (std::size_t i = 0; i < seen.size(); ++i) {
      batcher.submit(std::string(i, 'x'), [&seen, i](Lengths::Answer answer) { seen[i] += answer && answer.value == i; });
    }
  }
  for (int count : seen) CHECK(count == 1);
}

static void what_is_thrown_becomes_a_status() {
  int calls = 0;
  Lengths batcher(
      [&calls](const Lengths::Batch &batch) {
        switch (calls++) {
          case 0: throw std::runtime_error("on purpose");
          case 1: throw std::bad_alloc();
          case 2: throw 5;
          case 3: throw scipix::Error(1234, "on purpose");
          case 4: return;
          case 5: batch.fail(0, 1001); return;
          default: measure(batch); throw 6;  // after it has answered
        }
      },
      greedy());
  const ScipixStatus expected[] = {SCIPIX_STATUS_CALLBACK_FAILED, SCIPIX_STATUS_OUT_OF_MEMORY,
                                   SCIPIX_STATUS_CALLBACK_FAILED, 1234, SCIPIX_STATUS_NOT_SET, 1001};
  for (ScipixStatus status : expected) CHECK_EQUAL(thrown([&] { batcher.submit_wait("abc"); }), status);
  CHECK(batcher.submit_wait("abc") == 3);
}

static void what_a_done_callback_throws_is_lost() {
  int calls = 0;
  {
    Lengths batcher(measure, greedy());
    for (int i = 0; i < 10; ++i) {
      batcher.submit("x", [&calls](const Lengths::Answer &) {
        ++calls;
        throw calls;
      });
    }
  }
  CHECK(calls == 10);
}

static void items_that_are_not_processed() {
  ScipixBatcherConfig config = patient();
  config.max_queue_size = 2;
  Lengths batcher(measure, config);
  std::vector<ScipixStatus> statuses;
  auto note = [&statuses](const Lengths::Answer &answer) { statuses.push_back(answer.status); };
  const std::uint64_t ticket = batcher.submit("a", note);
  scipix::BatchOptions options;
  options.group = 7;
  batcher.submit("bc", note, options);
  CHECK_EQUAL(thrown([&] { batcher.submit("d", note); }), SCIPIX_STATUS_QUEUE_FULL);
  CHECK(batcher.cancel(ticket) && !batcher.cancel(ticket));
  CHECK_EQUAL(thrown([&] { batcher.submit_wait("e", {}, 1000); }), SCIPIX_STATUS_TIMEOUT);
  CHECK(batcher.drain());
  CHECK(statuses.size() == 2 && statuses[0] == SCIPIX_STATUS_CANCELLED && statuses[1] == SCIPIX_STATUS_OK);
  batcher.close();
  CHECK_EQUAL(thrown([&] { batcher.submit("f", note); }), SCIPIX_STATUS_CLOSED);
  CHECK(statuses.size() == 2);
  CHECK_EQUAL(thrown([&] { config.max_batch_size = 0, Lengths(measure, config); }), SCIPIX_STATUS_INVALID_ARGUMENT);
}

int main() {
  threads_share_a_batcher();
  callbacks_get_their_own_answers();
  what_is_thrown_becomes_a_status();
  what_a_done_callback_throws_is_lost();
  items_that_are_not_processed();
  return check_report("hpp_batcher");
}
