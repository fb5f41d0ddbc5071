/// @file
/// Batches: groups of items that are processed in one call.
#ifndef SCIPIX_BATCH_HPP
#define SCIPIX_BATCH_HPP

#include <scipix/handle.hpp>
#include <scipix/item_result.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

namespace scipix {
inline namespace SCIPIX_MODE {

template <class T, class R>
class Batcher;

/// Parameters of a submitted item.
struct SubmitParams {
  std::uint64_t group = 0;        ///< Only items of the same group share a batch.
  std::uint32_t cost = 0;         ///< The cost that counts against `max_batch_cost`.
  std::uint64_t deadline_us = 0;  ///< Microseconds from now until the deadline; 0: none.
  std::uint32_t priority = 0;     ///< The level: 1 is the highest; 0 is `default_priority` of the batcher.
};

namespace detail {

// A submitted item. The library carries its address.
template <class T, class R>
struct BatchNode {
  T value;
  ItemResult<R> result;

  explicit BatchNode(T &&item) : value(std::move(item)) {}

  // Takes the result. `status` is the library's answer, which decides: an item that was answered may still be
  // cancelled.
  ItemResult<R> take_result(ScipixStatus status) {
    result.status = status == SCIPIX_STATUS_OK && !result.value ? SCIPIX_STATUS_NOT_SET : status;
    if (!result) result.value.reset();
    if (result.error && result.error->status() != result.status) clear_failure();
    return std::move(result);
  }
  void clear_failure() noexcept {
    result.error.reset();
#ifndef SCIPIX_NO_EXCEPTIONS
    result.exception = nullptr;
#endif
  }
  // Hands the value back to a caller whose submission failed.
  void give_back(T &out) {
    if constexpr (std::is_move_assignable_v<T>) out = std::move(value);
  }
};

template <class T, class R, class Done>
struct CallbackNode : BatchNode<T, R> {
  Done done;

  CallbackNode(T &&item, Done &&callback) : BatchNode<T, R>(std::move(item)), done(std::move(callback)) {}
};

// Owns the items whose answers are polled, until they are polled or the batcher is gone.
template <class T, class R>
class PolledNodes {
 public:
  BatchNode<T, R> *add(T &&value) {
    auto node = std::make_unique<BatchNode<T, R>>(std::move(value));
    const std::lock_guard<std::mutex> lock(mutex_);
    auto *const data = node.get();
    nodes_.emplace(data, std::move(node));
    return data;
  }
  // Returns NULL for a `data` that `add` did not return: callers of the C functions may submit items of their own.
  std::unique_ptr<BatchNode<T, R>> take(const void *data) noexcept {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = nodes_.find(data);
    if (found == nodes_.end()) return nullptr;
    auto node = std::move(found->second);
    nodes_.erase(found);
    return node;
  }

 private:
  std::mutex mutex_;
  std::unordered_map<const void *, std::unique_ptr<BatchNode<T, R>>> nodes_;
};

}  // namespace detail

/// An answer that `poll` returned.
template <class T, class R>
struct PolledAnswer {
  std::uint64_t id;      ///< The id given to `submit_polled`.
  T value;               ///< The submitted value, with any changes that processing made.
  ItemResult<R> answer;  ///< The result or the failure.
};

/// Polled answers, or the reason why there are none.
template <class T, class R>
struct PolledAnswers {
  std::vector<PolledAnswer<T, R>> items;       ///< The answers, oldest first.
  ScipixStatus status = SCIPIX_STATUS_CLOSED;  ///< OK, TIMEOUT, or CLOSED if no more answers will come.

  /// Whether there are answers.
  explicit operator bool() const noexcept { return status == SCIPIX_STATUS_OK; }
};

/// A borrowed view of a batch: its items and their answers. Items left without an answer are answered NOT_SET.
template <class T, class R>
class BatchView {
 public:
  /// Wraps the arguments of a ScipixBatchFn. The items must come from a Batcher<T, R>.
  /// @param items    `count` items
  /// @param count    number of items, at least 1
  /// @param results  `count` results
  BatchView(const ScipixBatchItem *items, std::size_t count, ScipixBatchResult *results) noexcept
      : items_(items), count_(count), results_(results) {}

  /// The number of items.
  std::size_t size() const noexcept { return count_; }
  /// The value of an item.
  /// @param i  below `size()`
  T &operator[](std::size_t i) const noexcept { return node(i).value; }
  /// The group that all items of the batch share.
  std::uint64_t group() const noexcept { return items_[0].group; }

  /// Answers an item with its result.
  /// @param i       below `size()`
  /// @param result  its result
  void answer(std::size_t i, R result) const {
    node(i).result.value.emplace(std::move(result));
    node(i).clear_failure();
    results_[i].status = SCIPIX_STATUS_OK;
  }
  /// Answers an item with a failure.
  /// @param i       below `size()`
  /// @param status  not OK
  void fail(std::size_t i, ScipixStatus status) const noexcept {
    node(i).clear_failure();
    results_[i].status = detail::failure_status(status);
  }
  /// Answers an item with a failure and its message.
  /// @param i      below `size()`
  /// @param error  the failure
  void fail(std::size_t i, const Error &error) const noexcept {
    detail::CallbackEnd end;
    detail::set_failure(end, error);
    fail_as(i, end);
  }
  /// Answers all items that have no answer yet with a failure.
  /// @param status  not OK
  void fail_rest(ScipixStatus status) const noexcept {
    for_unanswered([&](std::size_t i) { fail(i, status); });
  }
  /// Answers all items that have no answer yet with a failure and its message.
  /// @param error  the failure
  void fail_rest(const Error &error) const noexcept {
    for_unanswered([&](std::size_t i) { fail(i, error); });
  }

 private:
  friend class Batcher<T, R>;

  template <class Fn>
  void for_unanswered(Fn &&fn) const noexcept {
    for (std::size_t i = 0; i < count_; ++i) {
      if (results_[i].status == SCIPIX_STATUS_NOT_SET) fn(i);
    }
  }
  void fail_as(std::size_t i, const detail::CallbackEnd &end) const noexcept {
    detail::set_failure(node(i).result, end);
    results_[i].status = end.status;
  }
  detail::BatchNode<T, R> &node(std::size_t i) const noexcept {
    return *static_cast<detail::BatchNode<T, R> *>(items_[i].data);
  }

  const ScipixBatchItem *items_;
  std::size_t count_;
  ScipixBatchResult *results_;
};

/// A batch that was pulled, or the reason why there is none. Use it from one thread at a time. Its destructor answers a
/// batch that was not completed with CALLBACK_FAILED. It may outlive its batcher.
template <class T, class R>
class PulledBatch {
 public:
  /// Makes an empty object.
  /// @param status  the reason why there is no batch
  explicit PulledBatch(ScipixStatus status) noexcept : status_(status) {}
  /// Takes ownership of a batch of the C functions, which must come from a Batcher<T, R>.
  /// @param batch  the batch
  /// @param items  the owner of the items, if they are polled
  explicit PulledBatch(ScipixBatch *batch, std::shared_ptr<const void> items = nullptr)
      : owner_(std::move(items)), batch_(batch), status_(SCIPIX_STATUS_OK) {
    std::size_t count = 0;
    items_ = scipix_batch_items(batch, &count);
    results_.resize(count, ScipixBatchResult{nullptr, SCIPIX_STATUS_NOT_SET});
  }

  /// Whether there is a batch.
  explicit operator bool() const noexcept { return batch_ != nullptr; }
  /// Returns OK if there was a batch, TIMEOUT, or CLOSED if no more batches will come.
  ScipixStatus status() const noexcept { return status_; }
  /// The items to answer. There must be a batch.
  BatchView<T, R> items() noexcept { return {items_, results_.size(), results_.data()}; }
  /// Delivers the answers, on this thread.
  Outcome<void> complete() {
    const ScipixStatus status = scipix_batch_complete(batch_.get(), results_.data(), results_.size());
    if (status == SCIPIX_STATUS_OK) static_cast<void>(batch_.release());
    return check(status);
  }

 private:
  std::shared_ptr<const void> owner_;
  detail::Handle<ScipixBatch, scipix_batch_free> batch_;
  const ScipixBatchItem *items_ = nullptr;
  std::vector<ScipixBatchResult> results_;
  ScipixStatus status_;
};

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
