// A strict RFC 4180 reader for the files that Headroom wrote itself: every deviation is an error with file and line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace reports {

/// A table cannot be understood; the message starts with file:line.
class CsvError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Reads a table row by row. Columns are found by name, so that later versions may add columns.
class CsvReader {
 public:
  /// `name` is what messages call the file. Throws CsvError when there is no header or a column appears twice.
  CsvReader(std::string text, std::string name);

  /// Index of a column; throws CsvError when the header lacks it.
  std::size_t column(std::string_view title) const;
  /// Nothing when the header lacks it: an earlier version did not write it.
  std::optional<std::size_t> find_column(std::string_view title) const;
  /// Goes to the next row. False at the end. Throws CsvError for a wrong number of cells or broken quotes.
  bool next();

  /// Cells of the current row.
  const std::string& text(std::size_t column) const { return row_[column]; }
  /// NaN for an empty cell. Throws CsvError when the cell is not a finite number.
  double number(std::size_t column) const;
  std::uint64_t count(std::size_t column) const;
  /// `true` or `false`.
  bool flag(std::size_t column) const;
  /// For a caller's own complaint about the current row: file:line: message.
  [[noreturn]] void fail(const std::string& message) const;

 private:
  bool read_row(std::vector<std::string>& cells);
  void read_quoted(std::string& cell);

  std::string text_{};
  std::string name_{};
  std::size_t position_ = 0;
  std::size_t next_line_ = 1;  ///< line of position_
  std::size_t line_ = 1;       ///< line where the current row starts
  std::vector<std::string> header_{};
  std::vector<std::string> row_{};
};

}  // namespace reports
