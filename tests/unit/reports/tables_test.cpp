// The column names are a contract: a change here is a change of schema version.
#include "reports/csv/tables.hpp"

#include <cmath>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/csv/reader.hpp"
#include "tests/support/synthetic_result.hpp"

namespace reports {
namespace {

using Writer = void (*)(const models::ExperimentResult&, TextSink&);

std::string text_of(Writer writer, const models::ExperimentResult& result) {
  StringSink sink;
  writer(result, sink);
  return sink.text();
}

std::string header_of(Writer writer) {
  const std::string text = text_of(writer, synthetic::result(1, 2));
  return text.substr(0, text.find('\n'));
}

std::size_t rows_of(Writer writer, const models::ExperimentResult& result) {
  CsvReader csv{text_of(writer, result), "t.csv"};
  std::size_t rows = 0;
  while (csv.next()) {
    ++rows;
  }
  return rows;
}

TEST(Tables, HeadersAreTheContract) {
  EXPECT_EQ(header_of(write_summary), "scenario,architecture,metric,unit,mean,ci95_low,ci95_high,replications");
  EXPECT_EQ(header_of(write_replications), "scenario,architecture,replication,metric,unit,value");
  EXPECT_EQ(header_of(write_timeseries),
            "scenario,architecture,replication,time_s,requests_offered,requests_completed,requests_rejected,"
            "requests_timed_out,cold_starts,requests_in_flight,latency_p50_ms,latency_p99_ms,replicas_desired,"
            "replicas_ready,replicas_starting,replicas_idle,vms_ready,vms_starting,vcpu_billed,vcpu_reserved,vcpu_used,"
            "vcpu_overhead,memory_billed_gib,memory_used_gib,cpu_utilisation,memory_utilisation,cost_usd_per_hour,"
            "cost_usd_cumulative");
  EXPECT_EQ(header_of(write_timeseries_summary), "scenario,architecture,time_s,metric,mean,low,high");
  EXPECT_EQ(header_of(write_cost),
            "scenario,architecture,replication,BilledCost,BillingCurrency,ChargeCategory,ChargeClass,ChargeDescription,"
            "ChargeFrequency,ConsumedQuantity,ConsumedUnit,ContractedCost,ContractedUnitPrice,EffectiveCost,"
            "InvoiceIssuerName,ListCost,ListUnitPrice,PricingCategory,PricingQuantity,PricingUnit,ProviderName,"
            "PublisherName,RegionId,ServiceCategory,ServiceName,SkuId,x_Variant,x_PurchaseOption,"
            "x_ChargePeriodStartSeconds,x_ChargePeriodEndSeconds,x_Ranked,x_PriceAssumed");
  EXPECT_EQ(header_of(write_events), "scenario,architecture,replication,time_s,event,subject,detail");
  EXPECT_EQ(header_of(write_launches),
            "scenario,architecture,replication,launch,kind,instance,purchase_option,end,wanted_s,total_s,"
            "launch_quota_s,group_health_check_s,capacity_provider_s,ec2_capacity_s,instance_pending_s,instance_boot_s,"
            "registration_s,provisioning_s,pull_s,"
            "container_start_s,activating_s,health_check_s");
  EXPECT_EQ(header_of(write_fleet),
            "scenario,architecture,replication,time_s,hosts_in_use,vcpu_total,vcpu_allocated,vcpu_used,"
            "memory_total_gib,memory_allocated_gib,vcpu_stranded,memory_stranded_gib");
  EXPECT_EQ(header_of(write_usage), "architecture,replication,sku,variant,purchase_option,hour,quantity");
  EXPECT_EQ(header_of(write_assumptions), "path,value,is_default,sentence,source,date,unverified");
}

TEST(Tables, ALaunchNamesItsKindAndItsInstance) {
  models::ExperimentResult result = synthetic::result(1, 2);
  models::Launch instance;
  instance.kind = models::LaunchKind::kPooledInstance;
  instance.subject = "i-00004";
  instance.instance = "i-00004";
  models::Launch task;
  task.subject = "task-17";
  task.instance = "i-00004";
  result.runs[0].launches = {instance, task};
  CsvReader csv{text_of(write_launches, result), "launches.csv"};
  std::vector<std::string> rows;
  while (csv.next()) {
    rows.push_back(csv.text(csv.column("launch")) + " " + csv.text(csv.column("kind")) + " " +
                   csv.text(csv.column("instance")));
  }
  EXPECT_THAT(rows, testing::ElementsAre("i-00004 instance_from_pool i-00004", "task-17 task i-00004"));
}

TEST(Tables, MetricNamesAndUnitsAreTheContract) {
  std::string all;
  std::set<std::string_view> names;
  for (const models::MetricInfo& metric : models::metric_catalogue()) {
    all += std::string{metric.name} + " ";
    names.insert(metric.name);
    EXPECT_FALSE(metric.sentence.empty()) << metric.name;
    EXPECT_THAT((std::set<std::string_view>{"count", "ratio", "ms", "s", "usd"}), testing::Contains(metric.unit));
  }
  EXPECT_EQ(names.size(), models::kMetricCount);
  EXPECT_EQ(all,
            "attempts attempts_rejected attempts_timed_out requests_offered requests_completed requests_rejected "
            "requests_timed_out requests_failed requests_in_flight_end requests_drained rejected_fraction "
            "cold_start_fraction "
            "latency_mean_ms latency_p50_ms latency_p90_ms latency_p95_ms latency_p99_ms latency_p999_ms "
            "queue_wait_mean_ms replicas_mean replicas_max replicas_busy_mean replicas_idle_mean "
            "replica_lifetime_mean_s container_crashes oom_kills vms_mean vms_max cpu_utilisation memory_utilisation "
            "fleet_hosts_mean "
            "fleet_cpu_utilisation cost_usd_total cost_usd_per_month cost_usd_per_million_requests "
            "cost_usd_per_month_rounding slo_met_fraction ");
}

TEST(Tables, HaveTheRowsTheyShould) {
  const models::ExperimentResult result = synthetic::result(3, 120);
  EXPECT_EQ(rows_of(write_summary, result), 4 * models::kMetricCount);
  EXPECT_EQ(rows_of(write_replications, result), 4 * 3 * models::kMetricCount);
  EXPECT_EQ(rows_of(write_timeseries, result), 4U * 120U) << "replication 0 only";
  EXPECT_EQ(rows_of(write_timeseries_summary, result), 4 * 120 * models::kTickColumnCount);
  EXPECT_EQ(rows_of(write_fleet, result), 4U * 120U);
  EXPECT_EQ(rows_of(write_usage, result), 4U * 3U * 2U) << "one meter, two hours";
  EXPECT_EQ(rows_of(write_events, result), 4U);
}

TEST(Tables, MissingValuesAreEmptyCells) {
  models::ExperimentResult result = synthetic::result(1, 1);
  result.runs[0].ticks[0][static_cast<std::size_t>(models::TickColumn::kLatencyP99)] = std::nan("");
  CsvReader csv{text_of(write_timeseries, result), "t.csv"};
  ASSERT_TRUE(csv.next());
  EXPECT_EQ(csv.text(csv.column("latency_p99_ms")), "");
  for (const Writer writer : {write_summary, write_replications, write_timeseries, write_timeseries_summary}) {
    const std::string text = text_of(writer, result);
    EXPECT_THAT(text, testing::Not(testing::HasSubstr("nan")));
    EXPECT_THAT(text, testing::Not(testing::HasSubstr("inf,")));
  }
}

TEST(Tables, TheSummaryOfTicksSpansTheReplicationsThatHaveAValue) {
  constexpr auto kP99 = static_cast<std::size_t>(models::TickColumn::kLatencyP99);
  models::ExperimentResult result = synthetic::result(3, 1);
  result.runs[0].ticks[0][kP99] = 100.0;
  result.runs[1].ticks[0][kP99] = std::nan("");
  result.runs[2].ticks[0][kP99] = 130.0;
  CsvReader csv{text_of(write_timeseries_summary, result), "t.csv"};
  const std::size_t metric = csv.column("metric");
  while (csv.next() && csv.text(metric) != "latency_p99_ms") {
  }
  EXPECT_DOUBLE_EQ(csv.number(csv.column("mean")), 115.0);
  EXPECT_DOUBLE_EQ(csv.number(csv.column("low")), 100.0);
  EXPECT_DOUBLE_EQ(csv.number(csv.column("high")), 130.0);
}

// FOCUS: ListCost = ListUnitPrice × PricingQuantity, no cost is empty, PricingUnit is there iff PricingQuantity is. A
// cost is rounded to 1e-9 and a quantity to 10 digits.
TEST(Tables, ChargesKeepTheRulesOfFocus) {
  CsvReader csv{text_of(write_cost, synthetic::result(2, 1'440)), "cost.csv"};
  const std::size_t list = csv.column("ListCost");
  const std::size_t price = csv.column("ListUnitPrice");
  const std::size_t quantity = csv.column("PricingQuantity");
  std::size_t rows = 0;
  while (csv.next()) {
    ++rows;
    const double expected = csv.number(price) * csv.number(quantity);
    EXPECT_NEAR(csv.number(list), expected, 1e-9 + 1e-9 * expected);
    EXPECT_EQ(csv.text(csv.column("PricingUnit")).empty(), csv.text(quantity).empty());
    EXPECT_EQ(csv.text(csv.column("ChargeCategory")), "Usage");
    for (const char* cost : {"BilledCost", "ContractedCost", "EffectiveCost", "ListCost"}) {
      EXPECT_FALSE(csv.text(csv.column(cost)).empty()) << cost;
    }
  }
  EXPECT_GT(rows, 40U);
}

TEST(Tables, TextOfPeopleSurvives) {
  CsvReader csv{text_of(write_events, synthetic::result(1, 5)), "events.csv"};
  ASSERT_TRUE(csv.next());
  EXPECT_EQ(csv.text(csv.column("detail")), "desired 2 → 3, \"cpu\" above 50 %, 3 of 3 datapoints");
  EXPECT_DOUBLE_EQ(csv.number(csv.column("time_s")), 90.0);
}

}  // namespace
}  // namespace reports
