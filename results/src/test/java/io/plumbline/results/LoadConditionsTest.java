package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class LoadConditionsTest {

  @Test
  void rateWorkloadSeedAndPlaces_areNoConditions() throws IOException {
    // Its one setting is the rate.
    LoadDocument document = (LoadDocument) StoredSamples.read("load-v1.json");

    assertThat(LoadConditions.of(document))
        .contains(entry("target", "127.0.0.1:1"), entry("arrivals", "poisson"))
        .doesNotContainKeys("total-qps", "workload", "seed", "output-dir");
  }
}
