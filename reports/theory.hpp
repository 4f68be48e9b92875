// What theory says beside what was simulated, as people read it: the same lines for the terminal and for report.html.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/ports/theory.hpp"

namespace reports {

enum class Tone { kPlain, kGood, kBad };

/// One prediction.
struct TheoryLine {
  std::string quantity{};    ///< as in summary.csv, with its unit
  std::string theory{};      ///< "23.33", "≈ 0.0013 (0.0012 to 0.0014)", "≥ 70"
  std::string simulated{};   ///< "23.31 ± 0.05"; empty: nothing was simulated
  std::string difference{};  ///< "-0.8": in standard errors; empty: none
  std::string verdict{};     ///< "agrees", "bound holds", "not judged: ..."
  Tone tone = Tone::kPlain;
};

TheoryLine theory_line(const models::TheoryPrediction& prediction);

/// Stands between conditions, of which none contains it.
inline constexpr std::string_view kConditionSeparator = "; ";

/// The conditions that are met, or those that are not, as one phrase; may be empty.
std::string conditions_text(const models::TheoryStatement& statement, bool met);

/// "of 12 exact values 12 agree; of 8 bounds 8 hold; 3 not judged"; empty without predictions.
std::string theory_tally(const std::vector<models::TheoryStatement>& statements);

}  // namespace reports
