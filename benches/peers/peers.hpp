// The libraries found at configure time, and helpers that several families share.
#pragma once

#ifdef HAVE_OPENCV
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#endif
#ifdef HAVE_OPENCV_XIMGPROC
#include <opencv2/ximgproc.hpp>
#endif
#ifdef HAVE_LIBYUV
#include <libyuv.h>
#endif
#ifdef HAVE_LEPTONICA
#include <leptonica/allheaders.h>
#endif
#ifdef HAVE_IPP
#include <ippcc.h>
#include <ippcore.h>
#include <ippcv.h>
#include <ippi.h>
#include <ipps.h>
#endif

#include "buffers.hpp"

namespace bench {

#ifdef HAVE_OPENCV
inline cv::Mat mat(const Buffer<uint8_t> &buffer, const Size &size, int type) {
  return cv::Mat(static_cast<int>(size.height), static_cast<int>(size.width), type, buffer.data());
}
#endif

#ifdef HAVE_IPP
inline IppiSize roi(const Size &size) { return {static_cast<int>(size.width), static_cast<int>(size.height)}; }
#endif

#ifdef HAVE_LEPTONICA
struct PixFree {
  void operator()(Pix *pix) const { pixDestroy(&pix); }
};
using PixOwner = std::unique_ptr<Pix, PixFree>;

// Copies an image to Leptonica's layout, which is not timed.
inline PixOwner pix_of(const Buffer<uint8_t> &gray, const Size &size) {
  PixOwner pix(pixCreate(static_cast<int>(size.width), static_cast<int>(size.height), 8));
  for (size_t y = 0; y < size.height; ++y) {
    l_uint32 *line = pixGetData(pix.get()) + y * static_cast<size_t>(pixGetWpl(pix.get()));
    for (size_t x = 0; x < size.width; ++x) SET_DATA_BYTE(line, x, gray[y * size.width + x]);
  }
  return pix;
}

// Converts one bit per pixel, 1 = black, to bytes of 0 and 255.
inline void unpack(Pix *bits, const Size &size, const Buffer<uint8_t> &out) {
  for (size_t y = 0; y < size.height; ++y) {
    const l_uint32 *line = pixGetData(bits) + y * static_cast<size_t>(pixGetWpl(bits));
    for (size_t x = 0; x < size.width; ++x) out[y * size.width + x] = GET_DATA_BIT(line, x) ? 0 : 255;
  }
}
#endif

}  // namespace bench
