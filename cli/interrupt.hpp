// Ctrl-C, and the batch engine's "enough": at once while nothing is being written, after the writing otherwise.
#pragma once

namespace cli {

/// From now on SIGINT, SIGTERM and SIGHUP end the program with a message and 128 + their number.
void handle_interrupts();

/// While one lives, a signal waits, so that files appear whole and no temporary stays. A second signal ends the program
/// at once.
class InterruptsWait {
 public:
  InterruptsWait();
  InterruptsWait(const InterruptsWait&) = delete;
  InterruptsWait& operator=(const InterruptsWait&) = delete;
  ~InterruptsWait();

  /// The signal that came, or 0.
  static int signal();
};

}  // namespace cli
