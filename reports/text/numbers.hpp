// Numbers as people read them on a bill or a dashboard. For files use the CSV writer, which keeps all digits.
#pragma once

#include <string>

#include "reports/report_model.hpp"

namespace reports {

/// A value and the half-width of its interval in the same decimals; `half` is empty where
/// there is no interval or every replication gave the same.
struct Reading {
  std::string value{};
  std::string half{};
};

/// `decimals` places and thousands separated by commas: 12345.6 -> "12,345.6".
std::string grouped(double value, int decimals);

/// "$412.30", "$12,345", "$0.0042".
std::string dollars(double value);
Reading dollars(const Estimate& estimate);

/// "0.84 ms", "12.3 ms", "1.23 s".
std::string milliseconds(double value);
Reading milliseconds(const Estimate& estimate);

/// A ratio as "47.3 %"; close to 0 or 100 % it keeps the digits that matter ("99.987 %").
std::string percent(double ratio);
Reading percent(const Estimate& estimate);

/// A count or a mean of counts: "3.42", "17.5", "1,204".
std::string quantity(double value);
Reading quantity(const Estimate& estimate);

/// A maximum over replications: "12", or "11 to 13".
std::string range(const Estimate& estimate);

/// Seconds as "1 day", "36 hours", "90 minutes", "12.5 s".
std::string span_of_time(double seconds);

}  // namespace reports
