#include "folder.hpp"

#include <scipix.hpp>

#include <algorithm>
#include <cstdint>
#include <iomanip>
#include <memory>
#include <mutex>
#include <optional>

#include "deskew.hpp"
#include "page.hpp"
#include "progress.hpp"
#include "recognizer.hpp"
#include "status.hpp"
#include "timing.hpp"

namespace {

namespace fs = std::filesystem;

/// A binarised page, and the resolution of its source.
struct Binarised {
  std::vector<std::uint8_t> pixels;
  ScipixImage view{};
  int dpi = 0;
};

Binarised preprocess(Page page, bool level) {
  if (level) deskew(page);
  Binarised made;
  const std::size_t width = page.view.width, height = page.view.height;
  made.pixels.resize(width * height);
  made.dpi = page.dpi;
  ScipixImageMut out{};
  require(scipix_image_view_mut(made.pixels.data(), made.pixels.size(), width, height, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &out));
  ScipixBinarizeParams sauvola{};
  require(scipix_binarize_params_init(&sauvola));
  sauvola.method = SCIPIX_BINARIZE_METHOD_SAUVOLA;
  require(scipix_image_binarize(&page.view, &sauvola, &out));
  require(scipix_image_view(made.pixels.data(), made.pixels.size(), width, height, 0, SCIPIX_PIXEL_FORMAT_GRAY8, &made.view));
  return made;
}

/// A pool of recognisers. Tesseract reads one page at a time per object, so each recognising thread needs its own.
class Readers {
 public:
  Readers(std::size_t count, const std::string& language) {
    for (std::size_t i = 0; i < count; ++i) idle_.push_back(std::make_unique<Recognizer>(language));
  }

  std::string read(const Binarised& page) {
    std::unique_ptr<Recognizer> reader = take();
    const Return on_exit{*this, reader};
    return reader->read(page.view, page.dpi, [](int) {}).text;
  }

 private:
  struct Return {
    Readers& readers;
    std::unique_ptr<Recognizer>& reader;
    ~Return() {
      const std::lock_guard<std::mutex> held(readers.mutex_);
      readers.idle_.push_back(std::move(reader));
    }
  };

  std::unique_ptr<Recognizer> take() {
    const std::lock_guard<std::mutex> held(mutex_);
    std::unique_ptr<Recognizer> reader = std::move(idle_.back());
    idle_.pop_back();
    return reader;
  }

  std::mutex mutex_;
  std::vector<std::unique_ptr<Recognizer>> idle_;
};

/// Returns the number of threads that affinity and cgroup allow. Limits each operation to one thread, because the
/// stages run in parallel.
std::uint32_t usable_threads() {
  constexpr std::size_t max_threads = 8;  // each loads its own copy of Tesseract's data
  require(scipix_set_thread_count(0));
  const std::size_t usable = scipix_thread_count();
  require(scipix_set_thread_count(1));
  return static_cast<std::uint32_t>(std::min(usable, max_threads));
}

double seconds(std::uint64_t us) { return static_cast<double>(us) / 1e6; }

template <class Pipeline>
void print_loads(const Pipeline& pipeline, const std::vector<std::uint32_t>& workers, double elapsed_s, std::ostream& out) {
  const char* const names[] = {"decode", "preprocess", "recognise"};
  for (std::size_t stage = 0; stage < workers.size(); ++stage) {
    const ScipixStageStats stats = pipeline.stats(stage);
    const double load = 100 * seconds(stats.busy_us) / (elapsed_s * workers[stage]);
    out << "  " << std::left << std::setw(12) << names[stage] << std::right << workers[stage] << " threads, busy "
        << std::setw(6) << seconds(stats.busy_us) << " s, load " << std::setw(5) << load << " %\n";
  }
}

}  // namespace

void compare_overlap(const std::vector<fs::path>& pages, const std::string& language, bool level, std::ostream& out) {
  const std::uint32_t readers_wanted = usable_threads();
  Readers readers(readers_wanted, language);
  const auto binarise = [level](Page page) { return preprocess(std::move(page), level); };
  const auto recognise = [&readers](const Binarised& page) { return readers.read(page); };

  std::vector<std::string> one_by_one;
  Bar sequential("one by one", pages.size());
  const double sequential_s = time_ms([&] {
    for (const fs::path& page : pages) {
      one_by_one.push_back(recognise(binarise(read_page(page))));
      sequential.show(one_by_one.size());
    }
  }) / 1e3;
  sequential.clear();

  const std::vector<std::uint32_t> workers = {1, 1, readers_wanted};
  auto pipeline = scipix::make_pipeline<fs::path>(scipix::stage(read_page, workers[0]),
                                                  scipix::stage(binarise, workers[1]),
                                                  scipix::stage(recognise, workers[2]));
  std::size_t same = 0;
  Bar overlapped("overlapped", pages.size());
  const double overlapped_s = time_ms([&] {
    pipeline.run(pages, [&](std::size_t index, const auto& result) {
      same += result && *result.value == one_by_one[index];
      overlapped.show(index + 1);
    });
  }) / 1e3;
  overlapped.clear();

  out << std::fixed << std::setprecision(2) << "\n" << pages.size() << " pages, Sauvola: one by one " << sequential_s
      << " s, as a pipeline " << overlapped_s << " s: " << sequential_s / overlapped_s << " times as fast; " << same
      << " texts the same\n";
  print_loads(pipeline, workers, overlapped_s, out);
}
