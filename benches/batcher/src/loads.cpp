// Runs the loads on scipix, through its C functions, and on the C++ peers. Called from main.rs.
#include "loads.hpp"

#include <scipix.h>

#include <cstdio>
#include <cstdlib>
#include <tuple>

namespace {

void require(ScipixStatus status) {
  if (status == SCIPIX_STATUS_OK) return;
  std::fprintf(stderr, "%s: %s\n", scipix_status_name(status), scipix_last_error_message());
  std::abort();
}

// The batcher of scipix, through its C functions.
class Scipix {
 public:
  Scipix(const PeerConfig &config, const Processor &processor) : processor_(processor) {
    ScipixBatcherConfig ours;
    require(scipix_batcher_config_init(&ours));
    ours.mode = config.greedy ? SCIPIX_BATCH_MODE_GREEDY : SCIPIX_BATCH_MODE_WINDOW;
    ours.max_batch_size = config.max_batch;
    ours.preferred_batch_size = config.preferred;
    ours.max_wait_us = config.max_wait.count();
    ours.max_queue_size = 1000000;
    require(scipix_batcher_new(&ours, process, this, &batcher_));
  }
  ~Scipix() { require(scipix_batcher_free(batcher_)); }

  void submit(std::uint64_t id, Done done, void *user_data) {
    // The item carries the callback of the load, as a program would carry its request.
    const ScipixBatchItem item = {id, reinterpret_cast<void *>(done), 0, 0, 0};
    require(scipix_batcher_submit(batcher_, &item, 0, answer, user_data, nullptr));
  }
  void wait(std::uint64_t id) {
    const ScipixBatchItem item = {id, nullptr, 0, 0, 0};
    ScipixBatchResult result;
    require(scipix_batcher_submit_wait(batcher_, &item, SCIPIX_WAIT_FOREVER, &result));
  }

 private:
  static void process(void *self, const ScipixBatchItem *items, size_t count, ScipixBatchResult *results) {
    static_cast<Scipix *>(self)->processor_.work(count);
    for (size_t i = 0; i < count; ++i) results[i] = {items[i].data, SCIPIX_STATUS_OK};
  }
  static void answer(void *user_data, const ScipixBatchItem *item, ScipixBatchResult result) {
    reinterpret_cast<Done>(result.data)(user_data, item->id);
  }

  Processor processor_;
  ScipixBatcher *batcher_ = nullptr;
};

// The peer with a callback for each item.
class Callback {
 public:
  Callback(const PeerConfig &config, const Processor &processor) : worker_(config, Run{processor}) {}
  void submit(std::uint64_t id, Done done, void *user_data) { worker_.push({id, done, user_data}); }
  void wait(std::uint64_t id) {
    struct Waiter {
      std::mutex mutex;
      std::condition_variable there;
      bool answered = false;
    } waiter;
    submit(
        id,
        [](void *user_data, std::uint64_t) {
          auto *waiter = static_cast<Waiter *>(user_data);
          std::lock_guard<std::mutex> lock(waiter->mutex);
          waiter->answered = true;
          waiter->there.notify_one();
        },
        &waiter);
    std::unique_lock<std::mutex> lock(waiter.mutex);
    waiter.there.wait(lock, [&] { return waiter.answered; });
  }

 private:
  struct Item {
    std::uint64_t id;
    Done done;
    void *user_data;
  };
  struct Run {
    Processor processor;
    void operator()(std::vector<Item> &batch) const {
      processor.work(batch.size());
      for (const Item &item : batch) item.done(item.user_data, item.id);
    }
  };
  Worker<Item, Run> worker_;
};

// Answers without a batcher, which shows how late the arrivals themselves are.
class Direct {
 public:
  Direct(const PeerConfig &, const Processor &) {}
  void submit(std::uint64_t id, Done done, void *user_data) { done(user_data, id); }
};

// The peer with a std::future for each item.
class Future {
 public:
  Future(const PeerConfig &config, const Processor &processor) : worker_(config, Run{processor}) {}
  std::future<std::uint64_t> submit(std::uint64_t id) {
    Item item{id, {}};
    auto future = item.promise.get_future();
    worker_.push(std::move(item));
    return future;
  }
  void wait(std::uint64_t id) { submit(id).get(); }

 private:
  struct Item {
    std::uint64_t id;
    std::promise<std::uint64_t> promise;
  };
  struct Run {
    Processor processor;
    void operator()(std::vector<Item> &batch) const {
      processor.work(batch.size());
      for (Item &item : batch) item.promise.set_value(item.id);
    }
  };
  Worker<Item, Run> worker_;
};

template <class Batcher>
double callback_throughput(int producers, std::uint64_t total) {
  Batcher batcher(PeerConfig{}, Processor{});
  return throughput(producers, total, [&](std::uint64_t id, Done done, void *state) { batcher.submit(id, done, state); });
}

double future_throughput(int producers, std::uint64_t total) {
  Future batcher(PeerConfig{}, Processor{});
  std::vector<std::thread> threads;
  const std::uint64_t share = total / producers;
  const auto begin = Clock::now();
  for (int i = 0; i < producers; ++i) {
    threads.emplace_back([&] {
      std::deque<std::future<std::uint64_t>> in_flight;
      for (std::uint64_t id = 0; id < share; ++id) {
        if (in_flight.size() == 64) {
          in_flight.front().get();
          in_flight.pop_front();
        }
        in_flight.push_back(batcher.submit(id));
      }
      for (auto &future : in_flight) future.get();
    });
  }
  for (std::thread &thread : threads) thread.join();
  return nanoseconds(Clock::now() - begin) / static_cast<double>(share * producers);
}

// Two threads and a condition variable, a lower bound for one item at a time.
Latencies ping_pong(int rounds) {
  std::mutex mutex;
  std::condition_variable turn;
  int ball = 0;
  std::thread other([&] {
    std::unique_lock<std::mutex> lock(mutex);
    for (int i = 0; i < rounds; ++i) {
      turn.wait(lock, [&] { return ball == 1; });
      ball = 0;
      turn.notify_one();
    }
  });
  const Latencies latencies = one_at_a_time(rounds, [&](int) {
    std::unique_lock<std::mutex> lock(mutex);
    ball = 1;
    turn.notify_one();
    turn.wait(lock, [&] { return ball == 0; });
  });
  other.join();
  return latencies;
}

template <class Batcher>
Latencies waits(int rounds) {
  PeerConfig config;
  config.greedy = true;
  Batcher batcher(config, Processor{});
  return one_at_a_time(rounds, [&](int id) { batcher.wait(id); });
}

template <class Batcher>
Latencies open(const std::vector<double> &at_ns, bool greedy, std::uint64_t max_wait_us, const Processor &processor) {
  PeerConfig config;
  config.greedy = greedy;
  config.max_wait = std::chrono::microseconds(max_wait_us);
  Batcher batcher(config, processor);
  return open_load(at_ns, [&](std::uint64_t id, Done done, void *context) { batcher.submit(id, done, context); });
}

// Measures the percentage of arrivals that are answered within 20 ms, and the batch limit at the end. A batch takes 2
// ms + 0.1 ms per item. The `adaptive` batcher knows the target; the other has batches of up to 256.
std::pair<double, double> in_time(bool adaptive, double per_second, double seconds, unsigned seed) {
  struct Load {
    Processor processor{std::chrono::microseconds(2000), std::chrono::microseconds(100)};
    std::vector<Clock::time_point> due;
    std::atomic<std::uint64_t> in_time{0};
  } load;
  ScipixBatcherConfig config;
  require(scipix_batcher_config_init(&config));
  config.mode = SCIPIX_BATCH_MODE_GREEDY;
  config.max_batch_size = 256;
  if (adaptive) {
    config.target_latency_us = 20000;
    config.shed_late = 1;
  }
  const ScipixBatchFn process = [](void *user_data, const ScipixBatchItem *, size_t count, ScipixBatchResult *results) {
    static_cast<Load *>(user_data)->processor.work(count);
    for (size_t i = 0; i < count; ++i) results[i].status = SCIPIX_STATUS_OK;
  };
  const ScipixDoneFn done = [](void *user_data, const ScipixBatchItem *item, ScipixBatchResult result) {
    auto *load = static_cast<Load *>(user_data);
    if (result.status == SCIPIX_STATUS_OK && Clock::now() <= load->due[item->id]) ++load->in_time;
  };
  ScipixBatcher *batcher = nullptr;
  require(scipix_batcher_new(&config, process, &load, &batcher));
  const std::vector<double> at_ns = poisson(per_second, seconds, seed);
  load.due.resize(at_ns.size());
  const auto begin = Clock::now();
  for (std::size_t id = 0; id < at_ns.size(); ++id) {
    const auto arrival = begin + std::chrono::nanoseconds(static_cast<long long>(at_ns[id]));
    load.due[id] = arrival + std::chrono::milliseconds(20);
    std::this_thread::sleep_until(arrival);
    const ScipixBatchItem item = {id, nullptr, 0, 0, 0};
    const ScipixStatus status = scipix_batcher_submit(batcher, &item, 0, done, &load, nullptr);
    if (status != SCIPIX_STATUS_QUEUE_FULL) require(status);
  }
  const double limit = static_cast<double>(scipix_batcher_current_batch_limit(batcher));
  require(scipix_batcher_free(batcher));
  return {100.0 * static_cast<double>(load.in_time) / static_cast<double>(at_ns.size()), limit};
}

}  // namespace

extern "C" {

void bench_in_time(bool adaptive, double per_second, double seconds, unsigned seed, double *share, double *limit) {
  std::tie(*share, *limit) = in_time(adaptive, per_second, seconds, seed);
}

enum { SCIPIX, CALLBACK, FUTURE, PING_PONG, DIRECT };

double bench_throughput(int who, int producers, std::uint64_t total) {
  if (who == SCIPIX) return callback_throughput<Scipix>(producers, total);
  return who == CALLBACK ? callback_throughput<Callback>(producers, total) : future_throughput(producers, total);
}

void bench_waits(int who, int rounds, double *p50_us, double *p99_us) {
  const Latencies latencies = who == SCIPIX     ? waits<Scipix>(rounds)
                              : who == CALLBACK ? waits<Callback>(rounds)
                              : who == FUTURE   ? waits<Future>(rounds)
                                                : ping_pong(rounds);
  *p50_us = latencies.p50_us;
  *p99_us = latencies.p99_us;
}

// If `per_second` is 0, an item arrives every 5 ms and batches take no time. Otherwise arrivals are Poisson
// distributed, and a batch takes 2 ms + 0.1 ms per item.
void bench_open(int who, bool greedy, std::uint64_t max_wait_us, double per_second, double seconds, unsigned seed,
                double *p50_us, double *p99_us) {
  Processor processor;
  std::vector<double> times;
  if (per_second > 0) {
    processor = {std::chrono::microseconds(2000), std::chrono::microseconds(100)};
    times = poisson(per_second, seconds, seed);
  } else {
    for (double at = 0; at < seconds; at += 0.005) times.push_back(at * 1e9);
  }
  const Latencies latencies = who == SCIPIX     ? open<Scipix>(times, greedy, max_wait_us, processor)
                              : who == CALLBACK ? open<Callback>(times, greedy, max_wait_us, processor)
                                                : open<Direct>(times, greedy, max_wait_us, processor);
  *p50_us = latencies.p50_us;
  *p99_us = latencies.p99_us;
}

}  // extern "C"
