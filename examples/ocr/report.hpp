#pragma once

#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include "process.hpp"

/// Writes `<stem>.<method>.txt` into the folder for each method.
void write_texts(const PageResult& page, const std::filesystem::path& folder, const std::string& stem);

/// The first lines of what was read on the Sauvola page.
void print_excerpt(const PageResult& page, std::ostream& out);

/// One row per page and method: milliseconds per stage and the mean confidence.
void print_table(const std::vector<PageResult>& pages, std::ostream& out);
