// cost.csv, in the column names of the FinOps FOCUS specification 1.2 (2025-05-30, CC-BY-4.0), and usage.csv.
//
// Mandatory FOCUS columns that a simulation has no value for are left out: the billing account, and the calendar dates
// of billing and charge period (simulated time has none; x_ChargePeriodStartSeconds and ...EndSeconds count from the
// start of the run instead).
#include <string_view>

#include "reports/csv/tables.hpp"
#include "reports/csv/writer.hpp"

namespace reports {

namespace {

constexpr std::string_view kProvider = "AWS";
constexpr std::string_view kInvoiceIssuer = "Amazon Web Services, Inc.";

std::string_view pricing_category(std::string_view purchase_option) {
  if (purchase_option == "spot") {
    return "Dynamic";
  }
  if (purchase_option == "reserved" || purchase_option == "savings_plan") {
    return "Committed";
  }
  return "Standard";
}

void write_charge(const models::ExperimentResult& result, const models::RunResult& run, const models::Charge& charge,
                  CsvWriter& csv) {
  csv.text(result.scenario_name).text(result.architectures[run.architecture].name).count(run.replication);
  csv.money(charge.effective_cost).text("USD").text("Usage").empty().text(charge.description).text("Usage-Based");
  csv.number(charge.pricing_quantity).text(charge.pricing_unit).money(charge.list_cost).price(charge.list_unit_price);
  csv.money(charge.effective_cost).text(kInvoiceIssuer).money(charge.list_cost).price(charge.list_unit_price);
  csv.text(pricing_category(charge.key.purchase_option)).number(charge.pricing_quantity).text(charge.pricing_unit);
  csv.text(kProvider).text(kProvider).text(result.region).text(charge.category).text(charge.service);
  csv.text(charge.key.sku).text(charge.key.variant).text(charge.key.purchase_option);
  csv.integer(0).number(result.duration.seconds()).flag(charge.ranked).flag(charge.assumed).end_row();
}

}  // namespace

void write_cost(const models::ExperimentResult& result, TextSink& sink) {
  CsvWriter csv{sink,
                {"scenario",
                 "architecture",
                 "replication",
                 "BilledCost",
                 "BillingCurrency",
                 "ChargeCategory",
                 "ChargeClass",
                 "ChargeDescription",
                 "ChargeFrequency",
                 "ConsumedQuantity",
                 "ConsumedUnit",
                 "ContractedCost",
                 "ContractedUnitPrice",
                 "EffectiveCost",
                 "InvoiceIssuerName",
                 "ListCost",
                 "ListUnitPrice",
                 "PricingCategory",
                 "PricingQuantity",
                 "PricingUnit",
                 "ProviderName",
                 "PublisherName",
                 "RegionId",
                 "ServiceCategory",
                 "ServiceName",
                 "SkuId",
                 "x_Variant",
                 "x_PurchaseOption",
                 "x_ChargePeriodStartSeconds",
                 "x_ChargePeriodEndSeconds",
                 "x_Ranked",
                 "x_PriceAssumed"}};
  for (const models::RunResult& run : result.runs) {
    for (const models::Charge& charge : run.charges) {
      write_charge(result, run, charge, csv);
    }
  }
  csv.finish();
}

void write_usage(const models::ExperimentResult& result, TextSink& sink) {
  CsvWriter csv{sink, {"architecture", "replication", "sku", "variant", "purchase_option", "hour", "quantity"}};
  for (const models::RunResult& run : result.runs) {
    for (const models::MeterUsage& meter : run.usage.meters) {
      for (std::size_t hour = 0; hour < meter.per_hour.size(); ++hour) {
        csv.text(result.architectures[run.architecture].name).count(run.replication).text(meter.key.sku);
        csv.text(meter.key.variant).text(meter.key.purchase_option).count(hour).integer(meter.per_hour[hour]);
        csv.end_row();
      }
    }
  }
  csv.finish();
}

}  // namespace reports
