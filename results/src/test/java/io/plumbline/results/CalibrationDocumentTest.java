package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrationDocumentTest {

  private static CalibrationDocument stored() throws IOException {
    return Documents.readCalibration(StoredSamples.file("calibration-v1.json"));
  }

  @Test
  void payload_isTheNextLargerOne() throws IOException {
    assertThat(stored().payloadFor(1).orElseThrow().name()).isEqualTo("tiny");
    assertThat(stored().payloadFor(2).orElseThrow().name()).isEqualTo("image");
    assertThat(stored().payloadFor(150_528).orElseThrow().name()).isEqualTo("image");
    assertThat(stored().payloadFor(150_529)).isEmpty();
  }

  @Test
  void floor_isTheNearestStepThatHeld_fromAboveIfThereIsOne() throws IOException {
    assertThat(stored().floor(1, 10).orElseThrow().ratePerSecond()).isEqualTo(1000);
    assertThat(stored().floor(1, 1000).orElseThrow().ratePerSecond()).isEqualTo(1000);
    assertThat(stored().floor(1, 1001).orElseThrow().ratePerSecond()).isEqualTo(2000);
    assertThat(stored().floor(1, 1e6).orElseThrow().ratePerSecond()).isEqualTo(2000);
    assertThat(stored().floor(150_528, 50)).as("nothing held").isEmpty();
  }

  @Test
  void document_isReadBackAsWritten(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("calibration.json");
    Documents.write(file, stored());
    assertThat(Documents.read(file)).isEqualTo(stored());
    assertThat(Files.readString(file)).doesNotContain("null");
    assertThat(stored().payloads().get(1).highestRatePerSecond()).isEqualTo(OptionalDouble.empty());
  }

  @Test
  void report_saysWhatHolds_whyNot_andWhatFollows() throws IOException {
    assertThat(CalibrationReport.lines(stored()))
        .containsExactly(
            "payload  holds  offered_per_s  requests  slip_p50_ms  slip_p99_ms  slip_max_ms  p50_ms  p99_ms  max_ms",
            "tiny     yes             1000      2013        0.002        0.042        0.250   0.180   0.900   2.500",
            "tiny     yes             2000      4011       0.0002        0.052        0.350   0.190   0.950   3.500",
            "image    no                50       100        0.002        0.042        0.250     n/a     n/a     n/a",
            "",
            "image at 50/s: 7 requests were not answered well",
            "tiny: holds up to 2000 requests/s; runs beyond 1400 are flagged",
            "image: no rate held; runs cannot be held against this");
  }
}
