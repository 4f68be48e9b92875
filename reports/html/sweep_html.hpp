// The page of a sweep: curves over its parameter, who is the cheapest where, and the points as a table.
#pragma once

#include <vector>

#include "reports/files/text_sink.hpp"
#include "reports/sweep/break_even.hpp"
#include "reports/sweep/sweep_result.hpp"

namespace reports {

/// Writes the whole page to `sink`. There are charts where the sweep has a single numeric parameter.
void write_sweep_html(const SweepResult& result, const std::vector<BreakEven>& break_evens, TextSink& sink);

}  // namespace reports
