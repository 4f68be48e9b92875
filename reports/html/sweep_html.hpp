// The page of a sweep: curves over its parameter, who is the cheapest where, and the points as a table.
#pragma once

#include "reports/files/text_sink.hpp"
#include "reports/sweep/sweep_result.hpp"

namespace reports {

/// Writes the whole page to `sink`. There are charts where a parameter is numeric and the points are all combinations,
/// and the strip of the cheapest where break-evens were searched for.
void write_sweep_html(const SweepResult& result, TextSink& sink);

}  // namespace reports
