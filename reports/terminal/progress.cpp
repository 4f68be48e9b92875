#include "reports/terminal/progress.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include <fmt/core.h>

#include "reports/terminal/style.hpp"
#include "reports/text/numbers.hpp"

namespace reports {

namespace {

constexpr double kRedrawSeconds = 0.1;
constexpr double kLogSeconds = 30.0;

double steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string clock_text(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::ceil(std::max(0.0, seconds)));
  return whole >= 3'600 ? fmt::format("{}:{:02}:{:02}", whole / 3'600, whole / 60 % 60, whole % 60)
                        : fmt::format("{}:{:02}", whole / 60, whole % 60);
}

std::string rate_text(double per_second) {
  if (per_second >= 1e6) {
    return fmt::format("{:.1f} M requests/s", per_second / 1e6);
  }
  return grouped(per_second, 0) + " requests/s";
}

}  // namespace

Progress::Progress(std::string label, std::uint64_t total, Settings settings)
    : label_{std::move(label)}, total_{std::max<std::uint64_t>(total, 1)}, settings_{std::move(settings)} {
  if (!settings_.now_s) {
    settings_.now_s = steady_seconds;
  }
  start_s_ = settings_.now_s();
}

void Progress::advance(std::uint64_t work, std::uint64_t requests) {
  done_.fetch_add(work, std::memory_order_relaxed);
  requests_.fetch_add(requests, std::memory_order_relaxed);
  const std::unique_lock lock{drawing_, std::try_to_lock};
  if (!lock.owns_lock() || !settings_.write) {
    return;
  }
  const double elapsed = settings_.now_s() - start_s_;
  if (settings_.terminal) {
    draw_terminal(elapsed);
  } else {
    draw_log(elapsed);
  }
}

void Progress::draw_terminal(double elapsed) {
  if (line_open_ && elapsed - last_drawn_s_ < kRedrawSeconds) {
    return;
  }
  const std::string tail = fmt::format(" {:3.0f} %  {}", std::floor(100.0 * fraction()), facts(elapsed));
  const std::size_t text_width = display_width(label_) + display_width(tail) + 4;
  const std::size_t room = settings_.width > text_width ? std::min<std::size_t>(settings_.width - text_width, 30) : 0;
  const auto filled = static_cast<std::size_t>(fraction() * static_cast<double>(room));
  std::string bar;
  for (std::size_t i = 0; i < room; ++i) {
    bar += settings_.unicode ? (i < filled ? "━" : "─") : (i < filled ? "#" : "-");
  }
  const TerminalStyle style{.color = false, .unicode = settings_.unicode, .width = settings_.width};
  settings_.write("\r" + shortened(label_ + "  " + bar + tail, settings_.width - 1, style) + "\x1b[K");
  line_open_ = true;
  last_drawn_s_ = elapsed;
}

void Progress::draw_log(double elapsed) {
  const double decile = std::floor(10.0 * fraction());
  if (!(decile > last_decile_) && elapsed - last_drawn_s_ < kLogSeconds) {
    return;
  }
  settings_.write(fmt::format("{}: {:.0f} %, {}\n", label_, std::floor(100.0 * fraction()), facts(elapsed)));
  last_decile_ = decile;
  last_drawn_s_ = elapsed;
}

void Progress::finish() {
  const std::scoped_lock lock{drawing_};
  if (line_open_ && settings_.write) {
    settings_.write("\r\x1b[K");
    line_open_ = false;
  }
}

double Progress::fraction() const {
  const double done = static_cast<double>(done_.load(std::memory_order_relaxed)) / static_cast<double>(total_);
  return std::min(done, 1.0);
}

std::string Progress::facts(double elapsed) const {
  const double share = fraction();
  const double seconds = std::max(elapsed, 1e-9);
  const std::string rate = rate_text(static_cast<double>(requests_.load(std::memory_order_relaxed)) / seconds);
  const bool known = share > 0.005 && elapsed > 0.2;
  return known ? fmt::format("{}, {} left", rate, clock_text(elapsed * (1.0 - share) / share)) : rate;
}

}  // namespace reports
