// The one picture that needs no JavaScript: cost per month, a bar per architecture.
#pragma once

#include <string>

#include "reports/report_model.hpp"

namespace reports {

/// An <svg> element; its text takes the colour of its surroundings. Whiskers are the 95 % interval.
std::string cost_svg(const ReportModel& model);

}  // namespace reports
