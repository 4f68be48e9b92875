// Several stations behind a balancer, and evenly spaced arrivals.
//   Targets in turn, Poisson arrivals, exponential service: each target is E_k/M/1, exactly.
//   Lower bound: one queue for all servers. With exponential service the number present departs at the rate
//   mu min(n, k c), which no split of n over the targets exceeds (Wolff, Journal of Applied Probability 14(4), 1977).
//   Upper bound: a target drawn at random for each request, so that each is a queue with Poisson arrivals of its own.
//   Fewest outstanding first has fewer present: Winston, Journal of Applied Probability 14(1), 1977, and with several
//   servers a target Johri, European Journal of Operational Research 41(2), 1989; with bounded queues it loses less:
//   Hordijk and Koole, Probability in the Engineering and Informational Sciences 4(4), 1990; all for exponential
//   service and, the last, for one server a target. In turn has shorter waits: arrivals are less variable in the convex
//   order (Stoyan, "Comparison Methods for Queues and Other Stochastic Models", 1983, 6.3), for every law of the
//   service time.
#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "scenarios/theory/quantities.hpp"
#include "scenarios/theory/waiting.hpp"
#include "sim/theory/gim1.hpp"
#include "sim/theory/mmc.hpp"
#include "sim/theory/mmck.hpp"

namespace scenarios::theory {

namespace {

using models::MetricId;
using Discipline = Station::Discipline;

/// One of `k` targets in turn, or alone with even arrivals: GI/M/1.
Formula renewal_queue(const Subject& subject, const Station& station, double rate) {
  const bool is_even = subject.traffic.process == models::ArrivalProcess::kEven;
  const std::int64_t targets = subject.count.most;
  const sim::theory::GiM1Queue queue{rate, station.service, is_even ? std::nullopt : std::optional{targets}};
  const sim::theory::QueueMeans means = sim::theory::gim1_means(queue).value_or(sim::theory::QueueMeans{});
  Formula found{{0,
                 is_even ? "D/M/1" : fmt::format("E{}/M/1: {} targets in turn", targets, targets),
                 "Kleinrock, Queueing Systems I (1975), 6.4",
                 "",
                 {},
                 {}},
                0.0};
  auto& list = found.statement.predictions;
  list.push_back(exactly(metric_name(MetricId::kLatencyMean), kMs * means.sojourn));
  if (station.discipline == Discipline::kOwnVcpu) {
    list.push_back(exactly(metric_name(MetricId::kQueueWaitMean), kMs * means.wait));
  }
  if (subject.work.cpu > 0.0) {
    list.push_back(
        exactly(metric_name(MetricId::kCpuUtilisation), rate * subject.work.cpu / subject.model.vcpu.in_vcpu()));
  }
  return found;
}

/// The value of an exact prediction.
std::optional<double> value_of(const Formula& formula, std::string_view quantity) {
  for (const models::TheoryPrediction& prediction : formula.statement.predictions) {
    if (prediction.quantity == quantity && prediction.kind == models::TheoryKind::kExact) {
      return prediction.value;
    }
  }
  return std::nullopt;
}

/// Between one queue for all and a random split: the mean latency, or the share that is lost where queues are bounded.
void add_bounds(const Subject& subject, const Station& station, std::optional<double> split, Formula& found) {
  const std::int64_t targets = subject.count.most;
  const double total = subject.traffic.mean;
  const std::string_view quantity = metric_name(station.places ? MetricId::kRejectedFraction : MetricId::kLatencyMean);
  models::TheoryPrediction prediction = at_least(quantity, 0.0);
  prediction.low = models::TheoryPrediction::kNone;
  prediction.needs_all_served = !station.places;
  if (station.is_exponential && station.places) {
    prediction.low = rounded(
        sim::theory::mmck_means({total, station.service, targets * station.servers, targets * *station.places}).lost);
  } else if (station.is_exponential) {
    const auto means = sim::theory::mmc_means({total, station.service, targets * station.servers});
    prediction.low = rounded(kMs * means.value_or(sim::theory::QueueMeans{}).sojourn);
  }
  if (split) {
    prediction.high = rounded(*split);
  }
  found.statement.predictions.push_back(std::move(prediction));
}

}  // namespace

std::optional<Formula> balanced_stations(const Subject& subject, const Station& station, std::string& why_not) {
  const std::int64_t targets = subject.count.most;
  const double rate = subject.traffic.mean / static_cast<double>(targets);
  const bool in_turn = subject.count.routing == "round_robin";
  const bool is_poisson = subject.traffic.process == models::ArrivalProcess::kPoisson;
  if (station.is_exponential && station.servers == 1 && !station.places && (in_turn || targets == 1)) {
    Formula found = renewal_queue(subject, station, rate);
    found.relaxation = relaxation_of(station, rate, 1.0);
    return found;
  }
  if (!is_poisson) {
    why_not = "arrivals are Poisson: of evenly spaced ones only D/M/1 is known here";
    return std::nullopt;
  }
  if (targets > kMostPlaces / station.places.value_or(station.servers)) {
    why_not = fmt::format("there are at most {} places: not computed above", kMostPlaces);
    return std::nullopt;
  }
  std::string ignored;
  const std::optional<Formula> split = single_station(subject, station, rate, ignored);
  std::optional<double> high;
  const bool split_is_above = station.places
                                  ? station.is_exponential && station.servers == 1 && !in_turn
                                  : station.is_exponential || (in_turn && station.discipline == Discipline::kOwnVcpu);
  if (split && split_is_above) {
    high = value_of(*split, metric_name(station.places ? MetricId::kRejectedFraction : MetricId::kLatencyMean));
  }
  if (!station.is_exponential && !high) {
    why_not = fmt::format("service is exponential, which bounds for {} targets need", targets);
    return std::nullopt;
  }
  Formula found{{0,
                 fmt::format("{} targets: between one queue for all and a random split", targets),
                 "Wolff, J. Applied Probability 14(4), 1977; Winston, J. Applied Probability 14(1), 1977; Johri, "
                 "European J. Operational Research 41(2), 1989; Hordijk and Koole, PEIS 4(4), 1990; Stoyan, Comparison "
                 "Methods (1983), 6.3",
                 "",
                 {},
                 {}},
                split ? split->relaxation : 0.0};
  add_bounds(subject, station, high, found);
  return found;
}

}  // namespace scenarios::theory
