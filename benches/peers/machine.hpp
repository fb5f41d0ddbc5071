#pragma once

#include <string>
#include <vector>

namespace bench {

// Holds every library to one thread. Once, before anything is timed.
void one_thread_everywhere();

// "name: version" of scipix, of the compiler and of each peer; peers that were not found are named too.
std::vector<std::string> describe();

}  // namespace bench
