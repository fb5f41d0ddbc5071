/// @file
/// Executors run jobs with bounded concurrency, and keep the status of each job until it is waited for.
#ifndef SCIPIX_EXECUTOR_HPP
#define SCIPIX_EXECUTOR_HPP

#include <scipix/handle.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace scipix {
inline namespace SCIPIX_MODE {

/// Runs jobs with bounded concurrency. Thread-safe. The destructor runs the queued jobs and waits for them; it must not
/// run inside a job.
class Executor {
 public:
  /// Makes an executor. Its threads start as jobs arrive.
  /// @param max_concurrent  the most jobs that run at once; 0: no limit
  /// @param max_queued      the most jobs that wait; 0: no limit
  static Outcome<Executor> make(std::size_t max_concurrent, std::size_t max_queued = 0) {
    ScipixExecutor *executor = nullptr;
    return detail::outcome(scipix_executor_new(max_concurrent, max_queued, &executor),
                           [&] { return Executor(executor); });
  }
#ifndef SCIPIX_NO_EXCEPTIONS
  /// Calls `make`, and throws its error.
  /// @param max_concurrent  the most jobs that run at once; 0: no limit
  /// @param max_queued      the most jobs that wait; 0: no limit
  explicit Executor(std::size_t max_concurrent, std::size_t max_queued = 0)
      : Executor(make(max_concurrent, max_queued)) {}
#endif

  /// Queues a job. Fails with QUEUE_FULL if there is no room.
  /// @param job  called once. If it throws, or returns a Result<void> with an error, its status is that of the
  ///             scipix::Error, OUT_OF_MEMORY for std::bad_alloc, CALLBACK_FAILED for anything else
  /// @return a ticket for one `wait`. The status is kept until then, so use `post` for a job that nobody waits for
  template <class Fn>
  Outcome<std::uint64_t> submit(Fn job) {
    std::uint64_t ticket = 0;
    const ScipixStatus status = queue(std::move(job), &ticket);
    return detail::outcome(status, [&] { return ticket; });
  }
  /// Queues a job without a ticket; its status is discarded.
  /// @param job  called once; may fail like a job of `submit`
  template <class Fn>
  Outcome<void> post(Fn job) {
    return check(queue(std::move(job), nullptr));
  }
  /// Waits for a job.
  /// @param ticket      the ticket that `submit` returned; NOT_FOUND if it was waited for before
  /// @param timeout_us  how long to wait
  /// @return the status of the job; nullopt if it has not ended in time
  Outcome<std::optional<ScipixStatus>> wait(std::uint64_t ticket, std::uint64_t timeout_us = SCIPIX_WAIT_FOREVER) {
    ScipixStatus job_status = SCIPIX_STATUS_NOT_SET;
    const ScipixStatus status = scipix_executor_wait(get(), ticket, timeout_us, &job_status);
    const bool ended = status != SCIPIX_STATUS_TIMEOUT;
    return detail::outcome(ended ? status : SCIPIX_STATUS_OK,
                           [&] { return ended ? std::optional<ScipixStatus>(job_status) : std::nullopt; });
  }
  /// Waits for all jobs.
  /// @param timeout_us  how long to wait
  /// @return whether they ended in time
  Outcome<bool> wait_all(std::uint64_t timeout_us = SCIPIX_WAIT_FOREVER) {
    const ScipixStatus status = scipix_executor_wait_all(get(), timeout_us);
    const bool ended = status != SCIPIX_STATUS_TIMEOUT;
    return detail::outcome(ended ? status : SCIPIX_STATUS_OK, [&] { return ended; });
  }
  /// Cancels a job.
  /// @param ticket  the ticket that `submit` returned; it must still be waited for
  /// @return whether the job had not started; its status is then CANCELLED
  bool cancel(std::uint64_t ticket) noexcept { return scipix_executor_cancel(get(), ticket) == SCIPIX_STATUS_OK; }
  /// Borrows the handle for the C functions.
  ScipixExecutor *get() const noexcept { return executor_.get(); }

 private:
  explicit Executor(ScipixExecutor *executor) noexcept : executor_(executor) {}
  template <class Fn>
  ScipixStatus queue(Fn &&job, std::uint64_t *ticket) {
    auto node = std::make_unique<Fn>(std::forward<Fn>(job));
    const ScipixStatus status = scipix_executor_submit(get(), run<Fn>, finish<Fn>, node.get(), ticket);
    if (status == SCIPIX_STATUS_OK) static_cast<void>(node.release());  // `finish` deletes it
    return status;
  }
  template <class Fn>
  static ScipixStatus run(void *job) noexcept {
    return detail::run_callback(*static_cast<Fn *>(job)).status;
  }
  template <class Fn>
  static void finish(void *job, ScipixStatus) noexcept {
    delete static_cast<Fn *>(job);
  }

  detail::ThreadedHandle<ScipixExecutor, scipix_executor_free> executor_;
};

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
