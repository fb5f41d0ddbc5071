// Compares parallel work with oneTBB and OpenMP, in one process and in interleaved rounds, by wall-clock time.
// The argument is the number of rounds. Prints the median and the best round of each line.

#include <omp.h>
#include <scipix.hpp>
#include <tbb/blocked_range.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>
#include <tbb/task_group.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kTasks = 100000;
constexpr std::size_t kItems = 60;
constexpr unsigned kStageUs = 5000;
constexpr std::size_t kWidth = 2480, kHeight = 3508;

struct Line {
  std::string name;
  double unit;  // the divisor of the results
  const char *unit_name;
  std::function<void()> before, timed;
  std::vector<double> ns;
};

/// A task that does nothing but is not optimised away.
inline void nothing(std::size_t i) { asm volatile("" ::"r"(i)); }

ScipixStatus empty_range(void *, std::size_t begin, std::size_t end) {
  for (; begin < end; ++begin) nothing(begin);
  return SCIPIX_STATUS_OK;
}

ScipixStatus slow_stage(void *, void *item, void **out_result) {
  usleep(kStageUs);
  *out_result = item;
  return SCIPIX_STATUS_OK;
}

ScipixStatus empty_job(void *) { return SCIPIX_STATUS_OK; }

void tbb_loop(std::size_t count) {
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, count), [](const tbb::blocked_range<std::size_t> &range) {
    for (std::size_t i = range.begin(); i < range.end(); ++i) nothing(i);
  });
}

void tbb_single_items(std::size_t count) {
  const auto each = [](const tbb::blocked_range<std::size_t> &range) { nothing(range.begin()); };
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, count, 1), each, tbb::simple_partitioner());
}

void omp_loop(std::size_t count) {
#pragma omp parallel for schedule(static)
  for (std::size_t i = 0; i < count; ++i) nothing(i);
}

void omp_single_items(std::size_t count) {
#pragma omp parallel for schedule(dynamic, 1)
  for (std::size_t i = 0; i < count; ++i) nothing(i);
}

void tbb_pipeline() {
  std::size_t next = 0;
  const auto in_order = tbb::filter_mode::serial_in_order;
  const auto slow = [](std::size_t item) {
    usleep(kStageUs);
    return item;
  };
  const auto source = [&](tbb::flow_control &control) {
    if (next == kItems) {
      control.stop();
      return next;
    }
    usleep(kStageUs);
    return next++;
  };
  tbb::task_arena three(3);  // the default arena has one slot per processor; sleeping stages need more
  three.execute([&] {
    tbb::parallel_pipeline(9, tbb::make_filter<void, std::size_t>(in_order, source) &
                                  tbb::make_filter<std::size_t, std::size_t>(in_order, slow) &
                                  tbb::make_filter<std::size_t, void>(in_order, slow));
  });
}

void scipix_pipeline() {
  const ScipixStage stage = {slow_stage, nullptr, nullptr, 1, 2, {0, 0}};
  const ScipixStage stages[] = {stage, stage, stage};
  std::vector<void *> items(kItems, nullptr), results(kItems);
  ScipixPipeline *pipeline = nullptr;
  scipix::check(scipix_pipeline_new(stages, 3, &pipeline));
  scipix::check(scipix_pipeline_run(pipeline, items.data(), kItems, results.data(), nullptr));
  scipix::check(scipix_pipeline_free(pipeline));
}

void tbb_jobs() {
  tbb::task_group group;
  for (std::size_t i = 0; i < kTasks; ++i) group.run([] {});
  group.wait();
}

void scipix_jobs(bool keep) {
  scipix::Executor executor(2);
  std::vector<std::uint64_t> tickets(keep ? kTasks : 0);
  for (std::size_t i = 0; i < kTasks; ++i) {
    scipix::check(scipix_executor_submit(executor.get(), empty_job, nullptr, nullptr, keep ? &tickets[i] : nullptr));
  }
  for (const auto ticket : tickets) executor.wait(ticket);
  executor.wait_all();
}

/// Copies memory on `threads` threads, as an upper bound of the memory bandwidth.
void copy(const std::vector<std::uint8_t> &from, std::vector<std::uint8_t> &to, int threads) {
  const std::size_t share = to.size() / static_cast<std::size_t>(threads);
#pragma omp parallel for schedule(static) num_threads(threads)
  for (int i = 0; i < threads; ++i) {
    std::memcpy(&to[static_cast<std::size_t>(i) * share], &from[static_cast<std::size_t>(i) * share], share);
  }
}

/// An A4 page at 300 dpi, and the outputs.
struct Page {
  std::vector<std::uint8_t> rgba = std::vector<std::uint8_t>(4 * kWidth * kHeight);
  std::vector<std::uint8_t> gray = std::vector<std::uint8_t>(kWidth * kHeight), out = gray;
  ScipixImage rgba_view{}, gray_view{};
  ScipixImageMut out_view{};
  ScipixBinarizeParams sauvola{};

  Page() {
    std::uint32_t state = 1;
    for (auto &byte : rgba) byte = static_cast<std::uint8_t>((state = state * 1664525 + 1013904223) >> 24);
    for (auto &byte : gray) byte = static_cast<std::uint8_t>((state = state * 1664525 + 1013904223) >> 24);
    scipix::check(scipix_image_view(rgba.data(), rgba.size(), kWidth, kHeight, 0, SCIPIX_PIXEL_FORMAT_RGBA8, &rgba_view));
    scipix::check(scipix_image_view(gray.data(), gray.size(), kWidth, kHeight, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &gray_view));
    scipix::check(scipix_image_view_mut(out.data(), out.size(), kWidth, kHeight, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &out_view));
    scipix::check(scipix_binarize_params_init(&sauvola));
    sauvola.method = SCIPIX_BINARIZE_METHOD_SAUVOLA;
  }
};

void add_page_lines(std::vector<Line> &lines, Page &page) {
  const auto both = [&](const std::string &name, const std::function<void()> &timed) {
    for (const std::size_t threads : {1U, 2U}) {
      const auto set = [threads] { scipix::check(scipix_set_thread_count(threads)); };
      lines.push_back({"A4 " + name + ", threads " + std::to_string(threads), 1e3, "us", set, timed, {}});
    }
  };
  both("grayscale", [&] { scipix::check(scipix_image_grayscale(&page.rgba_view, SCIPIX_LUMA_BT601, &page.out_view)); });
  both("threshold", [&] { scipix::check(scipix_image_threshold(&page.gray_view, 128, &page.out_view)); });
  // Reads and writes as many bytes as threshold.
  lines.push_back({"memcpy of the gray page, OpenMP threads 1", 1e3, "us", [] {}, [&] { copy(page.gray, page.out, 1); }, {}});
  lines.push_back({"memcpy of the gray page, OpenMP threads 2", 1e3, "us", [] {}, [&] { copy(page.gray, page.out, 2); }, {}});
  both("sauvola", [&] { scipix::check(scipix_image_binarize(&page.gray_view, &page.sauvola, &page.out_view)); });
}

std::vector<Line> all_lines(Page &page, std::size_t threads) {
  const auto none = [] {};
  const auto idle = [] { usleep(2000); };
  const auto scipix_for = [](std::size_t count, std::size_t grain) {
    return [=] { scipix::check(scipix_parallel_for(count, grain, empty_range, nullptr)); };
  };
  const auto call = [](void (*loop)(std::size_t), std::size_t count) { return [=] { loop(count); }; };
  const double per_task = static_cast<double>(kTasks);
  std::vector<Line> lines = {
      {"100k tasks, automatic: scipix", per_task, "ns/task", none, scipix_for(kTasks, 0), {}},
      {"100k tasks, automatic: oneTBB", per_task, "ns/task", none, call(tbb_loop, kTasks), {}},
      {"100k tasks, automatic: OpenMP static", per_task, "ns/task", none, call(omp_loop, kTasks), {}},
      {"100k tasks, one by one: scipix", per_task, "ns/task", none, scipix_for(kTasks, 1), {}},
      {"100k tasks, one by one: oneTBB", per_task, "ns/task", none, call(tbb_single_items, kTasks), {}},
      {"100k tasks, one by one: OpenMP dynamic", per_task, "ns/task", none, call(omp_single_items, kTasks), {}},
      {"region after 2 ms idle: scipix", 1e3, "us", idle, scipix_for(threads, 1), {}},
      {"region after 2 ms idle: oneTBB", 1e3, "us", idle, call(tbb_single_items, threads), {}},
      {"region after 2 ms idle: OpenMP static", 1e3, "us", idle, call(omp_loop, threads), {}},
      {"100k jobs, two at once: scipix", per_task, "ns/job", none, [] { scipix_jobs(false); }, {}},
      {"100k jobs, two at once, each waited for: scipix", per_task, "ns/job", none, [] { scipix_jobs(true); }, {}},
      {"100k jobs: oneTBB task_group", per_task, "ns/job", none, tbb_jobs, {}},
      {"3 stages of 5 ms, 60 items: scipix", 310e6, "x ideal", none, scipix_pipeline, {}},
      {"3 stages of 5 ms, 60 items: oneTBB", 310e6, "x ideal", none, tbb_pipeline, {}},
  };
  add_page_lines(lines, page);
  return lines;
}

double time_ns(const Line &line) {
  line.before();
  const auto start = Clock::now();
  line.timed();
  return std::chrono::duration<double, std::nano>(Clock::now() - start).count();
}

}  // namespace

int main(int argc, char **argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 15;
  const std::size_t threads = scipix_thread_count();
  // Two processors can run three stages that sleep.
  const tbb::global_control stages(tbb::global_control::max_allowed_parallelism, std::max<std::size_t>(threads, 3));
  omp_set_num_threads(static_cast<int>(threads));
  Page page;
  auto lines = all_lines(page, threads);
  for (int round = 0; round <= rounds; ++round) {
    for (auto &line : lines) {
      scipix::check(scipix_set_thread_count(threads));
      scipix_parallel_for(threads, 1, empty_range, nullptr);  // starts the threads
      const double ns = time_ns(line) / line.unit;
      if (round > 0) line.ns.push_back(ns);
    }
  }
  std::printf("%zu threads, %d rounds\n%-50s %10s %10s\n", threads, rounds, "", "median", "best");
  for (auto &line : lines) {
    std::sort(line.ns.begin(), line.ns.end());
    std::printf("%-50s %10.2f %10.2f %s\n", line.name.c_str(), line.ns[line.ns.size() / 2], line.ns.front(),
                line.unit_name);
  }
}
