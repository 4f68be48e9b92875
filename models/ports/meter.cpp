#include "models/ports/meter.hpp"

#include <algorithm>
#include <utility>

#include "sim/check.hpp"
#include "sim/units/int128.hpp"

namespace models {

namespace {

constexpr std::int64_t kHour = sim::Duration::hours(1).nanoseconds();
constexpr std::int64_t kSecond = sim::Duration::seconds(1).nanoseconds();
constexpr std::int64_t kMillisecond = sim::Duration::milliseconds(1).nanoseconds();

std::int64_t divide_up(std::int64_t numerator, std::int64_t denominator) {
  return numerator / denominator + (numerator % denominator > 0 ? 1 : 0);
}

}  // namespace

sim::Duration billed_extra(sim::Time start, sim::Time stop, sim::Duration minimum) {
  SIM_CHECK(start <= stop, "a life must not end before it begins");
  if (start < sim::Time{}) {
    return {};
  }
  const sim::Duration life = stop - start;
  const sim::Duration seconds = sim::Duration::nanoseconds(divide_up(life.nanoseconds(), kSecond) * kSecond);
  return std::max(seconds, minimum) - life;
}

std::int64_t billed_extra_ms(sim::Time start, sim::Time stop, sim::Duration minimum) {
  return divide_up(billed_extra(start, stop, minimum).nanoseconds(), kMillisecond);
}

Meters::Meters(sim::Duration duration, sim::Duration tick)
    : duration_{duration.nanoseconds()}, tick_{tick.nanoseconds()} {
  SIM_CHECK(duration_ > 0 && tick_ > 0, "a measured window has a length and a tick");
  ticks_ = static_cast<std::size_t>(divide_up(duration_, tick_));
  hours_ = static_cast<std::size_t>(divide_up(duration_, kHour));
}

MeterId Meters::open(const MeterKey& key) {
  const auto found = std::find_if(series_.begin(), series_.end(), [&](const Series& s) { return s.key == key; });
  const auto index = static_cast<std::uint32_t>(found - series_.begin());
  if (found == series_.end()) {
    Series& series = series_.emplace_back();
    series.key = key;
    series.per_tick.resize(ticks_);
    series.per_hour.resize(hours_);
    in_cell_.push_back(0);
  }
  return MeterId{index};
}

std::int64_t Meters::cell_end(std::int64_t at) const {
  const std::int64_t tick_left = tick_ - at % tick_;
  const std::int64_t hour_left = kHour - at % kHour;
  return at + std::min({tick_left, hour_left, duration_ - at});
}

void Meters::empty_cell() {
  for (std::size_t meter = 0; meter < series_.size() && is_cell_in_window(); ++meter) {
    series_[meter].per_tick[tick_index_] += in_cell_[meter];
    series_[meter].per_hour[hour_index_] += in_cell_[meter];
  }
  std::fill(in_cell_.begin(), in_cell_.end(), 0);
}

void Meters::add_elsewhere(MeterId meter, sim::Time at, std::int64_t quantity) {
  const std::int64_t now = at.nanoseconds();
  if (now < 0 || now >= duration_) {
    return;
  }
  const auto tick = static_cast<std::size_t>(now / tick_);
  const auto hour = static_cast<std::size_t>(now / kHour);
  Series& series = series_[meter.index()];
  series.per_tick[tick] += quantity;
  series.per_hour[hour] += quantity;
  if (now > cell_begin_) {  // stragglers from the past do not move the cell
    empty_cell();
    cell_begin_ = std::max(static_cast<std::int64_t>(tick) * tick_, static_cast<std::int64_t>(hour) * kHour);
    cell_length_ = static_cast<std::uint64_t>(cell_end(now) - cell_begin_);
    tick_index_ = tick;
    hour_index_ = hour;
  }
}

void Meters::add_spread(MeterId meter, sim::Time from, sim::Time to, std::int64_t quantity) {
  SIM_CHECK(from <= to, "an interval must not end before it begins");
  if (from == to) {
    add(meter, from, quantity);
    return;
  }
  const std::int64_t begin = std::max<std::int64_t>(from.nanoseconds(), 0);
  const std::int64_t end = std::min(to.nanoseconds(), duration_);
  const sim::Int128 length = (to - from).nanoseconds();
  const auto until = [&](std::int64_t at) {
    return static_cast<std::int64_t>(static_cast<sim::Int128>(quantity) * (at - from.nanoseconds()) / length);
  };
  Series& series = series_[meter.index()];
  for (std::int64_t at = begin; at < end;) {
    const std::int64_t next = std::min(cell_end(at), end);
    const std::int64_t part = until(next) - until(at);
    series.per_tick[static_cast<std::size_t>(at / tick_)] += part;
    series.per_hour[static_cast<std::size_t>(at / kHour)] += part;
    at = next;
  }
}

void Meters::emit(Series& series, std::int64_t at, std::int64_t level, std::int64_t length) {
  const sim::Int128 amount = static_cast<sim::Int128>(level) * length + series.carry;
  const auto whole = static_cast<std::int64_t>(amount / kMillisecond);
  series.carry = static_cast<std::int64_t>(amount % kMillisecond);
  series.per_tick[static_cast<std::size_t>(at / tick_)] += whole;
  series.per_hour[static_cast<std::size_t>(at / kHour)] += whole;
}

void Meters::integrate(Series& series, std::int64_t to) {
  to = std::min(to, duration_);
  if (to <= series.integrated_to) {
    return;
  }
  if (series.level != 0) {
    for (std::int64_t at = series.integrated_to; at < to;) {
      const std::int64_t next = std::min(cell_end(at), to);
      emit(series, at, series.level, next - at);
      at = next;
    }
  }
  series.integrated_to = to;
}

void Meters::level(MeterId meter, sim::Time now, std::int64_t delta) {
  Series& series = series_[meter.index()];
  SIM_CHECK(std::max<std::int64_t>(now.nanoseconds(), 0) >= series.integrated_to, "a level changes forward in time");
  integrate(series, now.nanoseconds());
  series.level += delta;
  SIM_CHECK(series.level >= 0, "a meter's level must not be negative");
}

void Meters::add_billed_extra(MeterId meter, sim::Time start, sim::Time stop, std::int64_t level,
                              sim::Duration minimum) {
  Series& series = series_[meter.index()];
  const std::int64_t at = stop.nanoseconds();
  if (at < 0 || at >= duration_) {
    return;
  }
  SIM_CHECK(at >= series.integrated_to, "a level changes forward in time");
  integrate(series, at);
  emit(series, at, level, billed_extra(start, stop, minimum).nanoseconds());
}

void Meters::waive(MeterId meter, sim::Time from, sim::Time to, std::int64_t level) {
  Series& series = series_[meter.index()];
  const std::int64_t end = std::min(to.nanoseconds(), duration_);
  SIM_CHECK(end <= series.integrated_to, "only what was counted is waived");
  sim::Int128 left = 0;  // level-unit·ns
  for (std::int64_t at = std::max<std::int64_t>(from.nanoseconds(), 0); at < end;) {
    const std::int64_t next = std::min(cell_end(at), end);
    std::int64_t& in_tick = series.per_tick[static_cast<std::size_t>(at / tick_)];
    std::int64_t& in_hour = series.per_hour[static_cast<std::size_t>(at / kHour)];
    left += static_cast<sim::Int128>(level) * (next - at);
    const std::int64_t whole = std::min({static_cast<std::int64_t>(left / kMillisecond), in_tick, in_hour});
    in_tick -= whole;
    in_hour -= whole;
    left -= static_cast<sim::Int128>(whole) * kMillisecond;
    at = next;
  }
}

std::int64_t Meters::total(MeterId meter) const {
  std::int64_t sum = is_cell_in_window() ? in_cell_[meter.index()] : 0;
  for (const std::int64_t quantity : series_[meter.index()].per_hour) {
    sum += quantity;
  }
  return sum;
}

Usage Meters::finish(sim::Time end) {
  empty_cell();
  cell_begin_ = duration_;
  cell_length_ = kAllTime;
  Usage usage{sim::Duration::nanoseconds(duration_), sim::Duration::nanoseconds(tick_), {}};
  for (Series& series : series_) {
    integrate(series, end.nanoseconds());
    usage.meters.push_back({series.key, series.per_hour, series.per_tick});
  }
  std::sort(usage.meters.begin(), usage.meters.end(),
            [](const MeterUsage& a, const MeterUsage& b) { return a.key < b.key; });
  return usage;
}

}  // namespace models
