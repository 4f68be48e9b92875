// theory.csv back into statements; tables.hpp has its writer.
#pragma once

#include <string>
#include <string_view>

#include "reports/report_model.hpp"

namespace reports {

/// The words that stand for them in theory.csv and in JSON.
std::string_view name_of(models::TheoryKind kind);
std::string_view name_of(models::TheoryVerdict verdict);

/// Reads the text of theory.csv into `model.theory`; its architectures are known. `name` is what messages call the
/// file. Throws CsvError.
void read_theory(std::string text, const std::string& name, ReportModel& model);

}  // namespace reports
