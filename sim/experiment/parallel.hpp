// Independent units of work on several threads. Who computes a unit can't matter: each writes to its own place, and
// results are read in the order of the units.
#pragma once

#include <cstddef>
#include <functional>

namespace sim::experiment {

/// Calls `unit(0)` ... `unit(units - 1)`, each once, on at most `threads` threads (0: one per core). Units are started
/// in order. When a unit throws, no further one is started; the exception of the first such unit, by number, is thrown
/// here after those under way have ended: the same one at any number of threads.
void for_each_unit(std::size_t units, std::size_t threads, const std::function<void(std::size_t)>& unit);

/// Threads that for_each_unit uses for 0.
std::size_t available_threads();

}  // namespace sim::experiment
