// The waits of launches as the script of report.html wants them.
#pragma once

#include <cstddef>
#include <string>

#include "reports/report_model.hpp"

namespace reports {

/// Most bars of an architecture; where there are more launches, neighbours share a bar.
inline constexpr std::size_t kMostLaunchBars = 120;

/// A JSON object: the names of the phases, and for each architecture those of "instances" and "tasks" that it launched,
/// how long 50, 85 and 100 % of them took at most, in seconds from being wanted to being in service, and their bars in
/// the order of launches: how many launches a bar stands for, when the first was wanted, and the mean wait of each
/// phase in seconds, phases first. Launches that never came into service are left out.
std::string launch_data(const ReportModel& model);

}  // namespace reports
