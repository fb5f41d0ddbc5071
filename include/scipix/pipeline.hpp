/// @file
/// Pipelines: stages that overlap, each with its own threads and a bounded queue; what comes out is in order.
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
  Fn fn;  ///< Takes a value of the stage before and makes the next one; may throw, or return a Result.
  std::uint32_t workers = 1;  ///< Threads: so many of its items at once.
  std::uint32_t queue = 0;    ///< Items that may wait before it; 0: twice the workers.
};

/// A stage of a pipeline.
/// @param fn       takes a value of the stage before and makes the next one; may throw, or return a Result
/// @param workers  threads: so many of its items at once
/// @param queue    items that may wait before it; 0: twice the workers
template <class Fn>
Stage<Fn> stage(Fn fn, std::uint32_t workers = 1, std::uint32_t queue = 0) {
  return {std::move(fn), workers, queue};
}

namespace detail {

// The types of an item on its way: In, what the first stage makes of it, and so on.
template <class In, class... Fns>
struct Forms;
template <class In>
struct Forms<In> {
  using Types = std::tuple<std::optional<In>>;
  using Out = In;
};
template <class In, class Fn, class... Fns>
struct Forms<In, Fn, Fns...> {
  using Later = Forms<Made<Fn &, In &&>, Fns...>;
  using Types =
      decltype(std::tuple_cat(std::declval<std::tuple<std::optional<In>>>(), std::declval<typename Later::Types>()));
  using Out = typename Later::Out;
};

}  // namespace detail

/// Values of In go through stages that overlap, and come out in order. Made by `make_pipeline`. The destructor lets
/// running stages end and drops what was not fetched; it must not run inside a stage.
template <class In, class... Fns>
class Pipeline {
 public:
  using Out = typename detail::Forms<In, Fns...>::Out;  ///< What the last stage makes.
  using Result = ItemResult<Out>;                       ///< What comes out.

  /// Starts the threads of the stages.
  /// @param stages  1 to 16
  static Outcome<Pipeline> make(Stage<Fns>... stages) {
    return start({{stages.workers, stages.queue}...}, std::make_unique<Functions>(std::move(stages.fn)...),
                 std::index_sequence_for<Fns...>());
  }

  /// @param other  gives its pipeline up
  Pipeline(Pipeline &&other) noexcept = default;
  Pipeline &operator=(Pipeline &&) = delete;

  /// Waits for room.
  /// @param value       given to the first stage
  /// @param timeout_us  how long to wait
  /// @return false where there was no room in time; `value` is then lost
  Outcome<bool> push(In value, std::uint64_t timeout_us = SCIPIX_WAIT_FOREVER) {
    const ScipixStatus status = push_or_keep(value, timeout_us);
    const bool pushed = status != SCIPIX_STATUS_TIMEOUT;
    return detail::outcome(pushed ? status : SCIPIX_STATUS_OK, [&] { return pushed; });
  }
  /// Fetches the next result in the order of pushing.
  /// @param timeout_us  how long to wait
  /// @return nullopt where there is none in time, or none any more after `close`
  Outcome<std::optional<Result>> next(std::uint64_t timeout_us = SCIPIX_WAIT_FOREVER) {
    std::optional<Result> result;
    const ScipixStatus status = fetch(result, timeout_us);
    const bool none = status == SCIPIX_STATUS_TIMEOUT || status == SCIPIX_STATUS_CLOSED;
    return detail::outcome(none ? SCIPIX_STATUS_OK : status, [&] { return std::move(result); });
  }
  /// Refuses further values; what is inside is still to be fetched.
  Outcome<void> close() { return check(scipix_pipeline_close(get())); }

  /// Sends all of `values` through.
  /// @param values     given to the first stage
  /// @param on_result  called as `on_result(index, result)` as each comes out, in order; where it throws, the values that
  ///                   are inside come out first, and are dropped
  template <class OnResult>
  Outcome<void> run(std::vector<In> values, OnResult &&on_result) {
    static_assert(std::is_move_assignable_v<In>, "a value for which there is no room goes back");
    std::size_t pushed = 0, fetched = 0;
    const Rest rest{*this, pushed, fetched};
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
  /// Sends all of `values` through.
  /// @param values  given to the first stage
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

  /// What a stage has done.
  /// @param stage  which, from 0
  Outcome<ScipixStageStats> stats(std::size_t stage) const {
    auto stats = detail::sized<ScipixStageStats>();
    return detail::outcome(scipix_pipeline_stage_stats(get(), stage, &stats), [&] { return stats; });
  }
  /// Borrowed, for the C functions. Items must come from this class.
  ScipixPipeline *get() const noexcept { return pipeline_.get(); }

 private:
  using Functions = std::tuple<Fns...>;

  // The library carries its address through all stages.
  struct Item {
    typename detail::Forms<In, Fns...>::Types forms;
    ItemResult<Out> result;

    explicit Item(In &&value) { std::get<0>(forms).emplace(std::move(value)); }
  };

  // Fetches what a run that ends early leaves inside: a later one would take it for its own.
  struct Rest {
    Pipeline &pipeline;
    std::size_t &pushed, &fetched;
    ~Rest() {
      for (std::optional<Result> dropped; fetched < pushed; ++fetched) {
        if (pipeline.fetch(dropped, SCIPIX_WAIT_FOREVER) != SCIPIX_STATUS_OK) return;
      }
    }
  };

  struct Places {
    std::uint32_t workers, queue;
  };

  Pipeline(std::unique_ptr<Functions> functions, ScipixPipeline *pipeline) noexcept
      : functions_(std::move(functions)), pipeline_(pipeline) {}

  template <std::size_t... Index>
  static Outcome<Pipeline> start(const Places (&places)[sizeof...(Fns)], std::unique_ptr<Functions> functions,
                                 std::index_sequence<Index...>) {
    const ScipixStage stages[] = {
        {step<Index>, functions.get(), drop, places[Index].workers, places[Index].queue, {0, 0}}...};
    ScipixPipeline *pipeline = nullptr;
    return detail::outcome(scipix_pipeline_new(stages, sizeof...(Fns), &pipeline),
                           [&] { return Pipeline(std::move(functions), pipeline); });
  }

  template <std::size_t Index>
  static ScipixStatus step(void *functions, void *item, void **out_result) noexcept {
    *out_result = item;
    Item &on_its_way = *static_cast<Item *>(item);
    const auto make = [&on_its_way, functions] {
      auto &from = std::get<Index>(on_its_way.forms);
      auto done = detail::make_into(std::get<Index + 1>(on_its_way.forms),
                                    std::get<Index>(*static_cast<Functions *>(functions)), std::move(*from));
      from.reset();
      return done;
    };
    return detail::contain(make, detail::keep_in(on_its_way.result));
  }
  static void drop(void *, void *item) noexcept { delete static_cast<Item *>(item); }

  // Takes `value` only where there is room.
  ScipixStatus push_or_keep(In &value, std::uint64_t timeout_us) {
    auto item = std::make_unique<Item>(std::move(value));
    const ScipixStatus status = scipix_pipeline_push(get(), item.get(), timeout_us);
    if (status == SCIPIX_STATUS_OK) {
      static_cast<void>(item.release());  // `fetch` or `drop` deletes it
    } else if constexpr (std::is_move_assignable_v<In>) {
      value = std::move(*std::get<0>(item->forms));
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
    if (item->result) item->result.value = std::move(std::get<sizeof...(Fns)>(item->forms));
    out.emplace(std::move(item->result));
    return status;
  }

  // The threads are joined before what they call goes.
  std::unique_ptr<Functions> functions_;
  detail::ThreadedHandle<ScipixPipeline, scipix_pipeline_free> pipeline_;
};

/// Makes a pipeline: `make_pipeline<Path>(stage(decode, 2), stage(read, 2))`.
/// @tparam In     what is pushed
/// @param stages  1 to 16
template <class In, class... Fns>
Outcome<Pipeline<In, Fns...>> make_pipeline(Stage<Fns>... stages) {
  return Pipeline<In, Fns...>::make(std::move(stages)...);
}

/// Sends all of `values` through stages that overlap: `run_pipeline(files, stage(decode, 2), stage(read, 2))`.
/// @param values  given to the first stage
/// @param stages  1 to 16
/// @return the results, in order
template <class In, class... Fns>
auto run_pipeline(std::vector<In> values, Stage<Fns>... stages) {
  return detail::then(make_pipeline<In>(std::move(stages)...),
                      [&](Pipeline<In, Fns...> pipeline) { return pipeline.run(std::move(values)); });
}

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
