// The arrivals of counted intervals: exactly as many as counted, scaled, at positions that any scale shares.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/ports/arrivals.hpp"
#include "models/workload/counts_file.hpp"
#include "models/workload/rate_profile.hpp"

namespace models::workload {

/// A count table laid on simulated time. Interval i covers [begin + i x interval, ...); before the first row and after
/// the last one their counts are held.
struct CountsTimeline {
  CountsTable table{};
  std::int64_t begin = 0;  ///< simulated time of the first row

  std::int64_t interval() const { return table.interval.nanoseconds(); }
  /// The interval that holds t; may be negative or past the table.
  std::int64_t index_of(std::int64_t t) const;
  std::int64_t begin_of(std::int64_t index) const { return begin + index * interval(); }
  std::int64_t count_of(std::int64_t index) const;
  /// The interval's number on the file's clock, which names its streams: a cut of a file gives the same arrivals.
  std::uint64_t number_of(std::int64_t index) const;
};

/// An interval with n requests and a mean factor f keeps k = floor(f) n + BinomialQuantile(n, f - floor(f); u), u
/// fixed, at positions 1...k of its own stream. Intervals of more than 4,096 are halved in time first, the requests
/// split by fair coins (their own stream, so that it does not depend on f), until no block holds more. A larger f
/// therefore keeps what a smaller one keeps. Where a flash crowd rises or falls inside an interval, f is the mean of
/// the factor over the interval and positions are stretched by the inverse of its integral, so that arrivals follow the
/// crowd.
class CountsStream final : public ArrivalStream {
 public:
  CountsStream(const CountsTimeline& timeline, const RateProfile& factor, const ArrivalContext& context);

  void fill(ArrivalBlock& block) override;

  static constexpr std::int64_t kBlockMax = 4'096;

 private:
  /// A block of an interval, or one that has still to be split. `id`: 1 is the whole, 2 i and 2 i + 1 the halves of i.
  struct Block {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    std::int64_t count = 0;
    std::uint64_t id = 1;
  };

  void enter_interval(std::int64_t index);
  bool load_next_block();
  void split(const Block& block);
  void draw(const Block& block);
  void sort_positions();
  void place_flat(const Block& block);
  void place_warped(const Block& block);

  const CountsTimeline& timeline_;
  const RateProfile& factor_;
  std::int64_t from_;
  std::int64_t until_;
  std::uint64_t split_key_;
  std::uint64_t scale_key_;
  std::uint64_t position_key_;

  std::int64_t index_ = 0;
  std::uint64_t number_ = 0;
  double whole_ = 0.0;     // floor of the interval's factor
  double fraction_ = 0.0;  // the rest of it
  bool is_flat_ = true;    // the factor does not change inside the interval
  std::array<Block, 64> waiting_{};
  std::size_t waiting_count_ = 0;
  std::vector<std::uint64_t> positions_{};  // of 2^64, sorted
  std::vector<std::uint64_t> scratch_{};
  std::vector<std::uint32_t> buckets_{};
  std::vector<std::int64_t> times_{};
  std::size_t taken_ = 0;
};

}  // namespace models::workload
