// Interleaved timing of contenders that do the same work on the same buffers.
#pragma once

#include <scipix.h>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bench {

struct Size {
  const char *name;
  size_t width, height;
  size_t pixels() const { return width * height; }
};

// The difference between a result and the reference.
struct Difference {
  double share = 0;    // share of the outputs that differ
  double largest = 0;  // largest difference
};

enum class Role {
  Ours,      // best SIMD level, one thread
  Level,     // a lower SIMD level, one thread
  Parallel,  // best SIMD level, all threads
  Peer,
};

// The tolerance for a contender's result, and how to fetch the result.
struct Terms {
  double tolerated = 0;          // share of outputs that may differ from the reference
  std::string note;              // why they differ, or what else the peer does
  std::function<void()> finish;  // converts the peer's output to the shared one, untimed
};

struct Contender {
  std::string name;
  Role role;
  std::function<void(size_t)> repeat;
  std::function<void()> enter;
  Terms terms;
};

// One operation at one size, with all contenders.
class Case {
 public:
  Case(std::string family, Size size) : family(std::move(family)), size(size) {}

  // Adds scipix at its best level, at each lower one, and with all threads.
  template <class Call>
  void ours(Call call, Terms terms = {}) {
    add_ours([call](size_t times) {
      for (; times > 0; --times) {
        ScipixStatus status = call();
        if (status != SCIPIX_STATUS_OK) fail(status);
      }
    }, std::move(terms));
  }

  template <class Call>
  void peer(std::string name, Call call, Terms terms = {}) {
    auto repeat = [call](size_t times) mutable {
      for (; times > 0; --times) {
        call();
        // Keeps the compiler from removing a loop that writes the same bytes again.
        asm volatile("" ::: "memory");
      }
    };
    contenders.push_back({std::move(name), Role::Peer, repeat, [] {}, std::move(terms)});
  }

  std::string family;
  Size size;
  std::function<void()> reset;            // overwrites the output, or restores an input that is changed in place
  std::function<Difference()> difference;  // between the output and the reference
  std::vector<Contender> contenders;

 private:
  void add_ours(std::function<void(size_t)> repeat, Terms terms);
  [[noreturn]] static void fail(ScipixStatus status);
};

struct Measured {
  std::string name;
  Role role;
  double ns_per_pixel;  // median of the rounds
  double times_ours;    // median over the rounds of its time / the time of scipix at its best level
  Difference difference;
  bool correct;
  std::string note;
};

struct Outcome {
  std::string family, title;
  Size size;
  std::vector<Measured> measured;
  // What the rows of a small image take without the call: a median like the others.
  std::optional<double> rows_ns_per_pixel;

  const Measured *ours() const;
  const Measured *find(Role role, const std::string &name) const;
  const Measured *best_peer() const;  // the fastest correct peer, by median ratio
};

struct Schedule {
  int rounds = 11;
  double block_seconds = 0.5e-3;  // minimum time of one contender in one round
};

// Measures all contenders; `upper_half` is the same operation on an image of half the height, where there is one.
Outcome measure(const Case &which, const std::optional<Case> &upper_half, const std::string &title,
                const Schedule &schedule);

}  // namespace bench
