package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.loadgen.ArrivalSchedule;
import io.plumbline.loadgen.LoadPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceFileTest {
  @TempDir private Path folder = Path.of("");

  private Path file(String csv) throws IOException {
    return Files.writeString(folder.resolve("trace.csv"), csv);
  }

  private static LoadPlan plan(String trace, long seed) {
    return LoadSettings.of(Optional.empty(), Map.of("arrivals", "trace:" + trace, "seed", seed))
        .plan();
  }

  @Test
  void plainFile_isReplayedRowByRow() throws IOException {
    Path file =
        file("slo,tier,offset_ms,model\nurgent,1,0.5,\nrelaxed,2,7,vit\n\nnormal,3,7,resnet50\n");
    ArrivalSchedule schedule = ArrivalSchedule.of(plan(file.toString(), 42));
    assertThat(schedule.count()).isEqualTo(3);
    assertThat(schedule.offsetNanos(0)).isEqualTo(500_000);
    assertThat(schedule.offsetNanos(1)).isEqualTo(7_000_000);
    assertThat(schedule.requestClass(1).label()).isEqualTo("2:relaxed");
    assertThat(schedule.model(0).name()).as("drawn").isEqualTo("resnet50");
    assertThat(schedule.model(1).name()).isEqualTo("vit");
    assertThat(schedule.requestClass(2).label()).isEqualTo("3:normal");
    assertThat(ArrivalSchedule.of(plan(file + ",scale=2", 42)).lastNanos()).isEqualTo(14_000_000);
  }

  @ParameterizedTest
  @CsvSource({
    "offset_s, 1.5, 1500000000",
    "offset_ns, 3, 3",
    "planned_ns, 4, 4",
    "offset_ms, 1e3, 0"
  })
  void offsets_areInTheUnitOfTheirName(String column, String value, long nanos) throws IOException {
    Path file = file(column + ",tier,slo\n" + value + ",1,urgent\n");
    if (nanos == 0) {
      assertThatThrownBy(() -> plan(file.toString(), 42))
          .hasMessage(file + ": line 2: offset_ms must be a number that is not negative: \"1e3\"");
    } else {
      assertThat(ArrivalSchedule.of(plan(file.toString(), 42)).lastNanos()).isEqualTo(nanos);
    }
  }

  /** As a run writes them, with what came of the requests. */
  @Test
  void formerRun_isReplayedWithItsHash() throws IOException {
    ArrivalSchedule former =
        ArrivalSchedule.of(
            LoadSettings.of(
                    Optional.empty(),
                    Map.of(
                        "arrivals",
                        "burst:1,2,3",
                        "duration-ms",
                        5000,
                        "min-query-count",
                        1,
                        "seed",
                        7))
                .plan());
    StringBuilder csv =
        new StringBuilder("timestamp_issued,sample_id,tier,slo,model,status,planned_ns,sent_ns\n");
    for (int i = 0; i < former.count(); i++) {
      csv.append(",").append(i).append(',');
      csv.append(former.requestClass(i).tier()).append(',').append(former.requestClass(i).slo());
      csv.append(',').append(former.model(i).name()).append(",OVER_CAP,");
      csv.append(former.offsetNanos(i)).append(",\n");
    }
    Path file = file(csv.toString());
    assertThat(ArrivalSchedule.of(plan(file.toString(), 7)).sha256()).isEqualTo(former.sha256());
    assertThat(ArrivalSchedule.of(plan(file.toString(), 8)).sha256())
        .as("other tensors")
        .isNotEqualTo(former.sha256());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | line 1: the header must name one of offset_ms, offset_ns, offset_s, planned_ns: ",
        "'offset_ms,offset_s,tier,slo' | line 1: the header must name one of ",
        "'offset_ms,slo' | line 1: the header must name tier: offset_ms,slo",
        "'offset_ms,tier,slo\n1,1' | line 2: has 2 fields, the header 3",
        "'offset_ms,tier,slo\n1,1,urgent\n-1,1,urgent' | line 3: offset_ms must be a number",
        "'offset_ms,tier,slo\n2,1,urgent\n1,1,urgent' | line 3: rows must be in the order",
        "'offset_ms,tier,slo\n1,4,urgent' | line 2: workload balanced has no class \"4:urgent\": must be one of 1:urgent,",
        "'offset_ms,tier,slo,model\n1,1,urgent,x' | line 2: workload balanced has no model \"x\": must be one of resnet50, vit",
        "'offset_s,tier,slo\n99999999999,1,urgent' | line 2: offset_s must be below 292 years: 99999999999",
        "'offset_ms,tier,slo' | there is no request in it",
        "'offset_ms,tier,slo\n0,1,urgent' | every request is at offset 0"
      })
  void wrongFile_isNamedWithLineAndReason(String csv, String says) throws IOException {
    Path file = file(csv);
    assertThatThrownBy(() -> plan(file.toString(), 42))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(file + ": " + says)
        .hasMessageNotContaining("\n");
  }

  @Test
  void absentFile_isNamed() {
    assertThatThrownBy(() -> plan(folder.resolve("no.csv").toString(), 42))
        .isInstanceOf(UsageException.class)
        .hasMessage("cannot read " + folder.resolve("no.csv") + ": there is no such file");
  }

  @Test
  void traceWithLoadGenSeed_isRefused() throws IOException {
    Path file = file("offset_ms,tier,slo\n1,1,urgent\n");
    LoadSettings settings =
        LoadSettings.of(Optional.empty(), Map.of("arrivals", "trace:" + file, "loadgen-seed", "7"));
    assertThatThrownBy(settings::plan)
        .hasMessage("--loadgen-seed 7 and --arrivals trace:" + file + " exclude each other");
  }
}
