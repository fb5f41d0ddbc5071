// scipix for C++17: owners for the handles of scipix.h, a status that is not OK as an exception. Header-only.
#ifndef SCIPIX_HPP
#define SCIPIX_HPP

#include <scipix.h>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace scipix {

// ---- Errors ----

// What a function of the library came to, with its words.
class Error : public std::runtime_error {
 public:
  explicit Error(ScipixStatus status) : Error(status, scipix_last_error_message()) {}
  Error(ScipixStatus status, const std::string &words)
      : std::runtime_error(scipix_status_name(status) + (": " + words)), status_(status) {}
  ScipixStatus status() const noexcept { return status_; }

 private:
  ScipixStatus status_;
};

// Throws where `status` is not OK.
inline void check(ScipixStatus status) {
  if (status != SCIPIX_STATUS_OK) throw Error(status);
}

// ---- Batcher ----

// What is said of an item beside its value.
struct BatchOptions {
  std::uint64_t group = 0;        // only equal groups share a batch
  std::uint64_t cost = 0;         // counts against max_batch_cost
  std::uint64_t deadline_us = 0;  // from now; 0: none
};

// What became of an item: a value, or a status that is not OK.
template <class R>
struct BatchAnswer {
  ScipixStatus status = SCIPIX_STATUS_NOT_SET;
  std::optional<R> value;

  explicit operator bool() const noexcept { return status == SCIPIX_STATUS_OK; }
};

namespace detail {

// An item on its way; the library carries its address.
template <class T, class R>
struct BatchNode {
  T value;
  std::optional<R> result;

  explicit BatchNode(T &&item) : value(std::move(item)) {}
};

template <class T, class R, class Done>
struct OwnedBatchNode : BatchNode<T, R> {
  Done done;

  OwnedBatchNode(T &&item, Done &&then) : BatchNode<T, R>(std::move(item)), done(std::move(then)) {}
};

}  // namespace detail

// The items that a processing function answers in one go. Those that it leaves are answered NOT_SET.
template <class T, class R>
class BatchView {
 public:
  BatchView(const ScipixBatchItem *items, std::size_t count, ScipixBatchResult *results) noexcept
      : items_(items), count_(count), results_(results) {}

  std::size_t size() const noexcept { return count_; }
  T &operator[](std::size_t i) const noexcept { return node(i).value; }
  std::uint64_t group() const noexcept { return items_[0].group; }

  void answer(std::size_t i, R result) const {
    node(i).result.emplace(std::move(result));
    results_[i].status = SCIPIX_STATUS_OK;
  }
  void fail(std::size_t i, ScipixStatus status) const noexcept { results_[i].status = status; }
  // Answers those that have no answer yet.
  void fail_rest(ScipixStatus status) const noexcept {
    for (std::size_t i = 0; i < count_; ++i) {
      if (results_[i].status == SCIPIX_STATUS_NOT_SET) results_[i].status = status;
    }
  }

 private:
  detail::BatchNode<T, R> &node(std::size_t i) const noexcept {
    return *static_cast<detail::BatchNode<T, R> *>(items_[i].data);
  }
  const ScipixBatchItem *items_;
  std::size_t count_;
  ScipixBatchResult *results_;
};

// Single values of T, from any number of threads, become batches, and each gets its own R.
//
// The processing function runs on the batcher's threads. Where it throws, the items that have no answer yet are answered
// with the status of a scipix::Error, OUT_OF_MEMORY for std::bad_alloc, and CALLBACK_FAILED for anything else.
// The destructor runs what is queued, and waits for it; it must not run inside a callback of the same batcher.
template <class T, class R>
class Batcher {
 public:
  using Batch = BatchView<T, R>;
  using Answer = BatchAnswer<R>;
  using Process = std::function<void(const Batch &)>;

  static ScipixBatcherConfig defaults() {
    ScipixBatcherConfig config;
    check(scipix_batcher_config_init(&config));
    return config;
  }

  explicit Batcher(Process process, const ScipixBatcherConfig &config = defaults())
      : process_(std::make_unique<Process>(std::move(process))) {
    check(scipix_batcher_new(&config, run, process_.get(), &raw_));
  }
  Batcher(Batcher &&other) noexcept
      : process_(std::move(other.process_)), raw_(std::exchange(other.raw_, nullptr)) {}
  Batcher &operator=(Batcher &&other) noexcept {
    Batcher taken(std::move(other));
    std::swap(process_, taken.process_);
    std::swap(raw_, taken.raw_);
    return *this;
  }
  ~Batcher() {
    // Its threads would go on with what is destroyed here.
    if (scipix_batcher_free(raw_) != SCIPIX_STATUS_OK) std::terminate();
  }

  // Submits `value`; `done(Answer)` runs exactly once, on a thread of the batcher or on one that cancels, perhaps before
  // this returns. What it throws is lost. Returns a ticket for `cancel`. Throws Error, and calls nothing, where the item
  // is not accepted.
  template <class Done>
  std::uint64_t submit(T value, Done done, const BatchOptions &options = {}) {
    using Node = detail::OwnedBatchNode<T, R, Done>;
    auto node = std::make_unique<Node>(std::move(value), std::move(done));
    const ScipixBatchItem item = describe(node.get(), options);
    std::uint64_t ticket = 0;
    check(scipix_batcher_submit(raw_, &item, options.deadline_us, finish<Node>, nullptr, &ticket));
    static_cast<void>(node.release());  // `finish` deletes it
    return ticket;
  }

  // Submits `value` and waits for its answer; throws Error where there is none. What is not dispatched within
  // `timeout_us` is withdrawn. Allocates nothing.
  R submit_wait(T value, const BatchOptions &options = {}, std::uint64_t timeout_us = SCIPIX_WAIT_FOREVER) {
    detail::BatchNode<T, R> node(std::move(value));
    const ScipixBatchItem item = describe(&node, options);
    ScipixBatchResult result = {};
    check(scipix_batcher_submit_wait(raw_, &item, timeout_us, &result));
    if (result.status == SCIPIX_STATUS_OK && node.result) return std::move(*node.result);
    throw Error(result.status, "batcher: the item has no answer");
  }

  // Whether the item was still queued; it has then been answered CANCELLED on this thread.
  bool cancel(std::uint64_t ticket) noexcept { return scipix_batcher_cancel(raw_, ticket) == SCIPIX_STATUS_OK; }

  void close() { check(scipix_batcher_close(raw_)); }
  // Whether all that were queued were answered in time.
  bool drain(std::uint64_t timeout_us = SCIPIX_WAIT_FOREVER) {
    const ScipixStatus status = scipix_batcher_drain(raw_, timeout_us);
    if (status != SCIPIX_STATUS_TIMEOUT) check(status);
    return status == SCIPIX_STATUS_OK;
  }
  ScipixBatcherStats stats() const {
    ScipixBatcherStats stats = {};
    stats.struct_size = sizeof stats;
    check(scipix_batcher_stats(raw_, &stats));
    return stats;
  }
  std::size_t current_batch_limit() const noexcept { return scipix_batcher_current_batch_limit(raw_); }
  // Borrowed, for the C functions. Items must come from this class.
  ScipixBatcher *get() const noexcept { return raw_; }

 private:
  static ScipixBatchItem describe(detail::BatchNode<T, R> *node, const BatchOptions &options) noexcept {
    return {0, node, options.group, options.cost};
  }

  static void run(void *process, const ScipixBatchItem *items, std::size_t count, ScipixBatchResult *results) noexcept {
    const Batch batch(items, count, results);
    try {
      (*static_cast<Process *>(process))(batch);
    } catch (const Error &error) {
      batch.fail_rest(error.status());
    } catch (const std::bad_alloc &) {
      batch.fail_rest(SCIPIX_STATUS_OUT_OF_MEMORY);
    } catch (...) {
      batch.fail_rest(SCIPIX_STATUS_CALLBACK_FAILED);
    }
  }

  template <class Node>
  static void finish(void *, const ScipixBatchItem *item, ScipixBatchResult result) noexcept {
    const std::unique_ptr<Node> node(static_cast<Node *>(static_cast<detail::BatchNode<T, R> *>(item->data)));
    try {
      Answer answer;
      answer.status = result.status;
      if (answer) answer.value = std::move(node->result);
      node->done(std::move(answer));
    } catch (...) {  // there is nobody to tell
    }
  }

  std::unique_ptr<Process> process_;
  ScipixBatcher *raw_ = nullptr;
};

}  // namespace scipix

#endif
