// docs/coverage.md: every row of the study, run and written down.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace coverage {

struct Page {
  std::string text{};
  std::size_t judged = 0;
  std::size_t failed = 0;   ///< judged numbers of hits outside acceptance()
  std::size_t refuted = 0;  ///< of those, the ones that further experiments do not put down to chance
};

/// The experiments of a judged row; load 0.95 has a tenth.
inline constexpr std::size_t kExperiments = 2'000;
/// Of a row that missed, on random numbers of their own.
inline constexpr std::size_t kFurtherExperiments = 10'000;

/// Runs the study; minutes. The text is the same at any number of threads (0: one per core). `progressed` is told the
/// name of each row that is done.
Page run_study(std::size_t threads, const std::function<void(const std::string&)>& progressed);

}  // namespace coverage
