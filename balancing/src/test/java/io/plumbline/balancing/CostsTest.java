package io.plumbline.balancing;

import static io.plumbline.balancing.TestClient.pid;
import static io.plumbline.balancing.TestClient.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.balancing.Policy.Need;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CostsTest {
  private final TestClient test = new TestClient(1, "a");
  private final Endpoint endpoint = test.endpoints[0];

  private double cost(String name) {
    return Objects.requireNonNull(Costs.find(name), name)
        .start(test.client())
        .of(endpoint, Call.PLAIN);
  }

  @ParameterizedTest
  @CsvSource({
    "in-flight, 7",
    "in-flight-latest, 7",
    "in-flight-mean, 8",
    "in-flight-ewma, 9",
    "queued, 11",
    "queued-mean, 12",
    "queued-ewma, 13",
    "utilization, 40",
    "utilization-latest, 40",
    "utilization-mean, 50",
    "utilization-ewma, 45",
    "rate, 1",
    "rate-mean, 20",
    "rate-ewma, 3",
    "latency, 21",
    "latency-mean, 22",
    "latency-ewma, 23",
    "expected-latency, 77",
    // 20 per second at 50 %, so 40 at 100 %, of which 20 are left; both from means
    "capacity, 0.025",
    "available-capacity, 0.05",
    "pid, 0.25",
  })
  void figuresOfAServer_areReadFromItsReport_orDirectly(String name, double expected) {
    ServerReport report =
        report(new Windowed(40, 50, 45), new Windowed(1, 20, 3), new Windowed(7, 8, 9), 77, 4);
    assertThat(cost("server-" + name)).isNaN();
    test.reported(report);
    assertThat(cost("server-" + name)).isEqualTo(expected);
    test.reported(ServerReport.EMPTY);
    test.isNow(0, report);
    assertThat(cost("direct-" + name)).isEqualTo(expected);
  }

  @Test
  void aServerThatHasBeenReset_hasOnlyAController() {
    test.reported(ServerReport.EMPTY);
    assertThat(
            Costs.names().stream()
                .filter(name -> name.startsWith("server-"))
                .filter(name -> Cost.isKnown(cost(name))))
        .containsExactly("server-pid");
  }

  @Test
  void capacity_isUnknown_withoutArrivalsOrWork() {
    test.reported(report(Windowed.of(0), Windowed.of(20), Windowed.EMPTY, 0, 0));
    assertThat(cost("server-capacity")).isNaN();
    assertThat(cost("server-available-capacity")).isNaN();
    test.reported(report(Windowed.of(50), Windowed.of(0), Windowed.EMPTY, 0, 0));
    assertThat(cost("server-capacity")).isNaN();
    assertThat(cost("server-available-capacity")).isNaN();
  }

  @Test
  void availableCapacity_isUnknown_whenNothingIsLeft() {
    test.reported(report(Windowed.of(100), Windowed.of(20), Windowed.EMPTY, 0, 0));
    assertThat(cost("server-capacity")).isEqualTo(0.05);
    assertThat(cost("server-available-capacity")).isNaN();
  }

  @ParameterizedTest
  @CsvSource({
    "-4, -0.25",
    "0, 10000",
    "0.00001, 10000",
    "-0.00001, -10000",
    "0.0002, 5000",
  })
  void pid_staysAwayFromDividingByZero(double weight, double expected) {
    test.reported(pid(weight));
    assertThat(cost("server-pid")).isCloseTo(expected, within(1e-9));
  }

  @Test
  void aClient_countsWhatItSentAndFelt() {
    assertThat(cost("client-in-flight")).isZero();
    assertThat(cost("client-latency-mean")).isNaN();
    assertThat(cost("client-latency")).isNaN();
    test.inFlight(3);
    endpoint.answered(100, null, 0);
    endpoint.answered(200, null, 0);
    assertThat(cost("client-in-flight")).isEqualTo(3);
    assertThat(cost("client-latency")).isEqualTo(200);
    assertThat(cost("client-latency-latest")).isEqualTo(200);
    assertThat(cost("client-latency-mean")).isEqualTo(150);
    assertThat(cost("client-latency-ewma")).isCloseTo(120, within(1e-9));
  }

  @Test
  void random_isAnotherEachTime() {
    assertThat(cost("random")).isBetween(0.0, 1.0).isNotEqualTo(cost("random"));
  }

  @Test
  void needs_sayWhereACostIsFrom() {
    for (String name : Costs.names()) {
      assertThat(Policies.create(Map.of("least-cost", Map.of("cost", name))).needs())
          .as(name)
          .isEqualTo(Objects.requireNonNull(Costs.find(name)).needs())
          .satisfies(
              needs -> {
                assertThat(needs.contains(Need.REPORTS)).isEqualTo(name.startsWith("server-"));
                assertThat(needs.contains(Need.DIRECT)).isEqualTo(name.startsWith("direct-"));
              });
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "in-flight", "client-", "client-rif", "server-pid-mean", "latency-mean"})
  void aNameThatIsNone_isToldWithWhatThereIs(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Policies.create(Map.of("weighted", Map.of("cost", name))))
        .withMessageStartingWith(
            "policy weighted: unknown cost \"" + name + "\"; known: client-in-")
        .withMessageContaining("available-capacity, pid; * may end in -latest, -mean or -ewma");
  }
}
