// Four threads share one recogniser, first one line at a time and then through a batcher. Each request is a page of
// lines. Both ways must give the same answers.
#include "recognizer.hpp"

#include <scipix.hpp>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using Page = std::vector<Line>;
using Texts = std::vector<int>;

constexpr int THREADS = 4, PAGES = 10, LINES = 8;

Page make_page(unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> uniform(-1, 1);
  Page page(LINES, Line(Recognizer::FEATURES));
  for (Line &line : page) {
    for (float &feature : line) feature = uniform(random);
  }
  return page;
}

// The answers to all pages, and how long they took.
struct Report {
  std::vector<Texts> texts;
  std::vector<double> page_ms;
  double seconds = 0;
};

// Calls `serve` for each page, on four threads.
template <class Serve>
Report run(const std::vector<Page> &pages, Serve serve) {
  Report report{std::vector<Texts>(pages.size()), std::vector<double>(pages.size())};
  std::vector<std::thread> threads;
  const auto begin = Clock::now();
  for (int t = 0; t < THREADS; ++t) {
    threads.emplace_back([&, t] {
      for (std::size_t p = t; p < pages.size(); p += THREADS) {
        const auto start = Clock::now();
        report.texts[p] = serve(pages[p]);
        report.page_ms[p] = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
      }
    });
  }
  for (std::thread &thread : threads) thread.join();
  report.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  return report;
}

void print(const char *name, Report report) {
  std::sort(report.page_ms.begin(), report.page_ms.end());
  const std::size_t pages = report.page_ms.size();
  std::printf("%-22s %8.0f lines/s   page p50 %7.2f ms   p99 %7.2f ms\n", name, pages * LINES / report.seconds,
              report.page_ms[pages / 2], report.page_ms[pages * 99 / 100]);
}

using Batcher = scipix::Batcher<const Line *, int>;

void recognize(const Recognizer &recognizer, const Batcher::Batch &batch) {
  std::vector<const Line *> lines(batch.size());
  for (std::size_t i = 0; i < batch.size(); ++i) lines[i] = batch[i];
  const std::vector<int> texts = recognizer.recognize(lines);
  for (std::size_t i = 0; i < batch.size(); ++i) batch.answer(i, texts[i]);
}

// Submits the lines of a page, and waits until all are answered.
Texts serve_page(Batcher &batcher, const Page &page) {
  Texts texts(page.size());
  std::mutex mutex;
  std::condition_variable finished;
  std::size_t missing = page.size();
  const auto answer_line = [&](std::size_t i, int text) {
    std::lock_guard<std::mutex> lock(mutex);
    texts[i] = text;
    if (--missing == 0) finished.notify_one();
  };
  for (std::size_t i = 0; i < page.size(); ++i) {
    try {
      batcher.submit(&page[i], [&, i](const Batcher::Answer &answer) { answer_line(i, answer ? *answer.value : -1); });
    } catch (const scipix::Error &error) {  // lines submitted before still write to the variables of this function
      std::fprintf(stderr, "%s\n", error.what());
      answer_line(i, -1);
    }
  }
  std::unique_lock<std::mutex> lock(mutex);
  finished.wait(lock, [&] { return missing == 0; });
  return texts;
}

}  // namespace

int main() try {
  const Recognizer recognizer;
  std::vector<Page> pages;
  for (int p = 0; p < THREADS * PAGES; ++p) pages.push_back(make_page(p));

  std::mutex one_at_a_time;
  const Report alone = run(pages, [&](const Page &page) {
    Texts texts;
    for (const Line &line : page) {
      std::lock_guard<std::mutex> lock(one_at_a_time);
      texts.push_back(recognizer.recognize({&line})[0]);
    }
    return texts;
  });

  scipix::BatcherConfig config;
  config.mode = SCIPIX_BATCH_MODE_GREEDY;
  Batcher batcher([&](const Batcher::Batch &batch) { recognize(recognizer, batch); }, config);
  const Report batched = run(pages, [&](const Page &page) { return serve_page(batcher, page); });

  print("one line at a time", alone);
  print("through the batcher", batched);
  const ScipixBatcherStats stats = batcher.stats();
  std::printf("%llu lines in %llu batches, mean size %llu, largest %llu; waited p50 %llu us, p99 %llu us\n",
              static_cast<unsigned long long>(stats.completed), static_cast<unsigned long long>(stats.batches),
              static_cast<unsigned long long>(stats.batch_size.mean),
              static_cast<unsigned long long>(stats.batch_size.max),
              static_cast<unsigned long long>(stats.queue_wait_us.p50),
              static_cast<unsigned long long>(stats.queue_wait_us.p99));
  if (batched.texts != alone.texts) {
    std::fprintf(stderr, "The texts differ\n");
    return 1;
  }
  std::printf("Each line's text is the same\n");
} catch (const std::exception &error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
