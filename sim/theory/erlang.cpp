#include "sim/theory/erlang.hpp"

#include <cmath>
#include <cstddef>

#include "sim/check.hpp"

namespace sim::theory {

namespace {

void check_load(double load) {
  SIM_CHECK(load >= 0.0 && std::isfinite(load), "an offered load must be finite and not negative");
}

/// B(n) from B(n - 1): only sums, products and quotients of positive numbers, so that nothing cancels.
double next_erlang_b(double previous, double n, double load) {
  return load * previous / (n + load * previous);
}

/// C = B / (1 - rho (1 - B)): Kleinrock I, 3.5.
double waiting_from_loss(double loss, double n, double load) {
  return n * loss / (n - load + load * loss);
}

}  // namespace

double erlang_b(std::int64_t servers, double load) {
  SIM_CHECK(servers >= 0, "a number of servers must not be negative");
  check_load(load);
  double loss = 1.0;
  for (std::int64_t n = 1; n <= servers; ++n) {
    loss = next_erlang_b(loss, static_cast<double>(n), load);
  }
  return loss;
}

std::vector<double> erlang_b_up_to(std::int64_t servers, double load) {
  SIM_CHECK(servers >= 0, "a number of servers must not be negative");
  check_load(load);
  std::vector<double> losses{1.0};
  losses.reserve(static_cast<std::size_t>(servers) + 1);
  for (std::int64_t n = 1; n <= servers; ++n) {
    losses.push_back(next_erlang_b(losses.back(), static_cast<double>(n), load));
  }
  return losses;
}

std::optional<double> erlang_c(std::int64_t servers, double load) {
  const double loss = erlang_b(servers, load);
  const auto count = static_cast<double>(servers);
  if (load >= count) {
    return std::nullopt;
  }
  return waiting_from_loss(loss, count, load);
}

std::int64_t servers_for_loss(double load, double target) {
  SIM_CHECK(target > 0.0 && target <= 1.0, "a target probability must be above 0 and at most 1");
  check_load(load);
  double loss = 1.0;
  std::int64_t servers = 0;
  while (loss > target) {
    ++servers;
    loss = next_erlang_b(loss, static_cast<double>(servers), load);
  }
  return servers;
}

std::int64_t servers_for_waiting(double load, double target) {
  SIM_CHECK(target > 0.0 && target <= 1.0, "a target probability must be above 0 and at most 1");
  check_load(load);
  double loss = 1.0;
  std::int64_t servers = 0;
  double count = 0.0;
  while (count <= load || waiting_from_loss(loss, count, load) > target) {
    ++servers;
    count = static_cast<double>(servers);
    loss = next_erlang_b(loss, count, load);
  }
  return servers;
}

double load_for_loss(std::int64_t servers, double target) {
  SIM_CHECK(servers >= 1, "a load is lost somewhere: at least one server");
  SIM_CHECK(target > 0.0 && target < 1.0, "a target probability must be between 0 and 1");
  double low = 0.0;
  // What c servers carry is at most c, so a (1 - B) <= c.
  double high = static_cast<double>(servers) / (1.0 - target);
  while (high - low > 1e-13 * high) {
    const double middle = low + (high - low) / 2.0;
    (erlang_b(servers, middle) <= target ? low : high) = middle;
  }
  return low;
}

}  // namespace sim::theory
