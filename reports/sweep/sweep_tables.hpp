// A sweep as files and as text.
#pragma once

#include <string>
#include <vector>

#include "reports/files/text_sink.hpp"
#include "reports/sweep/break_even.hpp"
#include "reports/sweep/sweep_result.hpp"
#include "reports/terminal/style.hpp"

namespace reports {

/// sweep.csv: one row per point, architecture and metric: the varied parameters under their paths, then the columns of
/// summary.csv.
void write_sweep(const SweepResult& result, TextSink& sink);

/// One row per point: what each architecture costs a month, and the cheapest. Architectures that miss the objectives
/// stand in brackets.
std::string sweep_text(const SweepResult& result, const TerminalStyle& style);

/// "lambda is the cheapest below [30.4/s, 32/s]; fargate from there to [398/s, 421/s]; ecs above." For a single numeric
/// axis.
std::string break_even_sentence(const SweepResult& result, const std::vector<BreakEven>& break_evens);

/// The same content for other programs.
std::string sweep_json(const SweepResult& result, const std::vector<BreakEven>& break_evens);

}  // namespace reports
