package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.results.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentProbeTest {
  @TempDir private Path root = Path.of("");

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  @Test
  void probe_readsTheKernelsFiles() throws IOException {
    write("proc/cpuinfo", "processor\t: 0\nmodel name\t: Some CPU 9\n");
    write("proc/meminfo", "MemTotal:       2048 kB\nMemFree: 1 kB\n");
    write("proc/loadavg", "0.25 0.5 0.7 1/100 7\n");
    write("proc/stat", "cpu  100 0 0 100 0 0 0 10 0 0\n");
    write("sys/fs/cgroup/cpu.max", "150000 100000\n");
    write("sys/fs/cgroup/memory.max", "max\n");
    EnvironmentProbe probe = new EnvironmentProbe(root);
    // 200 ticks pass, 20 of them stolen.
    write("proc/stat", "cpu  190 0 0 190 0 0 0 30 0 0\n");
    Environment environment = probe.environment("test");
    assertThat(environment.cpuModel()).contains("Some CPU 9");
    assertThat(environment.memoryBytes()).hasValue(2048 * 1024);
    assertThat(environment.loadAverage()).hasValue(.25);
    assertThat(environment.containerCpus()).hasValue(1.5);
    assertThat(environment.containerMemoryBytes()).isEmpty();
    assertThat(environment.stealRatio()).hasValue(.1);
    assertThat(environment.governor()).isEmpty();
  }

  @Test
  void probe_leavesAbsentWhatItCannotRead() {
    Environment environment = new EnvironmentProbe(root).environment("test");
    assertThat(environment.cpuModel()).isEmpty();
    assertThat(environment.memoryBytes()).isEmpty();
    assertThat(environment.stealRatio()).isEmpty();
    assertThat(environment.cores()).isPositive();
  }
}
