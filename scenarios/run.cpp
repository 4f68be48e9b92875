#include "scenarios/run.hpp"

#include <stdexcept>

#include "models/ports/skus.hpp"
#include "models/pricing/charges.hpp"
#include "scenarios/assembly.hpp"
#include "scenarios/sampler.hpp"

namespace scenarios {

namespace {

/// What every architecture pays alike per request: logs, and internet egress (shown, not ranked).
class TrafficMeters {
 public:
  TrafficMeters(models::Meters& meters, const models::Application& application)
      : meters_{meters}, application_{application} {
    const std::string on_demand{models::sku::kOnDemand};
    logs_ = meters_.open({std::string{models::sku::kCloudwatchLogsIngest}, "", on_demand});
    egress_ = meters_.open({std::string{models::sku::kInternetEgress}, "", on_demand});
  }
  /// The tick that the client's ledger has closed last.
  void count(const models::client::Ledger& ledger, sim::Time from, sim::Time to) {
    std::int64_t logged = 0;
    std::int64_t answered = 0;
    for (std::size_t i = 0; i < application_.class_count(); ++i) {
      const models::Traffic& traffic = application_.traffic_of(i);
      logged += ledger.last_tick_of(i).offered * traffic.log_bytes.count();
      answered += ledger.last_tick_of(i).completed * traffic.response_bytes.count();
    }
    meters_.add_spread(logs_, from, to, logged);
    meters_.add_spread(egress_, from, to, answered);
  }

 private:
  models::Meters& meters_;
  const models::Application& application_;
  models::MeterId logs_{};
  models::MeterId egress_{};
};

models::pricing::PricingTerms terms_of(const Scenario& scenario) {
  return {scenario.region, scenario.month, scenario.free_tier};
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    text += (text.empty() ? "" : "\n") + line;
  }
  return text;
}

/// Of a month's bill, the part for vCPU and memory of Fargate tasks that no container reserves.
double cost_of_rounding(const models::pricing::Bill& bill, const std::optional<models::RoundedSize>& size) {
  double usd = 0.0;
  for (std::size_t i = 0; size && i < bill.charges.size(); ++i) {
    const auto unreserved_share = [](std::int64_t billed, std::int64_t reserved) {
      return static_cast<double>(billed - reserved) / static_cast<double>(billed);
    };
    if (bill.charges[i].key.sku == models::sku::kFargateVcpu) {
      usd += bill.month_costs[i].amount() * unreserved_share(size->billed.vcpu.milli(), size->reserved.vcpu.milli());
    } else if (bill.charges[i].key.sku == models::sku::kFargateMemory) {
      usd +=
          bill.month_costs[i].amount() * unreserved_share(size->billed.memory.count(), size->reserved.memory.count());
    }
  }
  return usd;
}

/// Open requests are followed, so that their latency is not cut off; arrivals go on meanwhile.
void drain(Assembly& assembly, const Scenario& scenario) {
  constexpr sim::Duration kLook = sim::Duration::seconds(1);
  const sim::Time latest = sim::Time::at(scenario.duration + scenario.drain);
  for (sim::Time now = sim::Time::at(scenario.duration); assembly.ledger().measured_open() > 0 && now < latest;) {
    now = std::min(now + kLook, latest);
    assembly.run_until(now);
  }
}

}  // namespace

models::RunResult run(const Prepared& prepared, std::size_t architecture, std::size_t replication,
                      const Progressed& progressed) {
  const Scenario& scenario = prepared.scenario;
  Assembly assembly{prepared, architecture, replication};
  Sampler sampler{assembly, scenario};
  TrafficMeters traffic{assembly.meters, scenario.application};

  assembly.start();
  assembly.run_until(sim::Time{});
  sampler.begin();
  assembly.begin_measuring();
  const sim::Time end = sim::Time::at(scenario.duration);
  for (sim::Time from; from < end;) {
    const sim::Time to = std::min(from + scenario.tick, end);
    assembly.run_until(to);
    sampler.tick(from, to);
    traffic.count(assembly.ledger(), from, to);
    if (progressed) {
      progressed(to - from, static_cast<std::uint64_t>(
                                sampler.last_tick()[static_cast<std::size_t>(models::TickColumn::kRequestsOffered)]));
    }
    from = to;
  }
  assembly.architecture->finish(end);
  assembly.end_measuring();

  models::RunResult result;
  result.architecture = architecture;
  result.replication = replication;
  result.usage = assembly.meters.finish(end);
  sampler.capacity_metrics(result);
  drain(assembly, scenario);
  assembly.close_books();
  assembly.check_conservation();
  sampler.request_metrics(result);
  result.ticks = sampler.take_ticks();
  result.fleet = sampler.take_fleet();
  result.events = assembly.events.take();
  result.launches = assembly.events.take_launches();
  if (assembly.flow && assembly.flow->highest_load() >= models::client::kSaturated) {
    assembly.events.limit_reached(
        "fluid: its replicas met a load of 0.9 or more, where rates say less of latencies (docs/fluid.md)");
  }
  result.limits_reached = assembly.events.take_limits();
  result.requests_simulated = assembly.requests_sent();

  const models::pricing::Bill bill = models::pricing::price(result.usage, prepared.prices, terms_of(scenario));
  if (!bill.problems.empty()) {
    throw std::runtime_error(joined(bill.problems));
  }
  result.charges = bill.charges;
  add_costs(result, models::pricing::cost_per_tick(result.usage, bill), bill.cost_total, bill.cost_per_month,
            scenario.tick);
  result.metrics[static_cast<std::size_t>(models::MetricId::kCostOfRounding)].value =
      cost_of_rounding(bill, assembly.architecture->rounded_size());
  return result;
}

std::vector<std::string> missing_prices(const Prepared& prepared, std::size_t architecture) {
  Assembly assembly{prepared, architecture, 0};
  const TrafficMeters traffic{assembly.meters, prepared.scenario.application};
  std::vector<std::string> problems;
  for (const models::MeterUsage& meter : assembly.meters.finish(sim::Time{}).meters) {
    const models::pricing::Lookup lookup = prepared.prices.find(prepared.scenario.region, meter.key);
    if (!lookup.row) {
      problems.push_back(lookup.problem);
    }
  }
  return problems;
}

}  // namespace scenarios
