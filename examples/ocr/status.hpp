#pragma once

#include <scipix.h>

#include <stdexcept>

/// Turns a failed scipix call into an exception that carries the library's own words.
inline void require(ScipixStatus status) {
  if (status != SCIPIX_STATUS_OK) throw std::runtime_error(scipix_last_error_message());
}

/// The same pixels, to be read.
inline ScipixImage as_source(const ScipixImageMut& image) {
  return {image.data, image.width, image.height, image.stride, image.format};
}
