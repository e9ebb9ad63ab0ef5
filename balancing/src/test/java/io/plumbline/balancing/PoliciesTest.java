package io.plumbline.balancing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PoliciesTest {
  private static final List<Endpoint> THREE =
      IntStream.range(0, 3).mapToObj(i -> new Endpoint(i, "s" + i, 100, null)).toList();

  private static Balancer start(Object written) {
    return Policies.create(written)
        .balancer(
            new Client(
                Endpoints.of(THREE),
                new SplittableRandom(1),
                () -> 0,
                endpoint -> {
                  throw new AssertionError("no probe is expected");
                }));
  }

  @Test
  void roundRobin_goesAroundFromTheFirst() {
    Balancer balancer = start("round-robin");
    assertThat(
            IntStream.range(0, 4)
                .mapToObj(i -> balancer.take(Call.PLAIN, Endpoints.of(THREE)).poll()))
        .containsExactly(THREE.get(0), THREE.get(1), THREE.get(2), THREE.get(0));
  }

  @Test
  void pickFirst_staysWithTheFirst() {
    Balancer balancer = start("pick-first");
    assertThat(
            IntStream.range(0, 4)
                .mapToObj(i -> balancer.take(Call.PLAIN, Endpoints.of(THREE)).poll()))
        .containsOnly(THREE.get(0));
  }

  @Test
  void unknownNames_areToldWithWhatThereIs() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> start("rnd"))
        .withMessageStartingWith("unknown policy \"rnd\"; known: ")
        .withMessageContaining("round-robin");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> start(Map.of("random", Map.of("choices", 2))))
        .withMessage("policy random: unknown setting \"choices\"; it has none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> start(List.of("random")))
        .withMessage(
            "a policy is a name, or a name with settings as in {least-cost: {choices: 2}}: [random]");
  }
}
