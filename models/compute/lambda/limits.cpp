#include "models/compute/lambda/limits.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "sim/config/describe.hpp"

namespace models::lambda {

namespace {

constexpr std::int64_t kMustStayUnreserved = 100;
constexpr std::int64_t kBurst = 1'000;
constexpr std::int64_t kPerSecond = 100;
constexpr std::int64_t kAccountBurst = 3'000;
constexpr std::int64_t kAccountPerMinute = 500;

void check_limits(const LimitsConfig& config, sim::config::Checker& check) {
  if (config.reserved_concurrency && *config.reserved_concurrency > config.concurrency_quota - kMustStayUnreserved) {
    check.error("reserved_concurrency",
                fmt::format("{} is more than concurrency_quota, {}, less the {} that must stay unreserved",
                            *config.reserved_concurrency, config.concurrency_quota, kMustStayUnreserved));
  }
  // What stands at its default may be there: effective.yaml has everything.
  const bool is_per_account = config.scaling_rule == ScalingRule::kPerAccount;
  const auto belongs = [&](const char* field, bool is_changed, const char* rule) {
    if (is_changed) {
      check.error(field, fmt::format("`{}` belongs to scaling_rule {}", field, rule));
    }
  };
  belongs("scaling_burst", is_per_account && config.scaling_burst != kBurst, "function");
  belongs("scaling_per_second", is_per_account && config.scaling_per_second != kPerSecond, "function");
  belongs("account_burst", !is_per_account && config.account_burst != kAccountBurst, "account");
  belongs("account_per_minute", !is_per_account && config.account_per_minute != kAccountPerMinute, "account");
}

void describe_concurrency(sim::config::Describe<LimitsConfig>& d) {
  d.field<&LimitsConfig::concurrency_quota>("concurrency_quota",
                                            "Account quota: requests in progress at once; a further one gets 429.")
      .defaults_to("1000")
      .without_quotas("10000000")
      .range("1", "10000000")
      .source("Lambda developer guide, quotas", "2023-10");
  d.field<&LimitsConfig::reserved_concurrency>(
       "reserved_concurrency",
       "Cap and guarantee for this function, free of charge; 100 of the quota must stay unreserved. Absent: the quota.")
      .range("0", "10000000");
  d.field<&LimitsConfig::requests_per_concurrency>(
       "requests_per_concurrency",
       "Requests per second for each unit of the concurrency that the function may have; faster ones get 429. It binds "
       "for functions that take less than 100 ms. One second's worth may come at once.")
      .defaults_to("10/s")
      .range("0.001/s", "1000000000/s")
      .source("Lambda developer guide, quotas: 10 times the concurrency", "2023-10");
}

void describe_scaling(sim::config::Describe<LimitsConfig>& d) {
  d.field<&LimitsConfig::scaling_rule>("scaling_rule", "What limits how fast environments are created.")
      .choices({{"function", ScalingRule::kPerFunction, "Each function by itself, since November 2023."},
                {"account", ScalingRule::kPerAccount,
                 "A Region's burst, then a steady rate, for the whole account: the rule until November 2023."}})
      .defaults_to("function")
      .source("Lambda developer guide, scaling behaviour", "2023-11");
  d.field<&LimitsConfig::scaling_burst>("scaling_burst",
                                        "With rule function: environments that may be created at once.")
      .defaults_to(fmt::format("{}", kBurst))
      .range("1", "1000000")
      .source("Lambda developer guide, scaling behaviour: 1,000 environments every 10 s per function", "2023-11");
  d.field<&LimitsConfig::scaling_per_second>(
       "scaling_per_second",
       "With rule function: how fast that allowance is refilled, per second; it never holds more.")
      .defaults_to(fmt::format("{}", kPerSecond))
      .range("0", "1000000")
      .source(
          "Lambda developer guide, scaling behaviour: 1,000 environments every 10 s per function, refilled "
          "continuously",
          "2023-11");
  d.field<&LimitsConfig::account_burst>("account_burst",
                                        "With rule account: environments that may be created at once. 3,000 in "
                                        "us-east-1, us-west-2 and eu-west-1, 1,000 "
                                        "in ap-northeast-1, eu-central-1 and us-east-2, 500 elsewhere.")
      .defaults_to(fmt::format("{}", kAccountBurst))
      .range("1", "1000000")
      .source("Lambda developer guide, function scaling", "2023-06");
  d.field<&LimitsConfig::account_per_minute>("account_per_minute",
                                             "With rule account: how fast that allowance is refilled, per minute.")
      .defaults_to(fmt::format("{}", kAccountPerMinute))
      .range("0", "1000000")
      .source("Lambda developer guide, function scaling", "2023-06");
}

}  // namespace

const sim::config::Schema& LimitsConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<LimitsConfig> d{"lambda_limits", "What keeps a function from growing."};
    describe_concurrency(d);
    describe_scaling(d);
    d.check(check_limits);
    return d.done();
  }();
  return schema;
}

std::string throttle_reason(Throttle why, std::int64_t concurrency) {
  switch (why) {
    case Throttle::kConcurrency:
      return fmt::format("requests were throttled by the concurrency limit of {}", concurrency);
    case Throttle::kRequestRate:
      return "requests were throttled by the limit on requests per second";
    case Throttle::kScalingRate:
      return "requests were throttled by the rate at which environments may be created";
    case Throttle::kNoHost:
      return "requests were throttled since no host had room for an environment";
    case Throttle::kNone:
      break;
  }
  return {};
}

std::int64_t LimitsConfig::most_provisioned() const {
  return reserved_concurrency.value_or(std::max<std::int64_t>(0, concurrency_quota - kMustStayUnreserved));
}

RequestRate::RequestRate(double per_second, sim::Time start) : full_at_{start} {
  constexpr double kNanosecondsPerSecond = 1e9;
  if (per_second < kNanosecondsPerSecond) {
    interval_ = sim::Duration::nanoseconds(std::llround(std::min(kNanosecondsPerSecond / per_second, 1e15)));
    const double burst = std::max(1.0, std::floor(per_second));
    slack_ = sim::Duration::nanoseconds(interval_.nanoseconds() * (static_cast<std::int64_t>(burst) - 1));
  }
}

sim::TokenBucket scaling_allowance(const LimitsConfig& config, sim::Time start) {
  if (config.scaling_rule == ScalingRule::kPerAccount) {
    return {config.account_burst, config.account_per_minute, sim::Duration::minutes(1), start};
  }
  return {config.scaling_burst, config.scaling_per_second, sim::Duration::seconds(1), start};
}

}  // namespace models::lambda
