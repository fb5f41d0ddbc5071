#include "process.hpp"

#include "page.hpp"
#include "panels.hpp"
#include "peer.hpp"
#include "status.hpp"
#include "timing.hpp"

#include <memory>
#include <optional>

namespace {

/// Returns the library's defaults with another method. The default window of 51 suits pages of about 150 dpi.
ScipixBinarizeParams params_of(ScipixBinarizeMethod method) {
  ScipixBinarizeParams params{};
  require(scipix_binarize_params_init(&params));
  params.method = method;
  return params;
}

double binarise(const ScipixImageMut& gray, const ScipixBinarizeParams& params, const ScipixImageMut& panel) {
  const ScipixImage source = as_source(gray);
  return median_ms([&] { require(scipix_image_binarize(&source, &params, &panel)); });
}

struct PlanFree {
  void operator()(ScipixPlan* plan) const { scipix_plan_free(plan); }
};

/// Times gray and binarisation in one pass.
double fused(const ScipixImage& page, const ScipixBinarizeParams& params, const ScipixImageMut& panel) {
  ScipixPlan* made = nullptr;
  require(scipix_plan_new(&made));
  const std::unique_ptr<ScipixPlan, PlanFree> plan(made);
  require(scipix_plan_add_grayscale(plan.get(), SCIPIX_LUMA_BT601));
  require(scipix_plan_add_binarize(plan.get(), &params));
  const auto run = [&] { require(scipix_plan_run(plan.get(), &page, &panel)); };
  run();
  return median_ms(run);
}

}  // namespace

PageResult process_page(const std::filesystem::path& file, const std::filesystem::path& picture, bool level,
                        Recognizer& recognizer, Progress& progress) {
  PageResult result;
  result.name = file.filename().string();

  std::optional<Page> decoded;
  result.decode_ms = time_ms([&] { decoded.emplace(read_page(file)); });
  Page& page = *decoded;
  if (level) result.skew = deskew(page);
  result.width = page.view.width;
  result.height = page.view.height;

  Panels panels(page.view.width, page.view.height);
  result.gray_ms =
      median_ms([&] { require(scipix_image_grayscale(&page.view, SCIPIX_LUMA_BT601, &panels.gray())); });

  const ScipixBinarizeParams otsu = params_of(SCIPIX_BINARIZE_METHOD_OTSU);
  const ScipixBinarizeParams sauvola = params_of(SCIPIX_BINARIZE_METHOD_SAUVOLA);
  const double otsu_ms = binarise(panels.gray(), otsu, panels.otsu());
  const double sauvola_ms = binarise(panels.gray(), sauvola, panels.sauvola());
  const double fused_otsu_ms = fused(page.view, otsu, panels.otsu());
  const double fused_sauvola_ms = fused(page.view, sauvola, panels.sauvola());

  const scipix::PixPtr gray = panels.gray_pix();
  const auto their_otsu_ms = leptonica_otsu_ms(gray);
  const auto their_sauvola_ms = leptonica_sauvola_ms(gray, sauvola.window, sauvola.k);

  const auto read = [&](const char* method, const ScipixImageMut& panel) {
    return recognizer.read(as_source(panel), page.dpi, [&](int percent) { progress.show(method, percent); });
  };
  result.methods.push_back({"gray", std::nullopt, std::nullopt, std::nullopt, read("gray", panels.gray())});
  result.methods.push_back({"otsu", otsu_ms, fused_otsu_ms, their_otsu_ms, read("otsu", panels.otsu())});
  result.methods.push_back(
      {"sauvola", sauvola_ms, fused_sauvola_ms, their_sauvola_ms, read("sauvola", panels.sauvola())});

  panels.write_png(picture);
  return result;
}
