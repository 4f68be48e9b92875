#include "models/workload/counts_stream.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "sim/random/counts.hpp"
#include "sim/random/stream.hpp"
#include "sim/units/int128.hpp"

namespace models::workload {

namespace {

std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

/// The stream of block `id` of interval `number`, out of a family that `key` names.
sim::random::Stream block_stream(std::uint64_t key, std::uint64_t number, std::uint64_t id) {
  return sim::random::numbered_stream(sim::random::mix_bits(key ^ sim::random::mix_bits(number)), id);
}

/// How many of `count` fair coins show heads: Binomial(count, 1/2), exactly, from count bits.
std::int64_t heads_of(std::int64_t count, sim::random::Stream stream) {
  std::int64_t heads = 0;
  for (; count >= 64; count -= 64) {
    heads += std::popcount(stream.next_u64());
  }
  const std::uint64_t mask = (std::uint64_t{1} << count) - 1;
  return heads + std::popcount(stream.next_u64() & mask);
}

/// To multiples of 2^-40, so that a factor of 3 is 3 whatever it was computed from.
double rounded_factor(double factor) {
  return std::floor(factor * 0x1p40 + 0.5) * 0x1p-40;
}

/// A position out of 2^64, as a place on [begin, end).
std::int64_t place_of(std::uint64_t position, std::int64_t begin, std::int64_t end) {
  const auto length = static_cast<std::uint64_t>(end - begin);
  return begin + static_cast<std::int64_t>((static_cast<sim::Uint128>(position) * length) >> 64);
}

}  // namespace

std::int64_t CountsTimeline::index_of(std::int64_t t) const {
  return floor_divide(t - begin, interval());
}

std::int64_t CountsTimeline::count_of(std::int64_t index) const {
  const std::int64_t last = static_cast<std::int64_t>(table.counts.size()) - 1;
  return table.counts[static_cast<std::size_t>(std::clamp<std::int64_t>(index, 0, last))];
}

std::uint64_t CountsTimeline::number_of(std::int64_t index) const {
  return static_cast<std::uint64_t>(floor_divide(table.first, interval()) + index);
}

CountsStream::CountsStream(const CountsTimeline& timeline, const RateProfile& factor, const ArrivalContext& context)
    : timeline_{timeline},
      factor_{factor},
      from_{context.from.nanoseconds()},
      until_{context.until.nanoseconds()},
      split_key_{sim::random::stream_key(context.seed, context.replication, "workload", "counts: split")},
      scale_key_{sim::random::stream_key(context.seed, context.replication, "workload", "counts: scale")},
      position_key_{sim::random::stream_key(context.seed, context.replication, "workload", "counts: positions")} {
  enter_interval(timeline_.index_of(from_));
}

void CountsStream::fill(ArrivalBlock& block) {
  std::size_t count = 0;
  while (count < ArrivalBlock::kCapacity) {
    if (taken_ == times_.size()) {
      if (!load_next_block()) {
        break;
      }
      continue;
    }
    const std::size_t step = std::min(ArrivalBlock::kCapacity - count, times_.size() - taken_);
    for (std::size_t i = 0; i < step; ++i) {
      block.at[count + i] = sim::Time::at_nanoseconds(times_[taken_ + i]);
    }
    count += step;
    taken_ += step;
  }
  block.count = count;
}

void CountsStream::enter_interval(std::int64_t index) {
  index_ = index;
  number_ = timeline_.number_of(index);
  const std::int64_t begin = timeline_.begin_of(index);
  const std::int64_t end = begin + timeline_.interval();
  // 1e9: factors are kept as rates of so many per second.
  const double mass = factor_.mass_until(end) - factor_.mass_until(begin);
  const RateSegment segment = factor_.segment_at(begin);
  is_flat_ = segment.end >= end && segment.slope >= 0.0 && segment.slope <= 0.0;
  const double factor = rounded_factor(1e9 * (is_flat_ ? segment.rate : mass / static_cast<double>(end - begin)));
  whole_ = std::floor(factor);
  fraction_ = factor - whole_;
  waiting_[0] = {begin, end, timeline_.count_of(index), 1};
  waiting_count_ = 1;
}

/// Makes times_ the next block's; false at the end of the window.
bool CountsStream::load_next_block() {
  times_.clear();
  taken_ = 0;
  while (waiting_count_ == 0) {
    if (timeline_.begin_of(index_ + 1) >= until_) {
      return false;
    }
    enter_interval(index_ + 1);
  }
  Block block = waiting_[--waiting_count_];
  while (block.count > kBlockMax) {
    split(block);
    block = waiting_[--waiting_count_];
  }
  if (block.count > 0) {
    draw(block);
  }
  return true;
}

/// Puts the later half on the stack below the earlier one.
void CountsStream::split(const Block& block) {
  const std::int64_t middle = block.begin + (block.end - block.begin) / 2;
  const std::int64_t earlier = heads_of(block.count, block_stream(split_key_, number_, block.id));
  waiting_[waiting_count_++] = {middle, block.end, block.count - earlier, 2 * block.id + 1};
  waiting_[waiting_count_++] = {block.begin, middle, earlier, 2 * block.id};
}

void CountsStream::draw(const Block& block) {
  const double u = block_stream(scale_key_, number_, block.id).uniform01();
  std::int64_t kept = static_cast<std::int64_t>(whole_) * block.count;
  if (fraction_ > 0.0) {
    kept += sim::random::binomial_quantile(block.count, fraction_, u);
  }
  sim::random::Stream stream = block_stream(position_key_, number_, block.id);
  positions_.resize(static_cast<std::size_t>(kept));
  for (std::uint64_t& position : positions_) {
    position = stream.next_u64();
  }
  sort_positions();
  times_.resize(positions_.size());
  if (is_flat_) {
    place_flat(block);
  } else {
    place_warped(block);
  }
  // By the times themselves: stretched ones don't keep to the borders of their block.
  if (!times_.empty() && times_.front() < from_) {
    taken_ = static_cast<std::size_t>(std::lower_bound(times_.begin(), times_.end(), from_) - times_.begin());
  }
  if (!times_.empty() && times_.back() >= until_) {
    times_.erase(std::lower_bound(times_.begin() + static_cast<std::ptrdiff_t>(taken_), times_.end(), until_),
                 times_.end());
  }
}

/// Positions are uniform: spread over about as many buckets as there are positions, they are nearly in order, and
/// insertion does the rest in linear time.
void CountsStream::sort_positions() {
  constexpr std::size_t kSmall = 16;
  constexpr std::size_t kLarge = 16 * kBlockMax;
  const std::size_t count = positions_.size();
  if (count <= kSmall || count > kLarge) {
    std::sort(positions_.begin(), positions_.end());
    return;
  }
  const std::size_t bucket_count = std::bit_ceil(count);
  const int shift = std::countl_zero(static_cast<std::uint64_t>(bucket_count)) + 1;
  buckets_.assign(bucket_count + 1, 0);
  for (const std::uint64_t position : positions_) {
    ++buckets_[(position >> shift) + 1];
  }
  for (std::size_t i = 1; i < bucket_count; ++i) {
    buckets_[i] += buckets_[i - 1];
  }
  scratch_.resize(count);
  for (const std::uint64_t position : positions_) {
    scratch_[buckets_[position >> shift]++] = position;
  }
  positions_.swap(scratch_);
  for (std::size_t i = 1; i < count; ++i) {
    const std::uint64_t position = positions_[i];
    std::size_t hole = i;
    for (; hole > 0 && positions_[hole - 1] > position; --hole) {
      positions_[hole] = positions_[hole - 1];
    }
    positions_[hole] = position;
  }
}

void CountsStream::place_flat(const Block& block) {
  for (std::size_t i = 0; i < times_.size(); ++i) {
    times_[i] = place_of(positions_[i], block.begin, block.end);
  }
}

/// The place in the block is a share of the interval's mass of the factor; the time is where that mass is reached.
void CountsStream::place_warped(const Block& block) {
  const std::int64_t begin = timeline_.begin_of(index_);
  const std::int64_t end = begin + timeline_.interval();
  const double first = factor_.mass_until(begin);
  const double per_nanosecond = (factor_.mass_until(end) - first) / static_cast<double>(end - begin);
  RateSegment segment = factor_.segment_at(begin);
  std::int64_t last = begin;
  for (std::size_t i = 0; i < times_.size(); ++i) {
    const double mass =
        first + per_nanosecond * static_cast<double>(place_of(positions_[i], block.begin, block.end) - begin);
    while (mass >= segment.mass_after && segment.end < end) {
      segment = factor_.segment_at(segment.end);
    }
    last = std::clamp(segment.time_of(mass), last, end - 1);
    times_[i] = last;
  }
}

}  // namespace models::workload
