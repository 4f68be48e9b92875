// From a YAML file to a scenario that can run, with everything that is wrong with it told at once.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/catalog.hpp"
#include "models/ports/run_result.hpp"
#include "models/pricing/price_book.hpp"
#include "scenarios/scenario.hpp"
#include "sim/config/diagnostics.hpp"
#include "sim/config/document.hpp"

namespace scenarios {

/// What the command line lays over a scenario.
struct Overrides {
  std::vector<std::pair<std::string, std::string>> set{};   ///< path and YAML text, in order
  std::vector<std::pair<std::string, std::string>> vary{};  ///< the same of a sweep's parameters; laid over `set`
  std::vector<std::string> only{};                          ///< architectures to keep; empty: all
};

/// A file that the scenario reads: where it is, and its name below OUT/data.
struct DataFile {
  std::string source{};
  std::string name{};
};

/// A checked scenario and what runs need besides. Not movable: parts of it point at each other.
class LoadedScenario {
 public:
  LoadedScenario(Scenario scenario, const sim::config::Document& document, models::Catalog catalog,
                 const models::pricing::PriceBook& prices, std::unique_ptr<models::Workload> workload);
  LoadedScenario(const LoadedScenario&) = delete;
  LoadedScenario& operator=(const LoadedScenario&) = delete;

  const Scenario& scenario() const { return scenario_; }
  const models::Catalog& catalog() const { return catalog_; }
  const models::pricing::PriceBook& prices() const { return prices_; }
  const models::Workload& workload() const { return *workload_; }
  const models::Program& program() const { return program_; }
  const std::string& question() const { return question_; }
  /// Every default explicit; data files named as below OUT/data. Reading it there gives the same text.
  const std::string& effective_yaml() const { return written().effective_yaml; }
  const std::vector<DataFile>& data_files() const { return written().data_files; }
  const std::vector<models::Assumption>& assumptions() const { return written().assumptions; }
  /// SHA-256 of effective.yaml, of the data files, and of the prices where they are not the built-in ones, in
  /// hexadecimal.
  std::string hash() const;
  std::vector<models::ArchitectureInfo> architectures() const;

 private:
  /// The scenario put into words; most points of a sweep never ask for it.
  struct Written {
    std::string effective_yaml{};
    std::vector<DataFile> data_files{};
    std::vector<models::Assumption> assumptions{};
  };
  const Written& written() const;

  Scenario scenario_;
  models::Catalog catalog_;
  const models::pricing::PriceBook& prices_;
  std::unique_ptr<models::Workload> workload_;
  models::Program program_;
  std::string question_;
  mutable std::once_flag is_written_{};
  mutable Written written_{};
};

/// Checks a document that was read; null if there were errors, of which `diagnostics` then holds all.
std::unique_ptr<LoadedScenario> load(sim::config::Document document, const Overrides& overrides,
                                     const models::pricing::PriceBook& prices, sim::config::Diagnostics& diagnostics);
/// Reads and checks a file. Throws std::runtime_error if the file can't be read.
std::unique_ptr<LoadedScenario> load(const std::string& path, const Overrides& overrides,
                                     const models::pricing::PriceBook& prices, sim::config::Diagnostics& diagnostics);

}  // namespace scenarios
