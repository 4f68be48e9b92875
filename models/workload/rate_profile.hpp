// A rate over time with flash crowds laid over it.
#pragma once

#include <cstdint>
#include <vector>

#include "models/workload/rate_table.hpp"
#include "sim/units/time.hpp"

namespace models::workload {

/// The rate is multiplied by 1 -> factor in [at, at + rise), by factor for `hold`, by factor -> 1 during `fall`.
struct FlashCrowd {
  sim::Duration at{};
  double factor = 1.0;
  sim::Duration rise{};
  sim::Duration hold{};
  sim::Duration fall{};

  sim::Duration end() const { return at + rise + hold + fall; }
};

/// base(t) x the factors of all crowds. While a crowd rises or falls over a base that is itself sloped, the product is
/// a parabola; it is tabulated in straight pieces of at most 60 s and at most 1/16 of the rise. What is tabulated is
/// the rate: masses are exact for it.
class RateProfile {
 public:
  RateProfile(RateTable base, const std::vector<FlashCrowd>& crowds);

  /// The piece that holds t. Masses count from t = 0 and are negative before it. The end of one piece is the beginning
  /// of the next, in time and, to the last digit of a double, in mass.
  RateSegment segment_at(std::int64_t t) const;
  /// Expected arrivals from 0 to t; negative before 0.
  double mass_until(std::int64_t t) const { return raw_mass_until(t) - mass_at_zero_; }
  /// Arrivals per second.
  double rate_at(sim::Time at) const;
  const RateTable& base() const { return base_; }
  bool has_crowds() const { return !patches_.empty(); }

 private:
  /// A stretch of time in which crowds are, tabulated; outside the base holds.
  struct Patch {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    RateTable table;
    double mass_before = 0.0;  ///< raw mass at begin
    double extra_after = 0.0;  ///< raw mass minus the base's, from end on
  };

  void add_patch(const std::vector<FlashCrowd>& crowds);
  std::size_t patch_after(std::int64_t t) const;
  double raw_mass_until(std::int64_t t) const;

  RateTable base_;
  std::vector<Patch> patches_{};
  double mass_at_zero_ = 0.0;
};

}  // namespace models::workload
