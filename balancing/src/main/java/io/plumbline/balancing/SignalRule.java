package io.plumbline.balancing;

import java.util.List;

/** Which of the servers that were probed is best, and which is worst; of one client. */
abstract class SignalRule {

  /** Negative if the first is better. */
  abstract int compare(Signal a, Signal b);

  /** A probe has told this. */
  void saw(Signal signal) {}

  /** A call that was sent there has ended. */
  void ended(Endpoint endpoint, boolean ok) {}

  /** Returns the position of the one to send to; of equals, the one that was heard of last. */
  final int best(List<Signal> signals) {
    int best = 0;
    for (int i = 1; i < signals.size(); i++) {
      if (compare(signals.get(i), signals.get(best)) <= 0) {
        best = i;
      }
    }
    return best;
  }

  /** Returns the position of the one to forget; of equals, the one that was heard of first. */
  final int worst(List<Signal> signals) {
    int worst = 0;
    for (int i = 1; i < signals.size(); i++) {
      if (compare(signals.get(i), signals.get(worst)) > 0) {
        worst = i;
      }
    }
    return worst;
  }
}
