#pragma once

#include <ostream>

#include "page.hpp"

/// What was found about a page's lines, and how long it took to find and to turn the page.
struct Skew {
  float degrees = 0, confidence = 0;
  bool turned = false;
  double find_ms = 0, turn_ms = 0;
};

/// Turns the page so that its lines are level, where that much is sure and they are not level already. What comes into
/// view at the borders is white; bits become gray.
Skew deskew(Page& page);

void print_skew(const Skew& skew, std::ostream& to);
