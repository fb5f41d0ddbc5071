#pragma once

#include <string>
#include <vector>

namespace bench {

// Limits every library to one thread. Called once, before any timing.
void one_thread_everywhere();

// Returns "name: version" of scipix, of the compiler and of each peer, including peers that were not found.
std::vector<std::string> describe();

}  // namespace bench
