#include "sim/theory/mmck.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "sim/check.hpp"
#include "sim/theory/mginf.hpp"

namespace sim::theory {

namespace {

void check(const MmckQueue& queue) {
  SIM_CHECK(queue.arrival_rate >= 0.0 && std::isfinite(queue.arrival_rate), "a rate must be finite and not negative");
  SIM_CHECK(queue.service_mean > 0.0 && std::isfinite(queue.service_mean), "a mean service time must be positive");
  SIM_CHECK(queue.servers >= 1 && queue.places >= queue.servers, "a queue has at least a place for each server");
}

}  // namespace

std::vector<double> mmck_law(const MmckQueue& queue) {
  check(queue);
  const double load = queue.load();
  const auto places = static_cast<std::size_t>(queue.places);
  // The largest term is where n in service first exceeds the load; everything else is a product of ratios below one.
  std::size_t top = 0;
  while (top < places &&
         load >= static_cast<double>(std::min<std::int64_t>(static_cast<std::int64_t>(top) + 1, queue.servers))) {
    ++top;
  }
  const auto rate_down = [&queue](std::size_t n) {
    return static_cast<double>(std::min<std::int64_t>(static_cast<std::int64_t>(n), queue.servers));
  };
  std::vector<double> law(places + 1, 0.0);
  law[top] = 1.0;
  for (std::size_t n = top; n > 0; --n) {
    law[n - 1] = law[n] * rate_down(n) / load;
  }
  for (std::size_t n = top; n < places; ++n) {
    law[n + 1] = law[n] * load / rate_down(n + 1);
  }
  double total = 0.0;
  for (const double weight : law) {
    total += weight;
  }
  for (double& weight : law) {
    weight /= total;
  }
  return law;
}

QueueMeans mmck_means(const MmckQueue& queue) {
  const std::vector<double> law = mmck_law(queue);
  const auto servers = static_cast<std::size_t>(queue.servers);
  const auto places = static_cast<std::size_t>(queue.places);
  QueueMeans means;
  means.lost = law.back();
  double accepted = 0.0;  // 1 - lost, without the rounding of a loss near one
  double delayed = 0.0;
  for (std::size_t n = 0; n <= places; ++n) {
    means.busy += static_cast<double>(std::min(n, servers)) * law[n];
    means.waiting += static_cast<double>(n > servers ? n - servers : 0) * law[n];
    accepted += n < places ? law[n] : 0.0;
    delayed += n >= servers && n < places ? law[n] : 0.0;
  }
  means.in_system = means.busy + means.waiting;
  means.delayed = delayed / accepted;
  // Little's law, with the rate that the servers carry; an empty queue's request would find nobody.
  means.wait = queue.arrival_rate > 0.0 ? means.waiting / (means.busy / queue.service_mean) : 0.0;
  means.sojourn = means.wait + queue.service_mean;
  return means;
}

double mmck_wait_tail(const MmckQueue& queue, double seconds) {
  SIM_CHECK(seconds >= 0.0, "a time must not be negative");
  const std::vector<double> law = mmck_law(queue);
  const auto servers = static_cast<std::size_t>(queue.servers);
  const auto places = static_cast<std::size_t>(queue.places);
  // P(Erlang of k + 1 stages > t) = P(at most k services by t).
  const std::vector<double> services =
      poisson_law(static_cast<double>(queue.servers) * seconds / queue.service_mean, places - servers + 1);
  double accepted = 0.0;
  double tail = 0.0;
  double at_most = 0.0;
  for (std::size_t n = 0; n < places; ++n) {
    accepted += law[n];
    if (n >= servers) {
      at_most += services[n - servers];
      tail += law[n] * at_most;
    }
  }
  return tail / accepted;
}

}  // namespace sim::theory
