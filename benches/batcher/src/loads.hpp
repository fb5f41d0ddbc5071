// The loads that each batcher is tested with, over a common interface `submit(id, done, user_data)`.
#ifndef LOADS_HPP
#define LOADS_HPP

#include "peers.hpp"

#include <atomic>
#include <cmath>
#include <random>

using Done = void (*)(void *user_data, std::uint64_t id);

inline double nanoseconds(Clock::duration span) { return std::chrono::duration<double, std::nano>(span).count(); }

// Simulates processing that takes `base + each * size`.
struct Processor {
  std::chrono::microseconds base{0}, each{0};

  void work(std::size_t size) const {
    const auto span = base + each * size;
    if (span.count() > 0) std::this_thread::sleep_for(span);
  }
};

struct Latencies {
  double p50_us, p99_us;
};

inline Latencies summarize(std::vector<double> spans_ns) {
  std::sort(spans_ns.begin(), spans_ns.end());
  return {spans_ns[spans_ns.size() / 2] / 1e3, spans_ns[spans_ns.size() * 99 / 100] / 1e3};
}

// Runs producers that each keep `WINDOW` items in flight. Returns the nanoseconds per item.
template <class Submit>
double throughput(int producers, std::uint64_t total, Submit submit) {
  constexpr std::uint64_t WINDOW = 64;
  struct alignas(64) Producer {
    std::atomic<std::uint64_t> answered{0};
  };
  std::vector<Producer> states(producers);
  std::vector<std::thread> threads;
  const std::uint64_t share = total / producers;
  const auto begin = Clock::now();
  for (Producer &state : states) {
    threads.emplace_back([&state, &submit, share] {
      const Done done = [](void *state, std::uint64_t) {
        static_cast<Producer *>(state)->answered.fetch_add(1, std::memory_order_release);
      };
      const auto in_flight = [&](std::uint64_t sent) { return sent - state.answered.load(std::memory_order_acquire); };
      for (std::uint64_t id = 0; id < share; ++id) {
        while (in_flight(id) >= WINDOW) std::this_thread::yield();
        submit(id, done, &state);
      }
      while (in_flight(share) > 0) std::this_thread::yield();
    });
  }
  for (std::thread &thread : threads) thread.join();
  return nanoseconds(Clock::now() - begin) / static_cast<double>(share * producers);
}

// Submits items at given times, without waiting for earlier ones. `submit` must not block.
template <class Submit>
Latencies open_load(const std::vector<double> &at_ns, Submit submit) {
  struct Record {
    Clock::time_point sent, answered;
  };
  std::vector<Record> records(at_ns.size());
  std::atomic<std::size_t> answered{0};
  struct Context {
    std::vector<Record> *records;
    std::atomic<std::size_t> *answered;
  } context{&records, &answered};
  const Done done = [](void *user_data, std::uint64_t id) {
    auto *context = static_cast<Context *>(user_data);
    (*context->records)[id].answered = Clock::now();
    context->answered->fetch_add(1);
  };
  const auto begin = Clock::now();
  for (std::size_t id = 0; id < at_ns.size(); ++id) {
    // Latency is measured from the intended arrival, so that a late producer does not hide it.
    records[id].sent = begin + std::chrono::nanoseconds(static_cast<long long>(at_ns[id]));
    std::this_thread::sleep_until(records[id].sent);
    submit(id, done, &context);
  }
  while (answered < at_ns.size()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  std::vector<double> spans;
  for (const Record &record : records) spans.push_back(nanoseconds(record.answered - record.sent));
  return summarize(std::move(spans));
}

inline std::vector<double> poisson(double per_second, double seconds, unsigned seed) {
  std::mt19937_64 random(seed);
  std::exponential_distribution<double> gap(per_second);
  std::vector<double> times;
  for (double at = gap(random); at < seconds; at += gap(random)) times.push_back(at * 1e9);
  return times;
}

// Runs one thread that waits for each answer before the next item.
template <class Wait>
Latencies one_at_a_time(int rounds, Wait wait) {
  std::vector<double> spans;
  for (int i = 0; i < rounds; ++i) {
    const auto begin = Clock::now();
    wait(i);
    spans.push_back(nanoseconds(Clock::now() - begin));
  }
  return summarize(std::move(spans));
}

#endif
