// What can only be checked when a workload's kind and the length of the measured window are both known.
#pragma once

#include "models/ports/arrivals.hpp"
#include "models/ports/catalog_entry.hpp"
#include "sim/units/time.hpp"

namespace models::workload {

/// An error (at `file`) if the window [0, duration) is longer than the rows of a counts file; a warning (at "") if a
/// periodic profile does not fit a whole number of times, so that a cost per month is skewed.
void check_window(const Workload& workload, sim::Duration duration, ConfigProblems& problems);

}  // namespace models::workload
