// The work that every C++ peer does: M/M/c at a load of 0.9, with the product's generator and exponential sampler, so
// that only the engine is compared; and how a measurement is printed.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "sim/random/stream.hpp"
#include "sim/random/ziggurat.hpp"

namespace bench::peers {

/// Times in units of the mean service time.
class QueueWork {
 public:
  explicit QueueWork(int servers) : gap_{1.0 / (kLoad * servers)} {}

  double draw_gap() { return sim::random::exponential(arrivals_) * gap_; }
  double draw_service() { return sim::random::exponential(services_); }

 private:
  static constexpr double kLoad = 0.9;
  double gap_;
  sim::random::Stream arrivals_{1};
  sim::random::Stream services_{2};
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
