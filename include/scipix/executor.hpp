/// @file
/// Executors: jobs, at most so many at once, each with a status that is kept until somebody waits for it.
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

/// Jobs, at most so many at once. Any thread may use it. The destructor runs what is queued, outside of all jobs only.
class Executor {
 public:
  /// An executor, whose threads start as jobs come.
  /// @param max_concurrent  most jobs at once; 0: no bound
  /// @param max_queued      most jobs that wait beyond those; 0: no bound
  static Outcome<Executor> make(std::size_t max_concurrent, std::size_t max_queued = 0) {
    ScipixExecutor *executor = nullptr;
    return detail::outcome(scipix_executor_new(max_concurrent, max_queued, &executor),
                           [&] { return Executor(executor); });
  }
#ifndef SCIPIX_NO_EXCEPTIONS
  /// As `make`.
  /// @param max_concurrent  most jobs at once; 0: no bound
  /// @param max_queued      most jobs that wait beyond those; 0: no bound
  explicit Executor(std::size_t max_concurrent, std::size_t max_queued = 0)
      : Executor(make(max_concurrent, max_queued)) {}
#endif

  /// Queues a job; QUEUE_FULL where there is no room.
  /// @param job  called once. It may throw, or return a Result<void>: its status is then that of a scipix::Error,
  ///             OUT_OF_MEMORY for std::bad_alloc, CALLBACK_FAILED for anything else
  /// @return a ticket, for one `wait`: the status is kept until then. A job that nobody waits for is one for `post`
  template <class Fn>
  Outcome<std::uint64_t> submit(Fn job) {
    std::uint64_t ticket = 0;
    const ScipixStatus status = queue(std::move(job), &ticket);
    return detail::outcome(status, [&] { return ticket; });
  }
  /// The same without a ticket: nothing is kept of the job once it has ended.
  /// @param job  as that of `submit`; nobody learns of its status
  template <class Fn>
  Outcome<void> post(Fn job) {
    return check(queue(std::move(job), nullptr));
  }
  /// Waits for a job.
  /// @param ticket      as `submit` gave it; NOT_FOUND where it was waited for before
  /// @param timeout_us  how long to wait
  /// @return the status of the job; nullopt where it has not ended in time
  Outcome<std::optional<ScipixStatus>> wait(std::uint64_t ticket, std::uint64_t timeout_us = SCIPIX_WAIT_FOREVER) {
    ScipixStatus job_status = SCIPIX_STATUS_NOT_SET;
    const ScipixStatus status = scipix_executor_wait(get(), ticket, timeout_us, &job_status);
    const bool ended = status != SCIPIX_STATUS_TIMEOUT;
    return detail::outcome(ended ? status : SCIPIX_STATUS_OK,
                           [&] { return ended ? std::optional<ScipixStatus>(job_status) : std::nullopt; });
  }
  /// Waits for all jobs.
  /// @param timeout_us  how long to wait
  /// @return whether they have ended in time
  Outcome<bool> wait_all(std::uint64_t timeout_us = SCIPIX_WAIT_FOREVER) {
    const ScipixStatus status = scipix_executor_wait_all(get(), timeout_us);
    const bool ended = status != SCIPIX_STATUS_TIMEOUT;
    return detail::outcome(ended ? status : SCIPIX_STATUS_OK, [&] { return ended; });
  }
  /// Cancels a job.
  /// @param ticket  as `submit` gave it; a wait for it is still due
  /// @return whether the job had not begun; its status is then CANCELLED
  bool cancel(std::uint64_t ticket) noexcept { return scipix_executor_cancel(get(), ticket) == SCIPIX_STATUS_OK; }
  /// Borrowed, for the C functions.
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
    return detail::contain(*static_cast<Fn *>(job));
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
