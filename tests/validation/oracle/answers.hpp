// The questions that the validation asks of the program's own theory, statistics and CPU domain.
#pragma once

#include <nlohmann/json.hpp>

namespace validation {

/// An answer per kind of question. Each reads its inputs from `question` and throws nlohmann::json::exception where one
/// is missing or of the wrong type. Rates per second, times in seconds.
nlohmann::json theory_answer(const nlohmann::json& question);
nlohmann::json statistics_answer(const nlohmann::json& question);
nlohmann::json cpu_domain_answer(const nlohmann::json& question);

}  // namespace validation
