// What a run was charged.
#pragma once

#include <string_view>

#include "models/ports/run_result.hpp"

namespace test_support {

/// USD for that SKU, all variants and purchase options together.
inline double charged(const models::RunResult& run, std::string_view sku) {
  double total = 0.0;
  for (const models::Charge& charge : run.charges) {
    total += charge.key.sku == sku ? charge.effective_cost.amount() : 0.0;
  }
  return total;
}

}  // namespace test_support
