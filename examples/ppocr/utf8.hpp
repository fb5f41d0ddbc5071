#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// Removes the first code point of `text`, which must not be empty, and returns it. A byte that is not UTF-8 counts as
/// U+FFFD.
inline std::uint32_t take_code_point(std::string_view& text) {
  constexpr std::uint32_t kReplacement = 0xfffd, kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  const auto first = static_cast<unsigned char>(text[0]);
  const std::size_t len = first < 0x80 ? 1 : first >> 5 == 6 ? 2 : first >> 4 == 14 ? 3 : first >> 3 == 30 ? 4 : 0;
  std::uint32_t code = len < 2 ? first : first & (0x7fu >> len);
  bool valid = len > 0 && len <= text.size();
  for (std::size_t i = 1; valid && i < len; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    valid = next >> 6 == 2;
    code = code << 6 | (next & 0x3fu);
  }
  valid = valid && code >= kLeast[len] && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  text.remove_prefix(valid ? len : 1);
  return valid ? code : kReplacement;
}
