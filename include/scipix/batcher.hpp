/// @file
/// Batcher: single values, from any number of threads, become batches, and each gets its own answer.
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

/// How a batcher works.
using BatcherConfig = Filled<ScipixBatcherConfig, scipix_batcher_config_init>;

/// Single values of T, from any number of threads, become batches, and each gets its own R. Batches are handed to a
/// processing function on threads of the batcher, or pulled by threads of the caller.
///
/// The destructor runs what is queued, and waits for it; where batches are pulled it answers what is queued CANCELLED.
/// It must not run inside a callback of the same batcher.
template <class T, class R>
class Batcher {
 public:
  using Batch = BatchView<T, R>;       ///< What the processing function gets.
  using Answer = BatchAnswer<R>;       ///< What an item gets.
  using Pulled = PulledBatch<T, R>;    ///< What `next_batch` gives.
  using Polled = PolledAnswers<T, R>;  ///< What `poll` gives.

  /// A batcher with threads of its own.
  /// @param process  called as `process(batch)`, with a `const Batch &`, on several threads at once where there are
  ///                 several workers. Where it throws, or returns a Result<void> that is an error, the items that have
  ///                 no answer yet get the status of the scipix::Error, OUT_OF_MEMORY for std::bad_alloc,
  ///                 CALLBACK_FAILED for anything else
  /// @param config   how it works
  template <class Process>
  static Outcome<Batcher> make(Process process, const ScipixBatcherConfig &config = BatcherConfig()) {
    auto owned = std::make_shared<Process>(std::move(process));
    auto polled = std::make_shared<PolledNodes>();
    ScipixBatcher *batcher = nullptr;
    return detail::outcome(scipix_batcher_new(&config, run<Process>, owned.get(), &batcher),
                           [&] { return Batcher(std::move(owned), std::move(polled), batcher); });
  }
  /// A batcher whose batches are pulled with `next_batch`.
  /// @param config  how it works
  static Outcome<Batcher> make_pull(const ScipixBatcherConfig &config = BatcherConfig()) {
    auto polled = std::make_shared<PolledNodes>();
    ScipixBatcher *batcher = nullptr;
    return detail::outcome(scipix_batcher_new(&config, nullptr, nullptr, &batcher),
                           [&] { return Batcher(nullptr, std::move(polled), batcher); });
  }
#ifndef SCIPIX_NO_EXCEPTIONS
  /// As `make`.
  /// @param process  called as `process(batch)`
  /// @param config   how it works
  template <class Process>
  explicit Batcher(Process process, const ScipixBatcherConfig &config = BatcherConfig())
      : Batcher(make(std::move(process), config)) {}
#endif
  /// Leaves `other` without a batcher.
  /// @param other  gives it up
  Batcher(Batcher &&other) noexcept = default;
  /// Ends what it has, and leaves `other` without a batcher.
  /// @param other  gives it up
  Batcher &operator=(Batcher &&other) noexcept {
    Batcher taken(std::move(other));
    std::swap(process_, taken.process_);
    std::swap(polled_, taken.polled_);
    std::swap(batcher_, taken.batcher_);
    return *this;
  }

  /// Submits a value. Where it is not accepted nothing is called.
  /// @param value    what to process
  /// @param done     called as `done(Answer)` exactly once, on a thread of the batcher or on one that cancels or
  ///                 completes, perhaps before this returns. What it throws is lost
  /// @param options  group, cost, deadline
  /// @return a ticket for `cancel`
  template <class Done>
  Outcome<std::uint64_t> submit(T value, Done done, const BatchOptions &options = {}) {
    using Node = detail::OwnedBatchNode<T, R, Done>;
    auto node = std::make_unique<Node>(std::move(value), std::move(done));
    const ScipixBatchItem item = describe(0, node.get(), options);
    std::uint64_t ticket = 0;
    const ScipixStatus status =
        scipix_batcher_submit(get(), &item, options.deadline_us, finish<Node>, nullptr, &ticket);
    if (status == SCIPIX_STATUS_OK) static_cast<void>(node.release());  // `finish` deletes it
    return detail::outcome(status, [&] { return ticket; });
  }

  /// Submits a value whose answer is polled. One that nobody polls is lost with the batcher.
  /// @param id       comes with the answer
  /// @param value    what to process
  /// @param options  group, cost, deadline
  /// @return a ticket for `cancel`
  Outcome<std::uint64_t> submit_polled(std::uint64_t id, T value, const BatchOptions &options = {}) {
    auto *const node = polled_->add(std::move(value));
    const ScipixBatchItem item = describe(id, node, options);
    std::uint64_t ticket = 0;
    const ScipixStatus status =
        scipix_batcher_submit(get(), &item, options.deadline_us, nullptr, nullptr, &ticket);
    if (status != SCIPIX_STATUS_OK) polled_->take(node);
    return detail::outcome(status, [&] { return ticket; });
  }

  /// Takes answers of values that `submit_polled` submitted; others that are polled are dropped. Any number of threads may.
  /// @param timeout_us  how long to wait for the first
  /// @param most        how many to take at once, at least 1
  /// @return answers, or none and why: TIMEOUT, CLOSED
  Outcome<Polled> poll(std::uint64_t timeout_us = SCIPIX_WAIT_FOREVER, std::size_t most = 64) {
    most = std::max<std::size_t>(most, 1);
    std::vector<ScipixDone> done(most);
    Polled polled;
    polled.items.reserve(most);
    std::size_t count = 0;
    polled.status = scipix_batcher_poll_done(get(), timeout_us, done.data(), most, &count);
    done.resize(count);
    for (const ScipixDone &each : done) {
      const auto node = polled_->take(each.item.data);
      if (!node) continue;
      Answer answer;
      answer.status = each.result.status;
      if (answer) answer.value = std::move(node->result);
      polled.items.push_back({each.item.id, std::move(node->value), std::move(answer)});
    }
    const bool none = polled.status == SCIPIX_STATUS_TIMEOUT || polled.status == SCIPIX_STATUS_CLOSED;
    return detail::outcome(none ? SCIPIX_STATUS_OK : polled.status, [&] { return std::move(polled); });
  }
  /// A file descriptor that is readable while answers wait to be polled: see `scipix_batcher_done_fd`.
  /// @return -1 where there is none
  int done_fd() const noexcept { return scipix_batcher_done_fd(get()); }

  /// Submits a value and waits for its answer, which it fails without. Allocates nothing.
  /// @param value       what to process
  /// @param options     group and cost
  /// @param timeout_us  what is not dispatched by then is withdrawn
  Outcome<R> submit_wait(T value, const BatchOptions &options = {}, std::uint64_t timeout_us = SCIPIX_WAIT_FOREVER) {
    detail::BatchNode<T, R> node(std::move(value));
    const ScipixBatchItem item = describe(0, &node, options);
    ScipixBatchResult result = {};
    const ScipixStatus status = scipix_batcher_submit_wait(get(), &item, timeout_us, &result);
    if (status == SCIPIX_STATUS_OK && !(result.status == SCIPIX_STATUS_OK && node.result)) {
      return detail::failure<R>(detail::failed(result.status), "batcher: the item has no answer");
    }
    return detail::outcome(status, [&] { return std::move(*node.result); });
  }

  /// Answers an item CANCELLED, on this thread.
  /// @param ticket  as `submit` gave it
  /// @return whether it was still queued
  bool cancel(std::uint64_t ticket) noexcept { return scipix_batcher_cancel(get(), ticket) == SCIPIX_STATUS_OK; }

  /// Takes the next batch, where batches are pulled. Any number of threads may.
  /// @param timeout_us  how long to wait
  /// @return a batch, or one that is none and says why: TIMEOUT, CLOSED
  Outcome<Pulled> next_batch(std::uint64_t timeout_us = SCIPIX_WAIT_FOREVER) {
    ScipixBatch *batch = nullptr;
    const ScipixStatus status = scipix_batcher_next_batch(get(), timeout_us, &batch);
    const bool none = status == SCIPIX_STATUS_TIMEOUT || status == SCIPIX_STATUS_CLOSED;
    return detail::outcome(none ? SCIPIX_STATUS_OK : status, [&] { return none ? Pulled(status) : Pulled(batch, polled_); });
  }

  /// Refuses new items, and lets those that are queued wait no longer.
  Outcome<void> close() { return check(scipix_batcher_close(get())); }
  /// Runs all that are queued.
  /// @param timeout_us  how long to wait
  /// @return whether they were answered in time
  Outcome<bool> drain(std::uint64_t timeout_us = SCIPIX_WAIT_FOREVER) {
    const ScipixStatus status = scipix_batcher_drain(get(), timeout_us);
    const bool done = status != SCIPIX_STATUS_TIMEOUT;
    return detail::outcome(done ? status : SCIPIX_STATUS_OK, [&] { return done; });
  }
  /// What it has done, and how it stands.
  Outcome<ScipixBatcherStats> stats() const {
    auto stats = detail::sized<ScipixBatcherStats>();
    return detail::outcome(scipix_batcher_stats(get(), &stats), [&] { return stats; });
  }
  /// How many items a batch may have now.
  std::size_t current_batch_limit() const noexcept { return scipix_batcher_current_batch_limit(get()); }
  /// Borrowed, for the C functions. Items must come from this class.
  ScipixBatcher *get() const noexcept { return batcher_.get(); }

 private:
  using PolledNodes = detail::PolledNodes<T, R>;

  Batcher(std::shared_ptr<void> process, std::shared_ptr<PolledNodes> polled, ScipixBatcher *batcher) noexcept
      : process_(std::move(process)), polled_(std::move(polled)), batcher_(batcher) {}

  static ScipixBatchItem describe(
      std::uint64_t id, detail::BatchNode<T, R> *node, const BatchOptions &options) noexcept {
    return {id, node, options.group, options.cost};
  }

  template <class Process>
  static void run(void *process, const ScipixBatchItem *items, std::size_t count, ScipixBatchResult *results) noexcept {
    const Batch batch(items, count, results);
    const ScipixStatus status = detail::contain([&] { return (*static_cast<Process *>(process))(batch); });
    if (status != SCIPIX_STATUS_OK) batch.fail_rest(status);
  }

  template <class Node>
  static void finish(void *, const ScipixBatchItem *item, ScipixBatchResult result) noexcept {
    const std::unique_ptr<Node> node(static_cast<Node *>(static_cast<detail::BatchNode<T, R> *>(item->data)));
    detail::contain([&] {
      Answer answer;
      answer.status = result.status;
      if (answer) answer.value = std::move(node->result);
      static_cast<void>(node->done(std::move(answer)));
    });
  }

  // The threads are joined before what they call goes.
  std::shared_ptr<void> process_;
  std::shared_ptr<PolledNodes> polled_;
  detail::ThreadedHandle<ScipixBatcher, scipix_batcher_free> batcher_;
};

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
