#include "models/ports/demand_points.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/random/math.hpp"
#include "sim/random/stream.hpp"

namespace models {

namespace {

namespace random = sim::random;
using random::DistributionSpec;

constexpr std::size_t kDraws = 65'536;

double nanoseconds(sim::Duration value) {
  return static_cast<double>(value.nanoseconds());
}

/// Two exponentials with balanced means: the root of their common distribution function, by bisection.
double hyperexponential_quantile(const DistributionSpec& law, double probability) {
  const double square = law.cv * law.cv;
  const double first = 0.5 * (1.0 + std::sqrt((square - 1.0) / (square + 1.0)));
  const double mean = nanoseconds(law.mean);
  const double mean_first = 0.5 * mean / first;
  const double mean_second = 0.5 * mean / (1.0 - first);
  double low = 0.0;
  double high = 800.0 * mean_second;
  for (int step = 0; step < 80; ++step) {
    const double middle = 0.5 * (low + high);
    const double tail = first * random::exp(-middle / mean_first) + (1.0 - first) * random::exp(-middle / mean_second);
    (1.0 - tail < probability ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

double pareto_quantile(const DistributionSpec& law, double probability) {
  const double spread = random::pareto_spread_of(law);  // log(high / low)
  const double kept = -random::expm1(-law.shape * spread);
  return nanoseconds(law.high) * random::exp(-spread - random::log1p(-probability * kept) / law.shape);
}

double weibull_quantile(const DistributionSpec& law, double probability) {
  const double power = 1.0 / random::weibull_shape_of(law);
  const double scale = nanoseconds(law.mean) * random::exp(-random::log_gamma(1.0 + power));
  return scale * random::pow(-random::log1p(-probability), power);
}

double lognormal_quantile(const DistributionSpec& law, double probability) {
  const double variance = random::log1p(law.cv * law.cv);
  return nanoseconds(law.mean) *
         random::exp(std::sqrt(variance) * random::inverse_normal(probability) - 0.5 * variance);
}

/// One dimension of the points: an irrational step, taken again and again.
double fraction_of(double value) {
  return value - std::floor(value);
}

/// 1/g, 1/g^2, ..., g being the root of g^(d+1) = g + 1.
std::vector<double> steps_in(std::size_t dimensions) {
  double g = 2.0;
  for (int i = 0; i < 60; ++i) {
    g = random::pow(1.0 + g, 1.0 / static_cast<double>(dimensions + 1));
  }
  std::vector<double> steps;
  double step = 1.0;
  for (std::size_t i = 0; i < dimensions; ++i) {
    step /= g;
    steps.push_back(step);
  }
  return steps;
}

/// What a point demands by laws that are constants, and by all others.
struct Demand {
  double constant = 0.0;
  double drawn = 0.0;

  double& of(const DistributionSpec& law) { return law.kind == DistributionSpec::Kind::kConstant ? constant : drawn; }
};

/// Sets a member of all points to their demands, whose mean is brought to what it should be by what is drawn: constants
/// stay what they are, since bills round them up. An entirely unlikely part stays as it is.
template <double DemandPoint::*Member>
void set_to_mean(std::vector<DemandPoint>& points, const std::vector<Demand>& demands, double mean) {
  Demand sum;
  for (const Demand& demand : demands) {
    sum.constant += demand.constant;
    sum.drawn += demand.drawn;
  }
  const double wanted = mean * static_cast<double>(points.size()) - sum.constant;
  const double factor = sum.drawn > 0.0 && wanted > 0.0 ? wanted / sum.drawn : 1.0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    points[i].*Member = demands[i].constant + factor * demands[i].drawn;
  }
}

/// The class of each point: as many of each as its share says, to one, in the order of the chances.
std::vector<std::size_t> classes_of(const std::vector<double>& chances, const std::vector<double>& shares) {
  std::vector<std::size_t> order(chances.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return chances[a] < chances[b]; });
  std::vector<std::size_t> classes(chances.size());
  std::size_t number = 0;
  double up_to = shares.front();
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const double place = (static_cast<double>(rank) + 0.5) / static_cast<double>(order.size());
    while (number + 1 < shares.size() && place >= up_to) {
      up_to += shares[++number];
    }
    classes[order[rank]] = number;
  }
  return classes;
}

std::vector<DemandPoint> points_of(const DemandLaws& demands, const DemandMoments& moments) {
  std::vector<DemandPoint> points(DemandPoints::kCount);
  std::vector<Demand> cpu(points.size());
  std::vector<Demand> wait(points.size());
  std::vector<std::vector<Quantiles>> laws;  // by class and phase
  std::vector<double> shares;
  std::size_t widest = 0;
  for (const DemandLaws::Class& drawn : demands.classes) {
    std::vector<Quantiles>& own = laws.emplace_back();
    for (const DistributionSpec& law : drawn.phases) {
      own.emplace_back(law);
    }
    widest = std::max(widest, own.size());
    shares.push_back(drawn.share);
  }

  // The first step's CPU is spread most evenly of all; which class it is comes last.
  const std::vector<double> steps = steps_in(widest + 2);
  const auto chance_of = [&steps](std::size_t point, std::size_t dimension) {
    const double n = static_cast<double>(point) + 0.5;
    const double u =
        dimension == 0 ? n / static_cast<double>(DemandPoints::kCount) : fraction_of(0.5 + n * steps[dimension - 1]);
    return std::clamp(u, 1e-9, 1.0 - 1e-9);
  };
  std::vector<double> class_chances;
  class_chances.reserve(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    class_chances.push_back(chance_of(i, widest + 2));
  }
  const std::vector<std::size_t> classes = classes_of(class_chances, shares);
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto chance = [&](std::size_t dimension) { return chance_of(i, dimension); };
    DemandPoint& point = points[i];
    point.surplus_chance = chance(widest);
    point.log_surplus_chance = random::log(point.surplus_chance);
    point.queue_chance = chance(widest + 1);
    const std::size_t number = classes[i];
    for (std::size_t phase = 0; phase < laws[number].size(); ++phase) {
      Demand& demand = phase % 2 == 0 ? cpu[i] : wait[i];
      demand.of(demands.classes[number].phases[phase]) += laws[number][phase].at(chance(phase)) * 1e-9;
    }
  }
  set_to_mean<&DemandPoint::cpu>(points, cpu, moments.cpu_mean);
  set_to_mean<&DemandPoint::wait>(points, wait, moments.wait_mean);
  return points;
}

/// The logarithm of a chance of one in a thousand million.
constexpr double kUnlikely = -20.723265836946411;

/// Of a positive demand; to one in a thousand million.
double chance_above(const DistributionSpec& law, double seconds) {
  const Quantiles quantiles{law};
  double unlikely = kUnlikely;
  double certain = 0.0;
  for (int step = 0; step < 40; ++step) {
    const double middle = 0.5 * (unlikely + certain);
    const double chance = std::clamp(random::exp(middle), 1e-9, 1.0 - 1e-9);
    (quantiles.at(1.0 - chance) * 1e-9 > seconds ? unlikely : certain) = middle;
  }
  return unlikely <= kUnlikely ? 0.0 : random::exp(unlikely);
}

}  // namespace

double chance_to_exceed(const DemandLaws& laws, double speed, double seconds) {
  double chance = 0.0;
  for (const DemandLaws::Class& drawn : laws.classes) {
    const auto speed_of = [speed](std::size_t phase) { return phase % 2 == 0 ? speed : 1.0; };
    double usual = 0.0;
    for (std::size_t phase = 0; phase < drawn.phases.size(); ++phase) {
      usual += random::mean_of(drawn.phases[phase]).seconds() / speed_of(phase);
    }
    for (std::size_t phase = 0; phase < drawn.phases.size(); ++phase) {
      const double mean = random::mean_of(drawn.phases[phase]).seconds();
      const double left = seconds - (usual - mean / speed_of(phase));
      chance += mean > 0.0 ? drawn.share * chance_above(drawn.phases[phase], left * speed_of(phase)) : 0.0;
    }
  }
  return chance;
}

Quantiles::Quantiles(const DistributionSpec& law) : law_{law} {
  if (law.kind == DistributionSpec::Kind::kGamma || law.kind == DistributionSpec::Kind::kErlang) {
    drawn_.resize(kDraws);
    random::Stream stream = random::make_stream(0, 0, "fluid", "quantiles");
    random::Sampler{law}.fill(stream, drawn_);
    std::sort(drawn_.begin(), drawn_.end());
  }
}

double Quantiles::at(double probability) const {
  switch (law_.kind) {
    case DistributionSpec::Kind::kConstant:
      break;
    case DistributionSpec::Kind::kExponential:
      return -nanoseconds(law_.mean) * random::log1p(-probability);
    case DistributionSpec::Kind::kUniform:
      return nanoseconds(law_.low) + probability * nanoseconds(law_.high - law_.low);
    case DistributionSpec::Kind::kErlang:
    case DistributionSpec::Kind::kGamma:
      return static_cast<double>(drawn_[static_cast<std::size_t>(probability * static_cast<double>(kDraws))]);
    case DistributionSpec::Kind::kLognormal:
      return lognormal_quantile(law_, probability);
    case DistributionSpec::Kind::kHyperexponential:
      return hyperexponential_quantile(law_, probability);
    case DistributionSpec::Kind::kWeibull:
      return weibull_quantile(law_, probability);
    case DistributionSpec::Kind::kPareto:
      return pareto_quantile(law_, probability);
  }
  return nanoseconds(law_.mean);
}

DemandLaws::DemandLaws(const Application& application) {
  for (std::size_t i = 0; i < application.class_count(); ++i) {
    Class& own = classes.emplace_back();
    own.share = application.share_of(i);
    for (const Step& step : application.steps_of(i)) {
      own.phases.push_back(step.cpu_time);
      own.phases.push_back(step.wait);
    }
  }
}

DemandPoints::DemandPoints(const Application& application)
    : laws_{application}, moments_{demand_moments(application)} {}

const std::vector<DemandPoint>& DemandPoints::points() const {
  std::call_once(are_set_, [this] { points_ = points_of(laws_, moments_); });
  return points_;
}

}  // namespace models
