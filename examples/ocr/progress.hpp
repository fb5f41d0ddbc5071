#pragma once

#include <cstddef>
#include <string>

/// What is being read now: on a terminal one line of stderr that is written over, elsewhere a line per page.
class Progress {
 public:
  explicit Progress(std::size_t pages);
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void start_page(const std::string& name);
  void show(const char* what, int percent);

  /// Takes the line away, so that something else may be printed.
  void clear();

 private:
  const std::size_t pages_;
  const bool terminal_;
  std::size_t page_ = 0;
  std::string name_;
};
