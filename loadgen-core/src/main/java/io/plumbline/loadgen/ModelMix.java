package io.plumbline.loadgen;

import io.plumbline.loadgen.RequestClass.ModelShare;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws what each request asks for: from a word of its own, by the probabilities that its class has
 * at its instant. Immutable.
 */
final class ModelMix {
  private final long[] keys;
  private final Table[][] tables;

  /** The probabilities of one class from an instant on. */
  private static final class Table {
    private final long fromNanos;
    private final double[] cumulative;
    private final byte[] models;

    /** For a number beyond the last sum: probabilities may add up to a hair less than 1. */
    private final byte lastPossible;

    Table(long fromNanos, List<ModelShare> shares, List<Model> models) {
      this.fromNanos = fromNanos;
      this.cumulative = new double[shares.size()];
      this.models = new byte[shares.size()];
      double sum = 0;
      byte last = 0;
      for (int s = 0; s < shares.size(); s++) {
        sum += shares.get(s).probability();
        this.cumulative[s] = sum;
        this.models[s] = (byte) models.indexOf(shares.get(s).model());
        last = shares.get(s).probability() > 0 ? this.models[s] : last;
      }
      this.lastPossible = last;
    }

    byte at(double u) {
      for (int s = 0; s < cumulative.length; s++) {
        if (u < cumulative[s]) {
          return models[s];
        }
      }
      return lastPossible;
    }
  }

  ModelMix(LoadPlan plan) {
    Seeds seeds = new Seeds(plan.seed());
    List<RequestClass> classes = plan.workload().classes();
    List<Model> models = plan.workload().models();
    this.keys = new long[classes.size()];
    this.tables = new Table[classes.size()][];
    for (int c = 0; c < keys.length; c++) {
      keys[c] = seeds.models(c);
      List<Table> ofClass = new ArrayList<>();
      ofClass.add(new Table(0, classes.get(c).models(), models));
      for (RequestClass.ModelSwitch change : classes.get(c).switches()) {
        ofClass.add(new Table(change.atNanos(), change.models(), models));
      }
      tables[c] = ofClass.toArray(Table[]::new);
    }
  }

  /** The model of a class's request, by its number within the class (from 0) and its instant. */
  byte modelIndex(int classIndex, long number, long offsetNanos) {
    Table[] ofClass = tables[classIndex];
    int t = ofClass.length - 1;
    while (t > 0 && ofClass[t].fromNanos > offsetNanos) {
      t--;
    }
    Table table = ofClass[t];
    return table.models.length == 1
        ? table.models[0]
        : table.at(SplitMix64.unit(keys[classIndex], number));
  }
}
