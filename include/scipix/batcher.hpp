/// @file
/// Batcher: collects single values from any number of threads into batches, and gives each value its own answer.
#ifndef SCIPIX_BATCHER_HPP
#define SCIPIX_BATCHER_HPP

#include <scipix/batch.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace scipix {
inline namespace SCIPIX_MODE {

/// The configuration of a batcher. With `priority_levels`, a queued value is taken by `SubmitParams::priority`: a higher level
/// first, in one level in the order of submission.
using BatcherConfig = WithDefaults<ScipixBatcherConfig, scipix_batcher_config_init>;

/// Collects values of T from any number of threads into batches, and gives each value its own R. Batches go to a batch
/// function on threads of the batcher, or are pulled by threads of the caller.
///
/// A submission that fails, with QUEUE_FULL for instance, moves the value back into the caller's variable, if T is
/// move-assignable; the callback that came with it is destroyed without being called.
///
/// The destructor processes the queued items and waits for them; in pull mode it answers them CANCELLED. It must not
/// run inside a callback of the same batcher.
template <class T, class R>
class Batcher {
 public:
  using Batch = BatchView<T, R>;       ///< The argument of the batch function.
  using Answer = ItemResult<R>;        ///< The answer to an item.
  using Pulled = PulledBatch<T, R>;    ///< The result of `next_batch`.
  using Polled = PolledAnswers<T, R>;  ///< The result of `poll`.

  /// Makes a batcher with its own threads.
  /// @param process  the batch function, called as `process(batch)` with a `const Batch &`, on several threads at once
  ///                 if there are several workers. If it throws, or returns a Result<void> with an error, the items
  ///                 that have no answer yet fail with the message, and with the status of the scipix::Error,
  ///                 OUT_OF_MEMORY for std::bad_alloc, CALLBACK_FAILED for anything else
  /// @param config   the configuration
  template <class Process>
  static Outcome<Batcher> make(Process process, const ScipixBatcherConfig &config = BatcherConfig()) {
    auto owned = std::make_shared<Process>(std::move(process));
    auto polled = std::make_shared<PolledNodes>();
    ScipixBatcher *batcher = nullptr;
    return detail::outcome(scipix_batcher_new(&config, run<Process>, owned.get(), &batcher),
                           [&] { return Batcher(std::move(owned), std::move(polled), batcher); });
  }
  /// Makes a batcher whose batches are pulled with `next_batch`.
  /// @param config  the configuration
  static Outcome<Batcher> make_pull(const ScipixBatcherConfig &config = BatcherConfig()) {
    auto polled = std::make_shared<PolledNodes>();
    ScipixBatcher *batcher = nullptr;
    return detail::outcome(scipix_batcher_new(&config, nullptr, nullptr, &batcher),
                           [&] { return Batcher(nullptr, std::move(polled), batcher); });
  }
#ifndef SCIPIX_NO_EXCEPTIONS
  /// Calls `make`, and throws its error.
  /// @param process  the batch function
  /// @param config   the configuration
  template <class Process>
  explicit Batcher(Process process, const ScipixBatcherConfig &config = BatcherConfig())
      : Batcher(make(std::move(process), config)) {}
#endif
  /// Moves the batcher; `other` becomes empty.
  /// @param other  the source
  Batcher(Batcher &&other) noexcept = default;
  /// Destroys the current batcher and moves the other one in; `other` becomes empty.
  /// @param other  the source
  Batcher &operator=(Batcher &&other) noexcept {
    Batcher moved(std::move(other));
    std::swap(process_, moved.process_);
    std::swap(polled_, moved.polled_);
    std::swap(batcher_, moved.batcher_);
    return *this;
  }

  /// Submits a value. If it is not accepted, nothing is called and `value` is given back.
  /// @param value   the value to process
  /// @param done    called as `done(Answer)` exactly once, on a thread of the batcher or on the thread that cancels or
  ///                completes, possibly before this function returns. An exception from it is discarded
  /// @param params  group, cost, priority and deadline
  /// @return a ticket for `cancel`
  template <class Done>
  Outcome<std::uint64_t> submit(T &&value, Done done, const SubmitParams &params = {}) {
    using Node = detail::CallbackNode<T, R, Done>;
    auto node = std::make_unique<Node>(std::move(value), std::move(done));
    const ScipixBatchItem item = item_of(0, node.get(), params);
    std::uint64_t ticket = 0;
    const ScipixStatus status =
        scipix_batcher_submit(get(), &item, params.deadline_us, finish<Node>, nullptr, &ticket);
    if (status == SCIPIX_STATUS_OK) {
      static_cast<void>(node.release());  // `finish` deletes it
    } else {
      node->give_back(value);
    }
    return detail::outcome(status, [&] { return ticket; });
  }
  /// Submits a copy of a value.
  /// @param value   the value to process
  /// @param done    called as `done(Answer)` exactly once
  /// @param params  group, cost, priority and deadline
  /// @return a ticket for `cancel`
  template <class Done>
  Outcome<std::uint64_t> submit(const T &value, Done done, const SubmitParams &params = {}) {
    return submit(T(value), std::move(done), params);
  }

  /// Submits a value whose answer is fetched with `poll`. An answer that is never polled is destroyed with the batcher.
  /// If the value is not accepted, it is given back.
  /// @param id      returned with the answer
  /// @param value   the value to process
  /// @param params  group, cost, priority and deadline
  /// @return a ticket for `cancel`
  Outcome<std::uint64_t> submit_polled(std::uint64_t id, T &&value, const SubmitParams &params = {}) {
    auto *const added = polled_->add(std::move(value));
    const ScipixBatchItem item = item_of(id, added, params);
    std::uint64_t ticket = 0;
    const ScipixStatus status =
        scipix_batcher_submit(get(), &item, params.deadline_us, nullptr, nullptr, &ticket);
    if (status != SCIPIX_STATUS_OK) {
      if (const auto node = polled_->take(added)) node->give_back(value);
    }
    return detail::outcome(status, [&] { return ticket; });
  }
  /// Submits a copy of a value, whose answer is fetched with `poll`.
  /// @param id      returned with the answer
  /// @param value   the value to process
  /// @param params  group, cost, priority and deadline
  /// @return a ticket for `cancel`
  Outcome<std::uint64_t> submit_polled(std::uint64_t id, const T &value, const SubmitParams &params = {}) {
    return submit_polled(id, T(value), params);
  }

  /// Fetches answers to values from `submit_polled`. Answers to items that the C functions submitted are dropped. Any
  /// number of threads may poll.
  /// @param timeout_us   how long to wait for the first answer
  /// @param max_answers  how many answers to take at once, at least 1
  /// @return the answers; if there are none, the status is TIMEOUT or CLOSED
  Outcome<Polled> poll(std::uint64_t timeout_us = SCIPIX_WAIT_FOREVER, std::size_t max_answers = 64) {
    max_answers = std::max<std::size_t>(max_answers, 1);
    std::vector<ScipixDone> done(max_answers);
    Polled polled;
    polled.items.reserve(max_answers);
    std::size_t count = 0;
    polled.status = scipix_batcher_poll_done(get(), timeout_us, done.data(), max_answers, &count);
    done.resize(count);
    for (const ScipixDone &entry : done) {
      const auto node = polled_->take(entry.item.data);
      if (!node) continue;
      Answer answer = node->take_result(entry.result.status);
      polled.items.push_back({entry.item.id, std::move(node->value), std::move(answer)});
    }
    const bool none = polled.status == SCIPIX_STATUS_TIMEOUT || polled.status == SCIPIX_STATUS_CLOSED;
    return detail::outcome(none ? SCIPIX_STATUS_OK : polled.status, [&] { return std::move(polled); });
  }
  /// Returns a file descriptor that is readable while answers wait to be polled: see `scipix_batcher_done_fd`.
  /// @return the descriptor; -1 if there is none
  int done_fd() const noexcept { return scipix_batcher_done_fd(get()); }
  /// Returns an event object of Windows that is set while answers wait to be polled: see `scipix_batcher_done_event`.
  /// @return the `HANDLE`; null if there is none
  void *done_event() const noexcept { return scipix_batcher_done_event(get()); }

  /// Submits a value and waits for its answer. Allocates nothing on success. If the batch function fails, this fails
  /// with its status and message. On any failure `value` is given back.
  /// @param value       the value to process
  /// @param params      group, cost and priority
  /// @param timeout_us  an item that is not dispatched within this time is withdrawn
  Outcome<R> submit_wait(T &&value, const SubmitParams &params = {}, std::uint64_t timeout_us = SCIPIX_WAIT_FOREVER) {
    detail::BatchNode<T, R> node(std::move(value));
    const ScipixBatchItem item = item_of(0, &node, params);
    ScipixBatchResult result = {};
    const ScipixStatus status = scipix_batcher_submit_wait(get(), &item, timeout_us, &result);
    if (status != SCIPIX_STATUS_OK) {
      node.give_back(value);
      return detail::failure<R>(Error(status));
    }
    Answer answer = node.take_result(result.status);
    if (!answer) {
      node.give_back(value);
      return detail::failure<R>(answer.error ? *answer.error
                                             : Error(answer.status, "batcher: the item failed without a message"));
    }
    return *std::move(answer.value);
  }
  /// Submits a copy of a value and waits for its answer.
  /// @param value       the value to process
  /// @param params      group, cost and priority
  /// @param timeout_us  an item that is not dispatched within this time is withdrawn
  Outcome<R> submit_wait(const T &value, const SubmitParams &params = {},
                         std::uint64_t timeout_us = SCIPIX_WAIT_FOREVER) {
    return submit_wait(T(value), params, timeout_us);
  }

  /// Cancels a queued item: answers it CANCELLED, on this thread.
  /// @param ticket  the ticket that `submit` returned
  /// @return whether the item was still queued
  bool cancel(std::uint64_t ticket) noexcept { return scipix_batcher_cancel(get(), ticket) == SCIPIX_STATUS_OK; }

  /// Takes the next batch in pull mode. Any number of threads may pull.
  /// @param timeout_us  how long to wait
  /// @return the batch; if there is none, its status is TIMEOUT or CLOSED
  Outcome<Pulled> next_batch(std::uint64_t timeout_us = SCIPIX_WAIT_FOREVER) {
    ScipixBatch *batch = nullptr;
    const ScipixStatus status = scipix_batcher_next_batch(get(), timeout_us, &batch);
    const bool none = status == SCIPIX_STATUS_TIMEOUT || status == SCIPIX_STATUS_CLOSED;
    return detail::outcome(none ? SCIPIX_STATUS_OK : status,
                           [&] { return none ? Pulled(status) : Pulled(batch, polled_); });
  }

  /// Refuses new items. Items that are queued are dispatched without waiting for others.
  Outcome<void> close() { return check(scipix_batcher_close(get())); }
  /// Processes all items that are queued now, and waits for their answers.
  /// @param timeout_us  how long to wait
  /// @return whether they were answered in time
  Outcome<bool> drain(std::uint64_t timeout_us = SCIPIX_WAIT_FOREVER) {
    const ScipixStatus status = scipix_batcher_drain(get(), timeout_us);
    const bool done = status != SCIPIX_STATUS_TIMEOUT;
    return detail::outcome(done ? status : SCIPIX_STATUS_OK, [&] { return done; });
  }
  /// Returns statistics: counters, histograms and the current queue length.
  Outcome<ScipixBatcherStats> stats() const {
    auto stats = detail::with_struct_size<ScipixBatcherStats>();
    return detail::outcome(scipix_batcher_stats(get(), &stats), [&] { return stats; });
  }
  /// The largest batch that is allowed now.
  std::size_t current_batch_limit() const noexcept { return scipix_batcher_current_batch_limit(get()); }
  /// Borrows the handle for the C functions. Items must be submitted through this class.
  ScipixBatcher *get() const noexcept { return batcher_.get(); }

 private:
  using PolledNodes = detail::PolledNodes<T, R>;

  Batcher(std::shared_ptr<void> process, std::shared_ptr<PolledNodes> polled, ScipixBatcher *batcher) noexcept
      : process_(std::move(process)), polled_(std::move(polled)), batcher_(batcher) {}

  static ScipixBatchItem item_of(
      std::uint64_t id, detail::BatchNode<T, R> *node, const SubmitParams &params) noexcept {
    return {id, node, params.group, params.cost, params.priority};
  }

  template <class Process>
  static void run(void *process, const ScipixBatchItem *items, std::size_t count, ScipixBatchResult *results) noexcept {
    const Batch batch(items, count, results);
    const auto end = detail::run_callback([&] { return (*static_cast<Process *>(process))(batch); });
    if (end.status != SCIPIX_STATUS_OK) batch.for_unanswered([&](std::size_t i) { batch.fail_as(i, end); });
  }

  template <class Node>
  static void finish(void *, const ScipixBatchItem *item, ScipixBatchResult result) noexcept {
    const std::unique_ptr<Node> node(static_cast<Node *>(static_cast<detail::BatchNode<T, R> *>(item->data)));
    detail::run_callback([&] { static_cast<void>(node->done(node->take_result(result.status))); });
  }

  // Declared in this order so that the threads are joined before the objects they use are destroyed.
  std::shared_ptr<void> process_;
  std::shared_ptr<PolledNodes> polled_;
  detail::ThreadedHandle<ScipixBatcher, scipix_batcher_free> batcher_;
};

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
