// One station with Poisson arrivals: which formula of sim/theory, and what it says.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/core.h>

#include "scenarios/theory/quantities.hpp"
#include "scenarios/theory/waiting.hpp"
#include "sim/stats/histogram.hpp"
#include "sim/theory/allen_cunneen.hpp"
#include "sim/theory/erlang.hpp"
#include "sim/theory/mdc.hpp"
#include "sim/theory/mg1.hpp"
#include "sim/theory/mmc.hpp"
#include "sim/theory/mmck.hpp"
#include "sim/theory/processor_sharing.hpp"

namespace scenarios::theory {

namespace {

using models::MetricId;
using Discipline = Station::Discipline;

constexpr double kInfinite = std::numeric_limits<double>::infinity();

Formula formula(std::string theory, const char* source) {
  return {{0, std::move(theory), source, "", {}, {}}, 0.0};
}

/// `lost`: share that is turned away; without it nothing may be.
void add_times(Formula& formula, const Subject& subject, double rate, double sojourn, std::optional<double> wait,
               std::optional<double> lost) {
  auto& list = formula.statement.predictions;
  list.push_back(exactly(metric_name(MetricId::kLatencyMean), kMs * sojourn));
  if (wait) {
    list.push_back(exactly(metric_name(MetricId::kQueueWaitMean), kMs * *wait));
  }
  if (lost) {
    list.push_back(exactly(metric_name(MetricId::kRejectedFraction), *lost));
  }
  const double served = rate * (1.0 - lost.value_or(0.0));
  if (subject.work.cpu > 0.0) {
    list.push_back(
        exactly(metric_name(MetricId::kCpuUtilisation), served * subject.work.cpu / subject.model.vcpu.in_vcpu()));
  }
  for (models::TheoryPrediction& prediction : list) {
    prediction.needs_all_served = !lost;
  }
}

void add_p99(Formula& formula, double seconds) {
  models::TheoryPrediction prediction = exactly(metric_name(MetricId::kLatencyP99), kMs * seconds);
  prediction.allowance = rounded(sim::stats::LatencyHistogram::kRelativeError * prediction.value);
  prediction.note = "allows for the 0.4 % that a quantile of the histogram may be off";
  formula.statement.predictions.push_back(std::move(prediction));
}

constexpr const char* kKleinrock35 = "Kleinrock, Queueing Systems I (1975), 3.5";

Formula unbounded_exponential(const Subject& subject, const Station& station, double rate) {
  const sim::theory::MmcQueue queue{rate, station.service, station.servers};
  const sim::theory::QueueMeans means = sim::theory::mmc_means(queue).value_or(sim::theory::QueueMeans{});
  const bool queues = station.discipline == Discipline::kOwnVcpu;
  std::string name = station.servers == 1 ? "M/M/1" : fmt::format("M/M/{}, Erlang C", station.servers);
  Formula found = formula(name + (queues ? "" : ", shared vCPUs: the same number present"), kKleinrock35);
  add_times(found, subject, rate, means.sojourn, queues ? std::optional{means.wait} : std::nullopt, std::nullopt);
  if (queues) {
    add_p99(found, sim::theory::mmc_sojourn_quantile(queue, 0.99).value_or(0.0));
  }
  return found;
}

Formula bounded_exponential(const Subject& subject, const Station& station, double rate) {
  const sim::theory::MmckQueue queue{rate, station.service, station.servers, *station.places};
  const sim::theory::QueueMeans means = sim::theory::mmck_means(queue);
  const bool queues = station.discipline == Discipline::kOwnVcpu;
  Formula found =
      formula(fmt::format("M/M/{}/{}", station.servers, *station.places), "Kleinrock, Queueing Systems I (1975), 3.6");
  add_times(found, subject, rate, means.sojourn, queues ? std::optional{means.wait} : std::nullopt, means.lost);
  return found;
}

Formula loss_system(const Subject& subject, const Station& station, double rate) {
  const double lost = sim::theory::erlang_b(station.servers, rate * station.service);
  Formula found = formula(fmt::format("M/G/{0}/{0}, Erlang B", station.servers),
                          "Erlang, Elektroteknikeren 13 (1917); insensitive: Sevastyanov (1957)");
  add_times(found, subject, rate, station.service, std::nullopt, lost);
  return found;
}

Formula sharing(const Subject& subject, const Station& station, double rate) {
  const auto means = sim::theory::processor_sharing_means({rate, station.service, station.servers, station.places})
                         .value_or(sim::theory::SharingMeans{});
  Formula found = formula(fmt::format("M/G/{}-PS", station.servers),
                          "Kleinrock, Queueing Systems II (1976), 4.4; Cohen, Acta Informatica 12, 1979; with waits: "
                          "Baskett, Chandy, Muntz and Palacios, Journal of the ACM 22(2), 1975");
  add_times(found, subject, rate, means.sojourn + subject.work.wait, std::nullopt,
            station.places ? std::optional{means.lost} : std::nullopt);
  return found;
}

/// How far above (positive) or below the exact mean wait Allen and Cunneen's may lie, by the error table of
/// sim/theory/allen_cunneen.hpp: its worst row for steady service, and for variable one up to cv 2. None outside it.
std::optional<double> error_of_allen_cunneen(double load, double cv, std::int64_t servers) {
  if (load < 0.5 || servers > 10 || cv > 2.0) {
    return std::nullopt;
  }
  if (cv <= 1.0) {
    return load >= 0.95 ? -0.014 : load >= 0.8 ? -0.069 : -0.239;
  }
  return load >= 0.95 ? 0.037 : load >= 0.8 ? 0.183 : 0.636;
}

Formula several_servers(const Subject& subject, const Station& station, double rate) {
  const double cv = subject.work.cv();
  const double load = rate / station.capacity();
  const double wait = sim::theory::allen_cunneen_wait(rate, station.service, station.servers, 1.0, cv).value_or(0.0);
  double low = models::TheoryPrediction::kNone;
  double high = low;
  if (const auto error = error_of_allen_cunneen(load, cv, station.servers)) {
    low = std::min(wait, wait / (1.0 + *error));
    high = std::max(wait, wait / (1.0 + *error));
  }
  Formula found = formula(fmt::format("M/G/{}, Allen–Cunneen", station.servers),
                          "Allen, Probability, Statistics, and Queueing Theory (1990), 5.2.3");
  const std::string note = "error table for constant, Erlang-2 and hyperexponential service, cv up to 2, load from 0.5";
  found.statement.predictions.push_back(
      about(metric_name(MetricId::kQueueWaitMean), kMs * wait, kMs * low, kMs * high, note));
  found.statement.predictions.push_back(about(metric_name(MetricId::kLatencyMean), kMs * (wait + station.service),
                                              kMs * (low + station.service), kMs * (high + station.service), note));
  return found;
}

std::optional<Formula> general_queue(const Subject& subject, const Station& station, double rate,
                                     std::string& why_not) {
  if (station.places) {
    why_not = "service is exponential, which the formulas for a bounded queue need";
    return std::nullopt;
  }
  if (station.servers == 1) {
    const auto means = sim::theory::mg1_means(rate, station.service, subject.work.cv());
    Formula found = formula("M/G/1, Pollaczek–Khinchine", "Kleinrock, Queueing Systems I (1975), 5.6");
    add_times(found, subject, rate, means->sojourn, means->wait, std::nullopt);
    return found;
  }
  if (subject.work.is_constant()) {
    const double wait = sim::theory::mdc_wait(rate, station.service, station.servers).value_or(0.0);
    Formula found = formula(fmt::format("M/D/{}, Crommelin", station.servers),
                            "Crommelin, Post Office Electrical Engineers' Journal 26 (1933)");
    add_times(found, subject, rate, wait + station.service, wait, std::nullopt);
    return found;
  }
  return several_servers(subject, station, rate);
}

}  // namespace

double relaxation_of(const Station& station, double rate, double cv) {
  const double gap = std::sqrt(station.capacity()) - std::sqrt(rate);
  return std::max(1.0, (1.0 + cv * cv) / 2.0) / (gap * gap);
}

std::optional<Formula> single_station(const Subject& subject, const Station& station, double rate,
                                      std::string& why_not) {
  std::optional<Formula> found;
  if (station.discipline == Discipline::kSharing) {
    found = sharing(subject, station, rate);
  } else if (station.is_exponential) {
    found =
        station.places ? bounded_exponential(subject, station, rate) : unbounded_exponential(subject, station, rate);
  } else if (station.discipline == Discipline::kLimitedSharing) {
    if (station.places != subject.model.replicas->limits->concurrency) {
      why_not = "service is exponential, which the formulas for limited sharing need";
      return std::nullopt;
    }
    found = sharing(subject, station, rate);
  } else if (station.places == station.servers) {
    found = loss_system(subject, station, rate);
  } else {
    found = general_queue(subject, station, rate, why_not);
  }
  if (found) {
    // A bounded queue forgets within the time that it takes to empty at most.
    const double bounded = station.places ? static_cast<double>(*station.places) / station.capacity() : kInfinite;
    const double relaxation = rate < station.capacity() ? relaxation_of(station, rate, subject.work.cv()) : kInfinite;
    found->relaxation = std::max(std::min(bounded, relaxation), station.service);
  }
  return found;
}

}  // namespace scenarios::theory
