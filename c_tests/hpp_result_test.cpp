// Tests scipix::Error, Result and Span.
#include "hpp.hpp"

#include <array>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>
#if defined(__cpp_lib_span)
#include <span>
#endif

namespace {

using scipix::Result;
using scipix::Span;

static_assert(std::is_nothrow_move_constructible<Result<std::unique_ptr<int>>>::value,
              "a result can be moved if its value can");
static_assert(!std::is_copy_constructible<Result<std::unique_ptr<int>>>::value,
              "a result can be copied only if its value can");
#ifdef SCIPIX_NO_EXCEPTIONS
static_assert(std::is_same<scipix::Outcome<int>, Result<int>>::value, "without exceptions, a call returns a result");
#else
static_assert(std::is_same<scipix::Outcome<int>, int>::value, "with exceptions, a call returns the value");
static_assert(std::is_same<scipix::Outcome<void>, void>::value, "with exceptions, a call returns the value");
#endif

template <class From, class To>
constexpr bool converts = std::is_convertible<From, Span<To>>::value;

static_assert(converts<std::vector<int> &, int> && converts<const std::vector<int> &, const int>,
              "containers convert to spans");
static_assert(!converts<const std::vector<int> &, int>, "constness is kept");
static_assert(!converts<std::vector<int>, int> && converts<std::vector<int>, const int>,
              "a temporary converts to a read-only span only");
static_assert(!converts<std::vector<short> &, int>, "the element type must be the same");
static_assert(converts<Span<int>, const int> && !converts<Span<const int>, int>,
              "spans convert to read-only spans");

Result<std::string> half(int number) {
  if (number % 2 != 0) return scipix::Error(1234, "odd");
  return std::string(static_cast<std::size_t>(number / 2), 'x');
}

void results_have_a_value_or_an_error() {
  const auto good = half(6), bad = half(7);
  CHECK(good && *good == "xxx" && good->size() == 3 && good.value() == "xxx");
  CHECK_EQUAL(good.status(), SCIPIX_STATUS_OK);
  CHECK(!bad && std::string(bad.error().what()) == "UNKNOWN: odd");
  CHECK_EQUAL(bad.status(), 1234);
  CHECK(half(8).value() == "xxxx");
  const Result<void> done, failed = scipix::Error(SCIPIX_STATUS_IO, "no file");
  CHECK(done && !failed);
  CHECK_EQUAL(done.status(), SCIPIX_STATUS_OK);
  CHECK_EQUAL(failed.status(), SCIPIX_STATUS_IO);
  done.value();
#ifndef SCIPIX_NO_EXCEPTIONS
  CHECK_REFUSED(half(7).value(), 1234);
  CHECK_REFUSED(failed.value(), SCIPIX_STATUS_IO);
#endif
}

void an_error_keeps_the_message_of_its_call() {
  CHECK_DONE(scipix::check(SCIPIX_STATUS_OK));
  const ScipixStatus status = scipix_set_opt_level(77);
  const scipix::Error error(status);
  CHECK_EQUAL(error.status(), SCIPIX_STATUS_INVALID_ARGUMENT);
  CHECK(std::string(error.what()) == std::string("INVALID_ARGUMENT: ") + scipix_last_error_message());
  CHECK_REFUSED(scipix::check(status), SCIPIX_STATUS_INVALID_ARGUMENT);
}

std::size_t sum(Span<const int> numbers) {
  std::size_t total = 0;
  for (const int number : numbers) total += static_cast<std::size_t>(number);
  return total;
}

void spans_are_made_of_contiguous_containers() {
  int array[] = {1, 2, 3};
  std::vector<int> vector = {4, 5};
  const std::array<int, 2> fixed = {{6, 7}};
  CHECK_EQUAL(sum(array), 6);
  CHECK_EQUAL(sum(vector), 9);
  CHECK_EQUAL(sum(fixed), 13);
  CHECK_EQUAL(sum(std::vector<int>{8}), 8);
  CHECK_EQUAL(sum({}), 0);
  const Span<int> all(array);
  CHECK_EQUAL(sum(all), 6);
  CHECK(all.size() == 3 && all.size_bytes() == 3 * sizeof(int) && !all.empty() && all[1] == 2 && Span<int>().empty());
  CHECK_EQUAL(sum(all.first(2)), 3);
  CHECK_EQUAL(sum(all.subspan(1)), 5);
  CHECK_EQUAL(sum(all.subspan(1, 1)), 2);
  all[0] = 10;
  CHECK_EQUAL(array[0], 10);
#if defined(__cpp_lib_span)
  const std::span<int> standard = all;
  const std::span<const int> of_a_temporary = Span<int>(vector);
  CHECK(standard.data() == array && of_a_temporary.size() == 2);
  CHECK_EQUAL(sum(standard), 15);
#endif
}

}  // namespace

int main() {
  results_have_a_value_or_an_error();
  an_error_keeps_the_message_of_its_call();
  spans_are_made_of_contiguous_containers();
  return check_report("hpp_result_test");
}
