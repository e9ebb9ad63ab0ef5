package io.plumbline.balancing.tick;

import io.plumbline.balancing.ServerReport;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The requests and probes that are under way, each in a slot that is used again after its end.
 *
 * <p>A slot is a row of {@link #cells}, so that its fields share a cache line: {@code cells[slot *
 * WIDTH + FIELD]}. Slot 0 is nobody's, so it can end lists. Not thread-safe.
 */
final class TickSlots {
  static final int WIDTH = 16;

  /** The channel; for a request that is still picking, its client. */
  static final int CHANNEL = 0;

  static final int NUMBER = 1;
  static final int PROBE = 2;
  static final int STARTED = 3;
  static final int SENT = 4;
  static final int TICKS_SENDING = 5;
  static final int FIRST_QUEUED = 6;
  static final int FIRST_PROCESSING = 7;
  static final int FINISHED = 8;

  /** When the present state was entered. */
  static final int ENTERED = 9;

  static final int TICKS_QUEUED = 10;
  static final int TICKS_PROCESSING = 11;

  /** How often it was taken up. */
  static final int TIMES = 12;

  /** When it leaves the list that it is in. */
  static final int DUE = 13;

  static final int NEXT = 14;

  /** Its server's count of what was taken up: orders what is being processed. */
  static final int ORDER = 15;

  int[] cells = new int[WIDTH << 10];
  ServerReport[] reports = emptyReports(1 << 10);
  @Nullable TickProbe[] probes = new TickProbe[1 << 10];

  private int used = 1;
  private int free;

  private static ServerReport[] emptyReports(int count) {
    ServerReport[] reports = new ServerReport[count];
    Arrays.fill(reports, ServerReport.EMPTY);
    return reports;
  }

  /** Returns a slot whose cells are all 0. */
  int take() {
    if (free != 0) {
      int slot = free;
      free = cells[slot * WIDTH + NEXT];
      Arrays.fill(cells, slot * WIDTH, slot * WIDTH + WIDTH, 0);
      return slot;
    }
    if (used == reports.length) {
      int capacity = Math.multiplyExact(2, used);
      cells = Arrays.copyOf(cells, Math.multiplyExact(capacity, WIDTH));
      reports = Arrays.copyOf(reports, capacity);
      Arrays.fill(reports, used, capacity, ServerReport.EMPTY);
      probes = Arrays.copyOf(probes, capacity);
    }
    return used++;
  }

  void release(int slot) {
    reports[slot] = ServerReport.EMPTY;
    probes[slot] = null;
    cells[slot * WIDTH + NEXT] = free;
    free = slot;
  }
}
