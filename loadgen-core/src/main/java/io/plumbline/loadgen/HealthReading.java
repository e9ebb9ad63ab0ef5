package io.plumbline.loadgen;

/**
 * What can be read of a generator's health during a run.
 *
 * <p>Identifiers are keys in stored results and in calibrations: treat them as published.
 */
public enum HealthReading {
  STEAL("steal", "1", "share of the machine's processor time that the hypervisor took"),
  GC_TIME("gc_time", "1", "share of the run in which collections stopped the generator"),
  GC_PAUSE_MAX("gc_pause_max", "ns", "the longest stop for a collection"),
  HEAP_AFTER_GC("heap_after_gc", "1", "the most that a collection left in use, of the whole heap"),
  SAFEPOINT_TIME("safepoint_time", "1", "share of the run in which the JVM held all threads"),
  SAFEPOINTS("safepoints", "1", "how often the JVM held all threads"),
  PROCESS_CPU("process_cpu", "1", "processor time of the generator, of all that it may use"),
  PROCESS_WAIT(
      "process_wait",
      "1",
      "of the time in which the generator's threads wanted a processor, the share without one"),
  ISSUER_WAIT(
      "issuer_wait", "1", "share of the run in which an issuing thread waited for a processor"),
  ISSUER_SWITCHES(
      "issuer_switches", "1", "how often issuing threads lost a processor that they still wanted"),
  HICCUP_P99(
      "hiccup_p99",
      "ns",
      "how late a thread that does nothing wakes at 99 of 100 instants of the run, or less"),
  HICCUP_MAX("hiccup_max", "ns", "the longest time for which a thread that does nothing overslept"),
  TCP_SENT("tcp_sent", "1", "TCP segments sent by everybody on this host"),
  TCP_RETRANSMITTED("tcp_retransmitted", "1", "TCP segments sent again by everybody on this host");

  private final String id;
  private final String unit;
  private final String meaning;

  HealthReading(String id, String unit, String meaning) {
    this.id = id;
    this.unit = unit;
    this.meaning = meaning;
  }

  /** Its name in results. */
  public String id() {
    return id;
  }

  /** {@code ns}; {@code 1} for counts and ratios. */
  public String unit() {
    return unit;
  }

  /** What it tells, in words. */
  public String meaning() {
    return meaning;
  }
}
