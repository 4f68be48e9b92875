// One CPU domain driven by hand: requests enter lanes at given instants, and what finishes is noted.
#pragma once

#include <cmath>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "models/worker/cpu_domain.hpp"

namespace models::worker {

inline sim::Time at(double seconds) {
  return sim::Time::at_nanoseconds(std::llround(seconds * 1e9));
}
inline std::uint64_t q32(double vcpus) {
  return static_cast<std::uint64_t>(std::llround(vcpus * 4294967296.0));
}
/// Weight, most vCPUs (0: no limit), and most vCPUs of one request.
inline LaneSpec lane(std::uint64_t weight, double limit = 0.0, double parallelism = 1.0) {
  return {weight, limit == 0.0 ? LaneSpec::kNoLimit : q32(limit), q32(parallelism)};
}

/// A domain whose lanes are single containers, and what finished when.
struct Machine {
  std::unique_ptr<LaneKinds> kinds = std::make_unique<LaneKinds>();
  std::unique_ptr<LoneLaneRates> rates{};
  CpuDomain cpu;
  std::map<std::uint32_t, double> finished{};  ///< seconds, by request
  std::uint32_t next_request = 0;

  explicit Machine(double vcpus, CpuSpeed speed = {})
      : cpu{sim::Vcpu::milli(std::llround(vcpus * 1'000)), speed, *kinds} {}
  /// A machine for a single container of that kind; it may get company later.
  Machine(double vcpus, CpuSpeed speed, const LaneSpec& only)
      : rates{std::make_unique<LoneLaneRates>(CpuDomain::q32_of(sim::Vcpu::milli(std::llround(vcpus * 1'000))), speed,
                                              only, *kinds)},
        cpu{*rates} {
    add_lane(only);
  }

  std::uint32_t add_lane(const LaneSpec& spec) { return cpu.add_lanes(std::vector{spec}); }
  std::uint32_t enter(std::uint32_t into, double work_seconds, double when = 0.0) {
    run_until(when);
    cpu.enter(into, RequestId{next_request}, std::llround(work_seconds * 1e9), at(when));
    return next_request++;
  }
  void sleep(RequestId request, sim::Time until, sim::Time from = at(0.0)) {
    cpu.enter(CpuDomain::kAsleep, request, (until - from).nanoseconds(), from);
  }
  /// Takes out all that is due before `end`.
  void run_until(double end) {
    while (cpu.next() < at(end)) {
      const sim::Time now = cpu.next();
      finished[cpu.take_due().index()] = now.seconds();
    }
  }
  void run() { run_until(1e9); }
};

}  // namespace models::worker
