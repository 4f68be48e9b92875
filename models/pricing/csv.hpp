// The CSV files of a price book: RFC 4180, a fixed header, typed fields, and errors with file and line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace models::pricing {

/// Everything wrong with the files read so far, each "file:line: what, and what was expected".
using Problems = std::vector<std::string>;

struct CsvRow {
  std::size_t line = 0;  ///< of the file, from 1
  std::vector<std::string> fields{};
};

struct CsvTable {
  std::string file{};
  std::string content{};  ///< as it was read
  std::vector<std::string> columns{};
  std::vector<CsvRow> rows{};
};

/// Reads `folder`/`file`, whose first line must be exactly `header`. Rows with another number of fields are problems
/// and are left out. Accepts LF and CRLF.
CsvTable read_csv(const std::string& folder, std::string_view file, std::string_view header, Problems& problems);

/// The fields of one row, by column number. A field that can't be read adds a problem and gives a neutral value.
class CsvFields {
 public:
  CsvFields(const CsvTable& table, const CsvRow& row, Problems& problems)
      : table_{&table}, row_{&row}, problems_{&problems} {}

  const std::string& text(std::size_t column) const { return row_->fields[column]; }
  /// As text(), but must not be empty.
  const std::string& name(std::size_t column);
  /// A whole number in [low, high].
  std::int64_t integer(std::size_t column, std::int64_t low, std::int64_t high);
  /// A number ≥ 0 with at most `decimals` decimals, times 10^decimals: exact.
  std::int64_t decimal(std::size_t column, int decimals);
  /// As decimal(); an empty field is 0.
  std::int64_t optional_decimal(std::size_t column, int decimals);
  /// One of the words; its index. An unknown word gives 0 and a problem.
  std::size_t word(std::size_t column, std::initializer_list<std::string_view> words);
  /// YYYY-MM-DD, YYYY-MM or "undated".
  const std::string& date(std::size_t column);

  void problem(std::size_t column, std::string_view what);
  bool has_problem() const { return has_problem_; }

 private:
  const CsvTable* table_ = nullptr;
  const CsvRow* row_ = nullptr;
  Problems* problems_ = nullptr;
  bool has_problem_ = false;
};

}  // namespace models::pricing
