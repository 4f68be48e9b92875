#include "reports/load.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

#include <fmt/core.h>

#include "reports/csv/launches.hpp"
#include "reports/csv/metric_cell.hpp"
#include "reports/csv/reader.hpp"
#include "reports/csv/theory.hpp"
#include "reports/files/atomic_file.hpp"
#include "reports/json/run_json.hpp"

namespace reports {

namespace {

namespace fs = std::filesystem;

CsvReader open_table(const fs::path& path) {
  return {read_file(path), path.string()};
}

/// Finds the architecture that a row names; rows come in blocks, so the last one found is tried first.
class ArchitectureLookup {
 public:
  ArchitectureLookup(ReportModel& model, const CsvReader& csv) : model_{&model}, column_{csv.column("architecture")} {}

  ArchitectureReport& of(const CsvReader& csv) {
    const std::string& name = csv.text(column_);
    std::vector<ArchitectureReport>& all = model_->architectures;
    if (last_ >= all.size() || all[last_].name != name) {
      const auto found = std::find_if(all.begin(), all.end(), [&](const auto& a) { return a.name == name; });
      if (found == all.end()) {
        csv.fail(fmt::format("architecture '{}' is not in run.json; the files come from different runs", name));
      }
      last_ = static_cast<std::size_t>(found - all.begin());
    }
    return all[last_];
  }

 private:
  ReportModel* model_;
  std::size_t column_;
  std::size_t last_ = 0;
};

void load_summary(const fs::path& path, ReportModel& model) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  for (ArchitectureReport& architecture : model.architectures) {
    architecture.metrics.fill({kNone, kNone, kNone});
  }
  CsvReader csv = open_table(path);
  ArchitectureLookup architectures{model, csv};
  const std::size_t metric = csv.column("metric");
  const std::size_t mean = csv.column("mean");
  const std::size_t low = csv.column("ci95_low");
  const std::size_t high = csv.column("ci95_high");
  while (csv.next()) {
    const auto index = static_cast<std::size_t>(metric_in(csv, metric));
    architectures.of(csv).metrics[index] = {csv.number(mean), csv.number(low), csv.number(high)};
  }
}

void load_timeseries(const fs::path& path, ReportModel& model) {
  CsvReader csv = open_table(path);
  ArchitectureLookup architectures{model, csv};
  std::array<std::size_t, models::kTickColumnCount> columns{};
  for (std::size_t i = 0; i < columns.size(); ++i) {
    columns[i] = csv.column(models::tick_column_names()[i]);
  }
  while (csv.next()) {
    models::TickRow row{};
    for (std::size_t i = 0; i < columns.size(); ++i) {
      row[i] = csv.number(columns[i]);
    }
    architectures.of(csv).ticks.push_back(row);
  }
}

void load_fleet(const fs::path& path, ReportModel& model) {
  CsvReader csv = open_table(path);
  ArchitectureLookup architectures{model, csv};
  const std::size_t hosts = csv.column("hosts_in_use");
  const std::size_t total = csv.column("vcpu_total");
  const std::size_t allocated = csv.column("vcpu_allocated");
  const std::size_t used = csv.column("vcpu_used");
  const std::size_t memory = csv.column("memory_total_gib");
  const std::size_t memory_allocated = csv.column("memory_allocated_gib");
  const std::size_t stranded = csv.column("vcpu_stranded");
  const std::size_t memory_stranded = csv.column("memory_stranded_gib");
  while (csv.next()) {
    architectures.of(csv).fleet.push_back({csv.number(hosts), csv.number(total), csv.number(allocated),
                                           csv.number(used), csv.number(memory), csv.number(memory_allocated),
                                           csv.number(stranded), csv.number(memory_stranded)});
  }
}

void load_cost(const fs::path& path, ReportModel& model) {
  using Key = std::tuple<std::string, std::string, std::string, std::string, std::string>;
  CsvReader csv = open_table(path);
  ArchitectureLookup architectures{model, csv};
  const std::size_t category = csv.column("ServiceCategory");
  const std::size_t service = csv.column("ServiceName");
  const std::size_t description = csv.column("ChargeDescription");
  const std::size_t sku = csv.column("SkuId");
  const std::size_t variant = csv.column("x_Variant");
  const std::size_t option = csv.column("x_PurchaseOption");
  const std::size_t cost = csv.column("EffectiveCost");
  const std::size_t ranked = csv.column("x_Ranked");
  const std::size_t assumed = csv.column("x_PriceAssumed");
  const double scale = model.run.month_s / model.run.duration_s / static_cast<double>(model.run.replications);
  std::map<Key, MonthlyCharge> charges;
  while (csv.next()) {
    const Key key{architectures.of(csv).name, csv.text(sku), csv.text(variant), csv.text(option),
                  csv.text(description)};
    MonthlyCharge& charge = charges[key];
    charge.category = csv.text(category);
    charge.service = csv.text(service);
    charge.description = csv.text(description);
    charge.usd += csv.number(cost) * scale;
    charge.ranked = csv.flag(ranked);
    charge.assumed = csv.flag(assumed);
  }
  for (ArchitectureReport& architecture : model.architectures) {
    for (auto& [key, charge] : charges) {
      if (std::get<0>(key) == architecture.name) {
        architecture.charges.push_back(std::move(charge));
      }
    }
    std::stable_sort(architecture.charges.begin(), architecture.charges.end(),
                     [](const MonthlyCharge& a, const MonthlyCharge& b) { return a.usd > b.usd; });
  }
}

void load_assumptions(const fs::path& path, ReportModel& model) {
  CsvReader csv = open_table(path);
  const std::size_t field = csv.column("path");
  const std::size_t value = csv.column("value");
  const std::size_t is_default = csv.column("is_default");
  const std::size_t sentence = csv.column("sentence");
  const std::size_t source = csv.column("source");
  const std::size_t date = csv.column("date");
  const std::size_t unverified = csv.column("unverified");
  while (csv.next()) {
    model.assumptions.push_back({csv.text(field), csv.text(value), csv.flag(is_default), csv.text(sentence),
                                 csv.text(source), csv.text(date), csv.flag(unverified)});
  }
}

}  // namespace

ReportModel load(const fs::path& out) {
  ReportModel model;
  const fs::path manifest = out / "run.json";
  parse_run_json(read_file(manifest), manifest.string(), model);
  if (!(model.run.duration_s > 0.0 && model.run.tick_s > 0.0 && model.run.month_s > 0.0) ||
      model.run.replications == 0) {
    throw RunJsonError{fmt::format("{}: durations and replications should be above zero", manifest.string())};
  }
  load_summary(out / "summary.csv", model);
  load_timeseries(out / "timeseries.csv", model);
  load_fleet(out / "fleet.csv", model);
  load_cost(out / "cost.csv", model);
  load_assumptions(out / "assumptions.csv", model);
  if (fs::exists(out / "launches.csv")) {  // folders of earlier versions have none
    read_launches(read_file(out / "launches.csv"), (out / "launches.csv").string(), model);
  }
  read_theory(read_file(out / "theory.csv"), (out / "theory.csv").string(), model);
  return model;
}

}  // namespace reports
