#pragma once

#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

/// Reads `pages` twice, one stage after the other and as a pipeline of overlapping stages, and prints the gain. If
/// `level` is set, pages are deskewed.
void compare_overlap(const std::vector<std::filesystem::path>& pages, const std::string& language, bool level,
                     std::ostream& out);
