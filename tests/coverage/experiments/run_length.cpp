// The arithmetic.
// Transient: Whitt, "Asymptotic formulas for Markov processes with applications to simulation", Operations Research
// 40(2), 1992: a run that starts in state j is off by lead_j / T; a warm-up replaces j by the law at its end.
// Skewness: Hall, "The Bootstrap and Edgeworth Expansion" (1992), 2.6: a two-sided t interval over R values of skewness
// g loses 2 z phi(z) (z^4 + 2 z^2 - 3) g^2 / (18 R) of its coverage; the kurtosis gives a little back and is left out.
// Quantile: the share of requests above it is an average like any other; a quantile inherits its error divided by the
// density f, and minus its skewness. Slow requests come in clusters. While the wait is above a level, it moves as in
// M/M/1 at load rho: an excursion above the level holds as many requests as a busy period, and another follows with
// probability rho (Prabhu, "Stochastic Storage Processes", 1980, ch. 2). So a cluster is a geometric sum of busy
// periods; its moments below come from their generating functions, and clusters are Poisson where the level is high.
// For one server that is exact in the limit; with more, a request's own service, which its neighbours do not share,
// dilutes clusters, and the variance planned is too large. Expanding the inverse of the tail to second order leaves the
// bias v / (2 f^2) d log(v / f) / dx of a quantile (v the variance of the empirical tail): nothing where the tail is
// exponential and clusters look alike at every height. The rank, ceil(q n), is half a request too high on average where
// n is spread over many multiples of 1 / (1 - q), which the inverse takes back; what remains for a Poisson n is the
// first term of the sawtooth's Fourier series, exp(-2 pi^2 (1 - q)^2 E n) / pi requests.
#include "tests/coverage/experiments/run_length.hpp"

#include <cmath>

#include "sim/random/math.hpp"
#include "sim/stats/interval.hpp"
#include "sim/theory/markov_chain.hpp"
#include "sim/theory/time_average.hpp"

namespace coverage {

namespace {

namespace random = sim::random;
using sim::theory::BirthDeathChain;
using sim::theory::MmcQueue;
using sim::theory::TimeAverage;

constexpr double kQuantile = 0.99;
constexpr double kNegligible = 1e-20;

/// Of 5 %, how much a quantile may be off in the steady state; the rest is for the transient.
constexpr double kSteadyShare = 0.8;

/// Moments of the number of requests in a cluster of slow ones.
struct Cluster {
  double first = 0.0;
  double second = 0.0;
  double third = 0.0;
};

Cluster cluster_at(double load) {
  const double spare = 1.0 - load;
  const double square = spare * spare;
  return {1.0 / square, (1.0 + load) * (1.0 + load) / (square * square),
          30.0 * load * load / (square * square * square) + 12.0 * load / (square * square) + 1.0 / square};
}

/// Up to the next number of two digits.
double rounded_up(double value) {
  const double unit = std::pow(10.0, std::floor(std::log10(value)) - 1.0);
  return std::ceil(value / unit - 1e-9) * unit;
}

sim::Duration duration_of(double seconds) {
  return sim::Duration::seconds(static_cast<std::int64_t>(std::ceil(seconds)));
}

/// The law of the number present after a warm-up from empty.
std::vector<double> law_from_empty(const BirthDeathChain& chain, double seconds) {
  std::vector<sim::theory::Transition> transitions;
  for (std::size_t n = 0; n < chain.births.size(); ++n) {
    transitions.push_back({n, n + 1, chain.births[n]});
    transitions.push_back({n + 1, n, chain.deaths[n]});
  }
  std::vector<double> law{1.0};
  law.resize(chain.births.size() + 1);
  return seconds > 0.0 ? sim::theory::law_after(law, transitions, {}, seconds) : law;
}

}  // namespace

double sojourn_tail_of(const MmcQueue& queue, std::size_t found, double seconds) {
  const double served = seconds / queue.service_mean;
  const auto servers = static_cast<std::size_t>(queue.servers);
  if (found < servers) {
    return random::exp(-served);
  }
  // found - c + 1 departures at rate c mu, then a service of its own. By the number i of departures that c busy servers
  // would make in that time: too few for its turn, or enough, and each one beyond its turn was not its own (1 - 1/c).
  const std::size_t turn = found - servers + 1;
  const double departures = static_cast<double>(queue.servers) * served;
  const double not_its_own = 1.0 - 1.0 / static_cast<double>(queue.servers);
  double sum = 0.0;
  double factor = 1.0;
  for (std::size_t i = 0; factor > 0.0; ++i) {
    const auto count = static_cast<double>(i);
    const double poisson = random::exp(count * random::log(departures) - departures - random::log_gamma(count + 1.0));
    sum += factor * poisson;
    if (count > departures && factor * poisson < kNegligible) {
      break;
    }
    factor *= i >= turn ? not_its_own : 1.0;
  }
  return sum;
}

Planner::Planner(const MmcQueue& queue, Target target) : queue_{queue}, target_{target} {
  const BirthDeathChain chain = mmc_chain(queue);
  if (target == Target::kMeans) {
    std::vector<double> values;
    for (std::size_t n = 0; n <= chain.births.size(); ++n) {
      values.push_back(static_cast<double>(n));
    }
    const TimeAverage present = time_average(chain, values);
    variance_ = present.variance;
    skewness_ = present.skewness(1.0);
    lead_ = present.lead;
    return;
  }
  const double x = *mmc_sojourn_quantile(queue, kQuantile);
  const double step = 1e-3 * x;
  const double share = *mmc_sojourn_tail(queue, x);
  const double density_below = (*mmc_sojourn_tail(queue, x - step) - share) / step;
  const double density_above = (share - *mmc_sojourn_tail(queue, x + step)) / step;
  slope_ = (density_below + density_above) / 2.0;
  curvature_ = std::abs(random::log(density_above / density_below) / step + slope_ / share);
  const Cluster cluster = cluster_at(queue.load() / static_cast<double>(queue.servers));
  variance_ = share / queue.arrival_rate * cluster.second / cluster.first;
  skewness_ = cluster.third / std::pow(cluster.second, 1.5) / std::sqrt(queue.arrival_rate * share / cluster.first);
  std::vector<double> slow;
  for (std::size_t found = 0; found <= chain.births.size(); ++found) {
    slow.push_back(sojourn_tail_of(queue, found, x));
  }
  lead_ = time_average(chain, slow).lead;
}

double Planner::half_width(double seconds, std::size_t replications) const {
  return sim::stats::student_t_critical(replications - 1, kConfidence) *
         std::sqrt(variance_ / (seconds * static_cast<double>(replications))) / slope_;
}

double Planner::loss(double seconds, std::size_t replications) const {
  constexpr double kZ = 1.959963984540054;
  const double density = std::exp(-kZ * kZ / 2.0) / std::sqrt(2.0 * M_PI);
  const double per_square = 2.0 * kZ * density * (std::pow(kZ, 4) + 2.0 * kZ * kZ - 3.0) / 18.0;
  return per_square * skewness_ * skewness_ / (seconds * static_cast<double>(replications));
}

double Planner::steady_bias(double seconds, std::size_t replications) const {
  if (target_ == Target::kMeans) {
    return 0.0;
  }
  const double inverse = variance_ / (2.0 * slope_ * slope_ * seconds) * curvature_;
  const double requests = queue_.arrival_rate * seconds;
  const double phase = 2.0 * M_PI * (1.0 - kQuantile);
  const double rank = std::exp(-phase * phase * requests / 2.0) / M_PI / (requests * slope_);
  return (inverse + rank) / half_width(seconds, replications);
}

Forecast Planner::forecast(const Window& window, std::size_t replications) const {
  const double seconds = window.length.seconds();
  const std::vector<double> law = law_from_empty(sim::theory::mmc_chain(queue_), window.warm_up.seconds());
  double lead = 0.0;
  for (std::size_t n = 0; n < law.size(); ++n) {
    lead += law[n] * lead_[n];
  }
  Forecast forecast;
  forecast.half_width = half_width(seconds, replications);
  forecast.bias = std::abs(lead) / (seconds * slope_) / forecast.half_width + steady_bias(seconds, replications);
  forecast.coverage = kConfidence - loss(seconds, replications);
  return forecast;
}

Window Planner::with_warm_up(double seconds, std::size_t replications) const {
  Window window{{}, duration_of(seconds)};
  for (std::int64_t services = 8; forecast(window, replications).bias > kBiasAllowed; services *= 2) {
    window.warm_up = duration_of(static_cast<double>(services) * queue_.service_mean);
  }
  return window;
}

Window Planner::window_for(std::size_t replications, double loss_allowed) const {
  double seconds = rounded_up(loss(1.0, replications) / loss_allowed);
  while (steady_bias(seconds, replications) > kSteadyShare * kBiasAllowed) {
    seconds = rounded_up(1.01 * seconds);
  }
  return with_warm_up(seconds, replications);
}

}  // namespace coverage
