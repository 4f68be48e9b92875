// A workload of counted intervals.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "models/ports/arrivals.hpp"
#include "models/workload/counts_stream.hpp"
#include "models/workload/rate_profile.hpp"

namespace models::workload {

/// open() at any `from` gives the rest of what an earlier one gives. Streams refer to the workload.
class CountsWorkload final : public Workload {
 public:
  /// `factor`: what every count is multiplied by; 1 per second means 1. `name`: the file, for messages.
  CountsWorkload(CountsTimeline timeline, RateProfile factor, std::string name);

  std::unique_ptr<ArrivalStream> open(const ArrivalContext& context) const override;
  sim::Rate rate_at(sim::Time at) const override;
  double expected_arrivals(sim::Time from, sim::Time to) const override;
  bool is_stationary() const override { return false; }
  /// A count is exact over its own interval; inside it arrivals are uniform, and of a broken factor some are kept by
  /// chance.
  std::optional<double> count_variance(sim::Time from, sim::Time to, double) const override;

  const std::string& name() const { return name_; }
  /// Where the rows end, in simulated time.
  sim::Time rows_end() const;

 private:
  CountsTimeline timeline_;
  RateProfile factor_;
  std::string name_;
};

}  // namespace models::workload
