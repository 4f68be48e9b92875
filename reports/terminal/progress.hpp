// How far a run is, on stderr: one line that is redrawn on a terminal, a line every 10 % or 30 s elsewhere.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace reports {

/// Workers add what they have done from any thread; whoever comes at the right moment draws. No thread of its own, and
/// nothing here reaches a result.
class Progress {
 public:
  struct Settings {
    bool terminal = false;  ///< redraw one line
    bool unicode = true;
    std::size_t width = 80;
    std::function<void(std::string_view)> write{};  ///< called under a lock; usually stderr
    std::function<double()> now_s{};                ///< a steady clock in seconds; empty: the system's
  };

  /// `total` is in any unit of work (simulated nanoseconds × runs, say).
  Progress(std::string label, std::uint64_t total, Settings settings);

  /// Thread-safe and cheap: two atomic additions, and at most ten draws a second among all threads.
  void advance(std::uint64_t work, std::uint64_t requests);
  /// Clears the line on a terminal. Call once, after the workers.
  void finish();

 private:
  void draw_terminal(double elapsed);
  void draw_log(double elapsed);
  double fraction() const;
  std::string facts(double elapsed) const;

  std::string label_{};
  std::uint64_t total_ = 1;
  Settings settings_{};
  double start_s_ = 0.0;
  std::atomic<std::uint64_t> done_{0};
  std::atomic<std::uint64_t> requests_{0};
  std::mutex drawing_{};
  double last_drawn_s_ = 0.0;
  double last_decile_ = 0.0;
  bool line_open_ = false;
};

}  // namespace reports
