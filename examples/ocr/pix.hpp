#pragma once

#include <allheaders.h>

#include <cstddef>
#include <cstdint>
#include <memory>

struct PixDeleter {
  void operator()(PIX* pix) const { pixDestroy(&pix); }
};

/// A Leptonica image that frees itself.
using PixPtr = std::unique_ptr<PIX, PixDeleter>;

/// The pixels of a PIX as bytes. They are in reading order only after pixEndianByteSwap: Leptonica packs pixels into
/// 32-bit words from the most significant end, which on a little-endian machine reverses every four bytes.
inline std::uint8_t* pix_bytes(const PixPtr& pix) { return reinterpret_cast<std::uint8_t*>(pixGetData(pix.get())); }

/// Bytes from one row to the next.
inline std::size_t pix_stride(const PixPtr& pix) { return std::size_t{4} * pixGetWpl(pix.get()); }
