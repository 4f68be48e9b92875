// The two forms in which count files write time.
#include <charconv>
#include <chrono>

#include <fmt/core.h>

#include "models/workload/counts_file.hpp"

namespace models::workload {

namespace {

constexpr std::int64_t kSecond = sim::Duration::seconds(1).nanoseconds();
/// About the year 2255: what nanoseconds in 64 bits hold, with room for arithmetic.
constexpr std::int64_t kSecondsMax = 9'000'000'000;

/// The number that `count` digits at `at` make; -1 if they are not all digits.
int digits_at(std::string_view text, std::size_t at, std::size_t count) {
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (i >= text.size() || text[i] < '0' || text[i] > '9') {
      return -1;
    }
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

bool has_shape(std::string_view text, std::string_view shape) {
  if (text.size() != shape.size()) {
    return false;
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_digit = text[i] >= '0' && text[i] <= '9';
    if (shape[i] == '0' ? !is_digit : text[i] != shape[i]) {
      return false;
    }
  }
  return true;
}

std::optional<std::int64_t> parse_seconds(std::string_view text) {
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc{} || end != text.data() + text.size() || seconds < -kSecondsMax || seconds > kSecondsMax) {
    return std::nullopt;
  }
  return seconds;
}

}  // namespace

std::optional<FileTime> parse_file_time(std::string_view text) {
  if (const std::optional<std::int64_t> seconds = parse_seconds(text)) {
    return *seconds * kSecond;
  }
  if (!text.empty() && text.back() == 'Z') {
    text.remove_suffix(1);
  }
  const bool has_time = has_shape(text, "0000-00-00 00:00:00") || has_shape(text, "0000-00-00T00:00:00");
  if (!has_time && !has_shape(text, "0000-00-00")) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year{digits_at(text, 0, 4)},
                                         std::chrono::month{static_cast<unsigned>(digits_at(text, 5, 2))},
                                         std::chrono::day{static_cast<unsigned>(digits_at(text, 8, 2))}};
  const int hour = has_time ? digits_at(text, 11, 2) : 0;
  const int minute = has_time ? digits_at(text, 14, 2) : 0;
  const int second = has_time ? digits_at(text, 17, 2) : 0;
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) {
    return std::nullopt;
  }
  const std::int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
  const std::int64_t seconds = days * 86'400 + hour * 3'600 + minute * 60 + second;
  return seconds < -kSecondsMax || seconds > kSecondsMax ? std::nullopt : std::optional{seconds * kSecond};
}

std::string file_time_to_text(FileTime time, bool as_date) {
  const std::int64_t seconds = time / kSecond - (time % kSecond < 0 ? 1 : 0);
  if (!as_date) {
    return fmt::format("{}", seconds);
  }
  const std::int64_t day = seconds / 86'400 - (seconds % 86'400 < 0 ? 1 : 0);
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
  const std::int64_t of_day = seconds - day * 86'400;
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), of_day / 3'600,
                     of_day / 60 % 60, of_day % 60);
}

}  // namespace models::workload
