package io.plumbline.loadgen;

import io.plumbline.loadgen.RequestClass.ModelShare;
import java.util.List;

/**
 * What the requests of a closed loop are, one after the other, whenever they come: class and model
 * drawn by their shares from the seed and the request's number. Pure.
 */
final class RequestDeck {
  private final Workload workload;
  private final List<Model> models;
  private final Seeds seeds;

  RequestDeck(Workload workload, long seed) {
    this.workload = workload;
    this.models = workload.models();
    this.seeds = new Seeds(seed);
  }

  int classIndex(int request) {
    double u = SplitMix64.unit(seeds.closedLoop(), 2L * request);
    List<RequestClass> classes = workload.classes();
    int last = 0;
    double cumulative = 0;
    for (int c = 0; c < classes.size(); c++) {
      cumulative += classes.get(c).share();
      if (u < cumulative) {
        return c;
      }
      last = classes.get(c).share() > 0 ? c : last;
    }
    // The shares may sum to a hair less than 1.
    return last;
  }

  /** An index into the workload's models. */
  int modelIndex(int request) {
    double u = SplitMix64.unit(seeds.closedLoop(), 2L * request + 1);
    List<ModelShare> shares = workload.classes().get(classIndex(request)).models();
    int last = 0;
    double cumulative = 0;
    for (int s = 0; s < shares.size(); s++) {
      cumulative += shares.get(s).probability();
      if (u < cumulative) {
        return models.indexOf(shares.get(s).model());
      }
      last = shares.get(s).probability() > 0 ? s : last;
    }
    return models.indexOf(shares.get(last).model());
  }

  RequestClass requestClass(int request) {
    return workload.classes().get(classIndex(request));
  }

  Model model(int request) {
    return models.get(modelIndex(request));
  }

  long tensorKey(int request) {
    return seeds.tensorKey(request);
  }
}
