// A separate process for each contender, because an allocator replaces malloc for a whole process.
#pragma once

#include <sys/types.h>

#include <cstdio>
#include <string>

class Worker {
 public:
  // Starts this program again, with `preload` as LD_PRELOAD unless it is empty.
  Worker(const std::string &program, const std::string &contender, const std::string &preload);
  ~Worker();
  Worker(const Worker &) = delete;
  Worker &operator=(const Worker &) = delete;

  // Returns the nanoseconds of one round of a case; negative if the contender has no such case.
  double run(const std::string &case_name);

 private:
  pid_t child_;
  std::FILE *commands_, *answers_;
};

// Runs the loop of a worker process.
int serve(const std::string &contender);
