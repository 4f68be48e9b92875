#include "reports/csv/writer.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/core.h>

#include "sim/check.hpp"
#include "sim/stats/format.hpp"

namespace reports {

namespace {

constexpr int kSignificantDigits = 10;

bool needs_quotes(char c) {
  return c == ',' || c == '"' || c == '\r' || c == '\n';
}

void append_escaped(std::string& row, std::string_view value) {
  if (std::none_of(value.begin(), value.end(), needs_quotes)) {
    row += value;
    return;
  }
  row += '"';
  for (const char c : value) {
    if (c == '"') {
      row += '"';
    }
    row += c;
  }
  row += '"';
}

}  // namespace

CsvWriter::CsvWriter(TextSink& sink, std::initializer_list<std::string_view> header) : sink_{&sink} {
  for (const std::string_view name : header) {
    add_column(name);
  }
}

void CsvWriter::add_column(std::string_view name) {
  SIM_CHECK(header_open_, "columns are added before the first row");
  if (columns_ > 0) {
    row_ += ',';
  }
  append_escaped(row_, name);
  ++columns_;
}

void CsvWriter::close_header() {
  if (header_open_) {
    row_ += '\n';
    sink_->write(row_);
    row_.clear();
    header_open_ = false;
  }
}

void CsvWriter::separate() {
  close_header();
  if (cells_ > 0) {
    row_ += ',';
  }
  ++cells_;
}

CsvWriter& CsvWriter::text(std::string_view value) {
  separate();
  append_escaped(row_, value);
  return *this;
}

CsvWriter& CsvWriter::number(double value) {
  separate();
  if (std::isfinite(value)) {
    row_ += sim::stats::format_significant(value, kSignificantDigits);
  }
  return *this;
}

CsvWriter& CsvWriter::integer(std::int64_t value) {
  separate();
  fmt::format_to(std::back_inserter(row_), "{}", value);
  return *this;
}

CsvWriter& CsvWriter::count(std::uint64_t value) {
  separate();
  fmt::format_to(std::back_inserter(row_), "{}", value);
  return *this;
}

CsvWriter& CsvWriter::flag(bool value) {
  return text(value ? "true" : "false");
}

CsvWriter& CsvWriter::money(sim::Money value) {
  return text(exact_decimal(value.nano(), 9));
}

CsvWriter& CsvWriter::price(sim::Price value) {
  return text(exact_decimal(value.pico(), 12));
}

void CsvWriter::end_row() {
  SIM_CHECK(cells_ == columns_, "a CSV row has as many cells as its header");
  row_ += '\n';
  sink_->write(row_);
  row_.clear();
  cells_ = 0;
}

void CsvWriter::finish() {
  SIM_CHECK(cells_ == 0, "a CSV table ends with a whole row");
  close_header();
}

std::string exact_decimal(std::int64_t value, int places) {
  std::uint64_t unit = 1;
  for (int i = 0; i < places; ++i) {
    unit *= 10;
  }
  const bool negative = value < 0;
  const std::uint64_t size = negative ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  std::string text = fmt::format("{}{}", negative ? "-" : "", size / unit);
  if (size % unit != 0) {
    std::string decimals = fmt::format("{:0{}}", size % unit, places);
    decimals.erase(decimals.find_last_not_of('0') + 1);
    text += "." + decimals;
  }
  return text;
}

}  // namespace reports
