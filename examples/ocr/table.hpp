#pragma once

#include <ostream>
#include <string>
#include <vector>

/// Rows of text under a heading, in columns as wide as needed: the first two flush left, numbers flush right.
class Table {
 public:
  explicit Table(std::vector<std::string> heading) : rows_{std::move(heading)} {}

  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  void print(std::ostream& out) const;

 private:
  std::vector<std::vector<std::string>> rows_;
};
