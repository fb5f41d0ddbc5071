#include "pages.hpp"

#include <exception>
#include <utility>

#include "timing.hpp"

namespace {

PageWork decoded(std::filesystem::path file) {
  PageWork work;
  work.file = std::move(file);
  work.ms.decode = time_ms([&] {
    work.page = std::make_unique<Page>(read_page(work.file));
    work.image = work.page->view;
    if (work.image.format() != SCIPIX_PIXEL_FORMAT_BIT1) return;
    work.gray.resize(work.image.width() * work.image.height());
    const scipix::MutImageView gray(work.gray, work.image.width(), work.image.height(), SCIPIX_PIXEL_FORMAT_GRAY8);
    scipix::grayscale(work.image, gray);
    work.image = gray;
  });
  return work;
}

/// Finds the lines in the detector's map, and makes tensors of them.
void find_lines(PageWork& work, const Models& models) {
  std::vector<scipix::Quad> quads = models.detector.lines_of(*work.map, work.image);
  if (models.turner) models.turner->turn(work.image, quads);
  work.batches = LineReader::batches_of(work.image, quads, models.max_lines);
  for (const scipix::Quad& quad : quads) work.lines.push_back({quad, {}, 0, {}});
  work.map.reset();
  if (models.keep_pixels) return;
  work.page.reset();
  work.gray = {};
}

/// Returns why a page was skipped.
std::string reason_of(const scipix::ItemResult<PageWork>& result) {
  try {
    if (result.exception) std::rethrow_exception(result.exception);
  } catch (const std::exception& error) {
    return error.what();
  }
  return scipix_status_name(result.status);
}

/// Returns a stage of one thread that runs `step(work)` and adds its time to one of the sums.
template <class Step>
auto timed_stage(double Stages::*ms, Step step) {
  return scipix::stage([ms, step](PageWork work) {
    work.ms.*ms = time_ms([&] { step(work); });
    return work;
  }, 1, 1);
}

}  // namespace

void read_pages(std::vector<std::filesystem::path> files, const Models& models,
                const std::function<void(PageWork)>& on_page,
                const std::function<void(const std::filesystem::path&, const std::string&)>& on_failure) {
  auto pipeline = scipix::make_pipeline<std::filesystem::path>(
      scipix::stage(decoded, 1, 1),
      timed_stage(&Stages::detect, [&](PageWork& work) { work.map = models.detector.map_of(work.image); }),
      timed_stage(&Stages::lines, [&](PageWork& work) { find_lines(work, models); }),
      timed_stage(&Stages::recognise, [&](PageWork& work) {
        models.reader.recognise(work.batches);
      }),
      timed_stage(&Stages::ctc, [&](PageWork& work) {
        for (LineBatch& batch : work.batches) {
          models.reader.decode(batch, work.lines);
          batch.output.reset();
        }
      }));
  pipeline.run(files, [&](std::size_t index, scipix::ItemResult<PageWork> result) {
    if (result) return on_page(std::move(*result.value));
    on_failure(files[index], reason_of(result));
  });
}
