// CSV as RFC 4180 has it, with what readers of numbers need: LF line ends, `.` decimals, 10 significant digits, an
// empty cell for a value that does not exist, never `inf`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "reports/files/text_sink.hpp"
#include "sim/units/money.hpp"

namespace reports {

/// Writes a table row by row. Each row must have as many cells as the header (checked).
class CsvWriter {
 public:
  CsvWriter(TextSink& sink, std::initializer_list<std::string_view> header);

  /// Adds a column to the header; only before the first row.
  void add_column(std::string_view name);

  CsvWriter& text(std::string_view value);
  /// NaN and infinities are empty cells.
  CsvWriter& number(double value);
  CsvWriter& integer(std::int64_t value);
  CsvWriter& count(std::uint64_t value);
  CsvWriter& flag(bool value);
  /// Exact decimals, without trailing zeros: money has 9 places, prices have 12.
  CsvWriter& money(sim::Money value);
  CsvWriter& price(sim::Price value);
  CsvWriter& empty() { return text({}); }
  void end_row();
  /// Call once at the end: a table without rows still gets its header.
  void finish();

 private:
  void close_header();
  void separate();

  TextSink* sink_;
  std::size_t columns_ = 0;
  std::size_t cells_ = 0;
  bool header_open_ = true;
  std::string row_{};
};

/// `value` in decimals where one unit is 10^places of it: (1500, 3) is "1.5". Exact.
std::string exact_decimal(std::int64_t value, int places);

}  // namespace reports
