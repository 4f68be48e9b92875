// What keeps a function from growing: the account's concurrency quota, the function's reserved concurrency, the rate of
// requests, the rate at which environments are created.
// Source: AWS Lambda developer guide, quotas and scaling behaviour (live page); for the rule until November 2023 the
//   Lambda Operator Guide, "On-demand scaling example", whose four scenarios the tests repeat to the request.
// Units: requests in progress; requests and environments per second.
// Assumes: the rate of requests has a bucket of one second's worth (what AWS tolerates is not published).
// Leaves out: what other functions of the account take from the quota and, under the old rule, from the burst.
// Checked against: tests/unit/models/compute/lambda_limits_test.cpp.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "sim/config/schema.hpp"
#include "sim/kernel/token_bucket.hpp"
#include "sim/units/rate.hpp"
#include "sim/units/time.hpp"

namespace models::lambda {

enum class ScalingRule : std::uint8_t { kPerFunction, kPerAccount };

/// Why a request gets 429.
enum class Throttle : std::uint8_t { kNone, kConcurrency, kRequestRate, kScalingRate, kNoHost };
/// As a sentence of what requests were throttled by. `concurrency`: what the function may have.
std::string throttle_reason(Throttle why, std::int64_t concurrency);

struct LimitsConfig {
  std::int64_t concurrency_quota = 0;
  std::optional<std::int64_t> reserved_concurrency{};
  sim::Rate requests_per_concurrency = sim::Rate::per_second(10.0);
  ScalingRule scaling_rule = ScalingRule::kPerFunction;
  std::int64_t scaling_burst = 0;
  std::int64_t scaling_per_second = 0;
  std::int64_t account_burst = 0;
  std::int64_t account_per_minute = 0;
  static const sim::config::Schema& schema();

  /// Requests in progress at once; a further one is turned away.
  std::int64_t concurrency() const { return reserved_concurrency.value_or(concurrency_quota); }
  /// How much provisioned concurrency the function may have: its reserved concurrency, or what must not stay
  /// unreserved.
  std::int64_t most_provisioned() const;
  /// Requests per second that `concurrency` is good for.
  double request_rate(std::int64_t concurrency) const {
    return requests_per_concurrency.per_second() * static_cast<double>(concurrency);
  }
};

/// At most so many requests a second: a token bucket that holds one second's worth, kept as the time at which it would
/// be full again (virtual scheduling, as in the generic cell rate algorithm of ITU-T I.371). Exact to a nanosecond
/// between requests.
class RequestRate {
 public:
  /// `start`: the bucket is full then. No limit: a rate of 1e9 or more.
  RequestRate(double per_second, sim::Time start);

  bool take(sim::Time now) {
    if (!has_one(now)) {
      return false;
    }
    take_one(now);
    return true;
  }
  /// The same in two parts.
  bool has_one(sim::Time now) const { return full_at_ - now <= slack_; }
  void take_one(sim::Time now) { full_at_ = std::max(full_at_, now) + interval_; }

 private:
  sim::Duration interval_{};  ///< between requests at the limit
  sim::Duration slack_{};     ///< a request fits while the bucket is full no later than that
  sim::Time full_at_{};
};

/// The allowance of environments, of whichever rule holds.
sim::TokenBucket scaling_allowance(const LimitsConfig& config, sim::Time start);

}  // namespace models::lambda
