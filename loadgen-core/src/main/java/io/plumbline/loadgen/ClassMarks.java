package io.plumbline.loadgen;

/**
 * Says of which class each arrival of a stream is: always one class, or one drawn by share,
 * independently of all else, from a word of its own. Immutable.
 */
final class ClassMarks {
  private final long key;
  private final int[] classes;

  /** Up to and including each class; without unit. */
  private final double[] cumulativeRates;

  private ClassMarks(long key, int[] classes, double[] cumulativeRates) {
    this.key = key;
    this.classes = classes;
    this.cumulativeRates = cumulativeRates;
  }

  static ClassMarks always(int classIndex) {
    return new ClassMarks(0, new int[] {classIndex}, new double[] {1});
  }

  static ClassMarks drawn(LoadPlan plan, ArrivalGroup group) {
    int n = group.classes().size();
    int[] classes = group.classes().stream().mapToInt(c -> c).toArray();
    double[] cumulative = new double[n];
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += plan.classRatePerSecond(classes[i]);
      cumulative[i] = sum;
    }
    return new ClassMarks(new Seeds(plan.seed()).marks(group.seedIndex()), classes, cumulative);
  }

  int at(long position) {
    int last = classes.length - 1;
    if (last == 0) {
      return classes[0];
    }
    double mark = SplitMix64.unit(key, position) * cumulativeRates[last];
    int i = 0;
    while (i < last && mark >= cumulativeRates[i]) {
      i++;
    }
    return classes[i];
  }

  /** How many classes there are to be drawn. */
  int classCount() {
    return classes.length;
  }
}
