package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.loadgen.GeneratorHealth;
import io.plumbline.loadgen.HealthReading;
import io.plumbline.loadgen.InFlight;
import io.plumbline.loadgen.RunClock;
import io.plumbline.loadgen.RunSampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthProbeTest {
  private static final RunSampler.Sampled SAMPLED =
      new RunSampler.Sampled(Optional.of(new InFlight(2, 1, 0, 0, 1, List.of())), 3, 5, List.of());

  @TempDir private Path root = Path.of("");

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void thread(int id, String name, String schedule, int switches) throws IOException {
    write("proc/self/task/" + id + "/comm", name + "\n");
    write("proc/self/task/" + id + "/schedstat", schedule + "\n");
    write(
        "proc/self/task/" + id + "/status",
        "Name:\t" + name + "\nnonvoluntary_ctxt_switches:\t" + switches + "\n");
  }

  @Test
  void waits_areThoseOfThreadsThatStillLiveAndOfThoseThatEnded() throws IOException {
    thread(1, "main", "1000 0 1", 0);
    thread(2, "plumbline-issue", "5000 100 9", 10);
    ThreadWaits waits = new ThreadWaits(new KernelFiles(root));
    // Before anything happens nothing is known.
    assertThat(waits.processWait()).isEmpty();
    thread(2, "plumbline-issue", "5200 700 9", 14);
    waits.look();
    Files.delete(root.resolve("proc/self/task/2/schedstat"));
    thread(1, "main", "1100 100 1", 0);
    waits.look();
    // Ran 200 and 100, waited 600 and 100.
    assertThat(waits.processWait()).hasValue(.7);
    assertThat(waits.issuerWaitNanos()).hasValue(600);
    assertThat(waits.issuerSwitches()).hasValue(4);
  }

  @Test
  void readings_areDifferencesBetweenStartAndStop() throws IOException, InterruptedException {
    write("proc/stat", "cpu  100 0 0 100 0 0 0 10 0 0\n");
    write("proc/net/snmp", "Ip: A\nIp: 1\nTcp: OutSegs RetransSegs\nTcp: 1000 7\n");
    HealthProbe probe = HealthProbe.start(RunClock.system(), root);
    write("proc/stat", "cpu  190 0 0 190 0 0 0 30 0 0\n");
    write("proc/net/snmp", "Ip: A\nIp: 1\nTcp: OutSegs RetransSegs\nTcp: 1500 9\n");
    GeneratorHealth health = probe.stop(RunClock.system().epochNanos(), SAMPLED);
    assertThat(health.readings())
        .containsEntry(HealthReading.STEAL, .1)
        .containsEntry(HealthReading.TCP_SENT, 500.0)
        .containsEntry(HealthReading.TCP_RETRANSMITTED, 2.0)
        .containsEntry(HealthReading.HICCUP_P99, 3.0)
        .containsEntry(HealthReading.HICCUP_MAX, 5.0);
  }

  @Test
  void whatCannotBeRead_isAbsent() throws InterruptedException {
    HealthProbe probe = HealthProbe.start(RunClock.system(), root);
    GeneratorHealth health = probe.stop(RunClock.system().epochNanos(), SAMPLED);
    assertThat(health.readings())
        .doesNotContainKeys(
            HealthReading.STEAL,
            HealthReading.PROCESS_WAIT,
            HealthReading.ISSUER_WAIT,
            HealthReading.ISSUER_SWITCHES,
            HealthReading.TCP_SENT,
            HealthReading.TCP_RETRANSMITTED);
  }

  @Test
  void collections_areToldWhenTheyRan() throws InterruptedException {
    HealthProbe probe = HealthProbe.start(RunClock.system(), root);
    long startedEpochNanos = RunClock.system().epochNanos();
    System.gc();
    GeneratorHealth health = probe.stop(startedEpochNanos, SAMPLED);
    assertThat(health.readings().getOrDefault(HealthReading.GC_TIME, 0.0)).isBetween(0.0, 1.0);
    // They are told by a thread of the JVM, which may come too late for this one.
    assertThat(health.collections())
        .allSatisfy(
            pause -> {
              assertThat(pause.lengthNanos()).isPositive();
              assertThat((double) pause.atNanos()).isCloseTo(0, within(60e9));
            });
  }

  @Test
  void perfCounters_areThisJvmsWhereItKeepsThem() throws IOException {
    Map<String, Long> own = PerfCounters.own();
    if (!own.isEmpty()) {
      assertThat(own)
          .containsKeys("sun.rt.safepoints", "sun.rt.safepointTime", "sun.os.hrt.frequency");
    }
    assertThat(PerfCounters.read(root.resolve("none"))).isEmpty();
    write("short", "abc");
    write("other", "x".repeat(1000));
    assertThat(PerfCounters.read(root.resolve("short"))).isEmpty();
    assertThat(PerfCounters.read(root.resolve("other"))).isEmpty();
  }
}
