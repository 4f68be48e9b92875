#include "models/compute/lambda/invocation_law.hpp"

#include <algorithm>
#include <cmath>

#include "models/compute/lambda/function.hpp"
#include "models/ports/demand_points.hpp"

namespace models::lambda {

namespace {

/// So many cold starts stand for all.
constexpr std::size_t kColdSamples = 8'192;
constexpr std::int64_t kMillisecond = 1'000'000;
/// What fewer points than that do is better said by the law that they stand for.
constexpr std::size_t kFewPoints = 16;

/// The application as far as it runs in the function.
Application deployed_part(const LambdaConfig& config, const Application& application) {
  const std::vector<bool> is_deployed = deployed_containers(config, application);
  const auto is_elsewhere = [&](const Step& step) { return !is_deployed[application.container_index(step.container)]; };
  Application part = application;
  std::erase_if(part.request, is_elsewhere);
  for (auto& named : part.classes) {
    std::erase_if(named.second.request, is_elsewhere);
  }
  return part;
}

}  // namespace

ColdStarts::ColdStarts(const LambdaConfig& config, sim::random::Stream placement, sim::random::Stream init)
    : placement_{config.placement},
      init_{config.snap_start ? StartTime{config.restore} : init_of(config)},
      is_restored_{config.snap_start},
      share_of_cpu_{std::min(1.0, config.memory.in_mib() / static_cast<double>(kMibPerVcpu))},
      placement_stream_{placement},
      init_stream_{init} {}

ColdStart ColdStarts::draw() {
  ColdStart start;
  start.placement = placement_.draw_duration(placement_stream_);
  start.init = init_.draw(init_stream_);
  start.is_billed = !is_restored_;
  if (!is_restored_ && start.init > kInitLimit) {
    start.is_billed = false;
    start.init_again = sim::Duration::nanoseconds(
        static_cast<std::int64_t>(static_cast<double>(start.init.nanoseconds()) / share_of_cpu_));
    start.init = kInitLimit;
  }
  return start;
}

InvocationLaw::InvocationLaw(const LambdaConfig& config, const Application& application) {
  const DemandPoints demands{deployed_part(config, application)};
  const double of_all = demand_moments(application).cpu_mean;
  const double cpu = demands.moments().cpu_mean;
  waiting_ = demands.moments().wait_mean;
  const double speed = cpu > 0.0 ? cpu / (mean_invocation_seconds(config, application) - waiting_) : 1.0;
  share_of_demand_ = of_all > 0.0 ? cpu / of_all : 0.0;
  per_cpu_ = share_of_demand_ / speed;

  const std::int64_t timeout = config.invocation.timeout.nanoseconds();
  std::vector<double> seconds;
  std::size_t cut = 0;
  double wanted_sum = 0.0;
  for (const DemandPoint& point : demands.points()) {
    const std::int64_t wanted = std::llround((point.cpu / speed + point.wait) * 1e9);
    const std::int64_t length = std::min(wanted, timeout);
    cut += wanted > timeout ? 1 : 0;
    wanted_sum += static_cast<double>(wanted) * 1e-9;
    nanoseconds_.push_back(length);
    seconds.push_back(static_cast<double>(length) * 1e-9);
    const std::int64_t above = length % kMillisecond;
    rounding_ += static_cast<double>(above == 0 ? 0 : kMillisecond - above) * 1e-9;
    mean_ += seconds.back();
  }
  const double count = static_cast<double>(seconds.size());
  mean_ /= count;
  rounding_ /= count;
  uncut_ = wanted_sum > 0.0 ? mean_ * count / wanted_sum : 1.0;
  cut_off_ = cut < kFewPoints ? chance_to_exceed(demands.laws(), speed, config.invocation.timeout.seconds())
                              : static_cast<double>(cut) / count;

  std::sort(seconds.begin(), seconds.end());
  double smaller = 0.0;  // of two
  for (std::size_t i = 0; i < seconds.size(); ++i) {
    smaller += seconds[i] * (2.0 * (count - static_cast<double>(i)) - 1.0) / (count * count);
  }
  even_variance_ = mean_ > 0.0 ? std::max(mean_ - smaller, 0.0) / mean_ : 0.0;

  // Who is cut off is not answered.
  sim::random::Stream stream = sim::random::make_stream(0, 0, "fluid", "cold starts");
  ColdStarts starts{config, stream, sim::random::make_stream(0, 0, "fluid", "INIT")};
  std::vector<double> cold;
  for (std::size_t i = 0; i < kColdSamples; ++i) {
    const ColdStart start = starts.draw();
    const std::int64_t invocation = nanoseconds_[i % nanoseconds_.size()] + start.init_again.nanoseconds();
    if (invocation < timeout) {
      cold.push_back(static_cast<double>(start.length().nanoseconds() + invocation) * 1e-9);
    }
  }
  std::erase_if(seconds, [&](double length) { return length >= config.invocation.timeout.seconds(); });
  for (auto* sorted : {&seconds, &cold}) {
    std::sort(sorted->begin(), sorted->end());
    if (sorted->empty()) {
      sorted->push_back(config.invocation.timeout.seconds());
    }
  }
  warm_ = LatencySlices::of(seconds);
  cold_ = LatencySlices::of(cold);
}

}  // namespace models::lambda
