#include "reports/csv/reader.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>
#include <utility>

#include <fmt/core.h>

namespace reports {

CsvReader::CsvReader(std::string text, std::string name) : text_{std::move(text)}, name_{std::move(name)} {
  if (!read_row(header_)) {
    fail("the file is empty; expected a header");
  }
  std::vector<std::string> sorted = header_;
  std::sort(sorted.begin(), sorted.end());
  const auto twin = std::adjacent_find(sorted.begin(), sorted.end());
  if (twin != sorted.end()) {
    fail(fmt::format("column '{}' appears twice", *twin));
  }
}

std::size_t CsvReader::column(std::string_view title) const {
  const std::optional<std::size_t> found = find_column(title);
  if (!found) {
    throw CsvError{fmt::format("{}:1: column '{}' is missing", name_, title)};
  }
  return *found;
}

std::optional<std::size_t> CsvReader::find_column(std::string_view title) const {
  const auto found = std::find(header_.begin(), header_.end(), title);
  return found == header_.end() ? std::nullopt : std::optional{static_cast<std::size_t>(found - header_.begin())};
}

bool CsvReader::next() {
  if (!read_row(row_)) {
    return false;
  }
  if (row_.size() != header_.size()) {
    fail(fmt::format("{} cells where the header has {}", row_.size(), header_.size()));
  }
  return true;
}

bool CsvReader::read_row(std::vector<std::string>& cells) {
  cells.clear();
  line_ = next_line_;
  if (position_ >= text_.size()) {
    return false;
  }
  while (true) {
    std::string cell;
    if (position_ < text_.size() && text_[position_] == '"') {
      read_quoted(cell);
    } else {
      const std::size_t end = std::min(text_.find_first_of(",\r\n\"", position_), text_.size());
      cell.assign(text_, position_, end - position_);
      position_ = end;
    }
    cells.push_back(std::move(cell));
    if (position_ >= text_.size()) {
      fail("the last line has no end: the file is cut off");
    }
    const char separator = text_[position_++];
    if (separator == ',') {
      continue;
    }
    const bool windows = separator == '\r' && position_ < text_.size() && text_[position_] == '\n';
    position_ += windows ? 1 : 0;
    if (separator != '\n' && !windows) {
      fail(fmt::format("cell {} has a quote or carriage return outside of quotes", cells.size()));
    }
    ++next_line_;
    return true;
  }
}

void CsvReader::read_quoted(std::string& cell) {
  ++position_;
  while (true) {
    const std::size_t quote = text_.find('"', position_);
    if (quote == std::string::npos) {
      fail("a quote is opened and never closed");
    }
    const std::size_t begin = cell.size();
    cell.append(text_, position_, quote - position_);
    next_line_ +=
        static_cast<std::size_t>(std::count(cell.begin() + static_cast<std::ptrdiff_t>(begin), cell.end(), '\n'));
    position_ = quote + 1;
    if (position_ >= text_.size() || text_[position_] != '"') {
      return;
    }
    cell += '"';
    ++position_;
  }
}

double CsvReader::number(std::size_t column) const {
  const std::string& cell = row_[column];
  if (cell.empty()) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  double value = 0.0;
  const char* end = cell.data() + cell.size();
  const auto [stopped, error] = std::from_chars(cell.data(), end, value);
  if (error != std::errc{} || stopped != end || !std::isfinite(value)) {
    fail(fmt::format("'{}' in column {} is not a number", cell, header_[column]));
  }
  return value;
}

std::uint64_t CsvReader::count(std::size_t column) const {
  const std::string& cell = row_[column];
  std::uint64_t value = 0;
  const char* end = cell.data() + cell.size();
  const auto [stopped, error] = std::from_chars(cell.data(), end, value);
  if (error != std::errc{} || stopped != end) {
    fail(fmt::format("'{}' in column {} is not a whole number", cell, header_[column]));
  }
  return value;
}

bool CsvReader::flag(std::size_t column) const {
  const std::string& cell = row_[column];
  if (cell != "true" && cell != "false") {
    fail(fmt::format("'{}' in column {} is neither true nor false", cell, header_[column]));
  }
  return cell == "true";
}

void CsvReader::fail(const std::string& message) const {
  throw CsvError{fmt::format("{}:{}: {}", name_, line_, message)};
}

}  // namespace reports
