// A table of text for the terminal: columns as wide as their content, cut or wrapped to the width of the terminal.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "reports/terminal/style.hpp"

namespace reports {

enum class Align { kLeft, kRight };

struct TableCell {
  std::string text{};
  Emphasis emphasis = Emphasis::kNone;
};

class Table {
 public:
  /// `wraps`: the column takes what width is left and breaks its text at spaces (at most one column, the last).
  Table& column(std::string title, Align align = Align::kLeft, bool wraps = false);
  /// Rows may be shorter than the columns; the rest stays empty.
  Table& row(std::vector<TableCell> cells);
  /// A heading across the columns.
  Table& section(std::string title);

  /// How many columns say what a row is about; one unless said otherwise.
  Table& heads(std::size_t columns) {
    heads_ = columns;
    return *this;
  }

  /// Lines, each ending with LF, none wider than style.width unless a single column is. Where the columns do not fit
  /// side by side, the table is repeated below with the next ones, each time with the heads.
  std::string text(const TerminalStyle& style) const;
  /// All columns fit side by side.
  bool fits(const TerminalStyle& style) const;

 private:
  struct Column {
    std::string title{};
    Align align = Align::kLeft;
    bool wraps = false;
  };
  struct Row {
    std::vector<TableCell> cells{};
    bool is_section = false;
  };

  std::vector<std::size_t> widths(const TerminalStyle& style) const;
  void append_block(const std::vector<std::size_t>& shown, const std::vector<std::size_t>& widths,
                    const TerminalStyle& style, std::string& out) const;
  void append_row(const Row& row, const std::vector<std::size_t>& shown, const std::vector<std::size_t>& widths,
                  const TerminalStyle& style, std::string& out) const;

  std::vector<Column> columns_{};
  std::vector<Row> rows_{};
  std::size_t heads_ = 1;
};

}  // namespace reports
