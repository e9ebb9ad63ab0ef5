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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryFilesTest {
  private static final String ID = "0123456789abcdef0123456789abcdef01234567";
  private static final String JDK = "A vendor 17.0.15+6-Debian-1";

  private static MicroDocument document(Optional<Commit> commit) {
    return document(MicroDocument.KIND, commit);
  }

  private static MicroDocument document(String kind, Optional<Commit> commit) {
    return new MicroDocument(
        Document.SCHEMA_VERSION,
        kind,
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

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "../../x", "/etc", "abc1234", "main", "0123/../../x", "HEAD~1"})
  void nameThatCouldLeadOutOfTheHistory_isRefused(String name) {
    Commit commit = new Commit(name, Optional.empty(), Instant.EPOCH, false);
    assertThatThrownBy(() -> HistoryFiles.file(Path.of("h"), document(Optional.of(commit))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("commit must be ")
        .hasMessageEndingWith(": \"" + name + "\"");
    String kind = "/" + name;
    assertThatThrownBy(() -> HistoryFiles.file(Path.of("h"), document(kind, commit(false))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("kind must be ");
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
    String java8 = key("cpu", 4, memory, "a VM 1.8.0_402");
    assertThat(java8).isNotEqualTo(key).isEqualTo(key("cpu", 4, memory, "a VM 1.8.0_412-b01"));
    assertThat(key("cpu", 4, memory, "a VM 1.7.0_80")).isNotEqualTo(java8);
    assertThat(key("cpu", 4, memory, "Temurin 25.0.1+8-LTS")).isNotEqualTo(key);
    assertThat(key("cpu", 8, memory, "Debian 17.0.15+6")).isNotEqualTo(key);
    assertThat(key("cpu", 4, memory / 2, "Debian 17.0.15+6")).isNotEqualTo(key);
    assertThat(key("other", 4, memory, "Debian 17.0.15+6")).isNotEqualTo(key);
  }
}
