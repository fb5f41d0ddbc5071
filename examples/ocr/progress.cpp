#include "progress.hpp"

#include <unistd.h>

#include <cstdio>

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
