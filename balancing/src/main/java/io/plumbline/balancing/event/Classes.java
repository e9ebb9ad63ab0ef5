package io.plumbline.balancing.event;

import io.plumbline.balancing.ServerReport;
import io.plumbline.loadgen.Model;
import io.plumbline.loadgen.RequestClass;
import io.plumbline.loadgen.RequestClass.ModelShare;
import io.plumbline.loadgen.Workload;
import java.util.List;
import java.util.random.RandomGenerator;

/** The classes of a demand as arrays; one without a name where all requests are alike. */
final class Classes {
  static final long NO_SLO = 0;

  private final List<String> labels;
  private final List<String> models;
  private final List<Integer> tiers;
  private final int[] tier;
  private final int[] tierIndex;
  private final long[] sloNanos;
  private final double[] cumulativeShare;
  private final double[][] cumulativeModelShare;
  private final int[][] modelIndex;
  private final TimeLaw[] service;

  Classes(Demand demand) {
    if (demand.workload().isEmpty()) {
      this.labels = List.of();
      this.models = List.of("");
      this.tiers = List.of(1);
      this.tier = new int[] {1};
      this.tierIndex = new int[1];
      this.sloNanos = new long[] {demand.sloNanos().orElse(NO_SLO)};
      this.cumulativeShare = new double[] {1};
      this.cumulativeModelShare = new double[][] {{1}};
      this.modelIndex = new int[1][1];
      this.service = new TimeLaw[] {demand.service()};
      return;
    }
    Workload workload = demand.workload().get();
    List<RequestClass> classes = workload.classes();
    int count = classes.size();
    this.labels = classes.stream().map(RequestClass::label).toList();
    this.models = workload.models().stream().map(Model::name).toList();
    this.tiers = classes.stream().map(RequestClass::tier).distinct().sorted().toList();
    this.tier = new int[count];
    this.tierIndex = new int[count];
    this.sloNanos = new long[count];
    this.cumulativeShare = new double[count];
    this.cumulativeModelShare = new double[count][];
    this.modelIndex = new int[count][];
    double sum = 0;
    for (int c = 0; c < count; c++) {
      RequestClass requestClass = classes.get(c);
      tier[c] = requestClass.tier();
      tierIndex[c] = tiers.indexOf(requestClass.tier());
      sloNanos[c] = requestClass.sloNanos();
      sum += requestClass.share();
      cumulativeShare[c] = sum;
      List<ModelShare> shares = requestClass.models();
      cumulativeModelShare[c] = new double[shares.size()];
      modelIndex[c] = new int[shares.size()];
      double modelSum = 0;
      for (int m = 0; m < shares.size(); m++) {
        modelSum += shares.get(m).probability();
        cumulativeModelShare[c][m] = modelSum;
        modelIndex[c][m] = models.indexOf(shares.get(m).model().name());
      }
    }
    this.service = models.stream().map(demand::serviceOf).toArray(TimeLaw[]::new);
  }

  /** Empty where all requests are alike. */
  List<String> labels() {
    return labels;
  }

  List<String> models() {
    return models;
  }

  /** How a server tells of each tier's queue. */
  List<String> tierNames() {
    return tiers.stream().map(t -> ServerReport.QUEUED_TIER_PREFIX + t).toList();
  }

  List<Integer> tiers() {
    return tiers;
  }

  int count() {
    return tier.length;
  }

  int drawClass(RandomGenerator random) {
    return tier.length == 1 ? 0 : draw(cumulativeShare, random);
  }

  int drawModel(int classIndex, RandomGenerator random) {
    double[] shares = cumulativeModelShare[classIndex];
    return modelIndex[classIndex][shares.length == 1 ? 0 : draw(shares, random)];
  }

  TimeLaw service(int model) {
    return service[model];
  }

  int tier(int classIndex) {
    return tier[classIndex];
  }

  int tierIndex(int classIndex) {
    return tierIndex[classIndex];
  }

  long sloNanos(int classIndex) {
    return sloNanos[classIndex];
  }

  private static int draw(double[] cumulative, RandomGenerator random) {
    double u = random.nextDouble();
    int at = 0;
    while (at < cumulative.length - 1 && u >= cumulative[at]) {
      at++;
    }
    return at;
  }
}
