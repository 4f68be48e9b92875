// What: the queue of those who find no slot at a replica: who waits, and for how long.
// Source: Allen and Cunneen's mean (sim/theory/allen_cunneen.hpp); the variance of M/G/1 (Kleinrock, "Queueing Systems"
//   I, 5.7), as a Weibull law's.
// Units: seconds.
// Checked against: tests/unit/models/worker/flow_law_test.cpp.
#pragma once

#include <cmath>
#include <limits>
#include <vector>

#include "models/ports/demand_points.hpp"
#include "models/worker/flow_law.hpp"
#include "sim/random/math.hpp"
#include "sim/theory/stations.hpp"

namespace models::worker {

/// The wait of those who wait and are served. Without bounds it is Weibull's, exponential if services are; where the
/// bound is a time, it is cut off there. Places in a queue are such a time where services hardly vary; else so many
/// places are that many services at most: a geometric number that is cut off, each as variable as service is.
struct Wait {
  double rate = 1.0;         ///< without bounds
  double queue_ratio = 0.0;  ///< of the geometric number
  double variability = 1.0;  ///< squared, of a service
  double places = std::numeric_limits<double>::infinity();
  double longest = std::numeric_limits<double>::infinity();  ///< seconds
  double power = 1.0;   ///< without bounds: of an exponential time, which makes it Weibull's
  double factor = 1.0;  ///< that keeps the mean

  bool has_places() const { return std::isfinite(places); }
  /// Of those who stand before one: the share that is not cut off.
  double kept() const {
    return has_places() ? 1.0 - sim::random::pow(queue_ratio, places) : -sim::random::expm1(-rate * longest);
  }
  double mean() const {
    if (has_places()) {
      const double cut = places * (1.0 - queue_ratio) * (1.0 - kept()) / kept();
      return (1.0 - cut) / rate;
    }
    return std::isfinite(longest) ? 1.0 / rate - longest * sim::random::exp(-rate * longest) / kept() : 1.0 / rate;
  }
  /// That is exceeded with that chance; `luck`: a second uniform number, of how long those before one take.
  double quantile(double chance, double luck) const {
    const double left = 1.0 - (1.0 - chance) * kept();
    if (!has_places()) {
      const double scaled = -sim::random::log(left) / rate;
      return std::isfinite(longest) || power == 1.0 ? scaled : factor * sim::random::pow(scaled, power);
    }
    const double before = queue_ratio > 0.0 ? std::ceil(sim::random::log(left) / sim::random::log(queue_ratio)) : 1.0;
    return std::max(before, 1.0) * (1.0 - queue_ratio) / rate * spread(std::max(before, 1.0), luck);
  }

 private:
  /// Of the sum of so many services over its mean: Wilson and Hilferty's cube of a normal variate for a gamma law
  /// (Proc. Natl. Acad. Sci. 17, 1931).
  double spread(double services, double luck) const {
    const double width = variability / (9.0 * services);
    const double root = 1.0 - width + sim::random::inverse_normal(luck) * std::sqrt(width);
    return std::max(root * root * root, 0.0);
  }
};

/// What requests meet that find no slot.
struct SlotQueue {
  double delayed = 0.0;         ///< share of all that come, were there places for all
  double served_delayed = 0.0;  ///< share of those who are served
  Wait wait{0.0, 0.0};

  /// Of those who are served; without places nobody waits.
  double mean() const { return served_delayed > 0.0 ? served_delayed * wait.mean() : 0.0; }
  double wait_of(const DemandPoint& point) const {
    const bool waits = point.queue_chance < served_delayed;
    return waits ? wait.quantile(point.queue_chance / served_delayed, point.surplus_chance) : 0.0;
  }
};

/// What of a service matters to those who wait for it.
struct WaitedService {
  double variability = 1.0;  ///< squared coefficient of variation
  double residual = 1.0;     ///< the same of what is left of it at a random instant
  double servers = 1.0;      ///< how many there are
};

/// `queue`: how many are there beyond the slots; `served`: requests per second while all slots are taken.
SlotQueue slot_queue(const FlowStation& station, const sim::theory::Surplus& queue, double served,
                     const WaitedService& service);

/// The squared coefficient of variation of what is left of a service at a random instant. `speed`: of a vCPU.
double residual_variability(const std::vector<DemandPoint>& points, double speed);

}  // namespace models::worker
