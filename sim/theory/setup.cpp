#include "sim/theory/setup.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>

#include "sim/check.hpp"

namespace sim::theory {

namespace {

using Index = Eigen::Index;

/// The rates of the chain. A state is (i servers busy, j requests), i <= j.
struct Rates {
  double arrival = 0.0;
  double service = 0.0;
  double setup = 0.0;
  Index servers = 0;
  Index setups_at_once = 0;

  /// How many servers are being set up in (i, j).
  double in_setup(Index i, Index j) const {
    return static_cast<double>(std::min({j - i, servers - i, setups_at_once}));
  }
  double up(Index i, Index j) const { return setup * in_setup(i, j); }
  double served(Index i) const { return service * static_cast<double>(i); }
};

/// R, the solution of A0 + R A1 + R^2 A2 = 0 for the levels j >= c, where the rates no longer depend on j: arrivals
/// A0 = lambda I, services A2 = diag(i mu), set-ups above the diagonal of A1. Set-ups only raise i, so R is upper
/// triangular: its diagonal solves one quadratic equation each, and an entry needs only those nearer to the diagonal.
Eigen::MatrixXd rate_matrix(const Rates& rates) {
  const Index c = rates.servers;
  Eigen::MatrixXd r = Eigen::MatrixXd::Zero(c + 1, c + 1);
  const auto out = [&rates, c](Index i) { return rates.arrival + rates.served(i) + rates.up(i, c); };
  for (Index i = 0; i < c; ++i) {
    const double b = out(i);
    r(i, i) = 2.0 * rates.arrival / (b + std::sqrt(b * b - 4.0 * rates.arrival * rates.served(i)));
  }
  r(c, c) = rates.arrival / rates.served(c);
  for (Index k = 1; k <= c; ++k) {
    for (Index i = k - 1; i >= 0; --i) {
      const Index between = k - i - 1;
      const double passing = between > 0 ? r.row(i).segment(i + 1, between).dot(r.col(k).segment(i + 1, between)) : 0.0;
      const double inflow = r(i, k - 1) * rates.up(k - 1, c) + rates.served(k) * passing;
      r(i, k) = inflow / (out(k) - rates.served(k) * (r(i, i) + r(k, k)));
    }
  }
  return r;
}

/// The stationary law up to a factor, one number of busy servers after the other: within it the levels i + 1 ... c are
/// a tridiagonal system, and the flow up into i + 1 gives the next one's start.
class Solution {
 public:
  explicit Solution(const Rates& rates)
      : rates_(rates),
        r_(rate_matrix(rates)),
        at_c_(Eigen::VectorXd::Zero(rates.servers + 1)),
        from_c_(at_c_),
        beyond_c_(at_c_),
        weight_(at_c_) {
    double start = 1.0;
    for (Index i = 0; i <= rates_.servers; ++i) {
      if (start > kLarge) {
        scale_down(start);
        start = 1.0;
      }
      solve_busy(i, start);
      start = i < rates_.servers ? upward_flow(i) / rates_.served(i + 1) : 0.0;
    }
  }

  SetupMeans means() const {
    const double total = weight_.sum();
    SetupMeans means;
    for (Index i = 0; i <= rates_.servers; ++i) {
      means.busy_law.push_back(weight_[i] / total);
      means.busy += static_cast<double>(i) * means.busy_law.back();
    }
    means.in_setup = in_setup_ / total;
    means.waiting = waiting_ / total;
    return means;
  }

 private:
  static constexpr double kLarge = 1e100;

  /// Solves for i busy, given the weight of (i, i).
  void solve_busy(Index i, double start) {
    const Index c = rates_.servers;
    std::vector<double> row(static_cast<std::size_t>(c + 1), 0.0);
    row[index(i)] = start;
    if (i < c) {
      solve_levels(i, row);
    }
    at_c_[i] = row[index(c)];
    // Sums over the levels c, c + 1, ... of the weight, and of the weight times the level's distance from c.
    const auto column = r_.col(i);
    const double out = 1.0 - r_(i, i);
    from_c_[i] = (at_c_[i] + from_c_.head(i).dot(column.head(i))) / out;
    beyond_c_[i] = (from_c_.head(i + 1).dot(column.head(i + 1)) + beyond_c_.head(i).dot(column.head(i))) / out;
    for (Index j = i; j < c; ++j) {
      const double weight = row[index(j)];
      weight_[i] += weight;
      in_setup_ += rates_.in_setup(i, j) * weight;
      waiting_ += static_cast<double>(j - i) * weight;
    }
    weight_[i] += from_c_[i];
    in_setup_ += rates_.in_setup(i, c) * from_c_[i];
    waiting_ += static_cast<double>(c - i) * from_c_[i] + beyond_c_[i];
    previous_ = std::move(row);
  }

  /// Balance of (i, j) for j = i + 1 ... c, by elimination from below; level c + 1 is known from level c by R.
  void solve_levels(Index i, std::vector<double>& row) const {
    const Index c = rates_.servers;
    const double served = rates_.served(i);
    std::vector<double> to_next(row.size(), 0.0);  // row[j] = constant[j] + to_next[j] row[j + 1]
    std::vector<double> constant(row.size(), 0.0);
    constant[index(i)] = row[index(i)];
    for (Index j = i + 1; j <= c; ++j) {
      const double inflow = i > 0 ? rates_.up(i - 1, j) * previous_[index(j)] : 0.0;
      double pivot = rates_.arrival + served + rates_.up(i, j) - rates_.arrival * to_next[index(j - 1)];
      double source = inflow + rates_.arrival * constant[index(j - 1)];
      if (j == c) {
        pivot -= served * r_(i, i);
        source += served * at_c_.head(i).dot(r_.col(i).head(i));
      } else {
        to_next[index(j)] = served / pivot;
      }
      constant[index(j)] = source / pivot;
    }
    row[index(c)] = constant[index(c)];
    for (Index j = c - 1; j > i; --j) {
      row[index(j)] = constant[index(j)] + to_next[index(j)] * row[index(j + 1)];
    }
  }

  /// Set-ups that end while i are busy, per unit of time: as many as servers that switch off with i + 1 busy.
  double upward_flow(Index i) const {
    double flow = rates_.up(i, rates_.servers) * from_c_[i];
    for (Index j = i + 1; j < rates_.servers; ++j) {
      flow += rates_.up(i, j) * previous_[index(j)];
    }
    return flow;
  }

  void scale_down(double by) {
    for (double& weight : previous_) {
      weight /= by;
    }
    at_c_ /= by;
    from_c_ /= by;
    beyond_c_ /= by;
    weight_ /= by;
    in_setup_ /= by;
    waiting_ /= by;
  }

  static std::size_t index(Index i) { return static_cast<std::size_t>(i); }

  Rates rates_;
  Eigen::MatrixXd r_;
  std::vector<double> previous_{};  // weights with one busy server fewer, by level
  Eigen::VectorXd at_c_;            // level c, by busy servers
  Eigen::VectorXd from_c_;          // levels c and above
  Eigen::VectorXd beyond_c_;        // the same, each level times its distance from c
  Eigen::VectorXd weight_;          // all levels
  double in_setup_ = 0.0;
  double waiting_ = 0.0;
};

}  // namespace

std::optional<SetupMeans> setup_means(const SetupQueue& queue) {
  const auto is_positive = [](double value) { return value > 0.0 && std::isfinite(value); };
  SIM_CHECK(is_positive(queue.arrival_rate) && is_positive(queue.service_mean) && is_positive(queue.setup_mean),
            "a rate and mean times must be positive and finite");
  SIM_CHECK(queue.servers >= 1 && queue.setups_at_once.value_or(1) >= 1, "a queue needs a server, and may start it");
  if (queue.load() >= static_cast<double>(queue.servers)) {
    return std::nullopt;
  }
  const Rates rates{queue.arrival_rate, 1.0 / queue.service_mean, 1.0 / queue.setup_mean, Index{queue.servers},
                    Index{std::min(queue.setups_at_once.value_or(queue.servers), queue.servers)}};
  SetupMeans means = Solution{rates}.means();
  means.off = static_cast<double>(queue.servers) - means.busy - means.in_setup;
  means.wait = means.waiting / queue.arrival_rate;
  means.sojourn = means.wait + queue.service_mean;
  means.error = std::abs(means.busy / queue.load() - 1.0);
  return means;
}

}  // namespace sim::theory
