// One of two halves of a program. This file is compiled twice, with exceptions as one C++ standard and without as another;
// each half defines its own functions, and both are linked together.
#include "hpp.hpp"

int with_exceptions();
int without_exceptions();

#ifdef SCIPIX_NO_EXCEPTIONS

int without_exceptions() {
  const auto refused = scipix::Buffer::make(SIZE_MAX);
  CHECK(!refused);
  auto buffer = scipix::Buffer::make(10);
  CHECK(buffer && buffer->resize(7).status() == SCIPIX_STATUS_OK && buffer->size() == 7);
  return check_report("hpp_mixed, without exceptions");
}

#else

int with_exceptions() {
  bool thrown = false;
  try {
    scipix::Buffer refused(SIZE_MAX);
  } catch (const scipix::Error &) {
    thrown = true;
  }
  CHECK(thrown);
  scipix::Buffer buffer(10);
  buffer.resize(7);
  CHECK(buffer.size() == 7);
  return check_report("hpp_mixed, with exceptions");
}

int main() { return with_exceptions() + without_exceptions(); }

#endif
