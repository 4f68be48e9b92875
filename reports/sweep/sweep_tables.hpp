// A sweep as files and as text.
#pragma once

#include <string>

#include "reports/files/text_sink.hpp"
#include "reports/sweep/sweep_result.hpp"
#include "reports/terminal/style.hpp"

namespace reports {

/// sweep.csv: one row per point, architecture and metric: the varied parameters under their paths, then the columns of
/// summary.csv.
void write_sweep(const SweepResult& result, TextSink& sink);

/// One row per point: what each architecture costs a month, and the cheapest, or those of which none is by more than
/// 1 %. Architectures that miss the objectives stand in brackets.
std::string sweep_text(const SweepResult& result, const TerminalStyle& style);

/// "lambda is the cheapest below [30.4/s, 32/s]; fargate from there to [398/s, 421/s]; ecs above." Requires crossings:
/// of a single numeric axis, searched from end to end.
std::string break_even_sentence(const SweepResult& result);

/// What the brackets of that sentence mean; empty where it has none. Requires crossings.
std::string bracket_note(const SweepResult& result);

/// sweep.json: whose sweep a folder holds, and how much of it.
std::string sweep_manifest(const SweepResult& result);

/// The same content as text and page for other programs.
std::string sweep_json(const SweepResult& result);

}  // namespace reports
