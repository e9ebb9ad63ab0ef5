package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.loadgen.RequestClass.ModelShare;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkloadTest {
  private static final Model TINY = new Model("tiny", List.of(1));

  private static RequestClass requestClass(int tier, String slo, double share) {
    return new RequestClass(tier, slo, 1_000_000, share, List.of(new ModelShare(TINY, 1)));
  }

  @Test
  void presets_haveTheSharesOfTheContract() {
    assertThat(shares("balanced")).containsExactly(.05, .10, .15, .10, .15, .10, .10, .15, .10);
    assertThat(shares("urgent_heavy")).containsExactly(.20, .10, .05, .15, .10, .05, .15, .10, .10);
    assertThat(shares("batch_heavy")).containsExactly(.05, .05, .20, .05, .10, .20, .05, .10, .20);
    assertThat(Workload.preset("Balanced")).isEmpty();
  }

  @Test
  void presets_listTiersAndServiceLevelsInOrder() {
    assertThat(Workload.preset("balanced").orElseThrow().classes())
        .extracting(RequestClass::label)
        .containsExactly(
            "1:urgent",
            "1:normal",
            "1:relaxed",
            "2:urgent",
            "2:normal",
            "2:relaxed",
            "3:urgent",
            "3:normal",
            "3:relaxed");
    assertThat(Workload.preset("balanced").orElseThrow().classes())
        .extracting(RequestClass::sloNanos)
        .startsWith(100_000_000L, 500_000_000L, 2_000_000_000L);
  }

  private static double[] shares(String preset) {
    return Workload.preset(preset).orElseThrow().classes().stream()
        .mapToDouble(RequestClass::share)
        .toArray();
  }

  @Test
  void shares_mustSumToOneWithinABillionth() {
    new Workload("w", List.of(requestClass(1, "a", .3), requestClass(2, "a", .7 + 5e-10)));
    assertThatThrownBy(
            () -> new Workload("w", List.of(requestClass(1, "a", .3), requestClass(2, "a", .6))))
        .hasMessage("shares of workload w must sum to 1: 0.9");
  }

  @Test
  void modelMix_mustSumToOne() {
    assertThatThrownBy(() -> new RequestClass(1, "a", 1, 1, List.of(new ModelShare(TINY, .5))))
        .hasMessage("model probabilities of class 1:a must sum to 1: 0.5");
  }

  @Test
  void workload_namesWhatIsWrongWithIt() {
    assertThatThrownBy(() -> new Workload("w", List.of()))
        .hasMessage("workload w must have 1 to 127 classes: 0");
    assertThatThrownBy(
            () -> new Workload("w", List.of(requestClass(1, "a", .5), requestClass(1, "a", .5))))
        .hasMessage("workload w has class 1:a twice");
    assertThatThrownBy(() -> new Model("m", List.of(1, 0)))
        .hasMessage("dimensions of model m must be at least 1: [1, 0]");
    assertThatThrownBy(() -> new Model("a,b", List.of(1)))
        .hasMessage("model name must be text without comma, quote or control character: \"a,b\"");
    assertThatThrownBy(() -> requestClass(0, "a", 1)).hasMessage("tier must be at least 1: 0");
    assertThatThrownBy(() -> requestClass(1, "../a", 1))
        .hasMessage("slo must be letters, digits, '_', '.' or '-': \"../a\"");
    assertThatThrownBy(() -> requestClass(1, "a", Double.NaN))
        .hasMessage("share of class 1:a must be between 0 and 1: NaN");
  }
}
