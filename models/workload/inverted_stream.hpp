// The arrival stream of every load that has a rate: points on the axis of mass, mapped to time piece by piece. The loop
// is a template on where points and pieces come from; what crosses the stage's border is one virtual call per block.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>

#include "models/ports/arrivals.hpp"
#include "models/workload/rate_profile.hpp"

namespace models::workload {

/// The pieces of a profile, from the one that holds `from`.
class ProfileSource {
 public:
  ProfileSource(const RateProfile& profile, std::int64_t from) : profile_{&profile}, next_{from} {}
  RateSegment next() {
    const RateSegment segment = profile_->segment_at(next_);
    next_ = segment.end;
    return segment;
  }

 private:
  const RateProfile* profile_;
  std::int64_t next_;
};

/// Arrivals in [context.from, context.until). Points: seek(mass), next(). Source: next(), the pieces in order, the
/// first of which holds the nanosecond before context.from (whose last points may round up to it).
template <class Points, class Source>
class InvertedStream final : public ArrivalStream {
 public:
  InvertedStream(Points points, Source source, const ArrivalContext& context)
      : points_{points},
        source_{std::move(source)},
        last_{context.from.nanoseconds()},
        until_{context.until.nanoseconds()} {
    segment_ = source_.next();
    // One unit early: the mass at `from` is rounded, and a point must not be lost to that.
    points_.seek(segment_.mass_at(last_ - 1) - 1.0);
    point_ = points_.next();
    while (point_ < segment_.mass_before || (point_ < segment_.mass_after && segment_.time_of(point_) < last_)) {
      point_ = points_.next();
    }
  }

  void fill(ArrivalBlock& block) override {
    std::size_t count = 0;
    while (count < ArrivalBlock::kCapacity && segment_.begin < until_) {
      if (point_ < segment_.mass_after) {
        count = segment_.slope == 0.0 ? fill_from_segment<true>(block, count) : fill_from_segment<false>(block, count);
      } else {
        segment_ = source_.next();
      }
    }
    // Times don't fall, so what is too late is at the end.
    while (count > 0 && block.at[count - 1].nanoseconds() >= until_) {
      --count;
    }
    block.count = count;
  }

 private:
  template <bool kIsFlat>
  std::size_t fill_from_segment(ArrivalBlock& block, std::size_t count) {
    const RateSegment segment = segment_;
    Points points = points_;  // locals: the compiler keeps them in registers
    double point = point_;
    std::int64_t last = last_;
    do {
      last = std::max(last, kIsFlat ? segment.flat_time_of(point) : segment.time_of(point));
      block.at[count++] = sim::Time::at_nanoseconds(last);
      point = points.next();
    } while (point < segment.mass_after && count < ArrivalBlock::kCapacity);
    points_ = points;
    point_ = point;
    last_ = last;
    return count;
  }

  Points points_;
  Source source_;
  RateSegment segment_{};
  double point_ = 0.0;
  std::int64_t last_;
  std::int64_t until_;
};

}  // namespace models::workload
