/// @file
/// Conversions between `cv::Mat` and scipix views, without copying pixels. Include this header to use OpenCV;
/// scipix.hpp does not include it.
#ifndef SCIPIX_OPENCV_HPP
#define SCIPIX_OPENCV_HPP

#if !__has_include(<opencv2/core/mat.hpp>)
#error "scipix/opencv.hpp is for programs that use OpenCV, whose headers are not found"
#else

#include <scipix/image.hpp>

#include <opencv2/core/mat.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace scipix {
inline namespace SCIPIX_MODE {

namespace detail {

// The format of a Mat in OpenCV's channel order; 0 if there is none.
inline ScipixPixelFormat format_of(const cv::Mat &mat) noexcept {
  switch (mat.dims == 2 ? mat.type() : -1) {
    case CV_8UC1: return SCIPIX_PIXEL_FORMAT_GRAY8;
    case CV_16UC1: return SCIPIX_PIXEL_FORMAT_GRAY16;
    case CV_8UC3: return SCIPIX_PIXEL_FORMAT_BGR8;
    case CV_8UC4: return SCIPIX_PIXEL_FORMAT_BGRA8;
    default: return 0;
  }
}

inline std::size_t bytes_of(const cv::Mat &mat) noexcept {
  if (mat.empty() || mat.dims != 2) return 0;
  return static_cast<std::size_t>(mat.rows - 1) * mat.step[0] + mat.cols * mat.elemSize();
}

// Whether pixels of `format` have the channels of `mat`, whose type has a format.
inline bool fits(const cv::Mat &mat, ScipixPixelFormat format) noexcept {
  switch (format) {
    case SCIPIX_PIXEL_FORMAT_GRAY8: return mat.type() == CV_8UC1;
    case SCIPIX_PIXEL_FORMAT_GRAY16: return mat.type() == CV_16UC1;
    case SCIPIX_PIXEL_FORMAT_RGB8:
    case SCIPIX_PIXEL_FORMAT_BGR8: return mat.channels() == 3;
    case SCIPIX_PIXEL_FORMAT_RGBA8:
    case SCIPIX_PIXEL_FORMAT_BGRA8: return mat.channels() == 4;
    default: return false;
  }
}

template <class View, class Pixels>
Outcome<View> view_of(const cv::Mat &mat, Pixels pixels, ScipixPixelFormat format) {
  if (format_of(mat) == 0 || !fits(mat, format)) {
    return failure<View>(SCIPIX_STATUS_UNSUPPORTED,
                         "mat: " + std::to_string(mat.dims) + " dimensions of type " + std::to_string(mat.type()) +
                             " are not an image of that format; CV_8UC1, CV_8UC3, CV_8UC4 and CV_16UC1 are supported");
  }
  return View::make(pixels, static_cast<std::size_t>(mat.cols), static_cast<std::size_t>(mat.rows), format,
                    mat.empty() ? 0 : mat.step[0]);
}

}  // namespace detail

/// Makes a view of a Mat, which may be a region. The view is valid as long as the Mat keeps its pixels.
/// @param mat     CV_8UC1, CV_8UC3, CV_8UC4 or CV_16UC1; UNSUPPORTED for others
/// @param format  the channel order; RGB8 or RGBA8 if it was converted from OpenCV's order
inline Outcome<ImageView> view(const cv::Mat &mat, ScipixPixelFormat format) {
  const Span<const std::uint8_t> pixels(mat.data, detail::bytes_of(mat));
  return detail::view_of<ImageView>(mat, pixels, format);
}
/// Makes a view of a Mat in OpenCV's channel order: GRAY8, BGR8, BGRA8 or GRAY16.
/// @param mat  CV_8UC1, CV_8UC3, CV_8UC4 or CV_16UC1; UNSUPPORTED for others
inline Outcome<ImageView> view(const cv::Mat &mat) { return view(mat, detail::format_of(mat)); }

/// Makes a writable view of a Mat.
/// @param mat     CV_8UC1, CV_8UC3, CV_8UC4 or CV_16UC1; UNSUPPORTED for others
/// @param format  the channel order
inline Outcome<MutImageView> mut_view(cv::Mat &mat, ScipixPixelFormat format) {
  const Span<std::uint8_t> pixels(mat.data, detail::bytes_of(mat));
  return detail::view_of<MutImageView>(mat, pixels, format);
}
/// Makes a writable view of a Mat in OpenCV's channel order.
/// @param mat  CV_8UC1, CV_8UC3, CV_8UC4 or CV_16UC1; UNSUPPORTED for others
inline Outcome<MutImageView> mut_view(cv::Mat &mat) { return mut_view(mat, detail::format_of(mat)); }

/// Makes a Mat that borrows the pixels of a view, which must outlive it. The channel order does not change.
/// @param view  any format but BIT1, which is UNSUPPORTED; GRAY16 of an even stride
inline Outcome<cv::Mat> to_mat(const MutImageView &view) {
  int type = 0;
  switch (view.format()) {
    case SCIPIX_PIXEL_FORMAT_GRAY8: type = CV_8UC1; break;
    case SCIPIX_PIXEL_FORMAT_GRAY16: type = CV_16UC1; break;
    case SCIPIX_PIXEL_FORMAT_RGB8:
    case SCIPIX_PIXEL_FORMAT_BGR8: type = CV_8UC3; break;
    case SCIPIX_PIXEL_FORMAT_RGBA8:
    case SCIPIX_PIXEL_FORMAT_BGRA8: type = CV_8UC4; break;
    default: return detail::failure<cv::Mat>(SCIPIX_STATUS_UNSUPPORTED, "view: OpenCV has no images of this format");
  }
  if (type == CV_16UC1 && view.stride() % 2 != 0) {
    return detail::failure<cv::Mat>(SCIPIX_STATUS_UNSUPPORTED, "view: OpenCV has no 16-bit images of an odd stride");
  }
  constexpr std::size_t max_size = 0x7fffffff;
  if (view.width() > max_size || view.height() > max_size) {
    return detail::failure<cv::Mat>(SCIPIX_STATUS_OVERFLOW, "view: is too large for OpenCV");
  }
  if (view.data() == nullptr) return detail::failure<cv::Mat>(SCIPIX_STATUS_NULL_POINTER, "view: data is NULL");
  return cv::Mat(static_cast<int>(view.height()), static_cast<int>(view.width()), type, view.data(), view.stride());
}

}  // namespace SCIPIX_MODE
}  // namespace scipix

#endif

#endif
