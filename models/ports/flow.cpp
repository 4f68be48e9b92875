#include "models/ports/flow.hpp"

#include <algorithm>
#include <cmath>

namespace models {

namespace {

/// Of the sum over the steps of one class.
struct Sum {
  double mean = 0.0;
  double variance = 0.0;
  void add(const sim::random::DistributionSpec& law) {
    const double own = sim::random::mean_of(law).seconds();
    const double deviation = own * sim::random::cv_of(law);
    mean += own;
    variance += deviation * deviation;
  }
  double square() const { return variance + mean * mean; }
};

}  // namespace

DemandMoments demand_moments(const Application& application) {
  DemandMoments moments;
  double cpu_square = 0.0;
  double wait_square = 0.0;
  for (std::size_t i = 0; i < application.class_count(); ++i) {
    Sum cpu;
    Sum wait;
    for (const Step& step : application.steps_of(i)) {
      cpu.add(step.cpu_time);
      wait.add(step.wait);
    }
    const double share = application.share_of(i);
    moments.cpu_mean += share * cpu.mean;
    moments.wait_mean += share * wait.mean;
    cpu_square += share * cpu.square();
    wait_square += share * wait.square();
  }
  moments.cpu_variance = std::max(cpu_square - moments.cpu_mean * moments.cpu_mean, 0.0);
  moments.wait_variance = std::max(wait_square - moments.wait_mean * moments.wait_mean, 0.0);
  return moments;
}

LatencySlices LatencySlices::of(const std::vector<double>& sorted) {
  LatencySlices slices;
  const double count = static_cast<double>(sorted.size());
  double begin = 0.0;
  for (std::size_t i = 0; i < kCount; ++i) {
    const double end = i + 1 == kCount ? count : ends()[i] * count;
    double sum = 0.0;
    for (double at = begin; at < end;) {
      const double next = std::min(std::floor(at) + 1.0, end);
      sum += (next - at) * sorted[std::min(static_cast<std::size_t>(at), sorted.size() - 1)];
      at = next;
    }
    slices.nanoseconds[i] = sum / (end - begin) * 1e9;
    begin = end;
  }
  return slices;
}

const std::array<double, LatencySlices::kCount>& LatencySlices::ends() {
  static const std::array<double, kCount> ends = [] {
    constexpr std::array<std::size_t, 4> kSlices{128, 64, 32, 16};
    std::array<double, kCount> list{};
    std::size_t next = 0;
    double above = 1.0;  // share beyond the slices so far
    for (std::size_t nine = 0; nine < kSlices.size(); ++nine) {
      const double taken = nine + 1 < kSlices.size() ? 0.9 * above : above;
      for (std::size_t i = 1; i <= kSlices[nine]; ++i) {
        list[next++] = 1.0 - above + taken * static_cast<double>(i) / static_cast<double>(kSlices[nine]);
      }
      above -= taken;
    }
    list.back() = 1.0;
    return list;
  }();
  return ends;
}

}  // namespace models
