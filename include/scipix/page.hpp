/// @file
/// Cleaning of pages: specks, ruling lines, black borders, and text that is light on dark.
///
/// Each function is thread-safe. Those that write a page have the order `(src, params, dst)`, work in place, and take any format:
/// `dst` is BIT1 if `src` is, else GRAY8, of the same size. An overload without `params` uses the default.
#ifndef SCIPIX_PAGE_HPP
#define SCIPIX_PAGE_HPP

#include <scipix/components.hpp>
#include <scipix/handle.hpp>
#include <scipix/image.hpp>

#include <cstddef>
#include <vector>

namespace scipix {
inline namespace SCIPIX_MODE {

/// Parameters of `despeckle`.
using SpeckParams = WithDefaults<ScipixSpeckParams, scipix_speck_params_init>;
/// Parameters of `find_lines` and `remove_lines`.
using LineParams = WithDefaults<ScipixLineParams, scipix_line_params_init>;
/// Parameters of `find_borders` and `remove_borders`.
using BorderParams = WithDefaults<ScipixBorderParams, scipix_border_params_init>;

/// Whether text is light on dark.
struct Polarity {
  bool light_on_dark;  ///< Whether it is; false without text.
  float confidence;    ///< From 0, no text or as much of one kind as of the other, to 1, all of one kind.
};

/// Removes specks: small components of the ink that belong to no text.
/// @param src     any format
/// @param params  the longest side of a speck, and what ink is
/// @param dst     the cleaned page
/// @return what was found
inline Outcome<ScipixSpecks> despeckle(const ImageView &src, const ScipixSpeckParams &params, const MutImageView &dst) {
  ScipixSpecks specks = {};
  const ScipixStatus status = scipix_page_despeckle(&src.raw(), &params, &dst.raw(), &specks);
  return detail::outcome(status, [&] { return specks; });
}
/// Removes specks, with the default parameters.
/// @param src  any format
/// @param dst  the cleaned page
/// @return what was found
inline Outcome<ScipixSpecks> despeckle(const ImageView &src, const MutImageView &dst) {
  return despeckle(src, SpeckParams(), dst);
}

/// Removes ruling lines, except where strokes cross them.
/// @param src     any format
/// @param params  the directions, the least length, the greatest thickness, and what ink is
/// @param dst     the cleaned page
/// @return the lines
inline Outcome<std::vector<ScipixRuledLine>> remove_lines(const ImageView &src, const ScipixLineParams &params,
                                                          const MutImageView &dst) {
  return detail::filled<ScipixRuledLine>(256, [&](ScipixRuledLine *out, std::size_t cap, std::size_t *len) {
    return scipix_page_remove_lines(&src.raw(), &params, &dst.raw(), out, cap, len);
  });
}
/// Removes ruling lines from left to right, with the default parameters.
/// @param src  any format
/// @param dst  the cleaned page
/// @return the lines
inline Outcome<std::vector<ScipixRuledLine>> remove_lines(const ImageView &src, const MutImageView &dst) {
  return remove_lines(src, LineParams(), dst);
}

/// Finds the ruling lines that `remove_lines` removes.
/// @param src     any format
/// @param params  the directions, the least length, the greatest thickness, and what ink is
inline Outcome<std::vector<ScipixRuledLine>> find_lines(const ImageView &src,
                                                        const ScipixLineParams &params = LineParams()) {
  return detail::filled<ScipixRuledLine>(256, [&](ScipixRuledLine *out, std::size_t cap, std::size_t *len) {
    return scipix_page_find_lines(&src.raw(), &params, out, cap, len);
  });
}

/// Removes the dark borders of a scan.
/// @param src     any format
/// @param params  what ink is
/// @param dst     the cleaned page
/// @return what was found
inline Outcome<ScipixBorders> remove_borders(const ImageView &src, const ScipixBorderParams &params,
                                             const MutImageView &dst) {
  ScipixBorders borders = {};
  const ScipixStatus status = scipix_page_remove_borders(&src.raw(), &params, &dst.raw(), &borders);
  return detail::outcome(status, [&] { return borders; });
}
/// Removes the dark borders of a scan, with the default parameters.
/// @param src  any format
/// @param dst  the cleaned page
/// @return what was found
inline Outcome<ScipixBorders> remove_borders(const ImageView &src, const MutImageView &dst) {
  return remove_borders(src, BorderParams(), dst);
}

/// Finds the dark borders of a scan, and the rectangle of its content.
/// @param src     any format
/// @param params  what ink is
inline Outcome<ScipixBorders> find_borders(const ImageView &src, const ScipixBorderParams &params = BorderParams()) {
  ScipixBorders borders = {};
  const ScipixStatus status = scipix_page_find_borders(&src.raw(), &params, &borders);
  return detail::outcome(status, [&] { return borders; });
}

/// Tells whether the text of a page, or of a part of it, is light on dark.
/// @param src  any format
inline Outcome<Polarity> polarity(const ImageView &src) {
  ScipixPolarity found = {};
  const ScipixStatus status = scipix_page_polarity(&src.raw(), &found);
  return detail::outcome(status, [&] { return Polarity{found.light_on_dark != 0, found.confidence}; });
}

/// Finds the dark boxes with light text on a page whose other text is dark on light.
/// @param src  any format
inline Outcome<std::vector<ScipixPageBox>> inverted_regions(const ImageView &src) {
  return detail::filled<ScipixPageBox>(64, [&](ScipixPageBox *out, std::size_t cap, std::size_t *len) {
    return scipix_page_inverted_regions(&src.raw(), out, cap, len);
  });
}

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
