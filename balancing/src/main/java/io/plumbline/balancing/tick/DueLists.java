package io.plumbline.balancing.tick;

import static io.plumbline.balancing.tick.TickSlots.DUE;
import static io.plumbline.balancing.tick.TickSlots.NEXT;
import static io.plumbline.balancing.tick.TickSlots.WIDTH;

/**
 * For each of many owners, lists of slots by the tick they are due in, each in the order in which
 * slots were added: what the notebook finds by counting down every request in every tick.
 *
 * <p>A wheel of ticks; what is due later than a turn from now stays in its list and is passed over.
 * Not thread-safe.
 */
final class DueLists {
  private static final int TURN = 32;

  private final TickSlots slots;
  private final int owners;
  private final int[] heads;
  private final int[] tails;

  DueLists(TickSlots slots, int owners) {
    this.slots = slots;
    this.owners = owners;
    this.heads = new int[Math.multiplyExact(TURN, owners)];
    this.tails = new int[heads.length];
  }

  void add(int owner, int slot, int dueTick) {
    int[] cells = slots.cells;
    cells[slot * WIDTH + DUE] = dueTick;
    cells[slot * WIDTH + NEXT] = 0;
    link(row(owner, dueTick), slot, cells);
  }

  /**
   * Takes out what is due now, and returns the first of it, or 0; the others follow by {@link
   * TickSlots#NEXT}, which has to be read before the slot is put into another list.
   */
  int takeDue(int owner, int now) {
    int row = row(owner, now);
    int head = heads[row];
    return head == 0 ? 0 : sort(row, head, now);
  }

  private int sort(int row, int head, int now) {
    int[] cells = slots.cells;
    heads[row] = 0;
    int firstDue = 0;
    int lastDue = 0;
    for (int slot = head; slot != 0; ) {
      int next = cells[slot * WIDTH + NEXT];
      cells[slot * WIDTH + NEXT] = 0;
      if (cells[slot * WIDTH + DUE] == now) {
        if (firstDue == 0) {
          firstDue = slot;
        } else {
          cells[lastDue * WIDTH + NEXT] = slot;
        }
        lastDue = slot;
      } else {
        link(row, slot, cells);
      }
      slot = next;
    }
    return firstDue;
  }

  private void link(int row, int slot, int[] cells) {
    if (heads[row] == 0) {
      heads[row] = slot;
    } else {
      cells[tails[row] * WIDTH + NEXT] = slot;
    }
    tails[row] = slot;
  }

  /** Takes out all that an owner has, whenever it is due; fills the array and returns how many. */
  int takeAll(int owner, int[] into) {
    int count = 0;
    for (int tick = 0; tick < TURN; tick++) {
      int row = row(owner, tick);
      for (int slot = heads[row]; slot != 0; slot = slots.cells[slot * WIDTH + NEXT]) {
        into[count++] = slot;
      }
      heads[row] = 0;
    }
    return count;
  }

  private int row(int owner, int tick) {
    // All owners of one tick together: a tick looks at every owner.
    return (tick & (TURN - 1)) * owners + owner;
  }
}
