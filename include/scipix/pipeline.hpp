/// @file
/// Pipelines of overlapping stages. Each stage has its own threads and a bounded queue; results come out in order.
#ifndef SCIPIX_PIPELINE_HPP
#define SCIPIX_PIPELINE_HPP

#include <scipix/parallel.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace scipix {
inline namespace SCIPIX_MODE {

/// One stage of a pipeline.
template <class Fn>
struct Stage {
  Fn fn;  ///< Takes the value of the previous stage and returns the next one; may throw, or return a Result.
  std::uint32_t workers = 1;  ///< The number of threads, which is the most items it processes at once.
  std::uint32_t queue = 0;    ///< The most items that wait for the stage; 0: twice the workers.
};

/// Makes a stage of a pipeline.
/// @param fn       takes the value of the previous stage and returns the next one; may throw, or return a Result
/// @param workers  number of threads, which is the most items it processes at once
/// @param queue    the most items that wait for the stage; 0: twice the workers
template <class Fn>
Stage<Fn> stage(Fn fn, std::uint32_t workers = 1, std::uint32_t queue = 0) {
  return {std::move(fn), workers, queue};
}

namespace detail {

// The types of an item on its way through the stages: In, the result of the first stage, and so on.
template <class In, class... Fns>
struct StageTypes;
template <class In>
struct StageTypes<In> {
  using Values = std::tuple<std::optional<In>>;
  using Out = In;
};
template <class In, class Fn, class... Fns>
struct StageTypes<In, Fn, Fns...> {
  using Later = StageTypes<ValueOf<Fn &, In &&>, Fns...>;
  using Values =
      decltype(std::tuple_cat(std::declval<std::tuple<std::optional<In>>>(), std::declval<typename Later::Values>()));
  using Out = typename Later::Out;
};

}  // namespace detail

/// Passes values of In through overlapping stages; results come out in order. Made by `make_pipeline`. The destructor
/// waits for running stages and drops results that were not fetched; it must not run inside a stage.
template <class In, class... Fns>
class Pipeline {
 public:
  using Out = typename detail::StageTypes<In, Fns...>::Out;  ///< The type that the last stage returns.
  using Result = ItemResult<Out>;                       ///< The result of one value.

  /// Starts the threads of the stages.
  /// @param stages  1 to 16
  static Outcome<Pipeline> make(Stage<Fns>... stages) {
    return start({{stages.workers, stages.queue}...}, std::make_unique<Functions>(std::move(stages.fn)...),
                 std::index_sequence_for<Fns...>());
  }

  /// Moves the pipeline; `other` becomes empty.
  /// @param other  the source
  Pipeline(Pipeline &&other) noexcept = default;
  Pipeline &operator=(Pipeline &&) = delete;

  /// Pushes a value, and waits for room if necessary. A value that is not accepted is given back, if In is
  /// move-assignable.
  /// @param value       the argument of the first stage
  /// @param timeout_us  how long to wait
  /// @return false if there was no room in time
  Outcome<bool> push(In &&value, std::uint64_t timeout_us = SCIPIX_WAIT_FOREVER) {
    const ScipixStatus status = push_or_keep(value, timeout_us);
    const bool pushed = status != SCIPIX_STATUS_TIMEOUT;
    return detail::outcome(pushed ? status : SCIPIX_STATUS_OK, [&] { return pushed; });
  }
  /// Pushes a copy of a value.
  /// @param value       the argument of the first stage
  /// @param timeout_us  how long to wait
  /// @return false if there was no room in time
  Outcome<bool> push(const In &value, std::uint64_t timeout_us = SCIPIX_WAIT_FOREVER) {
    return push(In(value), timeout_us);
  }
  /// Fetches the next result, in the order in which values were pushed.
  /// @param timeout_us  how long to wait
  /// @return nullopt if there is none in time, or if all results were fetched after `close`
  Outcome<std::optional<Result>> next(std::uint64_t timeout_us = SCIPIX_WAIT_FOREVER) {
    std::optional<Result> result;
    const ScipixStatus status = fetch(result, timeout_us);
    const bool none = status == SCIPIX_STATUS_TIMEOUT || status == SCIPIX_STATUS_CLOSED;
    return detail::outcome(none ? SCIPIX_STATUS_OK : status, [&] { return std::move(result); });
  }
  /// Refuses further values. Results of values that were accepted can still be fetched.
  Outcome<void> close() { return check(scipix_pipeline_close(get())); }

  /// Processes all values, and calls back with each result.
  /// @param values     arguments of the first stage
  /// @param on_result  called as `on_result(index, result)` for each result, in order. If it throws, the values that
  ///                   are already inside are processed and dropped before the exception leaves
  template <class OnResult>
  Outcome<void> run(std::vector<In> values, OnResult &&on_result) {
    static_assert(std::is_move_assignable_v<In>, "a value that finds no room is given back");
    std::size_t pushed = 0, fetched = 0;
    const DrainGuard guard{*this, pushed, fetched};
    ScipixStatus status = SCIPIX_STATUS_OK;
    while (fetched < values.size()) {
      while (pushed < values.size() && (status = push_or_keep(values[pushed], 0)) == SCIPIX_STATUS_OK) ++pushed;
      if (status != SCIPIX_STATUS_OK && status != SCIPIX_STATUS_TIMEOUT) break;
      std::optional<Result> result;
      status = fetch(result, SCIPIX_WAIT_FOREVER);
      if (status != SCIPIX_STATUS_OK) break;
      on_result(fetched++, std::move(*result));
    }
    return check(status);
  }
  /// Processes all values.
  /// @param values  arguments of the first stage
  /// @return the results, in order
  Outcome<std::vector<Result>> run(std::vector<In> values) {
    std::vector<Result> results;
    results.reserve(values.size());
    const auto keep = [&](std::size_t, Result result) { results.push_back(std::move(result)); };
#ifdef SCIPIX_NO_EXCEPTIONS
    if (auto done = run(std::move(values), keep); !done) return Error(done.error());
#else
    run(std::move(values), keep);
#endif
    return results;
  }

  /// Returns statistics of a stage.
  /// @param stage  index of the stage, from 0
  Outcome<ScipixStageStats> stats(std::size_t stage) const {
    auto stats = detail::with_struct_size<ScipixStageStats>();
    return detail::outcome(scipix_pipeline_stage_stats(get(), stage, &stats), [&] { return stats; });
  }
  /// Borrows the handle for the C functions. Items must be pushed through this class.
  ScipixPipeline *get() const noexcept { return pipeline_.get(); }

 private:
  using Functions = std::tuple<Fns...>;

  // A value on its way. The library carries its address through all stages.
  struct Item {
    typename detail::StageTypes<In, Fns...>::Values values;
    ItemResult<Out> result;

    explicit Item(In &&value) { std::get<0>(values).emplace(std::move(value)); }
  };

  // Fetches the results that a run which ends early leaves inside; a later run would take them for its own.
  struct DrainGuard {
    Pipeline &pipeline;
    std::size_t &pushed, &fetched;
    ~DrainGuard() {
      for (std::optional<Result> dropped; fetched < pushed; ++fetched) {
        if (pipeline.fetch(dropped, SCIPIX_WAIT_FOREVER) != SCIPIX_STATUS_OK) return;
      }
    }
  };

  struct StageLimits {
    std::uint32_t workers, queue;
  };

  Pipeline(std::unique_ptr<Functions> functions, ScipixPipeline *pipeline) noexcept
      : functions_(std::move(functions)), pipeline_(pipeline) {}

  template <std::size_t... Index>
  static Outcome<Pipeline> start(const StageLimits (&limits)[sizeof...(Fns)], std::unique_ptr<Functions> functions,
                                 std::index_sequence<Index...>) {
    const ScipixStage stages[] = {
        {step<Index>, functions.get(), drop, limits[Index].workers, limits[Index].queue, {0, 0}}...};
    ScipixPipeline *pipeline = nullptr;
    return detail::outcome(scipix_pipeline_new(stages, sizeof...(Fns), &pipeline),
                           [&] { return Pipeline(std::move(functions), pipeline); });
  }

  template <std::size_t Index>
  static ScipixStatus step(void *functions, void *item, void **out_result) noexcept {
    *out_result = item;
    Item &current = *static_cast<Item *>(item);
    const auto advance = [&current, functions] {
      auto &from = std::get<Index>(current.values);
      auto done = detail::call_into(std::get<Index + 1>(current.values),
                                    std::get<Index>(*static_cast<Functions *>(functions)), std::move(*from));
      from.reset();
      return done;
    };
    const detail::CallbackEnd end = detail::run_callback(advance);
    if (end.status != SCIPIX_STATUS_OK) detail::set_failure(current.result, end);
    return end.status;
  }
  static void drop(void *, void *item) noexcept { delete static_cast<Item *>(item); }

  // Takes `value` only if there is room.
  ScipixStatus push_or_keep(In &value, std::uint64_t timeout_us) {
    auto item = std::make_unique<Item>(std::move(value));
    const ScipixStatus status = scipix_pipeline_push(get(), item.get(), timeout_us);
    if (status == SCIPIX_STATUS_OK) {
      static_cast<void>(item.release());  // `fetch` or `drop` deletes it
    } else if constexpr (std::is_move_assignable_v<In>) {
      value = std::move(*std::get<0>(item->values));
    }
    return status;
  }

  ScipixStatus fetch(std::optional<Result> &out, std::uint64_t timeout_us) {
    void *fetched = nullptr;
    ScipixStatus item_status = SCIPIX_STATUS_NOT_SET;
    const ScipixStatus status = scipix_pipeline_next(get(), timeout_us, &fetched, &item_status);
    if (status != SCIPIX_STATUS_OK) return status;
    const std::unique_ptr<Item> item(static_cast<Item *>(fetched));
    item->result.status = item_status;
    if (item->result) item->result.value = std::move(std::get<sizeof...(Fns)>(item->values));
    out.emplace(std::move(item->result));
    return status;
  }

  // Declared in this order so that the threads are joined before the functions they call are destroyed.
  std::unique_ptr<Functions> functions_;
  detail::ThreadedHandle<ScipixPipeline, scipix_pipeline_free> pipeline_;
};

/// Makes a pipeline: `make_pipeline<Path>(stage(decode, 2), stage(read, 2))`.
/// @tparam In     type of the values to push
/// @param stages  1 to 16
template <class In, class... Fns>
Outcome<Pipeline<In, Fns...>> make_pipeline(Stage<Fns>... stages) {
  return Pipeline<In, Fns...>::make(std::move(stages)...);
}

/// Processes all values in a pipeline: `run_pipeline(files, stage(decode, 2), stage(read, 2))`.
/// @param values  arguments of the first stage
/// @param stages  1 to 16
/// @return the results, in order
template <class In, class... Fns>
auto run_pipeline(std::vector<In> values, Stage<Fns>... stages) {
  return detail::and_then(make_pipeline<In>(std::move(stages)...),
                      [&](Pipeline<In, Fns...> pipeline) { return pipeline.run(std::move(values)); });
}

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
