// A workload that is a rate over time and nothing else.
#pragma once

#include <memory>
#include <optional>

#include "models/ports/arrivals.hpp"
#include "models/workload/rate_profile.hpp"

namespace models::workload {

enum class Spacing { kPoisson, kEven };

/// Arrivals by inversion of the cumulative rate on points of mean distance 1 (unit_points.hpp). Mass is counted from
/// t = 0: open() at any `from` gives the rest of what an earlier one gives. Streams refer to the workload.
class ProfileWorkload final : public Workload {
 public:
  /// `is_constant`: the rate without crowds does not change.
  ProfileWorkload(RateProfile profile, Spacing spacing, bool is_constant);

  std::unique_ptr<ArrivalStream> open(const ArrivalContext& context) const override;
  sim::Rate rate_at(sim::Time at) const override;
  double expected_arrivals(sim::Time from, sim::Time to) const override;
  bool is_stationary() const override;
  ArrivalProcess process() const override {
    return spacing_ == Spacing::kPoisson ? ArrivalProcess::kPoisson : ArrivalProcess::kEven;
  }
  std::optional<double> count_variance(sim::Time, sim::Time, double expected) const override {
    return spacing_ == Spacing::kPoisson ? expected : 0.0;
  }
  const RateProfile& profile() const { return profile_; }

 private:
  RateProfile profile_;
  Spacing spacing_;
  bool is_constant_;
};

}  // namespace models::workload
