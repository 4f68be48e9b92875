#include "sim/theory/keep_alive.hpp"

#include <algorithm>
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
constexpr int kNodes = 28;
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

/// One environment of the pool: who is before it, and what its idle times are.
class Position {
 public:
  Position(std::size_t before, const Scaled& pool)
      : before_(before),
        pool_(pool),
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
  struct Elimination {
    std::vector<Complex> slopes{};
    std::vector<Complex> constants{};
  };
  Complex transform_of_tail(std::span<const double> state, Complex z, Elimination& elimination) const;

  std::size_t before_ = 0;
  Scaled pool_{};
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

/// The Laplace transform of P(T > t) at z: state (z - A)^-1 1, where A is the generator of the number of busy ones
/// before, killed by the arrival that finds them all busy.
Complex Position::transform_of_tail(std::span<const double> state, Complex z, Elimination& elimination) const {
  // (z + load + x) w(x) - load w(x + 1) - x w(x - 1) = 1, eliminated upwards: w(x) = constants[x] + slopes[x] w(x + 1).
  const double load = pool_.load;
  auto& [slopes, constants] = elimination;
  Complex slope{0.0, 0.0};
  Complex constant{0.0, 0.0};
  for (std::size_t x = 0; x <= before_; ++x) {
    const auto busy = static_cast<double>(x);
    const Complex pivot = z + load + busy - busy * slope;
    const Complex scale = std::conj(pivot) / std::norm(pivot);  // 1 / pivot: far from the ends of the range
    constant = (1.0 + busy * constant) * scale;
    slope = load * scale;
    slopes[x] = slope;
    constants[x] = constant;
  }
  Complex solution = constants[before_];
  Complex sum = state[before_] * solution;
  for (std::size_t x = before_; x > 0; --x) {
    solution = constants[x - 1] + slopes[x - 1] * solution;
    sum += state[x - 1] * solution;
  }
  return sum;
}

Position::Idle Position::idle(std::span<const double> state) const {
  // f(t) = (1 / 2 pi i) integral of exp(z t) F(z) dz on z = m (i u + 1)^2, by the midpoint rule with step 3 / N; the
  // nodes at u and -u are conjugate.
  constexpr double kStep = 3.0 / kNodes;
  constexpr double kScale = kPi * kNodes / 12.0;  // m t
  const double time = pool_.expiry;
  Idle idle;
  idle.mean = mean_idle(state);
  Elimination elimination{std::vector<Complex>(before_ + 1), std::vector<Complex>(before_ + 1)};
  for (int k = 0; k < kNodes; ++k) {
    const double u = (k + 0.5) * kStep;
    const Complex zt{kScale * (1.0 - u * u), kScale * 2.0 * u};
    const Complex weight = std::polar(random::exp(zt.real()), zt.imag()) * Complex{1.0, u};
    const Complex z = zt / time;
    const Complex tail = transform_of_tail(state, z, elimination);
    // dz = 2 m i (i u + 1) du, so that (1 / 2 pi i) dz = (m / pi) (1 + i u) du; twice the real part for both halves.
    constexpr double kFactor = 2.0 * kStep * kScale / kPi;
    idle.survives += kFactor / time * (weight * tail).real();
    idle.mean_cut += kFactor / time * (weight * tail / z).real();
  }
  idle.survives = std::clamp(idle.survives, 0.0, 1.0);
  idle.mean_cut = std::clamp(idle.mean_cut, 0.0, std::min(time, idle.mean));
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
  // From the last environment down: those before it are busier, and from some point on none ever expires.
  for (std::size_t i = steady.warm.size(); i > 0; --i) {
    const Share share = share_of(Position{i - 1, pool}, pool);
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
  return Position{static_cast<std::size_t>(position - 1), pool}.after_warm().survives;
}

}  // namespace sim::theory
