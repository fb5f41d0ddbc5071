#include "buffers.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <numeric>

namespace bench {
namespace {

constexpr ScipixSimdLevel kLevels[] = {SCIPIX_SIMD_LEVEL_SCALAR, SCIPIX_SIMD_LEVEL_SSE42, SCIPIX_SIMD_LEVEL_AVX2,
                                       SCIPIX_SIMD_LEVEL_AVX512, SCIPIX_SIMD_LEVEL_NEON};

void use(ScipixSimdLevel level, size_t threads) {
  scipix_simd_set_level(level);
  scipix_set_thread_count(threads);
}

// The seconds of one call, by the clock and as processor time of this thread, which excludes other processes.
struct Taken {
  double wall, processor;
};

double processor_seconds() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

Taken take(const Contender &contender, size_t times) {
  double processor = processor_seconds();
  auto begin = std::chrono::steady_clock::now();
  contender.repeat(times);
  std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
  double n = static_cast<double>(times);
  return {wall.count() / n, (processor_seconds() - processor) / n};
}

double median(std::vector<double> values) {
  auto middle = values.begin() + values.size() / 2;
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

Difference check(const Case &which, const Contender &contender) {
  which.reset();
  contender.enter();
  contender.repeat(1);
  if (contender.terms.finish) contender.terms.finish();
  return which.difference();
}

// Finds how often to repeat the call so that one block is long enough for the clock.
size_t repetitions(const Contender &contender, double block_seconds) {
  contender.enter();
  size_t times = 1;
  while (take(contender, times).wall * static_cast<double>(times) < block_seconds) times *= 2;
  return times;
}

Taken timed_block(const Contender &contender, size_t times, double warm_seconds) {
  contender.enter();
  // Warms up code, buffers and threads again after the other contenders ran.
  for (double warm = 0; warm < warm_seconds;) warm += take(contender, 1).wall;
  return take(contender, times);
}

// Shuffles the order of each round, so that no contender always runs after the same one.
std::vector<size_t> shuffled(size_t count, Noise &noise) {
  std::vector<size_t> order(count);
  std::iota(order.begin(), order.end(), size_t{0});
  for (size_t i = count; i > 1; --i) std::swap(order[i - 1], order[noise.next() % i]);
  return order;
}

// Measures what the rows of an image take: twice the difference to half the height, which holds neither the call nor what
// it prepares.
class RowsAlone {
 public:
  RowsAlone(const std::optional<Case> &half, double block_seconds) : half_(half), block_seconds_(block_seconds) {
    if (half_) times_ = repetitions(ours(), block_seconds);
  }

  void take_round(double seconds) {
    if (!half_) return;
    seconds_.push_back(2 * (seconds - timed_block(ours(), times_, block_seconds_ / 10).processor));
  }

  std::optional<double> ns_per_pixel(const Size &size) const {
    if (!half_) return std::nullopt;
    return median(seconds_) * 1e9 / static_cast<double>(size.pixels());
  }

 private:
  const Contender &ours() const { return half_->contenders.front(); }

  const std::optional<Case> &half_;
  double block_seconds_;
  size_t times_ = 0;
  std::vector<double> seconds_;
};

}  // namespace

void Case::add_ours(std::function<void(size_t)> repeat, Terms terms) {
  // Image operations do not use AMX, so the level below it is the best one here.
  ScipixSimdLevel best = scipix_simd_best_level();
  if (best == SCIPIX_SIMD_LEVEL_AMX) best = SCIPIX_SIMD_LEVEL_AVX512;
  contenders.push_back({"scipix", Role::Ours, repeat, [best] { use(best, 1); }, terms});
  for (ScipixSimdLevel level : kLevels) {
    if (level == best || scipix_simd_set_level(level) != SCIPIX_STATUS_OK) continue;
    std::string name = std::string("scipix ") + scipix_simd_level_name(level);
    contenders.push_back({name, Role::Level, repeat, [level] { use(level, 1); }, terms});
  }
  contenders.push_back({"scipix parallel", Role::Parallel, repeat, [best] { use(best, 0); }, terms});
  use(best, 1);
}

void Case::fail(ScipixStatus status) {
  std::fprintf(stderr, "scipix: %s: %s\n", scipix_status_name(status), scipix_last_error_message());
  std::exit(1);
}

Outcome measure(const Case &which, const std::optional<Case> &upper_half, const std::string &title,
                const Schedule &schedule) {
  const size_t count = which.contenders.size();
  std::vector<Difference> differences;
  std::vector<size_t> times;
  for (const Contender &contender : which.contenders) {
    differences.push_back(check(which, contender));
    times.push_back(repetitions(contender, schedule.block_seconds));
  }

  RowsAlone rows(upper_half, schedule.block_seconds);
  std::vector<std::vector<double>> seconds(count), ratios(count);
  Noise noise;
  for (int round = 0; round < schedule.rounds; ++round) {
    std::vector<Taken> taken(count);
    for (size_t i : shuffled(count, noise))
      taken[i] = timed_block(which.contenders[i], times[i], schedule.block_seconds / 10);
    rows.take_round(taken[0].processor);
    for (size_t i = 0; i < count; ++i) {
      // Processor time is meaningless for several threads.
      bool parallel = which.contenders[i].role == Role::Parallel;
      auto time = [parallel](const Taken &one) { return parallel ? one.wall : one.processor; };
      seconds[i].push_back(time(taken[i]));
      ratios[i].push_back(time(taken[i]) / time(taken[0]));
    }
  }

  Outcome outcome{which.family, title, which.size, {}, rows.ns_per_pixel(which.size)};
  for (size_t i = 0; i < count; ++i) {
    const Contender &contender = which.contenders[i];
    double ns = median(seconds[i]) * 1e9 / static_cast<double>(which.size.pixels());
    bool correct = differences[i].share <= contender.terms.tolerated;
    outcome.measured.push_back(
        {contender.name, contender.role, ns, median(ratios[i]), differences[i], correct, contender.terms.note});
  }
  return outcome;
}

const Measured *Outcome::ours() const { return &measured.front(); }

const Measured *Outcome::find(Role role, const std::string &name) const {
  for (const Measured &one : measured)
    if (one.role == role && (name.empty() || one.name == name)) return &one;
  return nullptr;
}

const Measured *Outcome::best_peer() const {
  const Measured *best = nullptr;
  for (const Measured &one : measured)
    if (one.role == Role::Peer && one.correct && (!best || one.times_ours < best->times_ours)) best = &one;
  return best;
}

}  // namespace bench
