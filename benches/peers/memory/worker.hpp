// A process of its own for each contender, because an allocator replaces malloc for a whole process.
#pragma once

#include <sys/types.h>

#include <cstdio>
#include <string>

class Worker {
 public:
  // Starts this program again, with `preload` in front of the C library where it is not empty.
  Worker(const std::string &program, const std::string &contender, const std::string &preload);
  ~Worker();
  Worker(const Worker &) = delete;
  Worker &operator=(const Worker &) = delete;

  // Nanoseconds of one round of a case; negative where the contender does not take part in it.
  double run(const std::string &case_name);

 private:
  pid_t child_;
  std::FILE *commands_, *answers_;
};

// The loop of a process that was started as a worker.
int serve(const std::string &contender);
