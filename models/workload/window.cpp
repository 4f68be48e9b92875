#include "models/workload/window.hpp"

#include <fmt/core.h>

#include "models/workload/counts_workload.hpp"
#include "models/workload/profile_workload.hpp"
#include "sim/units/parse.hpp"

namespace models::workload {

void check_window(const Workload& workload, sim::Duration duration, ConfigProblems& problems) {
  if (const auto* counts = dynamic_cast<const CountsWorkload*>(&workload)) {
    const sim::Duration rows = counts->rows_end().since_zero();
    if (rows < duration) {
      problems.error("file", fmt::format("{} ends {} after the start of the run, but duration is {}; shorten the "
                                         "duration or begin earlier in the file (`from`)",
                                         counts->name(), sim::to_text(rows), sim::to_text(duration)));
    }
  } else if (const auto* profile = dynamic_cast<const ProfileWorkload*>(&workload)) {
    const RateTable& base = profile->profile().base();
    if (base.is_periodic() && duration % base.period() != sim::Duration{}) {
      problems.warning("", fmt::format("duration {} is no multiple of the profile's period of {}, so that means and "
                                       "the cost per month lean to the hours that occur more often",
                                       sim::to_text(duration), sim::to_text(base.period())));
    }
  }
}

}  // namespace models::workload
