/// @file
/// Batches: the items that are processed in one go.
#ifndef SCIPIX_BATCH_HPP
#define SCIPIX_BATCH_HPP

#include <scipix/handle.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace scipix {
inline namespace SCIPIX_MODE {

/// What is said of an item beside its value.
struct BatchOptions {
  std::uint64_t group = 0;        ///< Only items of equal groups share a batch.
  std::uint64_t cost = 0;         ///< Counts against `max_batch_cost`.
  std::uint64_t deadline_us = 0;  ///< From now; 0: none.
};

/// What became of an item: a value, or a status that is not OK.
template <class R>
struct BatchAnswer {
  ScipixStatus status = SCIPIX_STATUS_NOT_SET;  ///< OK, or what went wrong.
  std::optional<R> value;                       ///< There where the status is OK.

  /// Whether there is a value.
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

// Items whose answers are polled. Those that nobody polled go with it.
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
  // None where `add` did not give `data`: whoever calls the C functions may have items of their own.
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

/// An answer that was polled.
template <class T, class R>
struct PolledAnswer {
  std::uint64_t id;       ///< As it was submitted.
  T value;                ///< As it was submitted, or as processing left it.
  BatchAnswer<R> answer;  ///< What became of it.
};

/// Answers that were polled, or why there were none.
template <class T, class R>
struct PolledAnswers {
  std::vector<PolledAnswer<T, R>> items;       ///< In the order in which they came.
  ScipixStatus status = SCIPIX_STATUS_CLOSED;  ///< OK; TIMEOUT; CLOSED where none will come any more.

  /// Whether there are any.
  explicit operator bool() const noexcept { return status == SCIPIX_STATUS_OK; }
};

/// The items of a batch and their answers, borrowed. Items that are left without one are answered NOT_SET.
template <class T, class R>
class BatchView {
 public:
  /// As a ScipixBatchFn gets them; the items must be those of a Batcher<T, R>.
  /// @param items    `count` items
  /// @param count    1 or more
  /// @param results  one for each
  BatchView(const ScipixBatchItem *items, std::size_t count, ScipixBatchResult *results) noexcept
      : items_(items), count_(count), results_(results) {}

  /// How many items there are.
  std::size_t size() const noexcept { return count_; }
  /// The value of an item.
  /// @param i  below `size()`
  T &operator[](std::size_t i) const noexcept { return node(i).value; }
  /// The group that they all are of.
  std::uint64_t group() const noexcept { return items_[0].group; }

  /// Answers an item.
  /// @param i       below `size()`
  /// @param result  its answer
  void answer(std::size_t i, R result) const {
    node(i).result.emplace(std::move(result));
    results_[i].status = SCIPIX_STATUS_OK;
  }
  /// Answers an item with a failure.
  /// @param i       below `size()`
  /// @param status  not OK
  void fail(std::size_t i, ScipixStatus status) const noexcept { results_[i].status = detail::failed(status); }
  /// Answers those that have no answer yet with a failure.
  /// @param status  not OK
  void fail_rest(ScipixStatus status) const noexcept {
    for (std::size_t i = 0; i < count_; ++i) {
      if (results_[i].status == SCIPIX_STATUS_NOT_SET) fail(i, status);
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

/// A batch that was pulled, or why there was none. One thread at a time. What is not completed when it goes is answered
/// CALLBACK_FAILED. It may outlive its batcher.
template <class T, class R>
class PulledBatch {
 public:
  /// No batch.
  /// @param status  why not
  explicit PulledBatch(ScipixStatus status) noexcept : status_(status) {}
  /// Takes over a batch of the C functions, of a Batcher<T, R>.
  /// @param batch  the batch
  /// @param items  what owns the items, where that is not the callbacks
  explicit PulledBatch(ScipixBatch *batch, std::shared_ptr<const void> items = nullptr)
      : owner_(std::move(items)), batch_(batch), status_(SCIPIX_STATUS_OK) {
    std::size_t count = 0;
    items_ = scipix_batch_items(batch, &count);
    results_.resize(count, ScipixBatchResult{nullptr, SCIPIX_STATUS_NOT_SET});
  }

  /// Whether there is a batch.
  explicit operator bool() const noexcept { return batch_ != nullptr; }
  /// OK where there was one; TIMEOUT; CLOSED where none will come any more.
  ScipixStatus status() const noexcept { return status_; }
  /// Its items, to be answered; only while there is a batch.
  BatchView<T, R> items() noexcept { return {items_, results_.size(), results_.data()}; }
  /// Hands the answers out, on this thread.
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
