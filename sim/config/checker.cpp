#include "sim/config/checker.hpp"

#include <utility>

#include "sim/config/diagnostics.hpp"
#include "sim/config/document.hpp"
#include "sim/config/path.hpp"

namespace sim::config {

void Checker::error(std::string_view field, std::string message) {
  document_.error_at(diagnostics_, join_path(path_, field), std::move(message));
}

void Checker::warning(std::string_view field, std::string message) {
  document_.warning_at(diagnostics_, join_path(path_, field), std::move(message));
}

bool Checker::is_given(std::string_view field) const {
  return document_.has(join_path(path_, field));
}

}  // namespace sim::config
