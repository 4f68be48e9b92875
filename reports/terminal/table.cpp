#include "reports/terminal/table.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace reports {

namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kLeastWrapWidth = 24;

void append_spaces(std::string& out, std::size_t count) {
  out.append(count, ' ');
}

void trim_end(std::string& line) {
  line.erase(line.find_last_not_of(' ') + 1);
}

}  // namespace

Table& Table::column(std::string title, Align align, bool wraps) {
  columns_.push_back({std::move(title), align, wraps});
  return *this;
}

Table& Table::row(std::vector<TableCell> cells) {
  rows_.push_back({std::move(cells), false});
  return *this;
}

Table& Table::section(std::string title) {
  rows_.push_back({{TableCell{std::move(title), Emphasis::kDim}}, true});
  return *this;
}

std::vector<std::size_t> Table::widths(const TerminalStyle& style) const {
  std::vector<std::size_t> widths;
  for (const Column& column : columns_) {
    widths.push_back(display_width(plain(column.title, style)));
  }
  for (const Row& row : rows_) {
    for (std::size_t i = 0; i < row.cells.size() && i < widths.size() && !row.is_section; ++i) {
      widths[i] = std::max(widths[i], display_width(plain(row.cells[i].text, style)));
    }
  }
  std::size_t before = 0;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    if (columns_[i].wraps) {
      const std::size_t left = style.width > before ? style.width - before : 0;
      widths[i] = std::min(widths[i], std::max(left, kLeastWrapWidth));
    }
    widths[i] = std::min(widths[i], style.width);
    before += widths[i] + kGap;
  }
  return widths;
}

bool Table::fits(const TerminalStyle& style) const {
  std::size_t total = 0;
  for (const std::size_t width : widths(style)) {
    total += width + (total > 0 ? kGap : 0);
  }
  return total <= style.width;
}

std::string Table::text(const TerminalStyle& style) const {
  const std::vector<std::size_t> all = widths(style);
  std::string out;
  const std::size_t heads = std::min(heads_, all.size());
  std::vector<std::size_t> head_columns(heads);
  std::iota(head_columns.begin(), head_columns.end(), std::size_t{0});
  std::size_t next = heads;
  do {
    std::vector<std::size_t> shown = head_columns;
    std::size_t used = std::accumulate(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(heads), std::size_t{0}) +
                       kGap * (heads == 0 ? 0 : heads - 1);
    while (next < all.size() && (shown.size() == heads || used + kGap + all[next] <= style.width)) {
      used += kGap + all[next];
      shown.push_back(next++);
    }
    if (!out.empty()) {
      out += '\n';
    }
    append_block(shown, all, style, out);
  } while (next < all.size());
  return out;
}

void Table::append_block(const std::vector<std::size_t>& shown, const std::vector<std::size_t>& widths,
                         const TerminalStyle& style, std::string& out) const {
  Row header;
  std::size_t total = 0;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    header.cells.push_back({columns_[i].title, Emphasis::kBold});
  }
  for (const std::size_t i : shown) {
    total += widths[i] + kGap;
  }
  append_row(header, shown, widths, style, out);
  std::string rule;
  for (std::size_t i = kGap; i < total; ++i) {
    rule += style.unicode ? "─" : "-";
  }
  out += emphasised(rule, Emphasis::kDim, style) + "\n";
  for (const Row& row : rows_) {
    if (row.is_section) {
      out += emphasised(shortened(plain(row.cells[0].text, style), style.width, style), Emphasis::kDim, style) + "\n";
    } else {
      append_row(row, shown, widths, style, out);
    }
  }
}

void Table::append_row(const Row& row, const std::vector<std::size_t>& shown, const std::vector<std::size_t>& widths,
                       const TerminalStyle& style, std::string& out) const {
  std::string line;
  std::size_t indent = 0;
  for (const std::size_t i : shown) {
    const TableCell cell = i < row.cells.size() ? row.cells[i] : TableCell{};
    const std::string content = plain(cell.text, style);
    if (columns_[i].wraps) {
      const std::string lines = wrapped(content, widths[i], std::string(indent, ' '));
      line += emphasised(lines, lines.empty() ? Emphasis::kNone : cell.emphasis, style);
    } else {
      const std::string fitted = shortened(content, widths[i], style);
      const std::size_t padding = widths[i] - display_width(fitted);
      const bool right = columns_[i].align == Align::kRight;
      append_spaces(line, right ? padding : 0);
      line += emphasised(fitted, fitted.empty() ? Emphasis::kNone : cell.emphasis, style);
      append_spaces(line, right ? 0 : padding);
    }
    append_spaces(line, kGap);
    indent += widths[i] + kGap;
  }
  trim_end(line);
  out += line + "\n";
}

}  // namespace reports
