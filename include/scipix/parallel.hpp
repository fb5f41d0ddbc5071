/// @file
/// Parallel loops over the caller's items, on the library's threads or on the host's.
#ifndef SCIPIX_PARALLEL_HPP
#define SCIPIX_PARALLEL_HPP

#include <scipix/handle.hpp>
#include <scipix/item_result.hpp>

#include <cstddef>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace scipix {
inline namespace SCIPIX_MODE {

namespace detail {

// The type that a callback returns, or whose Result it returns.
template <class Fn, class... Args>
using ValueOf = typename Unwrap<std::decay_t<std::invoke_result_t<Fn, Args...>>>::Type;

// Stores `fn(item)` in `value`.
template <class R, class Fn, class Item>
Result<void> call_into(std::optional<R> &value, Fn &fn, Item &&item) {
  if constexpr (Unwrap<std::decay_t<std::invoke_result_t<Fn &, Item &&>>>::is_result) {
    auto result = fn(std::forward<Item>(item));
    if (!result) return Error(result.error());
    value.emplace(*std::move(result));
  } else {
    value.emplace(fn(std::forward<Item>(item)));
  }
  return {};
}

// Keeps the failure of the first range, in order, among calls that run at the same time.
class FirstFailure {
 public:
  // Runs `body` for the range from `begin` on, and lets no exception out.
  template <class Body>
  ScipixStatus run(std::size_t begin, Body &&body) noexcept {
    CallbackEnd end = run_callback(body);
    const ScipixStatus status = end.status;
    if (status == SCIPIX_STATUS_OK) return status;
    const std::lock_guard<std::mutex> lock(mutex_);
    if (first_.status == SCIPIX_STATUS_OK || begin < begin_) {
      first_ = std::move(end);
      begin_ = begin;
    }
    return status;
  }

  // Reports `status`, which the library returned after all calls have ended, with the message of the first failure. The
  // library may have failed before any call did; then the message is its own.
  Outcome<void> outcome(ScipixStatus status) const {
    if (status != SCIPIX_STATUS_OK && status == first_.status && first_.error) return failure<void>(*first_.error);
    return check(status);
  }

 private:
  std::mutex mutex_;
  CallbackEnd first_;
  std::size_t begin_ = 0;
};

// Calls `body(begin, end)` once, or `body(index)` for each index until one returns an error.
template <class Body>
Result<void> call_range(Body &body, std::size_t begin, std::size_t end) {
  if constexpr (std::is_invocable_v<Body &, std::size_t, std::size_t>) {
    if constexpr (Unwrap<std::decay_t<decltype(body(begin, end))>>::is_result) {
      return body(begin, end);
    } else {
      body(begin, end);
    }
  } else if constexpr (Unwrap<std::decay_t<decltype(body(begin))>>::is_result) {
    for (; begin < end; ++begin) {
      if (auto result = body(begin); !result) return result;
    }
  } else {
    for (; begin < end; ++begin) body(begin);
  }
  return {};
}

}  // namespace detail

/// Calls `body(begin, end)` or `body(index)` for all indices from 0 to `count - 1`, from several threads. After the
/// first failure no further calls begin.
/// @param count  number of indices
/// @param body   may throw, or return a Result<void>. The loop then fails with the message of the first range, in order, that
///               failed, and with the status of the
///               scipix::Error, OUT_OF_MEMORY for std::bad_alloc, CALLBACK_FAILED for anything else
/// @param grain  indices per call; 0: automatic
template <class Body>
Outcome<void> parallel_for(std::size_t count, Body &&body, std::size_t grain = 0) {
  struct Loop {
    std::remove_reference_t<Body> &body;
    detail::FirstFailure failure;
  } loop{body, {}};
  const auto call = [](void *user_data, std::size_t begin, std::size_t end) noexcept -> ScipixStatus {
    auto &running = *static_cast<Loop *>(user_data);
    return running.failure.run(begin, [&] { return detail::call_range(running.body, begin, end); });
  };
  return loop.failure.outcome(scipix_parallel_for(count, grain, call, &loop));
}

/// Calls `fn(item)` once for each item, from several threads. Each item has its own result; a failure stops no other
/// item.
/// @param items  a vector, a span, or any other type with `data()` and `size()`
/// @param fn     may throw, or return a Result
/// @param grain  items that a thread takes at once; 0: automatic
/// @return the results, in the order of the items
template <class Items, class Fn>
auto parallel_map(Items &&items, Fn &&fn, std::size_t grain = 0) {
  auto *const first = std::data(items);
  using R = detail::ValueOf<Fn &, decltype(*first)>;
  std::vector<ItemResult<R>> results(std::size(items));
  const auto run = [&](std::size_t i) noexcept {
    ItemResult<R> &result = results[i];
    detail::set_failure(result, detail::run_callback([&] { return detail::call_into(result.value, fn, first[i]); }));
  };
#ifdef SCIPIX_NO_EXCEPTIONS
  if (auto done = parallel_for(results.size(), run, grain); !done)
    return Outcome<std::vector<ItemResult<R>>>(done.error());
  return Outcome<std::vector<ItemResult<R>>>(std::move(results));
#else
  parallel_for(results.size(), run, grain);
  return results;
#endif
}

/// A set of tasks that the host is asked to run.
class HostTask {
 public:
  /// Wraps the arguments of a ScipixExecutorFn.
  /// @param task       the function to call
  /// @param task_data  its argument
  HostTask(ScipixTaskFn task, void *task_data) noexcept : task_(task), task_data_(task_data) {}
  /// Runs one task.
  /// @param index  index of the task
  void operator()(std::size_t index) const noexcept { task_(task_data_, index); }

 private:
  ScipixTaskFn task_;
  void *task_data_;
};

/// Runs the parallel work of the whole process on the host's threads, for as long as this object lives. Only one may
/// exist at a time, and no call of the library may be running when it is destroyed.
class HostExecutor {
 public:
  /// Installs the host's function.
  /// @param concurrency  number of tasks that the host can run at once, including the calling thread
  /// @param run          called as `run(count, task)` with a `const HostTask &`. It calls `task(i)` once for each i
  ///                     below `count`, in any order and on any threads, and returns after all of them have returned.
  ///                     It is called on threads that call the library, several at once. If it throws, or returns a
  ///                     Result<void> with an error, none of its tasks may still be running; the library then does the
  ///                     work itself
  template <class Run>
  static Outcome<HostExecutor> make(std::size_t concurrency, Run run) {
    auto owned = std::make_shared<Run>(std::move(run));
    const ScipixStatus status = scipix_set_executor(call<Run>, concurrency, owned.get());
    return detail::outcome(status, [&] { return HostExecutor(std::move(owned)); });
  }
  /// Moves the installation; `other` becomes empty.
  /// @param other  the source
  HostExecutor(HostExecutor &&other) noexcept = default;
  HostExecutor &operator=(HostExecutor &&) = delete;
  ~HostExecutor() {
    if (run_) scipix_set_executor(nullptr, 0, nullptr);
  }

 private:
  explicit HostExecutor(std::shared_ptr<void> run) noexcept : run_(std::move(run)) {}
  template <class Run>
  static ScipixStatus call(void *run, ScipixTaskFn task, void *task_data, std::size_t count) noexcept {
    return detail::run_callback([&] { return (*static_cast<Run *>(run))(count, HostTask(task, task_data)); }).status;
  }
  std::shared_ptr<void> run_;
};

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
