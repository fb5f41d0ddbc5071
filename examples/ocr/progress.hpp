#pragma once

#include <cstddef>
#include <string>

/// Shows the progress on stderr: one line that is rewritten on a terminal, otherwise one line per page.
class Progress {
 public:
  explicit Progress(std::size_t pages);
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void start_page(const std::string& name);
  void show(const char* what, int percent);

  /// Erases the line, so that other text can be printed.
  void clear();

 private:
  const std::size_t pages_;
  const bool terminal_;
  std::size_t page_ = 0;
  std::string name_;
};

/// A progress bar on stderr if it is a terminal.
class Bar {
 public:
  Bar(const char* title, std::size_t total);
  ~Bar() { clear(); }
  Bar(const Bar&) = delete;
  Bar& operator=(const Bar&) = delete;

  void show(std::size_t done);
  void clear();

 private:
  const char* const title_;
  const std::size_t total_;
  const bool terminal_;
};
