package io.plumbline.experiments;

import io.plumbline.loadgen.ArrivalSchedule;
import io.plumbline.loadgen.LoadPlan;
import io.plumbline.loadgen.Recording;
import io.plumbline.loadgen.RequestClass;
import io.plumbline.results.RequestRows;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A recording, as the results module reads it: where measuring and judging meet. */
record RecordedRows(Recording recording, List<ClassOfRequests> classes) implements RequestRows {

  static RecordedRows of(Recording recording) {
    LoadPlan plan = recording.schedule().plan();
    List<ClassOfRequests> classes = new ArrayList<>();
    for (int c = 0; c < plan.workload().classes().size(); c++) {
      RequestClass of = plan.workload().classes().get(c);
      classes.add(
          new ClassOfRequests(
              of.tier(), of.slo(), of.sloNanos(), plan.classRatePerSecond(c), plan.arrivalSeed(c)));
    }
    return new RecordedRows(recording, List.copyOf(classes));
  }

  private ArrivalSchedule schedule() {
    return recording.schedule();
  }

  @Override
  public int count() {
    return recording.count();
  }

  @Override
  public int classIndex(int row) {
    return schedule().classIndex(row);
  }

  @Override
  public String model(int row) {
    return schedule().model(row).name();
  }

  @Override
  public String status(int row) {
    return recording.status(row).name();
  }

  @Override
  public long plannedNanos(int row) {
    return recording.plannedNanos(row);
  }

  @Override
  public OptionalLong preparedNanos(int row) {
    return recording.preparedNanos(row);
  }

  @Override
  public OptionalLong sentNanos(int row) {
    return recording.sentNanos(row);
  }

  @Override
  public OptionalLong doneNanos(int row) {
    return recording.doneNanos(row);
  }

  @Override
  public OptionalLong queuedNanos(int row) {
    return recording.queuedNanos(row);
  }

  @Override
  public OptionalLong servedNanos(int row) {
    return recording.servedNanos(row);
  }

  @Override
  public OptionalLong issuedEpochNanos(int row) {
    return recording.issuedEpochNanos(row);
  }

  @Override
  public OptionalInt issuer(int row) {
    return recording.issuer(row);
  }

  @Override
  public OptionalInt channel(int row) {
    return recording.channel(row);
  }
}
