package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.loadgen.ArrivalSchedule;
import io.plumbline.loadgen.LoadPlan;
import io.plumbline.loadgen.TensorGenerator;
import io.plumbline.loadgen.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What our generator puts on the wire, told by a server that shares no code with it. */
class ForeignServerTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long SEED = 7;
  private static final int VALUES = 150_528;
  private static final long MILLI = 1_000_000;

  /** Two clocks of one machine, read in two processes. */
  private static final long CLOCK_TOLERANCE_NANOS = 50 * MILLI;

  private static final Map<String, Long> SLO_NANOS =
      Map.of("urgent", 100 * MILLI, "normal", 500 * MILLI, "relaxed", 2000 * MILLI);

  private static final Map<String, String> STATUS_OF_ANSWER =
      Map.of("served", "OK", "rejected", "REJECTED", "aborted", "RESOURCE_EXHAUSTED");

  @Test
  void foreignServer_receivesWhatTheRowsAndThePlanSay(@TempDir Path folder)
      throws IOException, InterruptedException {
    Python python = Python.orSkip(folder);
    Path records = folder.resolve("records.jsonl");
    Path csvFile = folder.resolve("metrics.csv");
    Path jsonFile = folder.resolve("result.json");
    try (TestProcess server =
        python.start(
            folder,
            "scheduler_server.py",
            "--records",
            records.toString(),
            "--reject-every",
            "7",
            "--abort-every",
            "11")) {
      String port = server.out().await("", LIMIT);
      try (TestProcess run =
          TestProcess.plumbline(
              folder,
              "run",
              "--scheduler-url",
              "127.0.0.1:" + port,
              "--total-qps",
              "20",
              "--duration-ms",
              "2000",
              "--min-query-count",
              "1",
              "--seed",
              Long.toString(SEED),
              "--output-dir",
              folder.resolve("logs").toString(),
              "--metrics-csv",
              csvFile.toString(),
              "--json",
              jsonFile.toString())) {
        assertThat(run.awaitExit(LIMIT)).as("%s", run.err().all(LIMIT)).isIn(0, 3);
      }
      server.closeInput();
      assertThat(server.awaitExit(LIMIT)).as("%s", server.err().all(LIMIT)).isZero();
    }

    Csv csv = Csv.read(csvFile);
    Map<Long, JsonNode> received = byDeadline(records);
    ArrivalSchedule schedule = plan();
    assertThat(csv.rows()).hasSize(schedule.count());
    assertThat(received).as("one record per row").hasSize(schedule.count());
    for (Csv.Row row : csv.rows()) {
      requireAgreement(row, received, schedule);
    }
    assertThat(received.values().stream().map(r -> text(r, "sha256")).distinct())
        .as("tensors that differ from all others")
        .hasSize(schedule.count());
    requireErrorGroups(JsonMapper.builder().build().readTree(jsonFile.toFile()), received);
  }

  private static ArrivalSchedule plan() {
    Workload balanced = Workload.preset("balanced").orElseThrow();
    return ArrivalSchedule.of(new LoadPlan(balanced, 20, 2000 * MILLI, 1, SEED, Optional.empty()));
  }

  private static void requireAgreement(
      Csv.Row row, Map<Long, JsonNode> received, ArrivalSchedule schedule) {
    int index = Math.toIntExact(row.number("sample_id"));
    long issuedNanos = row.number("timestamp_issued");
    long deadlineNanos =
        issuedNanos + Objects.requireNonNull(SLO_NANOS.get(row.text("slo")), row.text("slo"));
    JsonNode record = received.get(deadlineNanos);
    assertThat(record).as("the record of row %s, by its deadline", row).isNotNull();

    assertThat(record.get("tier").asLong()).as("%s", row).isEqualTo(row.number("tier"));
    assertThat(text(record, "model_name")).as("%s", row).isEqualTo(row.text("model"));
    assertThat(row.text("model")).as("%s", row).isEqualTo(schedule.model(index).name());
    assertThat(record.get("input_shape")).map(JsonNode::asInt).containsExactly(1, 3, 224, 224);
    assertThat(record.get("tensor_length").asInt()).isEqualTo(VALUES);
    assertThat(record.get("min").asDouble()).as("%s", row).isBetween(0.0, 0.001);
    assertThat(record.get("max").asDouble()).as("%s", row).isBetween(0.999, Math.nextDown(1.0));
    assertThat(text(record, "sha256"))
        .as("the tensor of %s, remade from its seed and index", row)
        .isEqualTo(sha256(schedule.tensorKey(index)));
    assertThat(record.get("received_ns").asLong())
        .as("the wall clock at the server, of %s", row)
        .isBetween(
            issuedNanos - CLOCK_TOLERANCE_NANOS,
            issuedNanos + row.number("service_ns") + CLOCK_TOLERANCE_NANOS);

    assertThat(row.text("status")).isEqualTo(STATUS_OF_ANSWER.get(text(record, "answer")));
    boolean inTime =
        row.number("latency_ns") <= Objects.requireNonNull(SLO_NANOS.get(row.text("slo")));
    assertThat(row.text("slo_met"))
        .as("%s", row)
        .isEqualTo(Boolean.toString(row.text("status").equals("OK") && inTime));
  }

  private static void requireErrorGroups(JsonNode document, Map<Long, JsonNode> received) {
    Map<String, Long> counts = new HashMap<>();
    received.values().forEach(r -> counts.merge(text(r, "answer"), 1L, Long::sum));
    assertThat(counts).containsKeys("served", "rejected", "aborted");
    assertThat(document.at("/run/errors"))
        .map(e -> text(e, "status") + " " + text(e, "message") + " " + e.get("count").asLong())
        .containsExactlyInAnyOrder(
            "REJECTED not today, says the foreign server " + counts.get("rejected"),
            "RESOURCE_EXHAUSTED no room, says the foreign server " + counts.get("aborted"));
  }

  private static Map<Long, JsonNode> byDeadline(Path records) throws IOException {
    JsonMapper mapper = JsonMapper.builder().build();
    Map<Long, JsonNode> received = new HashMap<>();
    List<String> lines = Files.readAllLines(records);
    for (String line : lines) {
      JsonNode record = mapper.readTree(line);
      received.put(record.get("deadline_ns").asLong(), record);
    }
    assertThat(received).as("deadlines that differ from all others").hasSameSizeAs(lines);
    return received;
  }

  private static String text(JsonNode node, String field) {
    return node.required(field).asText();
  }

  private static String sha256(long tensorKey) {
    byte[] tensor = new byte[VALUES * Float.BYTES];
    TensorGenerator.COUNTER.newFiller().fillWire(tensorKey, tensor, 0, VALUES);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(tensor));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
