#include "models/worker/flow_law.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "models/worker/company.hpp"
#include "models/worker/slot_queue.hpp"
#include "sim/random/math.hpp"
#include "sim/theory/even_numbers.hpp"

namespace models::worker {

namespace {

namespace random = sim::random;
using sim::theory::Surplus;

/// Of a request: CPU time alone on its vCPU, and how much company slows it down.
struct Sharing {
  double servers = 1.0;  ///< vCPUs; less than one is a slower whole one
  double speed = 1.0;
};

Sharing sharing_of(const FlowStation& station) {
  return {std::max(station.vcpu, 1.0), station.speed * std::min(station.vcpu, 1.0)};
}

/// 2 (y - 1 + e^-y) / y^2: how much of the variance that a request finds is left when it is y relaxation times long.
double lasting(double y) {
  return y < 1e-4 ? 1.0 - y / 3.0 : 2.0 * (y + random::expm1(-y)) / (y * y);
}

double slots_of(const FlowStation& station) {
  return station.slots ? static_cast<double>(*station.slots) : 1e18;
}

/// A balancer that looks for the least outstanding requests evens out how many are at each station; where some of them
/// wait for others it can't see which.
Company company_of(const FlowStation& station, const DemandMoments& demands, const Surplus& surplus, double load) {
  const Sharing cpu = sharing_of(station);
  const double slots = slots_of(station);
  Company company{surplus, cpu.servers, std::max(slots / cpu.servers, 1.0)};
  const bool is_evened = station.choice == sim::theory::Choice::kLeastBusy && station.count > 1;
  if (is_evened && slots > cpu.servers && demands.wait_mean > 0.0 && load > 0.0) {
    const double alone = demands.cpu_mean / cpu.speed;
    company.even_out(sim::theory::even_company({cpu.servers, load, alone, demands.wait_mean, slots}), station.count);
  }
  return company;
}

/// How much of the variance that a request finds is left over the time of its work. Whom a balancer could not see comes
/// and goes with the waits of others, too.
double left_of_found(const Company& company, double work, double relaxation, double wait_mean) {
  const double left = lasting(work * relaxation);
  const double fleeting = company.fleeting_share();
  return fleeting > 0.0 ? left + fleeting * (lasting(work * (relaxation + 1.0 / wait_mean)) - left) : left;
}

/// Where the time of one request goes, in seconds.
struct Stay {
  double queue = 0.0;
  double cpu = 0.0;
  double wait = 0.0;
};

/// Sorted. The points' means are brought to the laws', which are known.
std::vector<double> latencies_of(const std::vector<Stay>& stays, double queue_mean, double cpu_mean) {
  double queue = 0.0;
  double cpu = 0.0;
  for (const Stay& stay : stays) {
    queue += stay.queue;
    cpu += stay.cpu;
  }
  const double count = static_cast<double>(stays.size());
  const double queue_factor = queue > 0.0 ? queue_mean * count / queue : 1.0;
  const double cpu_factor = cpu > 0.0 ? cpu_mean * count / cpu : 1.0;
  std::vector<double> latencies;
  latencies.reserve(stays.size());
  for (const Stay& stay : stays) {
    latencies.push_back(queue_factor * stay.queue + cpu_factor * stay.cpu + stay.wait);
  }
  std::sort(latencies.begin(), latencies.end());
  return latencies;
}

/// How much a request of some work is slowed down on average, where arrivals are spread more evenly than Poisson's: a
/// short one comes when few are there; one that stays for ever gets what the others' work leaves, as with Poisson's.
struct Regular {
  double forever = 1.0;
  double gain = 0.0;  ///< seconds less than `forever` times the work, of a long request

  double slowdown(double work, double relaxation) const {
    return gain > 0.0 && work > 0.0 ? forever + gain * random::expm1(-work * relaxation) / work : forever;
  }
};
struct SharedLoad {
  double mean = 1.0;  ///< slowdown of all work together, which is known
  double most = 1.0;
  double load = 0.0;
  double relaxation = 0.0;
};

/// The gain is what brings the mean over all requests to the known one.
Regular regular_arrivals(const std::vector<DemandPoint>& points, const Sharing& cpu, const SharedLoad& at) {
  const Surplus poisson = sim::theory::surplus_of({1, cpu.servers, at.load, sim::theory::Choice::kRandom, false});
  Regular regular;
  regular.forever = std::min(1.0 + poisson.delayed / (cpu.servers * (1.0 - poisson.ratio)), at.most);
  double work = 0.0;
  double settled = 0.0;
  for (const DemandPoint& point : points) {
    work += point.cpu / cpu.speed;
    settled -= random::expm1(-point.cpu / cpu.speed * at.relaxation);
  }
  regular.gain = (regular.forever - at.mean) * work / settled;
  return regular;
}

/// How many more are there at once than if demands were exponential, where arrivals are spread more evenly than
/// Poisson's; with those it would not matter. The ratio of the limits in heavy traffic, where as many are there as make
/// up the work that is there: Gromoll, "Diffusion approximation for a processor sharing queue in heavy traffic", Annals
/// of Applied Probability 14(2), 2004.
double crowding_of(const FlowStation& station, const DemandMoments& demands) {
  const double of_arrivals = station.arrival_variability();
  const double square = demands.cpu_mean * demands.cpu_mean;
  const double of_service = square > 0.0 ? demands.cpu_variance / square : 1.0;
  return (of_arrivals + of_service) / (1.0 + of_service) / (0.5 * (of_arrivals + 1.0));
}

/// Requests per second that one station can do.
double capacity_of(const FlowStation& station, const DemandMoments& demands) {
  const Sharing cpu = sharing_of(station);
  const double alone = demands.cpu_mean / cpu.speed;
  const double of_cpu = alone > 0.0 ? cpu.servers / alone : 1e18;
  const double stay = alone + demands.wait_mean;
  return station.slots && stay > 0.0 ? std::min(of_cpu, static_cast<double>(*station.slots) / stay) : of_cpu;
}

double mixed(double low, double high, double share) {
  return low + share * (high - low);
}

}  // namespace

double FlowStation::arrival_variability() const {
  const bool in_turn = choice == sim::theory::Choice::kInTurn;
  return is_even ? 0.0 : (in_turn ? 1.0 / static_cast<double>(count) : 1.0);
}

StationLaws::StationLaws(const DemandPoints& demands, const FlowStation& station)
    : points_{demands}, station_{station}, capacity_{capacity_of(station, demands.moments())} {}

FlowLawBetween::FlowLawBetween(const FlowLaw& lower, const FlowLaw& higher, double share)
    : FlowMeans{mixed(lower.latency_mean, higher.latency_mean, share),
                mixed(lower.wait_mean, higher.wait_mean, share),
                mixed(lower.delayed, higher.delayed, share),
                mixed(lower.wait_rate, higher.wait_rate, share),
                mixed(lower.queue_ratio, higher.queue_ratio, share),
                mixed(lower.crowded, higher.crowded, share),
                mixed(lower.idle, higher.idle, share)},
      low{&lower},
      high{&higher},
      of_high{share} {}

LatencySlices FlowLawBetween::latency() const {
  LatencySlices slices;
  for (std::size_t i = 0; i < LatencySlices::kCount; ++i) {
    slices.nanoseconds[i] = mixed(low->latency.nanoseconds[i], high->latency.nanoseconds[i], of_high);
  }
  return slices;
}

FlowLawBetween StationLaws::at(double load) const {
  const double place = -random::log1p(-std::clamp(load, 0.0, kHighest)) / kStep;
  const auto step = static_cast<std::size_t>(place);
  const double share = random::expm1((place - static_cast<double>(step)) * kStep) / random::expm1(kStep);
  return {at_grid(step), at_grid(step + 1), share};
}

const FlowLaw& StationLaws::with_excess(double seconds) const {
  const double most = at_grid(0).latency_mean + seconds;
  auto low = std::size_t{0};
  auto high = static_cast<std::size_t>(-random::log1p(-kHighest) / kStep);
  while (low < high) {
    const std::size_t middle = (low + high + 1) / 2;
    if (at_grid(middle).latency_mean <= most) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return at_grid(low);
}

const FlowLaw& StationLaws::at_grid(std::size_t step) const {
  std::call_once(is_known_[step], [this, step] {
    known_[step] = std::make_unique<const FlowLaw>(solve(-random::expm1(-static_cast<double>(step) * kStep)));
  });
  return *known_[step];
}

FlowLaw StationLaws::solve(double load) const {
  const FlowStation& station = station_;
  const Sharing cpu = sharing_of(station);
  const double alone = points_.moments().cpu_mean / cpu.speed;
  const double arrivals = load * capacity_;
  const bool has_waits = points_.moments().wait_mean > 0.0;
  const double slots = slots_of(station);
  const auto surplus_at = [&](double servers, double service) {
    const double share = std::min(arrivals * service / servers, kHighest);
    return sim::theory::surplus_of({station.count, servers, share, station.choice, station.is_even});
  };

  // Whoever holds a slot shares the CPUs with the others who do.
  const bool shares = slots > cpu.servers;
  const Surplus surplus = shares ? surplus_at(cpu.servers, alone) : Surplus{};
  const double most = std::max(slots / cpu.servers, 1.0);
  const double cpu_load = std::min(arrivals * alone / cpu.servers, kHighest);
  const Company company = company_of(station, points_.moments(), surplus, cpu_load);
  const bool is_regular = shares && surplus.ratio < cpu_load && station.choice != sim::theory::Choice::kLeastBusy;
  const double crowding = is_regular ? crowding_of(station, points_.moments()) : 1.0;
  const double slow_mean = 1.0 + crowding * (company.mean_slowdown() - 1.0);
  const double stay = alone * std::min(slow_mean, most) + points_.moments().wait_mean;

  // Whoever finds no slot waits for one.
  SlotQueue waiting;
  if (station.slots) {
    const bool is_cpu_bound = shares && !has_waits;
    Surplus queue = is_cpu_bound ? surplus : surplus_at(slots, stay);
    queue.delayed *= is_cpu_bound ? random::pow(surplus.ratio, slots - cpu.servers) : 1.0;
    const double variance = points_.moments().cpu_variance / (cpu.speed * cpu.speed) + points_.moments().wait_variance;
    const double lone = alone + points_.moments().wait_mean;
    const double served = is_cpu_bound ? cpu.servers / alone : slots / stay;
    const double residual = residual_variability(points_.points(), cpu.speed);
    waiting =
        slot_queue(station, queue, served, {variance / (lone * lone), residual, is_cpu_bound ? cpu.servers : slots});
  }
  FlowLaw law;
  law.crowded = waiting.delayed;
  if (station.slots && station.queue && !(shares && !has_waits)) {
    const double taken = std::min(arrivals * stay / slots, kHighest);
    const double lost = sim::theory::loss_of({station.count, slots, taken, station.choice, station.is_even});
    law.crowded = lost / (1.0 - taken + taken * lost);
  }
  law.delayed = waiting.delayed;
  law.wait_rate = waiting.wait.rate;
  law.queue_ratio = waiting.wait.queue_ratio;
  law.wait_mean = waiting.mean();

  const double relaxation = (cpu.servers - std::min(arrivals * alone, cpu.servers)) / std::max(alone, 1e-12);
  const double middle = std::min(slow_mean, most);
  Regular regular{middle, 0.0};
  if (is_regular) {
    regular = regular_arrivals(points_.points(), cpu, {middle, most, cpu_load, relaxation});
  }
  std::vector<Stay> stays;
  stays.reserve(DemandPoints::kCount);
  for (const DemandPoint& point : points_.points()) {
    const double work = point.cpu / cpu.speed;
    const double found = shares ? std::min(1.0 + crowding * (company.slowdown(point) - 1.0), most) : 1.0;
    const double mean = regular.slowdown(work, relaxation);
    const double left = left_of_found(company, work, relaxation, points_.moments().wait_mean);
    const double slow = std::max(mean + std::sqrt(left) * (found - middle), 1.0);
    stays.push_back({waiting.wait_of(point), work * slow, point.wait});
  }
  law.latency_mean = law.wait_mean + stay;
  law.latency = LatencySlices::of(latencies_of(stays, law.wait_mean, alone * middle));
  law.idle =
      sim::theory::idle_probability(cpu.servers, cpu_load) * random::exp(-arrivals * points_.moments().wait_mean);
  return law;
}

FlowLaws::FlowLaws(const Application& application) : points_{application} {}

bool FlowLaws::hold_for(const Application& application) const {
  return points_.laws() == DemandLaws{application};
}

const StationLaws& FlowLaws::of(const FlowStation& station) const {
  const std::lock_guard lock{mutex_};
  return stations_.try_emplace(station, points_, station).first->second;
}

std::shared_ptr<const FlowLaws> RecentFlowLaws::of(const Application& application) {
  const std::lock_guard lock{mutex_};
  const auto found =
      std::find_if(recent_.begin(), recent_.end(), [&](const auto& laws) { return laws->hold_for(application); });
  std::shared_ptr<const FlowLaws> laws =
      found == recent_.end() ? std::make_shared<const FlowLaws>(application) : *found;
  if (found != recent_.end()) {
    recent_.erase(found);
  } else if (recent_.size() == kMost) {
    recent_.erase(recent_.begin());
  }
  recent_.push_back(laws);
  return laws;
}

}  // namespace models::worker
