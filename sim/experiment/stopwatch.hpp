// Wall-clock time, for the timing part of run.json and nothing else: no result may depend on it.
#pragma once

#include <chrono>

namespace sim::experiment {

class Stopwatch {
 public:
  /// Since construction.
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count(); }

 private:
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

}  // namespace sim::experiment
