#include "sim/theory/mmc.hpp"

#include <cmath>

#include "sim/check.hpp"
#include "sim/random/math.hpp"
#include "sim/theory/erlang.hpp"

namespace sim::theory {

namespace {

void check(const MmcQueue& queue) {
  SIM_CHECK(queue.arrival_rate >= 0.0 && std::isfinite(queue.arrival_rate), "a rate must be finite and not negative");
  SIM_CHECK(queue.service_mean > 0.0 && std::isfinite(queue.service_mean), "a mean service time must be positive");
  SIM_CHECK(queue.servers >= 1, "a queue needs a server");
}

/// c mu - lambda, in 1/s: the rate at which the tail of the wait falls.
double spare_rate(const MmcQueue& queue) {
  return (static_cast<double>(queue.servers) - queue.load()) / queue.service_mean;
}

/// P(sojourn > t) for a probability of waiting C. With mu the rate of a server and theta = c mu - lambda - mu:
/// exp(-mu t) (1 + C mu t (1 - exp(-theta t)) / (theta t)).
double sojourn_tail(const MmcQueue& queue, double delayed, double seconds) {
  const double served = seconds / queue.service_mean;            // mu t
  const double exponent = spare_rate(queue) * seconds - served;  // theta t
  // Where theta is about -mu, exp(-mu t) is far smaller than what it multiplies: multiply out.
  const double service_tail = random::exp(-served);
  double share = 0.0;  // exp(-mu t) (1 - exp(-theta t)) / (theta t)
  if (exponent > -0.3 && exponent < 0.3) {
    share = service_tail * (exponent == 0.0 ? 1.0 : -random::expm1(-exponent) / exponent);
  } else {
    share = (service_tail - random::exp(-served - exponent)) / exponent;
  }
  return service_tail + delayed * served * share;
}

}  // namespace

std::optional<QueueMeans> mmc_means(const MmcQueue& queue) {
  check(queue);
  const std::optional<double> delayed = erlang_c(queue.servers, queue.load());
  if (!delayed) {
    return std::nullopt;
  }
  QueueMeans means;
  means.delayed = *delayed;
  means.busy = queue.load();
  means.wait = *delayed / spare_rate(queue);
  means.sojourn = means.wait + queue.service_mean;
  means.waiting = queue.arrival_rate * means.wait;
  means.in_system = means.waiting + means.busy;
  return means;
}

std::optional<double> mmc_wait_tail(const MmcQueue& queue, double seconds) {
  check(queue);
  SIM_CHECK(seconds >= 0.0, "a time must not be negative");
  const std::optional<double> delayed = erlang_c(queue.servers, queue.load());
  if (!delayed) {
    return std::nullopt;
  }
  return *delayed * random::exp(-spare_rate(queue) * seconds);
}

std::optional<double> mmc_sojourn_tail(const MmcQueue& queue, double seconds) {
  check(queue);
  SIM_CHECK(seconds >= 0.0, "a time must not be negative");
  const std::optional<double> delayed = erlang_c(queue.servers, queue.load());
  if (!delayed) {
    return std::nullopt;
  }
  return sojourn_tail(queue, *delayed, seconds);
}

std::optional<double> mmc_wait_quantile(const MmcQueue& queue, double probability) {
  check(queue);
  SIM_CHECK(probability >= 0.0 && probability < 1.0, "a quantile's probability must be below 1");
  const std::optional<double> delayed = erlang_c(queue.servers, queue.load());
  if (!delayed) {
    return std::nullopt;
  }
  if (*delayed <= 1.0 - probability) {
    return 0.0;
  }
  return random::log(*delayed / (1.0 - probability)) / spare_rate(queue);
}

std::optional<double> mmc_sojourn_quantile(const MmcQueue& queue, double probability) {
  check(queue);
  SIM_CHECK(probability >= 0.0 && probability < 1.0, "a quantile's probability must be below 1");
  const std::optional<double> delayed = erlang_c(queue.servers, queue.load());
  if (!delayed) {
    return std::nullopt;
  }
  const double tail = 1.0 - probability;
  double low = 0.0;
  double high = queue.service_mean;
  while (sojourn_tail(queue, *delayed, high) > tail) {
    low = high;
    high *= 2.0;
  }
  while (high - low > 1e-13 * high) {
    const double middle = low + (high - low) / 2.0;
    (sojourn_tail(queue, *delayed, middle) > tail ? low : high) = middle;
  }
  return high;
}

std::int64_t servers_for_mean_wait(double arrival_rate, double service_mean, double wait) {
  SIM_CHECK(wait > 0.0, "a mean wait of zero needs no finite number of servers");
  MmcQueue queue{arrival_rate, service_mean, 1};
  check(queue);
  double loss = 1.0;
  for (;; ++queue.servers) {
    const auto count = static_cast<double>(queue.servers);
    loss = queue.load() * loss / (count + queue.load() * loss);
    const double spare = count - queue.load();
    // C / (c mu - lambda) <= wait, written without a division by what may be zero.
    if (spare > 0.0 && count * loss * service_mean <= wait * spare * (spare + queue.load() * loss)) {
      return queue.servers;
    }
  }
}

}  // namespace sim::theory
