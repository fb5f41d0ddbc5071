/// @file
/// Text boxes of a detector's map, and reading order.
#ifndef SCIPIX_TEXT_BOXES_HPP
#define SCIPIX_TEXT_BOXES_HPP

#include <scipix/crop.hpp>
#include <scipix/geometry.hpp>
#include <scipix/handle.hpp>
#include <scipix/span.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace scipix {
inline namespace SCIPIX_MODE {

/// Parameters of `TextBoxes::find`, by default those of RapidOCR.
using TextBoxParams = WithDefaults<ScipixTextBoxParams, scipix_text_box_params_init>;

/// Parameters of `TextBoxes::find_craft`, by default those of EasyOCR.
using CraftParams = WithDefaults<ScipixCraftParams, scipix_craft_params_init>;

/// Rule and direction of a reading order.
using ReadingOrderParams = WithDefaults<ScipixReadingOrderParams, scipix_reading_order_params_init>;

/// Returns the parameters of an engine.
/// @param preset  a `SCIPIX_TEXT_BOX_PRESET_*`
inline Outcome<ScipixTextBoxParams> text_box_params(ScipixTextBoxPreset preset) {
  ScipixTextBoxParams params = {};
  return detail::outcome(scipix_text_box_params_preset(preset, &params), [&] { return params; });
}

/// A map of probabilities in the caller's memory, which must outlive it.
struct ProbabilityMap : ScipixProbabilityMap {
  /// Borrows a map of 32-bit floats.
  /// @param values   the rows
  /// @param columns  values in a row
  /// @param rows     number of rows
  /// @param step     values from one row to the next; 0: rows without gaps
  ProbabilityMap(Span<const float> values, std::size_t columns, std::size_t rows, std::size_t step = 0) noexcept
      : ProbabilityMap(values, SCIPIX_ELEMENT_F32, columns, rows, step) {}
  /// Borrows a map of bytes, of which 255 stands for 1.
  /// @param values   the rows
  /// @param columns  values in a row
  /// @param rows     number of rows
  /// @param step     values from one row to the next; 0: rows without gaps
  ProbabilityMap(Span<const std::uint8_t> values, std::size_t columns, std::size_t rows,
                 std::size_t step = 0) noexcept
      : ProbabilityMap(values, SCIPIX_ELEMENT_U8, columns, rows, step) {}
  /// Borrows a map of 16-bit floats, as bits.
  /// @param values   the rows
  /// @param columns  values in a row
  /// @param rows     number of rows
  /// @param step     values from one row to the next; 0: rows without gaps
  ProbabilityMap(Span<const std::uint16_t> values, std::size_t columns, std::size_t rows,
                 std::size_t step = 0) noexcept
      : ProbabilityMap(values, SCIPIX_ELEMENT_F16, columns, rows, step) {}

 private:
  template <class T>
  ProbabilityMap(Span<T> values, ScipixElement kind, std::size_t columns, std::size_t rows, std::size_t step) noexcept
      : ScipixProbabilityMap{values.data(), values.size_bytes(), columns, rows, step * sizeof(T), kind} {}
};

/// Returns the corners of a box, to be cropped.
/// @param box  a box
inline Quad quad_of(const ScipixTextBox &box) noexcept {
  const auto corner = [&](std::size_t i) {
    return Point{static_cast<float>(box.corners_xy[2 * i]), static_cast<float>(box.corners_xy[2 * i + 1])};
  };
  return {corner(0), corner(1), corner(2), corner(3)};
}

/// Returns the polygon of a box; empty unless polygons were asked for. Borrowed as the box itself.
/// @param box  a box
inline Span<const PixelPoint> polygon_of(const ScipixTextBox &box) noexcept {
  return {reinterpret_cast<const PixelPoint *>(box.polygon_xy), box.polygon_len};
}

/// Boxes of text, and the scratch memory to find them in map after map without allocating. Used by one thread at a time.
class TextBoxes {
 public:
  /// Makes an object without boxes.
  static Outcome<TextBoxes> make() {
    ScipixTextBoxes *boxes = nullptr;
    return detail::outcome(scipix_text_boxes_new(&boxes), [&] { return TextBoxes(boxes); });
  }
#ifndef SCIPIX_NO_EXCEPTIONS
  /// Makes an object without boxes.
  TextBoxes() : TextBoxes(make()) {}
#endif

  /// Finds the boxes in the map of a DB detector, in place of those before.
  /// @param map          probability that a pixel is text
  /// @param page_width   width of the page, to which boxes are scaled
  /// @param page_height  height of the page
  /// @param params       thresholds, growth and shape
  Outcome<void> find(const ScipixProbabilityMap &map, std::size_t page_width, std::size_t page_height,
                     const ScipixTextBoxParams &params = TextBoxParams()) {
    return check(scipix_text_boxes_find(get(), &map, page_width, page_height, &params));
  }
  /// Finds the boxes of words in the maps of CRAFT, in place of those before.
  /// @param text         where characters are
  /// @param link         where gaps between the characters of a word are
  /// @param page_width   width of the page, to which boxes are scaled
  /// @param page_height  height of the page
  /// @param params       thresholds
  Outcome<void> find_craft(const ScipixProbabilityMap &text, const ScipixProbabilityMap &link, std::size_t page_width,
                           std::size_t page_height, const ScipixCraftParams &params = CraftParams()) {
    return check(scipix_text_boxes_find_craft(get(), &text, &link, page_width, page_height, &params));
  }
  /// Sorts the boxes in the order in which they are read.
  /// @param params  rule and direction
  Outcome<void> sort(const ScipixReadingOrderParams &params = ReadingOrderParams()) {
    return check(scipix_text_boxes_sort(get(), &params));
  }

  /// The number of boxes.
  std::size_t size() const noexcept { return scipix_text_boxes_len(get()); }
  /// Whether there are no boxes.
  bool empty() const noexcept { return size() == 0; }
  /// The boxes, valid until the next call that finds or sorts.
  Span<const ScipixTextBox> boxes() const noexcept { return {scipix_text_boxes_data(get()), size()}; }
  /// The first box.
  const ScipixTextBox *begin() const noexcept { return boxes().begin(); }
  /// One past the last box.
  const ScipixTextBox *end() const noexcept { return boxes().end(); }
  /// Returns the corners of all boxes, to be cropped.
  std::vector<Quad> quads() const {
    std::vector<Quad> found;
    found.reserve(size());
    for (const ScipixTextBox &box : *this) found.push_back(quad_of(box));
    return found;
  }
  /// The handle that the C functions take.
  ScipixTextBoxes *get() const noexcept { return handle_.get(); }

 private:
  explicit TextBoxes(ScipixTextBoxes *raw) noexcept : handle_(raw) {}

  detail::Handle<ScipixTextBoxes, scipix_text_boxes_free> handle_;
};

/// Finds the order in which boxes of text are read. Thread-safe.
/// @param boxes   corners of each box
/// @param params  rule and direction
/// @return the index of the box at each place
inline Outcome<std::vector<std::uint32_t>> reading_order(Span<const Quad> boxes,
                                                         const ScipixReadingOrderParams &params = ReadingOrderParams()) {
  std::vector<std::uint32_t> order(boxes.size());
  const float *xy = boxes.empty() ? nullptr : &boxes[0][0].x;
  const ScipixStatus status = scipix_reading_order(xy, boxes.size(), &params, order.data());
  return detail::outcome(status, [&] { return std::move(order); });
}

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif
