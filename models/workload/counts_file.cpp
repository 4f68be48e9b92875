#include "models/workload/counts_file.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <utility>

#include <fmt/core.h>

#include "sim/units/int128.hpp"

namespace models::workload {

namespace {

struct Row {
  FileTime time = 0;
  std::int64_t count = 0;
  std::size_t line = 0;
};

std::string_view trimmed(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && is_blank(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && is_blank(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

/// A field for a message: cut if long, bytes that are not printable ASCII as '?'.
std::string shown(std::string_view text) {
  constexpr std::size_t kShownMax = 40;
  std::string result{text.substr(0, kShownMax)};
  std::replace_if(
      result.begin(), result.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return text.size() > kShownMax ? result + "..." : result;
}

class Reader {
 public:
  Reader(const std::string& name, const CountsOptions& options) : name_{name}, options_{options} {}

  CountsResult read(std::string_view text) {
    if (text.substr(0, 3) == "\xEF\xBB\xBF") {
      text.remove_prefix(3);
    }
    if (text.find('\0') != std::string_view::npos) {
      add_problem(1, "the file holds NUL bytes; it must be UTF-8 or ASCII text (UTF-16 is not read)");
      return finish();
    }
    read_rows(text);
    if (rows_.empty() && problem_count_ == 0) {
      add_problem(1, "the file has no rows; expected 'period,count' and then one row per interval");
    }
    if (problem_count_ == 0) {
      make_table();
    }
    if (problem_count_ == 0) {
      interpolate();
    }
    return finish();
  }

 private:
  void add_problem(std::size_t line, const std::string& what) {
    if (++problem_count_ <= kProblemsMax) {
      result_.problems.push_back(fmt::format("{}:{}: {}", name_, line, what));
    }
  }

  CountsResult finish() {
    if (problem_count_ > kProblemsMax) {
      result_.problems.push_back(fmt::format("{}: {} more problems", name_, problem_count_ - kProblemsMax));
    }
    return std::move(result_);
  }

  void read_rows(std::string_view text) {
    for (std::size_t line = 1; !text.empty(); ++line) {
      const std::size_t end = text.find('\n');
      const std::string_view row = trimmed(text.substr(0, end));
      text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
      if (!row.empty()) {
        read_row(row, line);
      }
      if (rows_.size() > kRowsMax) {
        add_problem(line, fmt::format("more than {} rows", kRowsMax));
        return;
      }
    }
  }

  void read_row(std::string_view row, std::size_t line) {
    const std::size_t comma = row.find(',');
    const bool has_two = comma != std::string_view::npos && row.find(',', comma + 1) == std::string_view::npos;
    const std::string_view period = trimmed(row.substr(0, comma));
    const std::string_view count = has_two ? trimmed(row.substr(comma + 1)) : std::string_view{};
    if (line == 1 && has_two && period == "period" && count == "count") {
      return;
    }
    if (!has_two) {
      const auto columns = std::count(row.begin(), row.end(), ',') + 1;
      add_problem(line, fmt::format("expected two columns, period,count; found {} in '{}'", columns, shown(row)));
      return;
    }
    const std::optional<FileTime> time = parse_file_time(period);
    if (!time) {
      add_problem(line, fmt::format("'{}' is no period; write it as 1998-06-10 21:59:00 (UTC) or as whole seconds{}",
                                    shown(period), line == 1 ? "; a header must read 'period,count'" : ""));
      return;
    }
    if (const std::optional<std::int64_t> value = read_count(count, line)) {
      rows_.push_back({*time, *value, line});
      const bool is_dated = period.size() > 4 && period[4] == '-';
      if (rows_.size() == 1) {
        result_.table.is_dated = is_dated;
      } else if (is_dated != result_.table.is_dated) {
        add_problem(line, "dates and plain seconds are mixed; write all periods in one way");
      }
    }
  }

  std::optional<std::int64_t> read_count(std::string_view text, std::size_t line) {
    if (text.empty()) {
      add_problem(line, "no count; write 0, or leave the row out and say `missing: zero`");
      return std::nullopt;
    }
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc::result_out_of_range || (error == std::errc{} && value > kCountMax)) {
      add_problem(line,
                  fmt::format("the count {} is above {}, the most that an interval may have", shown(text), kCountMax));
      return std::nullopt;
    }
    if (error != std::errc{} || end != text.data() + text.size() || value < 0) {
      add_problem(line, fmt::format("'{}' is no count; it must be a whole number, 0 or more", shown(text)));
      return std::nullopt;
    }
    return value;
  }

  std::string text_of(FileTime time) const { return file_time_to_text(time, result_.table.is_dated); }

  bool find_interval() {
    CountsTable& table = result_.table;
    if (options_.interval) {
      table.interval = *options_.interval;
      return true;
    }
    if (rows_.size() < 2) {
      add_problem(rows_.front().line, "with a single row the interval can't be inferred; say it, e.g. interval: 60s");
      return false;
    }
    // The least distance, so that a gap after the first row does not pass for the interval.
    std::int64_t least = rows_[1].time - rows_[0].time;
    for (std::size_t i = 1; i < rows_.size(); ++i) {
      const std::int64_t distance = rows_[i].time - rows_[i - 1].time;
      if (distance > 0 && (least <= 0 || distance < least)) {
        least = distance;
      }
    }
    table.interval = sim::Duration::nanoseconds(least);
    if (least <= 0) {
      add_problem(rows_[1].line, fmt::format("{} is not after the row before it; rows must be in order of time",
                                             text_of(rows_[1].time)));
    }
    return least > 0;
  }

  void make_table() {
    CountsTable& table = result_.table;
    table.first = rows_.front().time;
    if (!find_interval()) {
      return;
    }
    const std::int64_t interval = table.interval.nanoseconds();
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const Row& row = rows_[i];
      if (i > 0 && row.time == rows_[i - 1].time) {
        add_problem(row.line, fmt::format("{} stands in line {} already", text_of(row.time), rows_[i - 1].line));
        continue;
      }
      if (i > 0 && row.time < rows_[i - 1].time) {
        add_problem(row.line, fmt::format("{} comes after {} in line {}; rows must be in order of time",
                                          text_of(row.time), text_of(rows_[i - 1].time), rows_[i - 1].line));
        continue;
      }
      if ((row.time - table.first) % interval != 0) {
        add_problem(row.line, fmt::format("{} does not begin an interval: the first row is {} and an interval is {} s",
                                          text_of(row.time), text_of(table.first), table.interval.seconds()));
        continue;
      }
      place(row, (row.time - table.first) / interval, i);
    }
  }

  void place(const Row& row, std::int64_t index, std::size_t i) {
    std::vector<std::int64_t>& counts = result_.table.counts;
    const std::int64_t missing = index - static_cast<std::int64_t>(counts.size());
    if (missing > 0 && !options_.missing_is_zero && row.time > rows_[i - 1].time) {
      add_problem(row.line, fmt::format("{} interval(s) before {} are missing; a gap is not a zero: add the rows, or "
                                        "say `missing: zero` if the source leaves out empty intervals",
                                        missing, text_of(row.time)));
    }
    if (index >= static_cast<std::int64_t>(kRowsMax)) {
      add_problem(row.line,
                  fmt::format("{} is more than {} intervals after the first row", text_of(row.time), kRowsMax));
      return;
    }
    counts.resize(static_cast<std::size_t>(index), 0);
    counts.push_back(row.count);
  }

  void interpolate() {
    CountsTable& table = result_.table;
    std::vector<bool> is_listed(table.counts.size(), false);
    for (const std::string& period : options_.interpolate) {
      const std::optional<FileTime> time = parse_file_time(trimmed(period));
      const std::int64_t offset = time ? *time - table.first : 0;
      if (!time) {
        result_.interpolate_problems.push_back(
            fmt::format("'{}' is no period; write it as in the file, e.g. 1998-06-10 21:59:00", shown(period)));
      } else if (offset % table.interval.nanoseconds() != 0 || offset < 0 || *time >= table.end()) {
        result_.interpolate_problems.push_back(fmt::format("'{}' is no interval of {}, which runs from {} to {}",
                                                           shown(period), name_, text_of(table.first),
                                                           text_of(table.end())));
      } else {
        is_listed[static_cast<std::size_t>(offset / table.interval.nanoseconds())] = true;
      }
    }
    fill_listed(is_listed);
  }

  /// Each run of listed intervals gets the straight line between its neighbours, rounded half to even.
  void fill_listed(const std::vector<bool>& is_listed) {
    std::vector<std::int64_t>& counts = result_.table.counts;
    for (std::size_t begin = 0; begin < counts.size(); ++begin) {
      if (!is_listed[begin]) {
        continue;
      }
      std::size_t end = begin;
      while (end < counts.size() && is_listed[end]) {
        ++end;
      }
      if (begin == 0 || end == counts.size()) {
        result_.interpolate_problems.push_back(fmt::format(
            "{} is at the {} of {} and has no neighbour there to interpolate from",
            text_of(result_.table.first + result_.table.interval.nanoseconds() * static_cast<std::int64_t>(begin)),
            begin == 0 ? "beginning" : "end", name_));
        return;
      }
      const sim::Int128 steps = sim::Int128{end - begin} + 1;
      for (std::size_t i = begin; i < end; ++i) {
        const sim::Int128 step = sim::Int128{i - begin} + 1;
        const sim::Int128 weighted = counts[begin - 1] * (steps - step) + counts[end] * step;
        counts[i] = static_cast<std::int64_t>(sim::divide_half_even(weighted, steps));
      }
      begin = end;
    }
  }

  const std::string& name_;
  const CountsOptions& options_;
  std::vector<Row> rows_{};
  std::size_t problem_count_ = 0;
  CountsResult result_{};
};

}  // namespace

CountsResult read_counts(std::string_view text, const std::string& name, const CountsOptions& options) {
  return Reader{name, options}.read(text);
}

std::string read_text_file(const std::string& path) {
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  const std::unique_ptr<std::FILE, Close> file{std::fopen(path.c_str(), "rb")};
  const auto fail = [&path] {
    throw std::runtime_error{fmt::format("cannot read {}: {}", path, std::strerror(errno))};
  };
  if (!file) {
    fail();
  }
  std::string text;
  char buffer[65536];
  for (std::size_t read = 0; (read = std::fread(buffer, 1, sizeof buffer, file.get())) > 0;) {
    text.append(buffer, read);
  }
  if (std::ferror(file.get()) != 0) {
    fail();
  }
  return text;
}

}  // namespace models::workload
