package io.plumbline.balancing.event;

import io.plumbline.loadgen.RequestClass;
import io.plumbline.loadgen.RequestClass.ModelShare;
import io.plumbline.loadgen.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is asked of the servers.
 *
 * @param load the work that comes by the work that all servers can do, without faults, at rate
 *     factor 1
 * @param shape how the gaps between arrivals are distributed
 * @param steps from when on the rate is another multiple, in the order of time
 * @param service what a request costs a worker of speed 1
 * @param serviceByModel the same for the models that differ
 * @param workload the classes; empty if all requests are alike
 * @param sloNanos how soon an answer must come where there are no classes
 */
public record Demand(
    double load,
    Shape shape,
    List<RateStep> steps,
    TimeLaw service,
    Map<String, TimeLaw> serviceByModel,
    Optional<Workload> workload,
    OptionalLong sloNanos) {

  /** The law of the gaps, by their CV: 0 is constant, 1 Poisson, more comes in bursts. */
  public record Shape(double cv) {
    public static final Shape CONSTANT = new Shape(0);
    public static final Shape POISSON = new Shape(1);

    public Shape {
      if (!(cv >= 0 && cv <= 100)) {
        throw new IllegalArgumentException("arrivals-cv must be from 0 to 100: " + cv);
      }
    }
  }

  /** From {@code atNanos} on the rate is {@code factor} times what {@link #load} says. */
  public record RateStep(long atNanos, double factor) {
    public RateStep {
      if (atNanos < 0) {
        throw new IllegalArgumentException("a rate step must not be before 0: " + atNanos + " ns");
      }
      if (!(factor > 0 && factor <= 1000)) {
        throw new IllegalArgumentException(
            "the factor of a rate step must be above 0 and at most 1000: " + factor);
      }
    }
  }

  public Demand {
    if (!(load > 0 && load <= 100)) {
      throw new IllegalArgumentException("load must be above 0 and at most 100: " + load);
    }
    steps = List.copyOf(steps);
    for (int i = 1; i < steps.size(); i++) {
      if (steps.get(i).atNanos() <= steps.get(i - 1).atNanos()) {
        throw new IllegalArgumentException("rate steps must be in the order of time: " + steps);
      }
    }
    serviceByModel = Map.copyOf(serviceByModel);
    if (service.meanNanos() <= 0) {
      throw new IllegalArgumentException("a service must take time: " + service);
    }
  }

  /** Poisson arrivals, all alike. */
  public static Demand of(double load, TimeLaw service) {
    return new Demand(
        load, Shape.POISSON, List.of(), service, Map.of(), Optional.empty(), OptionalLong.empty());
  }

  Demand withLoad(double load) {
    return new Demand(load, shape, steps, service, serviceByModel, workload, sloNanos);
  }

  Demand withShape(Shape shape) {
    return new Demand(load, shape, steps, service, serviceByModel, workload, sloNanos);
  }

  Demand withSteps(List<RateStep> steps) {
    return new Demand(load, shape, steps, service, serviceByModel, workload, sloNanos);
  }

  Demand withService(TimeLaw service) {
    return new Demand(load, shape, steps, service, serviceByModel, workload, sloNanos);
  }

  Demand withServiceByModel(Map<String, TimeLaw> serviceByModel) {
    return new Demand(load, shape, steps, service, serviceByModel, workload, sloNanos);
  }

  Demand withWorkload(Optional<Workload> workload) {
    return new Demand(load, shape, steps, service, serviceByModel, workload, sloNanos);
  }

  Demand withSlo(OptionalLong sloNanos) {
    return new Demand(load, shape, steps, service, serviceByModel, workload, sloNanos);
  }

  TimeLaw serviceOf(String model) {
    return serviceByModel.getOrDefault(model, service);
  }

  /** What a request costs a worker of speed 1, over all classes and models. */
  public double meanServiceNanos() {
    if (workload.isEmpty()) {
      return service.meanNanos();
    }
    double mean = 0;
    for (RequestClass requestClass : workload.get().classes()) {
      for (ModelShare share : requestClass.models()) {
        mean +=
            requestClass.share()
                * share.probability()
                * serviceOf(share.model().name()).meanNanos();
      }
    }
    return mean;
  }
}
