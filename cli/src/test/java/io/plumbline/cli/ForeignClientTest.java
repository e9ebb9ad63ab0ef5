package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What our scheduler answers, told by a client that shares no code with it. */
class ForeignClientTest {
  private static final Duration LIMIT = Duration.ofSeconds(40);
  private static final long RESNET50_NANOS = 8_000_000;
  private static final long VIT_NANOS = 1_500_000_000;

  @Test
  void foreignClient_isServedByTheContract_andAServerThatIsToldToStopFinishesWhatItTook(
      @TempDir Path folder) throws IOException, InterruptedException {
    Python python = Python.orSkip(folder);
    try (TestProcess serve =
        TestProcess.plumbline(
            folder, "serve", "--port", "0", "--service-time", "vit=constant:1500")) {
      String address = serve.out().await("listening on ", LIMIT).replace("listening on ", "");
      JsonNode summary;
      try (TestProcess client =
          python.start(
              folder, "scheduler_client.py", "--address", address, "--valid", "5", "--held", "2")) {
        client.out().await("holding", LIMIT);
        serve.signal("TERM");
        assertThat(client.awaitExit(LIMIT)).as("%s", client.err().all(LIMIT)).isZero();
        summary = JsonMapper.builder().build().readTree(client.out().await("{", LIMIT));
      }
      assertThat(serve.awaitExit(LIMIT)).isZero();

      assertThat(summary.get("valid"))
          .hasSize(5)
          .allSatisfy(answer -> requireServed(answer, RESNET50_NANOS));
      assertThat(summary.get("held"))
          .hasSize(2)
          .allSatisfy(answer -> requireServed(answer, VIT_NANOS));
      assertThat(summary.at("/wrong_shape/code").asText()).isEqualTo("INVALID_ARGUMENT");
      assertThat(summary.at("/wrong_shape/details").asText())
          .contains("[1, 3, 224, 225]", "150528");
      assertThat(summary.at("/late/code").asText()).isEqualTo("DEADLINE_EXCEEDED");
      assertThat(summary.at("/health").asText()).as("SERVING, in bytes").isEqualTo("0801");
      assertThat(summary.at("/stats").toString())
          .isEqualTo(
              "{'received':7,'served':5,'refused_full':0,'refused_late':1,'refused_invalid':1,'cancelled':0,'queue_depth':0,'max_queue_depth':0,'in_service':0}"
                  .replace('\'', '"'));
      List<String> out = serve.out().all(LIMIT);
      assertThat(out).hasSize(2);
      assertThat(out.get(1).split(" "))
          .contains(
              "received=9",
              "served=7",
              "refused_full=0",
              "refused_late=1",
              "refused_invalid=1",
              "cancelled=0",
              "queue_depth=0",
              "in_service=0");
      assertThat(serve.err().all(LIMIT)).containsExactly("serve: draining");
    }
  }

  private static void requireServed(JsonNode answer, long serviceNanos) {
    assertThat(answer.get("echoed").asBoolean()).isTrue();
    assertThat(answer.get("success").asBoolean()).isTrue();
    assertThat(Long.parseLong(answer.get("queued_ns").asText())).isNotNegative();
    assertThat(Long.parseLong(answer.get("served_ns").asText()))
        .isBetween(serviceNanos, serviceNanos + 2_000_000_000);
  }
}
