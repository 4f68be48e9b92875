#include "sim/theory/keep_alive.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <span>

#include "sim/check.hpp"
#include "sim/random/math.hpp"

namespace sim::theory {

namespace {

using Complex = std::complex<double>;

// Terms of the contour integral: its error is about 2.85^-28 = 2e-13, rounding adds exp(28 pi / 12) 1e-16 = 2e-13.
constexpr std::size_t kNodes = 28;
constexpr double kPi = 3.14159265358979323846;
// Below this a probability of expiry is noise of the contour.
constexpr double kNoise = 1e-11;
// Environments with so small a part of the cold starts, and all before them, are taken never to expire.
constexpr double kNegligibleShare = 1e-9;
// Environments whose share of time is below this are left out.
constexpr double kNegligible = 1e-15;
// A state that is less likely relative to the last one is left out (subnormal numbers would cost 50 times as much).
constexpr double kVanishing = 1e-100;
constexpr int kRounds = 50;

/// Mean service times, and the load, in a unit of time in which the mean over all services is 1.
struct Scaled {
  double load = 0.0;    ///< arrivals per unit of time
  double warm = 1.0;    ///< mean service of a warm start
  double cold = 1.0;    ///< mean service of a cold start
  double expiry = 0.0;  ///< how long an idle environment lives
};

/// Where the Laplace transform of P(T > t) is looked at to invert it at the expiry, f(t) = (1 / 2 pi i) integral of
/// exp(z t) F(z) dz: on the parabola z = m (i u + 1)^2, by the midpoint rule with step 3 / N; the nodes at u and -u are
/// conjugate. At each of them stands what is the same for all positions of a pool, and most of the work.
///
/// The transform at position b is state (z - A)^-1 1, where A is the generator of the number of busy ones before,
/// killed by the arrival that finds them all busy:
///   (z + load + x) w(x) - load w(x + 1) - x w(x - 1) = 1,  w(b + 1) = 0,
/// eliminated upwards: w(x) = constant(x) + slope(x) w(x + 1).
class Contour {
 public:
  /// A number for each node, real and imaginary parts apart: the compiler then works on several nodes at a time.
  struct Row {
    std::array<double, kNodes> real{};
    std::array<double, kNodes> imaginary{};
  };
  /// For positions with at most so many before them. O(most_before).
  Contour(const Scaled& pool, std::size_t most_before)
      : expiry_{pool.expiry}, slopes_(most_before + 1), constants_(most_before + 1) {
    for (std::size_t k = 0; k < kNodes; ++k) {
      const double u = (static_cast<double>(k) + 0.5) * kStep;
      const Complex zt{kScale * (1.0 - u * u), kScale * 2.0 * u};
      weights_[k] = std::polar(random::exp(zt.real()), zt.imag()) * Complex{1.0, u};
      z_[k] = zt / pool.expiry;
      eliminate(pool.load, k);
    }
  }
  /// state w at each node, of the position that has so many states but one before it. Those that are as good as never
  /// met are zero, and so are all below them. O(states).
  Row transforms_of_tail(std::span<const double> state) const;

  /// The probability to survive the expiry, and the mean up to there, of which these are the transforms.
  double survives(const Row& tails) const;
  double mean_cut(const Row& tails) const;

 private:
  /// dz = 2 m i (i u + 1) du, so that (1 / 2 pi i) dz = (m / pi) (1 + i u) du; twice the real part for both halves.
  static constexpr double kStep = 3.0 / kNodes;
  static constexpr double kScale = kPi * kNodes / 12.0;  // m t
  static constexpr double kFactor = 2.0 * kStep * kScale / kPi;

  void eliminate(double load, std::size_t node) {
    Complex slope{0.0, 0.0};
    Complex constant{0.0, 0.0};
    for (std::size_t x = 0; x < slopes_.size(); ++x) {
      const auto busy = static_cast<double>(x);
      const Complex pivot = z_[node] + load + busy - busy * slope;
      const Complex scale = std::conj(pivot) / std::norm(pivot);  // 1 / pivot: far from the ends of the range
      constant = (1.0 + busy * constant) * scale;
      slope = load * scale;
      set(slopes_[x], node, slope);
      set(constants_[x], node, constant);
    }
  }
  static void set(Row& row, std::size_t node, Complex value) {
    row.real[node] = value.real();
    row.imaginary[node] = value.imag();
  }
  static Complex at(const Row& row, std::size_t node) { return {row.real[node], row.imaginary[node]}; }

  double expiry_;
  std::array<Complex, kNodes> z_{};
  std::array<Complex, kNodes> weights_{};
  std::vector<Row> slopes_;  ///< by x
  std::vector<Row> constants_;
};

Contour::Row Contour::transforms_of_tail(std::span<const double> state) const {
  const std::size_t before = state.size() - 1;
  Row solution = constants_[before];
  Row sum;
  for (std::size_t k = 0; k < kNodes; ++k) {
    sum.real[k] = state[before] * solution.real[k];
    sum.imaginary[k] = state[before] * solution.imaginary[k];
  }
  for (std::size_t x = before; x > 0 && state[x - 1] != 0.0; --x) {
    const Row& slope = slopes_[x - 1];
    const Row& constant = constants_[x - 1];
    const double share = state[x - 1];
    for (std::size_t k = 0; k < kNodes; ++k) {
      const double real = slope.real[k] * solution.real[k] - slope.imaginary[k] * solution.imaginary[k];
      const double imaginary = slope.real[k] * solution.imaginary[k] + slope.imaginary[k] * solution.real[k];
      solution.real[k] = constant.real[k] + real;
      solution.imaginary[k] = constant.imaginary[k] + imaginary;
      sum.real[k] += share * solution.real[k];
      sum.imaginary[k] += share * solution.imaginary[k];
    }
  }
  return sum;
}

double Contour::survives(const Row& tails) const {
  double sum = 0.0;
  for (std::size_t k = 0; k < kNodes; ++k) {
    sum += kFactor / expiry_ * (weights_[k] * at(tails, k)).real();
  }
  return sum;
}

double Contour::mean_cut(const Row& tails) const {
  double sum = 0.0;
  for (std::size_t k = 0; k < kNodes; ++k) {
    sum += kFactor / expiry_ * (weights_[k] * at(tails, k) / z_[k]).real();
  }
  return sum;
}

/// One environment of the pool: who is before it, and what its idle times are.
class Position {
 public:
  Position(std::size_t before, const Scaled& pool, const Contour& contour)
      : before_(before),
        pool_(pool),
        contour_(contour),
        after_warm_(state_after_service(pool.warm)),
        after_cold_(pool.cold == pool.warm ? after_warm_ : state_after_service(pool.cold)) {}

  /// The idle time T that follows a service.
  struct Idle {
    double mean = 0.0;      ///< E[T]
    double survives = 0.0;  ///< P(T > expiry)
    double mean_cut = 0.0;  ///< E[min(T, expiry)]
  };
  Idle after_warm() const { return idle(after_warm_); }
  Idle after_cold() const { return idle(after_cold_); }

 private:
  std::vector<double> state_after_service(double service_mean) const;
  Idle idle(std::span<const double> state) const;
  double mean_idle(std::span<const double> state) const;

  std::size_t before_ = 0;
  Scaled pool_{};
  const Contour& contour_;
  std::vector<double> after_warm_{};  ///< P(x of those before are busy) when a warm service ends
  std::vector<double> after_cold_{};
};

/// A service starts when all those before are busy and lasts an exponential time at rate mu = 1 / service_mean. The
/// state y at its end solves, for Erlang's loss system of those before,
///   (load + x + mu) y(x) = load y(x - 1) + (x + 1) y(x + 1),  x < before
///   (before + mu) y(before) = load y(before - 1) + mu.
/// The inhomogeneous term only scales y, so it may be whatever makes y(before) = 1. Elimination from x = 0 upwards:
/// its pivots stay positive, as the rates out exceed those that come back by mu.
std::vector<double> Position::state_after_service(double service_mean) const {
  const double load = pool_.load;
  std::vector<double> to_next(before_ + 1, 0.0);  // y(x) = to_next[x] y(x + 1)
  double previous = 0.0;
  for (std::size_t x = 0; x < before_; ++x) {
    const auto busy = static_cast<double>(x);
    to_next[x] = (busy + 1.0) / (load * (1.0 - previous) + busy + 1.0 / service_mean);
    previous = to_next[x];
  }
  std::vector<double> state(before_ + 1, 0.0);
  state[before_] = 1.0;
  double total = 1.0;
  for (std::size_t x = before_; x > 0; --x) {
    state[x - 1] = to_next[x - 1] * state[x];
    if (state[x - 1] < kVanishing) {
      break;
    }
    total += state[x - 1];
  }
  for (double& share : state) {
    share /= total;
  }
  return state;
}

/// E[T]: from x, one passage after the other up to the arrival that finds all busy. The passage from x to x + 1 takes
/// h(x) = (1 + x h(x - 1)) / load on average.
double Position::mean_idle(std::span<const double> state) const {
  double passage = 0.0;
  double below = 0.0;  // P(the state is at most x)
  double mean = 0.0;
  for (std::size_t x = 0; x <= before_; ++x) {
    passage = (1.0 + static_cast<double>(x) * passage) / pool_.load;
    below += state[x];
    mean += below * passage;
  }
  return mean;
}

Position::Idle Position::idle(std::span<const double> state) const {
  const Contour::Row tails = contour_.transforms_of_tail(state);
  Idle idle;
  idle.mean = mean_idle(state);
  idle.survives = std::clamp(contour_.survives(tails), 0.0, 1.0);
  idle.mean_cut = std::clamp(contour_.mean_cut(tails), 0.0, std::min(pool_.expiry, idle.mean));
  return idle;
}

/// What one position contributes.
struct Share {
  double cold_rate = 0.0;
  double warm = 0.0;      ///< share of time that the environment exists
  double survives = 0.0;  ///< P(T > expiry), the larger of the two
};

/// Cold and warm services of a position alternate as a two-state chain: each starts from the same state.
Share share_of(const Position& position, const Scaled& pool) {
  const Position::Idle warm = position.after_warm();
  const Position::Idle cold = pool.cold == pool.warm ? warm : position.after_cold();
  const double cold_share = warm.survives / (1.0 - cold.survives + warm.survives);
  const auto mix = [cold_share](double of_cold, double of_warm) {
    return cold_share * of_cold + (1.0 - cold_share) * of_warm;
  };
  const double service = mix(pool.cold, pool.warm);
  const double rate = 1.0 / (service + mix(cold.mean, warm.mean));
  return {rate * cold_share, std::min(1.0, rate * (service + mix(cold.mean_cut, warm.mean_cut))),
          std::max(warm.survives, cold.survives)};
}

struct Steady {
  double cold_rate = 0.0;
  double rejected = 0.0;
  std::vector<double> warm{};  ///< warm[i]: share of time that environment i + 1 exists
};

Steady solve(const Scaled& pool, std::optional<std::int64_t> limit) {
  std::vector<double> loss{1.0};  // Erlang B for 0, 1, ... environments
  const auto is_full = [&] { return limit && static_cast<std::int64_t>(loss.size()) > *limit; };
  while (!is_full() && pool.load * loss.back() * (pool.expiry + 1.0) > kNegligible) {
    const auto n = static_cast<double>(loss.size());
    loss.push_back(pool.load * loss.back() / (n + pool.load * loss.back()));
  }
  Steady steady;
  steady.warm.assign(loss.size() - 1, 1.0);
  steady.rejected = is_full() ? loss.back() : 0.0;
  const Contour contour{pool, steady.warm.empty() ? 0 : steady.warm.size() - 1};
  // From the last environment down: those before it are busier, and from some point on none ever expires.
  for (std::size_t i = steady.warm.size(); i > 0; --i) {
    const Share share = share_of(Position{i - 1, pool, contour}, pool);
    if (share.survives < kNoise || share.cold_rate < kNegligibleShare * steady.cold_rate) {
      break;
    }
    steady.cold_rate += share.cold_rate;
    steady.warm[i - 1] = share.warm;
  }
  return steady;
}

void check(const KeepAlivePool& pool) {
  const auto is_positive = [](double value) { return value > 0.0 && std::isfinite(value); };
  SIM_CHECK(is_positive(pool.arrival_rate) && is_positive(pool.expiry), "a pool has arrivals and an expiry");
  SIM_CHECK(is_positive(pool.warm_mean) && is_positive(pool.cold_mean), "mean service times must be positive");
  SIM_CHECK(!pool.environments_max || *pool.environments_max >= 1, "a pool may hold at least one environment");
}

}  // namespace

KeepAliveLaw keep_alive_law(const KeepAlivePool& pool) {
  check(pool);
  KeepAliveLaw law;
  Steady steady;
  double service = pool.warm_mean;
  // How many are cold depends on the mean service time, and the other way round, but little: each round adds about
  // log10(expiry / service) digits.
  for (int round = 0; round < kRounds; ++round) {
    const Scaled scaled{pool.arrival_rate * service, pool.warm_mean / service, pool.cold_mean / service,
                        pool.expiry / service};
    steady = solve(scaled, pool.environments_max);
    law.rejected_fraction = steady.rejected;
    law.cold_start_fraction = steady.cold_rate / (scaled.load * (1.0 - steady.rejected));
    const double next = pool.warm_mean + law.cold_start_fraction * (pool.cold_mean - pool.warm_mean);
    const bool is_settled = std::abs(next - service) <= 1e-12 * service;
    service = next;
    if (is_settled) {
      break;
    }
  }
  const double served = pool.arrival_rate * (1.0 - law.rejected_fraction);
  law.busy = served * service;
  double above = 1.0;  // P(at least n environments)
  for (const double warm : steady.warm) {
    law.environments += warm;
    const double reached = std::min(above, warm);
    law.law.push_back(above - reached);
    above = reached;
  }
  law.law.push_back(above);
  law.idle = law.environments - law.busy;
  law.lifetime = law.environments / (served * law.cold_start_fraction);
  return law;
}

double keep_alive_idle_tail(double arrival_rate, double service_mean, std::int64_t position, double seconds) {
  SIM_CHECK(arrival_rate > 0.0 && service_mean > 0.0 && position >= 1 && seconds > 0.0, "rates and times are positive");
  const Scaled pool{arrival_rate * service_mean, 1.0, 1.0, seconds / service_mean};
  const auto before = static_cast<std::size_t>(position - 1);
  return Position{before, pool, Contour{pool, before}}.after_warm().survives;
}

}  // namespace sim::theory
