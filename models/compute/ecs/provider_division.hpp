// How tasks are divided among capacity providers: of Fargate, and of clusters.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "sim/check.hpp"
#include "sim/config/schema.hpp"

namespace models::ecs {

/// The share of a service's tasks that one capacity provider gets.
struct ProviderShare {
  std::int64_t base = 0;    ///< tasks that it gets before weights count
  std::int64_t weight = 0;  ///< relative; 0: none beyond the base
  static const sim::config::Schema& schema();
  bool gets_tasks() const { return base > 0 || weight > 0; }
};

/// What: the base is filled first; then the next task goes to the provider that is furthest behind its weight, the
///   first of equals. A deployment's tasks are divided among themselves, whatever those before it have.
/// Source: Amazon ECS developer guide, capacity providers (2023-06): one provider at most has a base, and tasks beyond
///   it are in the proportion of the weights. In which order is not said. That the strategy is a deployment's: Amazon
///   ECS API reference, Deployment (capacityProviderStrategy: "that the deployment is using").
/// Complexity: O(providers).
class ProviderDivision {
 public:
  explicit ProviderDivision(std::vector<ProviderShare> shares)
      : shares_{std::move(shares)}, tasks_(1, std::vector<std::int64_t>(shares_.size())) {}

  /// The provider of the next task of that deployment; the first is 0.
  std::size_t next(std::size_t deployment) const {
    const std::vector<std::int64_t>& tasks = tasks_[deployment];
    std::size_t chosen = shares_.size();
    for (std::size_t i = 0; i < shares_.size(); ++i) {
      if (tasks[i] < shares_[i].base) {
        return i;
      }
      if (shares_[i].weight > 0 && (chosen == shares_.size() || is_further_behind(tasks, i, chosen))) {
        chosen = i;
      }
    }
    SIM_CHECK(chosen < shares_.size(), "a provider has a weight");
    return chosen;
  }
  void add(std::size_t provider, std::size_t deployment) { ++tasks_[deployment][provider]; }
  void remove(std::size_t provider, std::size_t deployment) { --tasks_[deployment][provider]; }
  /// One more has begun.
  void add_deployment() { tasks_.emplace_back(shares_.size()); }

  /// How many of that many tasks of the first deployment each provider gets. O(tasks x providers).
  std::vector<std::int64_t> divide(std::int64_t tasks) const {
    ProviderDivision division = *this;
    std::vector<std::int64_t> parts(shares_.size());
    for (std::int64_t i = 0; i < tasks; ++i) {
      const std::size_t provider = division.next(0);
      division.add(provider, 0);
      ++parts[provider];
    }
    return parts;
  }

 private:
  bool is_further_behind(const std::vector<std::int64_t>& tasks, std::size_t a, std::size_t b) const {
    return (tasks[a] - shares_[a].base + 1) * shares_[b].weight < (tasks[b] - shares_[b].base + 1) * shares_[a].weight;
  }

  std::vector<ProviderShare> shares_;
  std::vector<std::vector<std::int64_t>> tasks_;  ///< by deployment, by provider
};

}  // namespace models::ecs
