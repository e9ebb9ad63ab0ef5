package io.plumbline.scheduler;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;

/**
 * Who is served next.
 *
 * <p>An order over whatever waits, and nothing else: it knows no clock, no queue and no request, so
 * a server and a simulator can share it. Every order is total: what ties is served in arrival
 * order.
 */
public enum QueueDiscipline {
  /** First come, first served. */
  FIFO("fifo"),

  /** The lowest tier number first; within a tier, first come, first served. */
  PRIORITY("priority"),

  /** The earliest deadline first; what has no deadline comes last. */
  EDF("edf"),

  /** The lowest tier number first; within a tier, the earliest deadline. */
  PRIORITY_EDF("priority-edf");

  /** The {@link Waiting#deadlineNanos()} of what may wait for ever. */
  public static final long NO_DEADLINE = 0;

  /** What a discipline may ask of something that waits. The answers must not change meanwhile. */
  public interface Waiting {

    /** The priority class; 1 is the most important. */
    int tier();

    /** When it is due, on any one clock; {@link #NO_DEADLINE} if never. */
    long deadlineNanos();

    /** Its place in the order of arrival; unique in its queue. */
    long arrivalSequence();
  }

  private static final Comparator<Waiting> BY_ARRIVAL =
      Comparator.comparingLong(Waiting::arrivalSequence);
  private static final Comparator<Waiting> BY_TIER = Comparator.comparingInt(Waiting::tier);
  private static final Comparator<Waiting> BY_DEADLINE =
      Comparator.comparingLong(
          waiting ->
              waiting.deadlineNanos() == NO_DEADLINE ? Long.MAX_VALUE : waiting.deadlineNanos());

  private final String commandLineName;

  QueueDiscipline(String commandLineName) {
    this.commandLineName = commandLineName;
  }

  /**
   * Returns the discipline with this {@link #commandLineName()}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static QueueDiscipline named(String commandLineName) {
    return Arrays.stream(values())
        .filter(discipline -> discipline.commandLineName.equals(commandLineName))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown queue discipline \"%s\"; known: %s"
                        .formatted(
                            commandLineName,
                            Arrays.stream(values())
                                .map(QueueDiscipline::commandLineName)
                                .collect(Collectors.joining(", ")))));
  }

  /** The name on the command line and in documents: {@code fifo}, {@code priority}, ... */
  public String commandLineName() {
    return commandLineName;
  }

  /** Whether a request passes those of less important tiers, whenever they came. */
  public boolean servesByTier() {
    return switch (this) {
      case FIFO, EDF -> false;
      case PRIORITY, PRIORITY_EDF -> true;
    };
  }

  /** Orders what waits; the smallest is served next. */
  public Comparator<Waiting> order() {
    return switch (this) {
      case FIFO -> BY_ARRIVAL;
      case PRIORITY -> BY_TIER.thenComparing(BY_ARRIVAL);
      case EDF -> BY_DEADLINE.thenComparing(BY_ARRIVAL);
      case PRIORITY_EDF -> BY_TIER.thenComparing(BY_DEADLINE).thenComparing(BY_ARRIVAL);
    };
  }
}
