// A function of the CTC family that is compiled with other options.
#pragma once

#include <cstddef>

namespace bench {

// Runs std::max_element compiled at -O2, the level of most programs, where it is several times slower than at -O3.
size_t max_element_o2(const float *row, size_t classes);

}  // namespace bench
