/// @file
/// Parallel work: the caller's own loops, on the library's threads or on the host's.
#ifndef SCIPIX_PARALLEL_HPP
#define SCIPIX_PARALLEL_HPP

#include <scipix/handle.hpp>
#include <scipix/span.hpp>

#include <atomic>
#include <cstddef>
#include <exception>
#include <iterator>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace scipix {
inline namespace SCIPIX_MODE {

/// What became of an item: a value, or a status that is not OK.
template <class R>
struct ItemResult {
  ScipixStatus status = SCIPIX_STATUS_NOT_SET;  ///< OK, or what went wrong.
  std::optional<R> value;                       ///< There where the status is OK.
#ifndef SCIPIX_NO_EXCEPTIONS
  std::exception_ptr error;  ///< What was thrown, where something was.
#endif

  /// Whether there is a value.
  explicit operator bool() const noexcept { return status == SCIPIX_STATUS_OK; }
};

namespace detail {

// What a callback makes; it may also return a Result of it.
template <class Fn, class... Args>
using Made = typename Unwrap<std::decay_t<std::invoke_result_t<Fn, Args...>>>::Type;

// Keeps what `fn` makes of `item`.
template <class R, class Fn, class Item>
Result<void> make_into(std::optional<R> &made, Fn &fn, Item &&item) {
  if constexpr (Unwrap<std::decay_t<std::invoke_result_t<Fn &, Item &&>>>::is_result) {
    auto result = fn(std::forward<Item>(item));
    if (!result) return Error(result.error());
    made.emplace(*std::move(result));
  } else {
    made.emplace(fn(std::forward<Item>(item)));
  }
  return {};
}

// The exception, where there are any, goes into `result`.
template <class R>
auto keep_in(ItemResult<R> &result) {
#ifdef SCIPIX_NO_EXCEPTIONS
  return [&result](const auto &) { static_cast<void>(result); };
#else
  return [&result](std::exception_ptr thrown) { result.error = std::move(thrown); };
#endif
}

// The failure of several calls at once that came first, with what it has to say.
class FirstFailure {
 public:
  // Calls `body`, which returns a Result<void>; nothing unwinds.
  template <class Body>
  ScipixStatus watch(Body &&body) noexcept {
    Result<void> result;
    const auto call = [&] { return result = body(); };
#ifdef SCIPIX_NO_EXCEPTIONS
    const ScipixStatus status = contain(call);
    if (status != SCIPIX_STATUS_OK && !taken_.test_and_set()) status_ = status, result_ = std::move(result);
#else
    std::exception_ptr thrown;
    const ScipixStatus status = contain(call, [&](std::exception_ptr what) { thrown = std::move(what); });
    if (status != SCIPIX_STATUS_OK && !taken_.test_and_set()) {
      status_ = status, result_ = std::move(result), thrown_ = std::move(thrown);
    }
#endif
    return status;
  }

  // What came of them all, once they are done; the library may have met with another failure first.
  Outcome<void> outcome(ScipixStatus status) const {
    if (status == SCIPIX_STATUS_OK || status != status_) return check(status);
    if (!result_ && result_.status() == status) return failure<void>(result_.error());
#ifndef SCIPIX_NO_EXCEPTIONS
    if (thrown_) fail_as_thrown();
#endif
    return check(status);
  }

 private:
#ifndef SCIPIX_NO_EXCEPTIONS
  void fail_as_thrown() const {
    try {
      std::rethrow_exception(thrown_);
    } catch (const Error &error) {
      if (error.status() == status_) throw;
      failure<void>(Error(status_, error.what()));
    } catch (const std::exception &exception) {
      failure<void>(Error(status_, exception.what()));
    } catch (...) {
    }
  }

  std::exception_ptr thrown_;
#endif
  std::atomic_flag taken_ = ATOMIC_FLAG_INIT;
  ScipixStatus status_ = SCIPIX_STATUS_OK;
  Result<void> result_;
};

// Calls `each` for every index of a range; a Result<void> that is none ends it.
template <class Each>
Result<void> call_range(Each &each, std::size_t begin, std::size_t end) {
  if constexpr (std::is_invocable_v<Each &, std::size_t, std::size_t>) {
    if constexpr (Unwrap<std::decay_t<decltype(each(begin, end))>>::is_result) {
      return each(begin, end);
    } else {
      each(begin, end);
    }
  } else if constexpr (Unwrap<std::decay_t<decltype(each(begin))>>::is_result) {
    for (; begin < end; ++begin) {
      if (auto result = each(begin); !result) return result;
    }
  } else {
    for (; begin < end; ++begin) each(begin);
  }
  return {};
}

}  // namespace detail

/// Calls `body(begin, end)`, or `body(index)`, for all of 0 to `count - 1`, from several threads. The first failure
/// stops what has not begun.
/// @param count  how many
/// @param body   may throw, or return a Result<void>: the status of a scipix::Error, OUT_OF_MEMORY for std::bad_alloc,
///               CALLBACK_FAILED for anything else, with the words of what was thrown or returned
/// @param grain  items to a call; 0: automatic
template <class Body>
Outcome<void> parallel_for(std::size_t count, Body &&body, std::size_t grain = 0) {
  struct Loop {
    std::remove_reference_t<Body> &body;
    detail::FirstFailure failure;
  } loop{body, {}};
  const auto call = [](void *user_data, std::size_t begin, std::size_t end) noexcept -> ScipixStatus {
    auto &[each, failure] = *static_cast<Loop *>(user_data);
    return failure.watch([&each = each, begin, end] { return detail::call_range(each, begin, end); });
  };
  return loop.failure.outcome(scipix_parallel_for(count, grain, call, &loop));
}

/// Calls `fn(item)` once for each item, from several threads. A failure stops nothing: each item has its own result.
/// @param items  a vector, a span, or whatever has `data()` and `size()`
/// @param fn     may throw, or return a Result
/// @param grain  items that a thread takes at once; 0: automatic
/// @return the results in the order of the items
template <class Items, class Fn>
auto parallel_map(Items &&items, Fn &&fn, std::size_t grain = 0) {
  auto *const first = std::data(items);
  using R = detail::Made<Fn &, decltype(*first)>;
  std::vector<ItemResult<R>> results(std::size(items));
  const auto each = [&](std::size_t i) noexcept {
    ItemResult<R> &result = results[i];
    result.status =
        detail::contain([&] { return detail::make_into(result.value, fn, first[i]); }, detail::keep_in(result));
  };
#ifdef SCIPIX_NO_EXCEPTIONS
  if (auto done = parallel_for(results.size(), each, grain); !done)
    return Outcome<std::vector<ItemResult<R>>>(done.error());
  return Outcome<std::vector<ItemResult<R>>>(std::move(results));
#else
  parallel_for(results.size(), each, grain);
  return results;
#endif
}

/// One of the tasks that a host is to run.
class HostTask {
 public:
  /// As the library gives it to a ScipixExecutorFn.
  /// @param task       what to call
  /// @param task_data  with what
  HostTask(ScipixTaskFn task, void *task_data) noexcept : task_(task), task_data_(task_data) {}
  /// Runs it.
  /// @param index  which of them
  void operator()(std::size_t index) const noexcept { task_(task_data_, index); }

 private:
  ScipixTaskFn task_;
  void *task_data_;
};

/// While it lives, parallel work of the whole process runs on the host's threads. There can be one at a time, and when
/// it goes no call of the library may be in flight.
class HostExecutor {
 public:
  /// Has the host run tasks from now on.
  /// @param concurrency  how many it can run at once, the calling thread included
  /// @param run          `run(count, task)`, with `const HostTask &task`, calls `task(i)` once for each i below
  ///                     `count`, in any order and on any threads, and returns when all have returned. Called on
  ///                     threads that call the library, several at once. It may throw, or return a Result<void> that
  ///                     is an error, once none of them runs any more: the library then does the work
  template <class Run>
  static Outcome<HostExecutor> make(std::size_t concurrency, Run run) {
    auto owned = std::make_shared<Run>(std::move(run));
    const ScipixStatus status = scipix_set_executor(call<Run>, concurrency, owned.get());
    return detail::outcome(status, [&] { return HostExecutor(std::move(owned)); });
  }
  /// @param other  ends to be in charge
  HostExecutor(HostExecutor &&other) noexcept = default;
  HostExecutor &operator=(HostExecutor &&) = delete;
  ~HostExecutor() {
    if (run_) scipix_set_executor(nullptr, 0, nullptr);
  }

 private:
  explicit HostExecutor(std::shared_ptr<void> run) noexcept : run_(std::move(run)) {}
  template <class Run>
  static ScipixStatus call(void *run, ScipixTaskFn task, void *task_data, std::size_t count) noexcept {
    return detail::contain([&] { return (*static_cast<Run *>(run))(count, HostTask(task, task_data)); });
  }
  std::shared_ptr<void> run_;
};

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
