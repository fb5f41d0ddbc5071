#pragma once

#include <ostream>

#include "page.hpp"

/// The skew of a page, and the time it took to find it and to rotate the page.
struct Skew {
  float degrees = 0, confidence = 0;
  bool turned = false;
  double find_ms = 0, turn_ms = 0;
};

/// Rotates the page so that its lines are horizontal, unless they are already or the angle is unreliable. Uncovered
/// borders become white; 1-bit pages become gray.
Skew deskew(Page& page);

void print_skew(const Skew& skew, std::ostream& to);
