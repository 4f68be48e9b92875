#include "sim/theory/finite_population.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "sim/check.hpp"

namespace sim::theory {

namespace {

double working(const FinitePopulation& model, std::size_t present) {
  return static_cast<double>(std::min(static_cast<std::int64_t>(present), model.servers));
}

/// p(n + 1) / p(n). Falls as n grows.
double step_up(const FinitePopulation& model, std::size_t present) {
  const double thinking = static_cast<double>(model.users) - static_cast<double>(present);
  return thinking * model.service_mean / (model.think_mean * working(model, present + 1));
}

}  // namespace

std::vector<double> finite_population_law(const FinitePopulation& model) {
  SIM_CHECK(model.users >= 1 && model.servers >= 1, "somebody asks, and somebody serves");
  SIM_CHECK(model.think_mean > 0.0 && std::isfinite(model.think_mean), "a mean think time must be positive");
  SIM_CHECK(model.service_mean > 0.0 && std::isfinite(model.service_mean), "a mean service time must be positive");
  const auto users = static_cast<std::size_t>(model.users);
  std::size_t top = 0;
  while (top < users && step_up(model, top) >= 1.0) {
    ++top;
  }
  std::vector<double> law(users + 1, 0.0);
  law[top] = 1.0;
  for (std::size_t n = top; n > 0; --n) {
    law[n - 1] = law[n] / step_up(model, n - 1);
  }
  for (std::size_t n = top; n < users; ++n) {
    law[n + 1] = law[n] * step_up(model, n);
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

FinitePopulationMeans finite_population_means(const FinitePopulation& model) {
  const std::vector<double> law = finite_population_law(model);
  FinitePopulationMeans means;
  for (std::size_t n = 0; n < law.size(); ++n) {
    means.in_system += static_cast<double>(n) * law[n];
    means.busy += working(model, n) * law[n];
  }
  means.throughput = means.busy / model.service_mean;
  means.response = means.in_system / means.throughput;  // Little's law; N/X - Z, without the difference
  means.wait = std::max(means.response - model.service_mean, 0.0);
  return means;
}

}  // namespace sim::theory
