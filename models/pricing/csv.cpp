#include "models/pricing/csv.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <limits>
#include <sstream>
#include <utility>

#include <fmt/core.h>

namespace models::pricing {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::optional<std::string> read_whole(const std::string& path, std::string& why) {
  errno = 0;
  std::ifstream stream{path, std::ios::binary};
  std::ostringstream content;
  if (!stream || !(content << stream.rdbuf())) {
    why = errno != 0 ? std::strerror(errno) : "empty or unreadable";
    return std::nullopt;
  }
  return content.str();
}

// Takes one record off `rest`; `lines` counts the line ends it spans. False: a quote is not closed.
bool take_record(std::string_view& rest, std::vector<std::string>& fields, std::size_t& lines) {
  fields.assign(1, {});
  bool quoted = false;
  std::size_t i = 0;
  for (; i < rest.size(); ++i) {
    const char c = rest[i];
    lines += c == '\n' ? 1U : 0U;
    if (quoted) {
      if (c != '"') {
        fields.back() += c;
      } else if (i + 1 < rest.size() && rest[i + 1] == '"') {
        fields.back() += '"';
        ++i;
      } else {
        quoted = false;
      }
    } else if (c == '"' && fields.back().empty()) {
      quoted = true;
    } else if (c == ',') {
      fields.emplace_back();
    } else if (c == '\n') {
      ++i;
      break;
    } else if (c != '\r') {
      fields.back() += c;
    }
  }
  rest.remove_prefix(i);
  return !quoted;
}

std::string joined(const std::vector<std::string>& fields) {
  std::string text;
  for (const std::string& field : fields) {
    text += text.empty() ? field : "," + field;
  }
  return text;
}

}  // namespace

CsvTable read_csv(const std::string& folder, std::string_view file, std::string_view header, Problems& problems) {
  CsvTable table;
  table.file = folder + "/" + std::string{file};
  std::string why;
  std::optional<std::string> content = read_whole(table.file, why);
  if (!content) {
    problems.push_back(fmt::format("{}: can't be read: {}", table.file, why));
    return table;
  }
  table.content = std::move(*content);
  std::string_view rest = table.content;
  std::size_t line = 1;
  std::size_t lines = 0;
  if (!take_record(rest, table.columns, lines) || joined(table.columns) != header) {
    problems.push_back(fmt::format("{}:1: the header must be '{}'", table.file, header));
    return table;
  }
  for (line += lines; !rest.empty(); line += lines) {
    lines = 0;
    CsvRow row{line, {}};
    if (!take_record(rest, row.fields, lines)) {
      problems.push_back(fmt::format("{}:{}: a quoted field is not closed", table.file, line));
      break;
    }
    if (row.fields.size() != table.columns.size()) {
      problems.push_back(fmt::format("{}:{}: {} fields, expected {} ({})", table.file, line, row.fields.size(),
                                     table.columns.size(), header));
      continue;
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

void CsvFields::problem(std::size_t column, std::string_view what) {
  has_problem_ = true;
  problems_->push_back(
      fmt::format("{}:{}: {}: '{}' {}", table_->file, row_->line, table_->columns[column], row_->fields[column], what));
}

const std::string& CsvFields::name(std::size_t column) {
  if (text(column).empty()) {
    problem(column, "must not be empty");
  }
  return text(column);
}

std::int64_t CsvFields::integer(std::size_t column, std::int64_t low, std::int64_t high) {
  const std::int64_t value = decimal(column, 0);
  if (!has_problem_ && (value < low || value > high)) {
    problem(column, fmt::format("is out of range, expected {} to {}", low, high));
  }
  return value;
}

std::int64_t CsvFields::decimal(std::size_t column, int decimals) {
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  const std::string_view digits = text(column);
  std::int64_t value = 0;
  int left = -1;  // decimals still to come; -1 before the point
  bool is_number = !digits.empty() && is_digit(digits.front()) && is_digit(digits.back());
  for (const char c : digits) {
    if (c == '.' && left < 0 && decimals > 0) {
      left = decimals;
    } else if (is_digit(c) && left != 0 && value <= (kMax - (c - '0')) / 10) {
      value = 10 * value + (c - '0');
      left -= left > 0 ? 1 : 0;
    } else {
      is_number = false;
    }
  }
  for (left = left < 0 ? decimals : left; is_number && left > 0; --left) {
    is_number = value <= kMax / 10;
    value *= is_number ? 10 : 1;
  }
  if (!is_number) {
    problem(column, decimals == 0 ? std::string{"is not a whole number"}
                                  : fmt::format("is not a number with at most {} decimals", decimals));
    return 0;
  }
  return value;
}

std::int64_t CsvFields::optional_decimal(std::size_t column, int decimals) {
  return text(column).empty() ? 0 : decimal(column, decimals);
}

std::size_t CsvFields::word(std::size_t column, std::initializer_list<std::string_view> words) {
  const auto found = std::find(words.begin(), words.end(), text(column));
  if (found == words.end()) {
    std::string expected;
    for (const std::string_view word : words) {
      expected += fmt::format("{}'{}'", expected.empty() ? "" : ", ", word);
    }
    problem(column, "is none of " + expected);
    return 0;
  }
  return static_cast<std::size_t>(found - words.begin());
}

const std::string& CsvFields::date(std::size_t column) {
  const std::string& value = text(column);
  bool is_date = value.size() == 10 || value.size() == 7;
  for (std::size_t i = 0; is_date && i < value.size(); ++i) {
    is_date = i == 4 || i == 7 ? value[i] == '-' : is_digit(value[i]);
  }
  if (!is_date && value != "undated") {
    problem(column, "is not a date, expected YYYY-MM-DD, YYYY-MM or undated");
  }
  return value;
}

}  // namespace models::pricing
