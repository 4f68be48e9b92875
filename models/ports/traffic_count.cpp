#include "models/ports/traffic_count.hpp"

#include <algorithm>
#include <numeric>

namespace models {

TrafficCount::TrafficCount(const Application& application) : requests_(application.class_count(), 0) {
  for (std::size_t i = 0; i < application.class_count(); ++i) {
    traffic_.push_back(application.traffic_of(i));
  }
}

void TrafficCount::reset() {
  std::fill(requests_.begin(), requests_.end(), 0);
}

std::int64_t TrafficCount::requests() const {
  return std::accumulate(requests_.begin(), requests_.end(), std::int64_t{0});
}

std::int64_t TrafficCount::bytes() const {
  std::int64_t total = 0;
  for (std::size_t i = 0; i < traffic_.size(); ++i) {
    total += requests_[i] * (traffic_[i].request_bytes + traffic_[i].response_bytes).count();
  }
  return total;
}

std::int64_t TrafficCount::connections() const {
  std::int64_t total = 0;
  for (std::size_t i = 0; i < traffic_.size(); ++i) {
    const std::int64_t per_connection = traffic_[i].requests_per_connection;
    total += (requests_[i] + per_connection - 1) / per_connection;
  }
  return total;
}

}  // namespace models
