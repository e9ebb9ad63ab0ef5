package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedRowsTest {
  @TempDir private Path folder;

  @Test
  void rows_areInOrder_andWhatTheFileHeldOfOthersStays() throws IOException {
    Path file = folder.resolve("deeper").resolve("rows.csv");
    try (SimulatedRows rows = new SimulatedRows(file, List.of("x"))) {
      rows.add("b", 1, List.of(List.of("b1")));
      rows.add("a, \"1\"", 2, List.of(List.of("a2"), List.of("a2,")));
      rows.add("a, \"1\"", 1, List.of(List.of("a1")));
      rows.write(file, List.of("a, \"1\"", "b"), name -> true);
    }
    assertThat(file)
        .hasContent(
            """
            algorithm,repetition,x
            "a, ""1\""",1,a1
            "a, ""1\""",2,a2
            "a, ""1\""",2,"a2,"
            b,1,b1
            """);
    try (SimulatedRows rows = new SimulatedRows(file, List.of("x"))) {
      rows.add("a, \"1\"", 2, List.of(List.of("new")));
      rows.write(file, List.of("a, \"1\""), name -> !name.equals("b"));
    }
    assertThat(file)
        .hasContent(
            """
            algorithm,repetition,x
            "a, ""1\""",1,a1
            "a, ""1\""",2,new
            """);
    try (Stream<Path> left = Files.list(file.resolveSibling(""))) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void fileOfOtherColumns_isReplaced() throws IOException {
    Path file = folder.resolve("rows.csv");
    Files.writeString(file, "algorithm,repetition,y\na,1,2\n");
    try (SimulatedRows rows = new SimulatedRows(file, List.of("x"))) {
      rows.add("b", 1, List.of(List.of("3")));
      rows.write(file, List.of("b"), name -> true);
    }
    assertThat(file).hasContent("algorithm,repetition,x\nb,1,3\n");
  }
}
