// What the CTC rows need compiled in another way.
#pragma once

#include <cstddef>

namespace bench {

// std::max_element as a compiler makes it at -O2, which is how most programs are built: several times slower than at -O3.
size_t max_element_o2(const float *row, size_t classes);

}  // namespace bench
