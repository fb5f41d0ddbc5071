#include "worker.hpp"

#include "cases.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

namespace {

void become(const std::string &program, const std::string &contender, const std::string &preload, int in, int out) {
  dup2(in, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  if (!preload.empty()) setenv("LD_PRELOAD", preload.c_str(), 1);
  execl(program.c_str(), program.c_str(), "--worker", contender.c_str(), static_cast<char *>(nullptr));
  _exit(127);
}

}  // namespace

Worker::Worker(const std::string &program, const std::string &contender, const std::string &preload) {
  int to[2], from[2];
  if (pipe2(to, O_CLOEXEC) != 0 || pipe2(from, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  child_ = fork();
  if (child_ < 0) throw std::runtime_error("no process");
  if (child_ == 0) become(program, contender, preload, to[0], from[1]);
  close(to[0]);
  close(from[1]);
  commands_ = fdopen(to[1], "w");
  answers_ = fdopen(from[0], "r");
}

Worker::~Worker() {
  std::fclose(commands_);
  std::fclose(answers_);
  waitpid(child_, nullptr, 0);
}

double Worker::run(const std::string &case_name) {
  std::fprintf(commands_, "%s\n", case_name.c_str());
  std::fflush(commands_);
  double ns = 0;
  if (std::fscanf(answers_, "%lf", &ns) != 1) throw std::runtime_error("a worker has died in " + case_name);
  return ns;
}

int serve(const std::string &contender) {
  char name[64];
  while (std::fgets(name, sizeof name, stdin) != nullptr) {
    std::string line(name);
    std::printf("%.3f\n", run_case(contender, line.substr(0, line.find('\n'))));
    std::fflush(stdout);
  }
  return 0;
}
