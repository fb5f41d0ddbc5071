// scipix for C++17: owners for the handles of scipix.h, a status that is not OK as an exception. Header-only.
#ifndef SCIPIX_HPP
#define SCIPIX_HPP

#include <scipix.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <functional>
#include <memory>
#include <memory_resource>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

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

// ---- Parallel work ----

namespace detail {

// Runs `body` where nothing may unwind: the status of a scipix::Error, OUT_OF_MEMORY for std::bad_alloc, and
// CALLBACK_FAILED for anything else. `keep` gets the exception.
template <class Body, class Keep>
ScipixStatus contain(Body &&body, Keep &&keep) noexcept {
  try {
    body();
    return SCIPIX_STATUS_OK;
  } catch (const Error &error) {
    keep(std::current_exception());
    return error.status();
  } catch (const std::bad_alloc &) {
    keep(std::current_exception());
    return SCIPIX_STATUS_OUT_OF_MEMORY;
  } catch (...) {
    keep(std::current_exception());
    return SCIPIX_STATUS_CALLBACK_FAILED;
  }
}

}  // namespace detail

// Calls `body(begin, end)`, or `body(index)`, for all of 0 to `count - 1`, from several threads. The first failure stops
// what has not begun and is thrown as Error: of the status that `detail::contain` tells.
template <class Body>
void parallel_for(std::size_t count, Body &&body, std::size_t grain = 0) {
  using Callable = std::remove_reference_t<Body>;
  const auto call = [](void *user_data, std::size_t begin, std::size_t end) noexcept -> ScipixStatus {
    auto &each = *static_cast<Callable *>(user_data);
    const auto range = [&] {
      if constexpr (std::is_invocable_v<Callable &, std::size_t, std::size_t>) {
        each(begin, end);
      } else {
        for (std::size_t i = begin; i < end; ++i) each(i);
      }
    };
    return detail::contain(range, [](const std::exception_ptr &) {});
  };
  void *user_data = const_cast<std::remove_const_t<Callable> *>(std::addressof(body));
  check(scipix_parallel_for(count, grain, call, user_data));
}

// One stage of a pipeline: `fn` takes a value of the stage before and makes the next one.
template <class Fn>
struct Stage {
  Fn fn;
  std::uint32_t workers = 1;
  std::uint32_t queue = 0;  // 0: twice the workers
};

template <class Fn>
Stage<Fn> stage(Fn fn, std::uint32_t workers = 1, std::uint32_t queue = 0) {
  return {std::move(fn), workers, queue};
}

// What came out of a pipeline: a value, or a status and, where a stage threw, what it threw.
template <class R>
struct PipelineResult {
  ScipixStatus status = SCIPIX_STATUS_NOT_SET;
  std::optional<R> value;
  std::exception_ptr error;

  explicit operator bool() const noexcept { return status == SCIPIX_STATUS_OK; }
};

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
  using Made = std::decay_t<std::invoke_result_t<Fn &, In &&>>;
  using Later = Forms<Made, Fns...>;
  using Types =
      decltype(std::tuple_cat(std::declval<std::tuple<std::optional<In>>>(), std::declval<typename Later::Types>()));
  using Out = typename Later::Out;
};

}  // namespace detail

// Values of In go through stages that overlap, each on its own threads, and come out in order. Made by `make_pipeline`.
// The destructor lets running stages end and drops what was not fetched; it must not run inside a stage.
template <class In, class... Fns>
class Pipeline {
 public:
  using Out = typename detail::Forms<In, Fns...>::Out;
  using Result = PipelineResult<Out>;

  explicit Pipeline(Stage<Fns>... stages)
      : fns_(std::make_unique<Functions>(std::move(stages.fn)...)),
        raw_(start({{stages.workers, stages.queue}...}, std::index_sequence_for<Fns...>())) {}
  Pipeline(Pipeline &&other) noexcept : fns_(std::move(other.fns_)), raw_(std::exchange(other.raw_, nullptr)) {}
  Pipeline &operator=(Pipeline &&) = delete;
  ~Pipeline() {
    // Its threads would go on with what is destroyed here.
    if (scipix_pipeline_free(raw_) != SCIPIX_STATUS_OK) std::terminate();
  }

  // Waits for room. False where there is none in time; `value` is then lost.
  bool push(In value, std::uint64_t timeout_us = SCIPIX_WAIT_FOREVER) {
    auto item = std::make_unique<Item>(std::move(value));
    const ScipixStatus status = scipix_pipeline_push(raw_, item.get(), timeout_us);
    if (status == SCIPIX_STATUS_TIMEOUT) return false;
    check(status);
    static_cast<void>(item.release());  // `next` or `drop` deletes it
    return true;
  }
  // The next result in order; none in time, or none any more after `close`, is nullopt.
  std::optional<Result> next(std::uint64_t timeout_us = SCIPIX_WAIT_FOREVER) {
    void *item = nullptr;
    ScipixStatus item_status = SCIPIX_STATUS_NOT_SET;
    const ScipixStatus status = scipix_pipeline_next(raw_, timeout_us, &item, &item_status);
    if (status == SCIPIX_STATUS_TIMEOUT || status == SCIPIX_STATUS_CLOSED) return std::nullopt;
    check(status);
    return result_of(std::unique_ptr<Item>(static_cast<Item *>(item)), item_status);
  }
  void close() { check(scipix_pipeline_close(raw_)); }

  // All of `values` through, in order; `on_result(index, result)` as each comes out.
  template <class OnResult>
  void run(std::vector<In> values, OnResult &&on_result) {
    std::size_t pushed = 0, fetched = 0;
    while (fetched < values.size()) {
      while (pushed < values.size() && push_or_keep(values[pushed])) ++pushed;
      on_result(fetched++, *next());
    }
  }
  std::vector<Result> run(std::vector<In> values) {
    std::vector<Result> results;
    results.reserve(values.size());
    run(std::move(values), [&](std::size_t, Result result) { results.push_back(std::move(result)); });
    return results;
  }

  ScipixStageStats stats(std::size_t stage) const {
    ScipixStageStats stats = {};
    stats.struct_size = sizeof stats;
    check(scipix_pipeline_stage_stats(raw_, stage, &stats));
    return stats;
  }
  // Borrowed, for the C functions. Items must come from this class.
  ScipixPipeline *get() const noexcept { return raw_; }

 private:
  using Functions = std::tuple<Fns...>;

  // The library carries its address through all stages.
  struct Item {
    typename detail::Forms<In, Fns...>::Types forms;
    std::exception_ptr error;

    explicit Item(In &&value) { std::get<0>(forms).emplace(std::move(value)); }
  };

  struct Places {
    std::uint32_t workers, queue;
  };

  template <std::size_t Index>
  static ScipixStatus step(void *functions, void *item, void **out_result) noexcept {
    *out_result = item;
    auto &[forms, error] = *static_cast<Item *>(item);
    const auto make = [&made = std::get<Index + 1>(forms), &from = std::get<Index>(forms), functions] {
      made.emplace(std::get<Index>(*static_cast<Functions *>(functions))(std::move(*from)));
      from.reset();
    };
    return detail::contain(make, [&thrown = error](std::exception_ptr what) { thrown = std::move(what); });
  }
  static void drop(void *, void *item) noexcept { delete static_cast<Item *>(item); }

  template <std::size_t... Index>
  ScipixPipeline *start(const Places (&places)[sizeof...(Fns)], std::index_sequence<Index...>) {
    const ScipixStage stages[] = {
        {step<Index>, fns_.get(), drop, places[Index].workers, places[Index].queue, {0, 0}}...};
    ScipixPipeline *raw = nullptr;
    check(scipix_pipeline_new(stages, sizeof...(Fns), &raw));
    return raw;
  }

  // Takes `value` only where there is room.
  bool push_or_keep(In &value) {
    auto item = std::make_unique<Item>(std::move(value));
    const ScipixStatus status = scipix_pipeline_push(raw_, item.get(), 0);
    if (status == SCIPIX_STATUS_TIMEOUT) {
      value = std::move(*std::get<0>(item->forms));
      return false;
    }
    check(status);
    static_cast<void>(item.release());
    return true;
  }

  static Result result_of(std::unique_ptr<Item> item, ScipixStatus status) {
    Result result;
    result.status = status;
    if (result) result.value = std::move(std::get<sizeof...(Fns)>(item->forms));
    result.error = std::move(item->error);
    return result;
  }

  std::unique_ptr<Functions> fns_;
  ScipixPipeline *raw_;
};

template <class In, class... Fns>
Pipeline<In, Fns...> make_pipeline(Stage<Fns>... stages) {
  return Pipeline<In, Fns...>(std::move(stages)...);
}

// All of `values` through stages that overlap: `auto texts = run_pipeline(files, stage(decode, 2), stage(read, 2));`
template <class In, class... Fns>
auto run_pipeline(std::vector<In> values, Stage<Fns>... stages) {
  return make_pipeline<In>(std::move(stages)...).run(std::move(values));
}

// Jobs, at most so many at once. What a job throws becomes its status, as `detail::contain` tells. The destructor runs what
// is queued; it must not run inside a job.
class Executor {
 public:
  explicit Executor(std::size_t max_concurrent, std::size_t max_queued = 0) {
    check(scipix_executor_new(max_concurrent, max_queued, &raw_));
  }
  Executor(Executor &&other) noexcept : raw_(std::exchange(other.raw_, nullptr)) {}
  Executor &operator=(Executor &&other) noexcept {
    Executor taken(std::move(other));
    std::swap(raw_, taken.raw_);
    return *this;
  }
  ~Executor() {
    if (scipix_executor_free(raw_) != SCIPIX_STATUS_OK) std::terminate();
  }

  // Returns a ticket, for one `wait`.
  template <class Fn>
  std::uint64_t submit(Fn job) {
    auto node = std::make_unique<Fn>(std::move(job));
    std::uint64_t ticket = 0;
    check(scipix_executor_submit(raw_, run<Fn>, finish<Fn>, node.get(), &ticket));
    static_cast<void>(node.release());  // `finish` deletes it
    return ticket;
  }
  // The status of the job; nullopt where it has not ended in time.
  std::optional<ScipixStatus> wait(std::uint64_t ticket, std::uint64_t timeout_us = SCIPIX_WAIT_FOREVER) {
    ScipixStatus job_status = SCIPIX_STATUS_NOT_SET;
    const ScipixStatus status = scipix_executor_wait(raw_, ticket, timeout_us, &job_status);
    if (status == SCIPIX_STATUS_TIMEOUT) return std::nullopt;
    check(status);
    return job_status;
  }
  // Whether all jobs have ended in time.
  bool wait_all(std::uint64_t timeout_us = SCIPIX_WAIT_FOREVER) {
    const ScipixStatus status = scipix_executor_wait_all(raw_, timeout_us);
    if (status != SCIPIX_STATUS_TIMEOUT) check(status);
    return status == SCIPIX_STATUS_OK;
  }
  // Whether the job had not begun; its status is then CANCELLED.
  bool cancel(std::uint64_t ticket) noexcept { return scipix_executor_cancel(raw_, ticket) == SCIPIX_STATUS_OK; }
  // Borrowed, for the C functions.
  ScipixExecutor *get() const noexcept { return raw_; }

 private:
  template <class Fn>
  static ScipixStatus run(void *job) noexcept {
    return detail::contain(*static_cast<Fn *>(job), [](const std::exception_ptr &) {});
  }
  template <class Fn>
  static void finish(void *job, ScipixStatus) noexcept {
    delete static_cast<Fn *>(job);
  }

  ScipixExecutor *raw_ = nullptr;
};

// ---- Pools ----

// A buffer of a pool, given back when it goes, on whatever thread. Moves; does not copy.
class Buffer {
 public:
  Buffer() noexcept = default;
  // Room for `size` bytes from the global pools.
  explicit Buffer(std::size_t size) { check(scipix_buffer_acquire(size, &raw_)); }
  // Takes over a buffer of the C functions.
  explicit Buffer(const ScipixBuffer &raw) noexcept : raw_(raw) {}
  Buffer(Buffer &&other) noexcept : raw_(std::exchange(other.raw_, ScipixBuffer{})) {}
  Buffer &operator=(Buffer &&other) noexcept {
    Buffer taken(std::move(other));
    std::swap(raw_, taken.raw_);
    return *this;
  }
  ~Buffer() { scipix_buffer_release(&raw_); }

  std::uint8_t *data() noexcept { return raw_.data; }
  const std::uint8_t *data() const noexcept { return raw_.data; }
  // Bytes in use, and bytes there is room for.
  std::size_t size() const noexcept { return raw_.len; }
  std::size_t capacity() const noexcept { return raw_.capacity; }
  bool empty() const noexcept { return raw_.len == 0; }
  explicit operator bool() const noexcept { return raw_.data != nullptr; }

  // The bytes in use, as a range.
  std::uint8_t *begin() noexcept { return raw_.data; }
  std::uint8_t *end() noexcept { return raw_.data + raw_.len; }
  const std::uint8_t *begin() const noexcept { return raw_.data; }
  const std::uint8_t *end() const noexcept { return raw_.data + raw_.len; }

  // Says how many bytes are in use; what they hold is the caller's affair.
  void resize(std::size_t size) {
    if (size > raw_.capacity) throw std::length_error("scipix::Buffer::resize beyond its capacity");
    raw_.len = size;
  }
  void append(const void *bytes, std::size_t size) {
    check(scipix_buffer_append(&raw_, static_cast<const std::uint8_t *>(bytes), size));
  }
  void clear() noexcept { raw_.len = 0; }
  // Gives it back now.
  void reset() { check(scipix_buffer_release(&raw_)); }
  // Hands it to the C functions.
  ScipixBuffer release() noexcept { return std::exchange(raw_, ScipixBuffer{}); }
  const ScipixBuffer &raw() const noexcept { return raw_; }

 private:
  ScipixBuffer raw_{};
};

// A pool of buffers of one size. Its buffers may outlive it.
class Pool {
 public:
  static ScipixPoolConfig defaults() {
    ScipixPoolConfig config;
    check(scipix_pool_config_init(&config));
    return config;
  }
  explicit Pool(const ScipixPoolConfig &config) {
    ScipixPool *pool = nullptr;
    check(scipix_pool_new(&config, &pool));
    pool_.reset(pool);
  }
  explicit Pool(std::size_t buffer_size) : Pool(sized(buffer_size)) {}
  // One that all of the process share.
  static Pool global(ScipixPoolClass pool_class) {
    ScipixPool *pool = nullptr;
    check(scipix_pool_global(pool_class, &pool));
    return Pool(Handle(pool, Free(true)));
  }

  Buffer acquire() {
    ScipixBuffer raw;
    check(scipix_pool_acquire(pool_.get(), &raw));
    return Buffer(raw);
  }
  ScipixPoolStats stats() const {
    ScipixPoolStats stats{};
    stats.struct_size = sizeof stats;
    check(scipix_pool_stats(pool_.get(), &stats));
    return stats;
  }
  void trim() { check(scipix_pool_trim(pool_.get())); }
  ScipixPool *get() const noexcept { return pool_.get(); }

 private:
  struct Free {
    bool borrowed;
    Free() noexcept : borrowed(false) {}
    explicit Free(bool borrowed) noexcept : borrowed(borrowed) {}
    void operator()(ScipixPool *pool) const noexcept {
      if (!borrowed) scipix_pool_free(pool);
    }
  };
  using Handle = std::unique_ptr<ScipixPool, Free>;

  explicit Pool(Handle pool) noexcept : pool_(std::move(pool)) {}
  static ScipixPoolConfig sized(std::size_t buffer_size) {
    ScipixPoolConfig config = defaults();
    config.buffer_size = buffer_size;
    return config;
  }
  Handle pool_;
};

// ---- Arenas ----

// Memory for many small things that go all at once. One thread at a time.
class Arena {
 public:
  explicit Arena(std::size_t capacity = 0, std::size_t max_bytes = 0) {
    ScipixArena *arena = nullptr;
    check(scipix_arena_new(capacity, max_bytes, &arena));
    arena_.reset(arena);
    cursor_ = scipix_arena_cursor(arena);
  }

  // `size` bytes; `align` is a power of two up to 4096. The call of the library is only for a chunk that is used up.
  void *allocate(std::size_t size, std::size_t align = alignof(std::max_align_t)) {
    const auto mask = static_cast<std::uintptr_t>(align) - 1;
    const auto cur = reinterpret_cast<std::uintptr_t>(cursor_->cur);
    // The two are the same where the size is a multiple of the alignment; the first is shorter from bump to bump.
    const std::uintptr_t next = (size & mask) == 0 ? (cur + (mask + size)) & ~mask : ((cur + mask) & ~mask) + size;
    // Sizes that could wrap are left to the call; of constants this line is one comparison.
    if (mask < kMaxAlign && size <= SIZE_MAX >> 24 && next <= reinterpret_cast<std::uintptr_t>(cursor_->end)) {
      cursor_->cur = reinterpret_cast<std::uint8_t *>(next);
      return reinterpret_cast<void *>(next - size);
    }
    return allocate_slowly(size, align);
  }
  // `count` objects, uninitialised; nobody will call their destructors.
  template <class T>
  T *allocate(std::size_t count = 1) {
    if (count > SIZE_MAX / sizeof(T)) throw std::bad_array_new_length();
    return static_cast<T *>(allocate(count * sizeof(T), alignof(T)));
  }
  // One object, whose destructor does nothing.
  template <class T, class... Args>
  T *create(Args &&...args) {
    static_assert(std::is_trivially_destructible_v<T>, "an arena calls no destructors");
    return ::new (allocate(sizeof(T), alignof(T))) T(std::forward<Args>(args)...);
  }

  ScipixArenaMark mark() const {
    ScipixArenaMark mark;
    check(scipix_arena_mark(arena_.get(), &mark));
    return mark;
  }
  void rewind(const ScipixArenaMark &mark) { check(scipix_arena_rewind(arena_.get(), &mark)); }
  void reset() { check(scipix_arena_reset(arena_.get())); }
  std::size_t usage() const noexcept { return scipix_arena_usage(arena_.get()); }
  std::size_t capacity() const noexcept { return scipix_arena_capacity(arena_.get()); }
  ScipixArena *get() const noexcept { return arena_.get(); }

 private:
  void *allocate_slowly(std::size_t size, std::size_t align) {
    void *block = nullptr;
    check(scipix_arena_alloc(arena_.get(), size, align, &block));
    return block;
  }
  static constexpr std::uintptr_t kMaxAlign = 4096;
  struct Free {
    void operator()(ScipixArena *arena) const noexcept { scipix_arena_free(arena); }
  };
  std::unique_ptr<ScipixArena, Free> arena_;
  ScipixArenaCursor *cursor_;
};

// The arena behind containers of std::pmr; borrows it. What they give back stays in the arena until its reset.
class ArenaResource final : public std::pmr::memory_resource {
 public:
  explicit ArenaResource(Arena &arena) noexcept : arena_(&arena) {}

 private:
  void *do_allocate(std::size_t size, std::size_t align) override {
    try {
      return arena_->allocate(size, align);
    } catch (const Error &) {
      throw std::bad_alloc();
    }
  }
  void do_deallocate(void *, std::size_t, std::size_t) override {}
  bool do_is_equal(const std::pmr::memory_resource &other) const noexcept override {
    const auto *same = dynamic_cast<const ArenaResource *>(&other);
    return same != nullptr && same->arena_ == arena_;
  }
  Arena *arena_;
};

// ---- Models ----

// A model file, mapped. Many threads may use one. What it hands out is borrowed from it.
class Model {
 public:
  static ScipixModelOptions defaults() {
    ScipixModelOptions options;
    check(scipix_model_options_init(&options));
    return options;
  }
  explicit Model(const char *path, const ScipixModelOptions &options = defaults()) {
    ScipixModel *model = nullptr;
    check(scipix_model_open(path, &options, &model));
    model_.reset(model);
  }
  explicit Model(const std::string &path, const ScipixModelOptions &options = defaults())
      : Model(path.c_str(), options) {}

  const std::uint8_t *data() const noexcept { return scipix_model_data(model_.get()); }
  std::size_t size() const noexcept { return scipix_model_len(model_.get()); }
  std::size_t tensor_count() const noexcept { return scipix_model_tensor_count(model_.get()); }
  ScipixTensorInfo tensor(std::size_t index) const {
    ScipixTensorInfo info = blank();
    check(scipix_model_tensor_at(model_.get(), index, &info));
    return info;
  }
  ScipixTensorInfo tensor(const char *name) const {
    ScipixTensorInfo info = blank();
    check(scipix_model_tensor(model_.get(), name, &info));
    return info;
  }
  ScipixTensorInfo tensor(const std::string &name) const { return tensor(name.c_str()); }
  // A JSON object of strings.
  std::string_view metadata() const noexcept { return scipix_model_metadata(model_.get()); }
  void advise(std::size_t offset, std::size_t len, ScipixAdvice advice) const {
    check(scipix_model_advise(model_.get(), offset, len, advice));
  }
  void prefetch(std::size_t offset, std::size_t len) const { check(scipix_model_prefetch(model_.get(), offset, len)); }
  ScipixModel *get() const noexcept { return model_.get(); }

 private:
  static ScipixTensorInfo blank() {
    ScipixTensorInfo info{};
    info.struct_size = sizeof info;
    return info;
  }
  struct Free {
    void operator()(ScipixModel *model) const noexcept { scipix_model_free(model); }
  };
  std::unique_ptr<ScipixModel, Free> model_;
};

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
