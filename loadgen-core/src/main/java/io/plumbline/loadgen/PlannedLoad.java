package io.plumbline.loadgen;

/**
 * How much an open-loop plan will still ask for: what lets a backlog that the plan itself will
 * drain be told from one that it will not.
 */
interface PlannedLoad {

  /** The number of requests due at or before an offset of the run. */
  long dueBy(long atNanos);

  /** When the last request is due. */
  long lastNanos();

  static PlannedLoad of(ArrivalSchedule schedule) {
    return new PlannedLoad() {
      @Override
      public long dueBy(long atNanos) {
        int due = 0;
        int notDue = schedule.count();
        while (due < notDue) {
          int middle = (due + notDue) >>> 1;
          if (schedule.offsetNanos(middle) <= atNanos) {
            due = middle + 1;
          } else {
            notDue = middle;
          }
        }
        return due;
      }

      @Override
      public long lastNanos() {
        return schedule.lastNanos();
      }
    };
  }
}
