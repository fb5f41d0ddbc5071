// Tests scipix::Batcher.
#include "hpp.hpp"

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

using Lengths = scipix::Batcher<std::string, std::size_t>;

static_assert(!std::is_copy_constructible<Lengths>::value, "a batcher has one owner");
static_assert(std::is_nothrow_move_constructible<Lengths>::value, "a batcher can be moved");

static scipix::BatcherConfig greedy() {
  scipix::BatcherConfig config;
  config.mode = SCIPIX_BATCH_MODE_GREEDY;
  return config;
}

// A configuration whose batches wait forever, unless the batcher is drained.
static scipix::BatcherConfig patient() {
  scipix::BatcherConfig config;
  config.max_wait_us = SCIPIX_WAIT_FOREVER;
  return config;
}

static void measure(const Lengths::Batch &batch) {
  for (std::size_t i = 0; i < batch.size(); ++i) batch.answer(i, batch[i].size());
}

static void threads_share_a_batcher() {
  Lengths batcher = take(Lengths::make(measure, greedy()));
  std::atomic<int> right{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 100; ++i) right += take(batcher.submit_wait(std::string(100 * t + i, 'x'))) == 100u * t + i;
    });
  }
  for (std::thread &thread : threads) thread.join();
  CHECK(right == 400);
  CHECK(take(batcher.stats()).completed == 400);
}

static void callbacks_get_their_own_answers() {
  std::vector<int> seen(300, 0);
  {
    Lengths first = take(Lengths::make(measure, greedy()));
    Lengths batcher(std::move(first));  // moving keeps the callbacks
    for (std::size_t i = 0; i < seen.size(); ++i) {
      const auto note = [&seen, i](Lengths::Answer answer) { seen[i] += answer && answer.value == i; };
      take(batcher.submit(std::string(i, 'x'), note));
    }
  }
  for (int count : seen) CHECK(count == 1);
}

static void failures_become_a_status() {
  int calls = 0;
  const auto process = [&calls](const Lengths::Batch &batch) -> scipix::Result<void> {
    switch (calls++) {
      case 0: return fail(1234);
      case 1: return {};
      case 2: batch.fail(0, 1001); return {};
      case 3: batch.fail(0, SCIPIX_STATUS_OK); return {};
      default: measure(batch); return fail(1234);  // a failure after the answers does not change them
    }
  };
  Lengths batcher = take(Lengths::make(process, greedy()));
  const ScipixStatus expected[] = {1234, SCIPIX_STATUS_NOT_SET, 1001, SCIPIX_STATUS_CALLBACK_FAILED};
  for (ScipixStatus status : expected) CHECK_REFUSED(batcher.submit_wait("abc"), status);
  CHECK(take(batcher.submit_wait("abc")) == 3);
}

// The message that `submit_wait` fails with, if the batch function is `process`.
template <class Process>
static std::string message_of_submit_wait(Process process) {
  Lengths batcher = take(Lengths::make(process, greedy()));
#ifdef SCIPIX_NO_EXCEPTIONS
  return batcher.submit_wait("abc").error().what();
#else
  try {
    batcher.submit_wait("abc");
  } catch (const scipix::Error &error) {
    return error.what();
  }
  return std::string();
#endif
}

static void failures_keep_their_message() {
  const scipix::Error error(1234, "page 7");
  const auto returns = [&](const Lengths::Batch &) { return scipix::Result<void>(error); };
  CHECK(message_of_submit_wait(returns) == error.what());
  CHECK(message_of_submit_wait([&](const Lengths::Batch &batch) { batch.fail(0, error); }) == error.what());
  CHECK(message_of_submit_wait([&](const Lengths::Batch &batch) { batch.fail_rest(error); }) == error.what());
  const auto replaces = [&](const Lengths::Batch &batch) {
    batch.fail(0, error);
    batch.fail(0, SCIPIX_STATUS_IO);
  };
  CHECK(message_of_submit_wait(replaces).rfind("IO: ", 0) == 0);
  CHECK(message_of_submit_wait(replaces).find("page 7") == std::string::npos);
#ifndef SCIPIX_NO_EXCEPTIONS
  const auto throws = [](const Lengths::Batch &) { throw std::out_of_range("row 7"); };
  CHECK(message_of_submit_wait(throws) == "CALLBACK_FAILED: row 7");
  CHECK(message_of_submit_wait([&](const Lengths::Batch &) { throw error; }) == error.what());
  CHECK(message_of_submit_wait([](const Lengths::Batch &) { throw 7; }).rfind("CALLBACK_FAILED: ", 0) == 0);
#endif
}

static void callbacks_and_polling_get_the_message() {
  const scipix::Error error(1234, "page 7");
  const auto process = [&](const Lengths::Batch &batch) -> scipix::Result<void> {
    if (batch[0] == "good") {
      measure(batch);
      return {};
    }
    return error;
  };
  scipix::BatcherConfig config = greedy();
  config.max_batch_size = config.preferred_batch_size = 1;
  std::vector<std::string> messages;
  const auto note = [&](const Lengths::Answer &answer) { messages.push_back(answer.error ? answer.error->what() : "-"); };
  {
    Lengths batcher = take(Lengths::make(process, config));
    take(batcher.submit("bad", note));
    take(batcher.submit("good", note));
    CHECK(take(batcher.drain()));
    take(batcher.submit_polled(1, "bad"));
    const Lengths::Polled polled = take(batcher.poll());
    CHECK(polled.items.size() == 1 && polled.items[0].answer.error);
    CHECK(polled.items[0].answer.status == 1234 && polled.items[0].answer.error->what() == std::string(error.what()));
  }
  CHECK(messages.size() == 2 && messages[0] == error.what() && messages[1] == "-");
}

static void a_refused_value_is_given_back() {
  using Pointer = std::unique_ptr<int>;
  using Pointers = scipix::Batcher<Pointer, int>;
  scipix::BatcherConfig config = patient();
  config.max_queue_size = 1;
  Pointers batcher = take(Pointers::make([](const Pointers::Batch &) { return fail(1234); }, config));
  take(batcher.submit(std::make_unique<int>(1), [](const Pointers::Answer &) {}));
  Pointer value = std::make_unique<int>(7);
  CHECK_REFUSED(batcher.submit(std::move(value), [](const Pointers::Answer &) {}), SCIPIX_STATUS_QUEUE_FULL);
  CHECK(value && *value == 7);
  CHECK_REFUSED(batcher.submit_polled(1, std::move(value)), SCIPIX_STATUS_QUEUE_FULL);
  CHECK(value && *value == 7);
  CHECK_REFUSED(batcher.submit_wait(std::move(value)), SCIPIX_STATUS_QUEUE_FULL);
  CHECK(value && *value == 7);
  CHECK(take(batcher.drain()));
  CHECK_REFUSED(batcher.submit_wait(std::move(value), {}, 1000), SCIPIX_STATUS_TIMEOUT);
  CHECK(value && *value == 7);
  Pointers failing = take(Pointers::make([](const Pointers::Batch &) { return fail(1234); }, greedy()));
  CHECK_REFUSED(failing.submit_wait(std::move(value)), 1234);
  CHECK(value && *value == 7);
}

#ifndef SCIPIX_NO_EXCEPTIONS
static void exceptions_become_a_status() {
  int calls = 0;
  Lengths batcher(
      [&calls](const Lengths::Batch &batch) {
        switch (calls++) {
          case 0: throw std::runtime_error("on purpose");
          case 1: throw std::bad_alloc();
          case 2: throw 5;
          default: measure(batch); throw 6;  // a failure after the answers does not change them
        }
      },
      greedy());
  const ScipixStatus expected[] = {SCIPIX_STATUS_CALLBACK_FAILED, SCIPIX_STATUS_OUT_OF_MEMORY,
                                   SCIPIX_STATUS_CALLBACK_FAILED};
  for (ScipixStatus status : expected) CHECK_REFUSED(batcher.submit_wait("abc"), status);
  CHECK(batcher.submit_wait("abc") == 3);
}

static void exceptions_of_done_callbacks_are_dropped() {
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
#endif

static void items_that_are_not_processed() {
  scipix::BatcherConfig config = patient();
  config.max_queue_size = 2;
  Lengths batcher = take(Lengths::make(measure, config));
  std::vector<ScipixStatus> statuses;
  auto note = [&statuses](const Lengths::Answer &answer) { statuses.push_back(answer.status); };
  const std::uint64_t ticket = take(batcher.submit("a", note));
  scipix::SubmitParams params;
  params.group = 7;
  take(batcher.submit("bc", note, params));
  CHECK_REFUSED(batcher.submit("d", note), SCIPIX_STATUS_QUEUE_FULL);
  CHECK(batcher.cancel(ticket) && !batcher.cancel(ticket));
  CHECK_REFUSED(batcher.submit_wait("e", {}, 1000), SCIPIX_STATUS_TIMEOUT);
  CHECK(take(batcher.drain()));
  CHECK(statuses.size() == 2 && statuses[0] == SCIPIX_STATUS_CANCELLED && statuses[1] == SCIPIX_STATUS_OK);
  CHECK_DONE(batcher.close());
  CHECK_REFUSED(batcher.submit("f", note), SCIPIX_STATUS_CLOSED);
  CHECK(statuses.size() == 2 && batcher.current_batch_limit() == 32);
  config.max_batch_size = 0;
  CHECK_REFUSED(Lengths::make(measure, config), SCIPIX_STATUS_INVALID_ARGUMENT);
  CHECK_REFUSED(batcher.next_batch(0), SCIPIX_STATUS_INVALID_ARGUMENT);
}

static void higher_priorities_are_taken_first() {
  scipix::BatcherConfig config = greedy();
  config.priority_levels = 2;
  Lengths batcher = take(Lengths::make_pull(config));
  scipix::SubmitParams urgent, wrong;
  urgent.priority = 1;
  wrong.priority = 3;
  const auto ignore = [](const Lengths::Answer &) {};
  take(batcher.submit("first", ignore));
  take(batcher.submit("urgent", ignore, urgent));
  take(batcher.submit_polled(7, "polled", urgent));
  std::string refused = "refused";
  CHECK_REFUSED(batcher.submit(std::move(refused), ignore, wrong), SCIPIX_STATUS_INVALID_ARGUMENT);
  CHECK(refused == "refused");
  CHECK_REFUSED(batcher.submit_polled(8, "refused", wrong), SCIPIX_STATUS_INVALID_ARGUMENT);
  CHECK_REFUSED(batcher.submit_wait("refused", wrong), SCIPIX_STATUS_INVALID_ARGUMENT);
  const ScipixBatcherStats stats = take(batcher.stats());
  CHECK(stats.level_depths[0] == 2 && stats.level_depths[1] == 1);
  Lengths::Pulled batch = take(batcher.next_batch());
  CHECK(batch.items().size() == 3);
  CHECK(batch.items()[0] == "urgent" && batch.items()[1] == "polled" && batch.items()[2] == "first");
  measure(batch.items());
  CHECK_DONE(batch.complete());
}

static void batches_are_pulled() {
  std::vector<ScipixStatus> statuses;
  std::size_t length = 0;
  const auto note = [&](const Lengths::Answer &answer) {
    statuses.push_back(answer.status);
    if (answer) length += *answer.value;
  };
  Lengths::Pulled abandoned(SCIPIX_STATUS_TIMEOUT), late(SCIPIX_STATUS_TIMEOUT);
  {
    Lengths batcher = take(Lengths::make_pull(greedy()));
    CHECK(take(batcher.next_batch(0)).status() == SCIPIX_STATUS_TIMEOUT);
    for (const char *text : {"one", "three"}) take(batcher.submit(text, note));
    Lengths::Pulled batch = take(batcher.next_batch());
    CHECK(batch && batch.items().size() == 2 && batch.items()[1] == "three" && batch.items().group() == 0);
    measure(batch.items());
    CHECK_DONE(batch.complete());
    CHECK(!batch && length == 8 && statuses.size() == 2);
    take(batcher.submit("abandoned", note));
    abandoned = take(batcher.next_batch());
    take(batcher.submit("late", note));
    late = take(batcher.next_batch());
    take(batcher.submit("queued", note));
    CHECK_DONE(batcher.close());
    CHECK_REFUSED(batcher.submit("closed", note), SCIPIX_STATUS_CLOSED);
  }
  CHECK(statuses.size() == 3 && statuses[2] == SCIPIX_STATUS_CANCELLED);
  abandoned = Lengths::Pulled(SCIPIX_STATUS_CLOSED);
  CHECK(statuses.size() == 4 && statuses[3] == SCIPIX_STATUS_CALLBACK_FAILED);
  measure(late.items());
  CHECK_DONE(late.complete());
  CHECK(statuses.size() == 5 && statuses[4] == SCIPIX_STATUS_OK && length == 12);
}

static void answers_are_polled() {
  Lengths::Pulled late(SCIPIX_STATUS_TIMEOUT);
  {
    Lengths batcher = take(Lengths::make_pull(greedy()));
    CHECK(take(batcher.poll(0)).status == SCIPIX_STATUS_TIMEOUT);
    take(batcher.submit_polled(5, "five"));
    const std::uint64_t ticket = take(batcher.submit_polled(6, "never"));
    CHECK(batcher.cancel(ticket));
#ifdef __linux__
    CHECK(batcher.done_fd() >= 0 && batcher.done_event() == nullptr);
#endif
    const Lengths::Polled cancelled = take(batcher.poll());
    CHECK(cancelled && cancelled.items.size() == 1 && cancelled.items[0].id == 6 && cancelled.items[0].value == "never");
    CHECK(cancelled.items[0].answer.status == SCIPIX_STATUS_CANCELLED && !cancelled.items[0].answer.value);
    Lengths::Pulled batch = take(batcher.next_batch());
    measure(batch.items());
    CHECK_DONE(batch.complete());
    const Lengths::Polled answered = take(batcher.poll());
    CHECK(answered.items.size() == 1 && answered.items[0].id == 5 && answered.items[0].answer.value == 4u);
    take(batcher.submit_polled(7, "pulled"));
    late = take(batcher.next_batch());
    take(batcher.submit_polled(8, "queued"));
    CHECK_DONE(batcher.close());
    CHECK_REFUSED(batcher.submit_polled(9, "closed"), SCIPIX_STATUS_CLOSED);
  }
  CHECK(late.items()[0] == "pulled");  // the batch owns its items
  measure(late.items());
  CHECK_DONE(late.complete());
}

static void many_answers_are_polled_by_several_threads() {
  Lengths batcher = take(Lengths::make(measure, greedy()));
  std::atomic<int> right{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&] {
      while (const Lengths::Polled polled = take(batcher.poll(SCIPIX_WAIT_FOREVER, 3))) {
        CHECK(polled.items.size() <= 3);
        for (const auto &[id, value, answer] : polled.items) {
          right += answer && *answer.value == id && value == std::string(id, 'x');
        }
      }
    });
  }
  for (std::uint64_t id = 0; id < 300; ++id) take(batcher.submit_polled(id, std::string(id, 'x')));
  CHECK_DONE(batcher.close());
  for (std::thread &thread : threads) thread.join();
  CHECK(right == 300);
}

int main() {
  threads_share_a_batcher();
  callbacks_get_their_own_answers();
  failures_become_a_status();
  failures_keep_their_message();
  callbacks_and_polling_get_the_message();
  a_refused_value_is_given_back();
#ifndef SCIPIX_NO_EXCEPTIONS
  exceptions_become_a_status();
  exceptions_of_done_callbacks_are_dropped();
#endif
  items_that_are_not_processed();
  higher_priorities_are_taken_first();
  batches_are_pulled();
  answers_are_polled();
  many_answers_are_polled_by_several_threads();
  return check_report("hpp_batcher_test");
}
