package io.plumbline.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchedulerSettingsTest {

  private static SchedulerSettings with(
      int workers, int queueCapacity, Map<String, ServiceTime> serviceTimes) {
    return new SchedulerSettings(
        QueueDiscipline.FIFO, workers, queueCapacity, true, serviceTimes, 1, false);
  }

  private static final Map<String, ServiceTime> ONE_MODEL =
      Map.of("vit", new ServiceTime.Constant(20));

  @Test
  void defaults_areThoseOfTheDocumentation() {
    SchedulerSettings defaults = SchedulerSettings.defaults();
    assertThat(defaults.discipline()).isEqualTo(QueueDiscipline.PRIORITY_EDF);
    assertThat(defaults.workers()).isEqualTo(4);
    assertThat(defaults.queueCapacity()).isEqualTo(1000);
    assertThat(defaults.refuseLate()).isTrue();
    assertThat(defaults.serviceTimes().get("resnet50")).isEqualTo(new ServiceTime.Constant(8));
    assertThat(defaults.serviceTimes().get("vit")).isEqualTo(new ServiceTime.Constant(20));
    assertThat(defaults.nullMode()).isFalse();
    assertThat(SchedulerSettings.nullServer().nullMode()).isTrue();
  }

  @Test
  void serviceTimes_areCopied() {
    Map<String, ServiceTime> models = new HashMap<>(ONE_MODEL);
    SchedulerSettings settings = with(1, 1, models);
    models.clear();
    assertThat(settings.serviceTimes()).containsOnlyKeys("vit");
  }

  @Test
  void wrongValues_areNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with(0, 1, ONE_MODEL))
        .withMessage("workers must be positive: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with(1, -1, ONE_MODEL))
        .withMessage("queueCapacity must not be negative: -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with(1, 1, Map.of()))
        .withMessage("serviceTimes must name at least one model: {}");
  }
}
