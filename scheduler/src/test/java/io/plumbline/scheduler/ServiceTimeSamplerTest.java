package io.plumbline.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ServiceTimeSamplerTest {

  private static final ServiceTime RANDOM = new ServiceTime.Exponential(8);

  private static ServiceTimeSampler sampler(long seed) {
    return new ServiceTimeSampler(Map.of("resnet50", RANDOM, "vit", RANDOM), seed);
  }

  private static long[] draw(ServiceTimeSampler sampler, String model) {
    return LongStream.generate(() -> sampler.nextNanos(model)).limit(10).toArray();
  }

  @Test
  void equalSeeds_giveEqualTimes() {
    assertThat(draw(sampler(42), "vit")).isEqualTo(draw(sampler(42), "vit"));
    assertThat(draw(sampler(42), "vit")).isNotEqualTo(draw(sampler(43), "vit"));
  }

  @Test
  void modelsTimes_doNotDependOnOtherModels() {
    ServiceTimeSampler both = sampler(42);
    long[] resnet = draw(both, "resnet50");
    assertThat(draw(both, "vit"))
        .isEqualTo(draw(new ServiceTimeSampler(Map.of("vit", RANDOM), 42), "vit"))
        .isNotEqualTo(resnet);
  }

  @Test
  void unknownModel_isNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sampler(42).nextNanos("bert"))
        .withMessage("unknown model: bert");
  }
}
