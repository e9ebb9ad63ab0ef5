package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTimesTest {
  private static Metadata trailers(String queued) {
    Metadata trailers = new Metadata();
    trailers.put(ServerTimes.QUEUED_NANOS, queued);
    return trailers;
  }

  @Test
  void nanos_areWhatTheTrailerSays() {
    assertThat(ServerTimes.nanos(trailers("1500"), ServerTimes.QUEUED_NANOS)).isEqualTo(1500);
    assertThat(ServerTimes.nanos(trailers("0"), ServerTimes.QUEUED_NANOS)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1.5", "soon", "99999999999999999999"})
  void nonsense_isAsGoodAsNothing(String text) {
    assertThat(ServerTimes.nanos(trailers(text), ServerTimes.QUEUED_NANOS))
        .isEqualTo(Recorder.UNKNOWN);
    assertThat(ServerTimes.nanos(new Metadata(), ServerTimes.SERVED_NANOS))
        .isEqualTo(Recorder.UNKNOWN);
  }
}
