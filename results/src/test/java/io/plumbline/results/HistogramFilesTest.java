package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;

class HistogramFilesTest {
  private static final FakeRows ROWS =
      new FakeRows()
          .add(0, "OK", 0, 1, 50)
          .add(0, "OK", 100, 101, 350)
          .add(0, "UNAVAILABLE", 1200, 1201, 1210)
          .add(1, "OK", 2500, 2501, 4500);

  @Test
  void intervalLog_isReadBackByHdrHistogram() {
    String log = HistogramFiles.hlog(FakeRun.of(ROWS, 2500));
    List<String> read = new ArrayList<>();
    try (HistogramLogReader reader =
        new HistogramLogReader(new ByteArrayInputStream(log.getBytes(StandardCharsets.UTF_8)))) {
      while (reader.hasNext()) {
        Histogram second = (Histogram) reader.nextIntervalHistogram();
        read.add(
            (second.getStartTimeStamp() - 1_767_323_045_678L)
                + " ms: "
                + second.getTotalCount()
                + " up to "
                + Math.round(second.getMaxValue() / 1e6));
      }
      assertThat(reader.getStartTimeSec()).isEqualTo(1_767_323_045.678);
    }
    assertThat(read)
        .as("the second with a failure alone has no histogram")
        .containsExactly("0 ms: 2 up to 250", "2000 ms: 1 up to 2001");
  }

  @Test
  void percentileDistribution_isOfOneEntry_andSaysWhatItLacks() {
    LoadDocument run = FakeRun.of(ROWS, 2500);
    List<String> lines = HistogramFiles.hgrm(run.entries().get(0)).lines().toList();
    assertThat(lines.get(0))
        .isEqualTo(
            "#[1:urgent: response time in ms of 2 requests that ended OK; 1 did not, and rank"
                + " above]");
    assertThat(lines.get(1).strip().split(" +"))
        .containsExactly("Value", "Percentile", "TotalCount", "1/(1-Percentile)");
    assertThat(lines)
        .anyMatch(line -> line.matches(" +50\\.\\d{3} 0\\.0{12} +1 +1\\.00"))
        .anyMatch(line -> line.matches(" +250\\.\\d{3} 1\\.0{12} +2"));
    LoadEntry none = FakeRun.of(new FakeRows().add(0, "UNAVAILABLE", 0, 1, 2), 1).entries().get(0);
    assertThat(HistogramFiles.hgrm(none).lines())
        .containsExactly(
            "#[1:urgent: response time in ms of 0 requests that ended OK; 1 did not, and rank"
                + " above]");
  }
}
