#include "progress.hpp"

#include <unistd.h>

#include <cstdio>
#include <string>

Progress::Progress(std::size_t pages) : pages_(pages), terminal_(isatty(STDERR_FILENO) != 0) {}

void Progress::start_page(const std::string& name) {
  ++page_;
  name_ = name;
  if (!terminal_) std::fprintf(stderr, "[%zu/%zu] %s\n", page_, pages_, name_.c_str());
}

void Progress::show(const char* what, int percent) {
  if (!terminal_) return;
  std::fprintf(stderr, "\r\033[K[%zu/%zu] %s: reading %s, %d %%", page_, pages_, name_.c_str(), what, percent);
  std::fflush(stderr);
}

void Progress::clear() {
  if (!terminal_) return;
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
}

Bar::Bar(const char* title, std::size_t total) : title_(title), total_(total), terminal_(isatty(STDERR_FILENO) != 0) {
  show(0);
}

void Bar::show(std::size_t done) {
  constexpr std::size_t width = 40;
  if (!terminal_) return;
  const std::size_t filled = total_ == 0 ? width : done * width / total_;
  const std::string bar = std::string(filled, '#') + std::string(width - filled, '.');
  std::fprintf(stderr, "\r\033[K%s [%s] %zu/%zu", title_, bar.c_str(), done, total_);
  std::fflush(stderr);
}

void Bar::clear() {
  if (!terminal_) return;
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
}
