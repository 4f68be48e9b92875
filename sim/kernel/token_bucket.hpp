// A token bucket: so many at once, refilled continuously, never above its size. AWS limits launch rates with it.
#pragma once

#include <algorithm>
#include <cstdint>

#include "sim/units/time.hpp"

namespace sim {

/// Exact: a nanosecond adds `refill` parts of which `per` (in nanoseconds) make a token. O(1).
class TokenBucket {
 public:
  /// Starts full with `size` tokens; `refill` tokens are added per `per`. refill may be 0: never refilled.
  /// Requires size * per < 2^62 ns.
  TokenBucket(std::int64_t size, std::int64_t refill, Duration per, Time start)
      : token_{per.nanoseconds()}, capacity_{size * token_}, refill_{refill}, parts_{capacity_}, refilled_{start} {}

  /// Takes `count` tokens if there are as many.
  bool take(std::int64_t count, Time now) {
    add_refill(now);
    if (parts_ < count * token_) {
      return false;
    }
    parts_ -= count * token_;
    return true;
  }

  /// When `count` tokens will be there, if nobody else takes any; Time::never() if that cannot be.
  Time available_at(std::int64_t count, Time now) {
    add_refill(now);
    const std::int64_t missing = count * token_ - parts_;
    if (missing <= 0) {
      return now;
    }
    if (refill_ == 0 || count * token_ > capacity_) {
      return Time::never();
    }
    return now + Duration::nanoseconds((missing + refill_ - 1) / refill_);
  }

 private:
  void add_refill(Time now) {
    const std::int64_t elapsed = (now - refilled_).nanoseconds();
    refilled_ = now;
    // elapsed * refill_ may overflow after a long quiet time; the bucket is full long before.
    const bool fills_up = refill_ > 0 && elapsed >= (capacity_ - parts_) / refill_ + 1;
    parts_ = fills_up ? capacity_ : std::min(capacity_, parts_ + elapsed * refill_);
  }

  std::int64_t token_;
  std::int64_t capacity_;
  std::int64_t refill_;
  std::int64_t parts_;
  Time refilled_;
};

}  // namespace sim
