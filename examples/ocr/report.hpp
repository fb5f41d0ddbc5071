#pragma once

#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include "process.hpp"

/// Writes `<stem>.<method>.txt` into the folder for each method.
void write_texts(const PageResult& page, const std::filesystem::path& folder, const std::string& stem);

/// Prints the first lines of the text of the Sauvola page.
void print_excerpt(const PageResult& page, std::ostream& out);

/// Prints one row per page and method, with milliseconds per stage and the mean confidence.
void print_table(const std::vector<PageResult>& pages, std::ostream& out);
