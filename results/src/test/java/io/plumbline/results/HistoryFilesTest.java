package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class HistoryFilesTest {
  private static final String ID = "0123456789abcdef0123456789abcdef01234567";
  private static final String JDK = "A vendor 17.0.15+6-Debian-1";

  private static MicroDocument document(Optional<Commit> commit) {
    return new MicroDocument(
        Document.SCHEMA_VERSION,
        MicroDocument.KIND,
        commit,
        MicroDocumentTest.environment(JDK),
        Instant.parse("2026-01-02T03:04:05.006007Z"),
        List.of(),
        "quick",
        true,
        List.of(),
        List.of(),
        Map.of());
  }

  private static Optional<Commit> commit(boolean dirty) {
    return Optional.of(new Commit(ID, Optional.empty(), Instant.EPOCH, dirty));
  }

  private static String key(String cpu, int cores, long memoryBytes, String jdk) {
    return HistoryFiles.machineKey(
        new Environment(
            "plumbline",
            Optional.of(cpu),
            cores,
            OptionalLong.of(memoryBytes),
            "Linux",
            jdk,
            List.of(),
            1,
            Optional.empty(),
            OptionalDouble.empty(),
            OptionalLong.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty()));
  }

  @Test
  void document_liesUnderItsCommit_byKindTimeAndMachine() {
    String key = HistoryFiles.machineKey(MicroDocumentTest.environment(JDK));
    assertThat(key).matches("[0-9a-f]{8}");
    Path history = Path.of("h");
    assertThat(HistoryFiles.file(history, document(commit(false))))
        .isEqualTo(Path.of("h/" + ID + "/micro-20260102T030405.006Z-" + key + ".json"));
    assertThat(HistoryFiles.file(history, document(commit(true))).getParent())
        .as("what a changed tree gave is not the commit's")
        .isEqualTo(Path.of("h/" + ID + "-dirty"));
    assertThatThrownBy(() -> HistoryFiles.file(history, document(Optional.empty())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void machineKey_namesWhatMakesMachinesComparable() {
    long memory = 33_500_000_000L;
    String key = key("cpu", 4, memory, "Debian 17.0.15+6");
    assertThat(key("cpu", 4, memory, "Debian 17.0.16+8")).as("a Java update").isEqualTo(key);
    assertThat(key("cpu", 4, memory, "Temurin 17")).as("a vendor").isEqualTo(key);
    assertThat(key("cpu", 4, memory - 200_000_000L, "Debian 17.0.15+6"))
        .as("a kernel that keeps more for itself")
        .isEqualTo(key);
    assertThat(key("cpu", 4, memory, "Temurin 25.0.1+8-LTS")).isNotEqualTo(key);
    assertThat(key("cpu", 8, memory, "Debian 17.0.15+6")).isNotEqualTo(key);
    assertThat(key("cpu", 4, memory / 2, "Debian 17.0.15+6")).isNotEqualTo(key);
    assertThat(key("other", 4, memory, "Debian 17.0.15+6")).isNotEqualTo(key);
  }
}
