// The work that every C++ peer does: M/M/c at a load of 0.9, with the variates that the kernel's own queue and the
// hand-written loop draw, so that only the engine is compared; and how a measurement is printed.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "tests/bench/reference/exponential_block.hpp"

namespace bench::peers {

/// Times in units of the mean service time.
class QueueWork {
 public:
  explicit QueueWork(int servers) : gaps_{1, 1.0 / (kLoad * servers)} {}

  double draw_gap() { return gaps_.next(); }
  double draw_service() { return services_.next(); }

 private:
  static constexpr double kLoad = 0.9;
  reference::ExponentialBlock gaps_;
  reference::ExponentialBlock services_{2, 1.0};
};

/// CPU time of this process, in seconds.
inline double cpu_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

/// "customers per second of CPU time, mean time in the system in service times"
inline void print_measurement(std::int64_t customers, double seconds, double total_time) {
  const auto count = static_cast<double>(customers);
  std::printf("%.6g %.6g\n", count / seconds, total_time / count);
}

}  // namespace bench::peers
