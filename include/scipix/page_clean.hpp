/// @file
/// The whole cleaning of a page, and the orientation of a page.
#ifndef SCIPIX_PAGE_CLEAN_HPP
#define SCIPIX_PAGE_CLEAN_HPP

#include <scipix/handle.hpp>
#include <scipix/image.hpp>

namespace scipix {
inline namespace SCIPIX_MODE {

/// Which steps of a cleaning are done, by default each where the page shows that it is needed.
using PageCleanParams = WithDefaults<ScipixPageCleanParams, scipix_page_clean_params_init>;

/// Finds by which quarter turn a page of Latin text, dark on light, stands upright. Thread-safe.
/// @param page  any format
inline Outcome<ScipixPageOrientation> page_orientation(const ImageView &page) {
  ScipixPageOrientation found = {};
  return detail::outcome(scipix_page_orientation(&page.raw(), &found), [&] { return found; });
}

/// Cleans page after page, and holds the last result. Used by one thread at a time.
class PageCleaner {
 public:
  /// Makes an object without a page.
  static Outcome<PageCleaner> make() {
    ScipixPageCleaner *cleaner = nullptr;
    return detail::outcome(scipix_page_cleaner_new(&cleaner), [&] { return PageCleaner(cleaner); });
  }
#ifndef SCIPIX_NO_EXCEPTIONS
  /// Makes an object without a page.
  PageCleaner() : PageCleaner(make()) {}
#endif

  /// Cleans a page, and returns what was found and done. `image` gives the result.
  /// @param page    any format; not the result of this cleaner
  /// @param params  which steps are done
  Outcome<ScipixPageCleanReport> clean(const ImageView &page, const ScipixPageCleanParams &params = PageCleanParams()) {
    auto report = detail::with_struct_size<ScipixPageCleanReport>();
    return detail::outcome(scipix_page_clean(get(), &page.raw(), &params, &report), [&] { return report; });
  }
  /// Returns the page that was cleaned last, valid until the next call of `clean`.
  Outcome<ImageView> image() const {
    ScipixImage page = {};
    return detail::outcome(scipix_page_cleaner_image(get(), &page), [&] { return ImageView(page); });
  }
  /// The handle that the C functions take.
  ScipixPageCleaner *get() const noexcept { return handle_.get(); }

 private:
  explicit PageCleaner(ScipixPageCleaner *raw) noexcept : handle_(raw) {}

  detail::Handle<ScipixPageCleaner, scipix_page_cleaner_free> handle_;
};

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
