package io.plumbline.results.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A stage on a request's way, and the benchmarks that stand for it: the one table that ties
 * microbenchmarks to a run.
 *
 * @param terms whose times are added up, or taken off; none if nobody measures the stage
 * @param what is counted in it
 */
record Stage(String name, Place place, List<Term> terms, String what) {

  /** Where a stage's time is spent, seen from the caller who waits. */
  enum Place {
    /** Before the request is due, on another thread: it costs, but nobody waits for it. */
    AHEAD,
    /** Between the planned instant and the answer. */
    RESPONSE
  }

  /**
   * A benchmark's time.
   *
   * @param sign 1 if it is added, -1 if taken off because the stage's benchmark holds it too
   */
  record Term(int sign, String benchmark, SortedMap<String, String> params) {
    Term {
      if (Math.abs(sign) != 1) {
        throw new IllegalArgumentException("sign must be 1 or -1: " + sign);
      }
    }
  }

  static final String SLIP = "slip";
  static final String QUEUE = "queue";
  static final String SERVE = "serve";

  /** The tensor of the workloads that come with Plumbline. */
  private static final String FLOATS = "150528";

  Stage {
    terms = List.copyOf(terms);
  }

  /**
   * All stages in the order of a request.
   *
   * @param settings of the run, by the names of the command line; what they leave out is as by
   *     default
   */
  static List<Stage> of(Map<String, Object> settings) {
    String generator = constant(settings, "generator", "counter");
    String encoding = constant(settings, "encoding", "bulk");
    boolean bulk = encoding.equals("BULK");
    boolean twin = encoding.equals("BYTES_TWIN");
    Term write =
        term(
            "RequestSerializationBenchmark."
                + (bulk ? "writeBulk" : twin ? "writeTwin" : "writeGenerated"),
            Map.of("destination", "NETTY_DIRECT", "floats", FLOATS));
    Term stub = call("IN_PROCESS", "SMALL");
    return List.of(
        new Stage(
            "generate",
            Place.AHEAD,
            List.of(
                term(
                    "TensorGenerationBenchmark." + (bulk || twin ? "fillWire" : "fillArray"),
                    Map.of("generator", generator))),
            "filling a tensor with " + generator),
        new Stage(
            "build",
            Place.AHEAD,
            List.of(
                term("RequestBuildBenchmark.build", Map.of("encoding", encoding)),
                less(term("RequestBuildBenchmark.copyTensorFloor", Map.of()))),
            "making a request of the tensor by "
                + encoding
                + ", less the copy that stands for the generator there"),
        new Stage(
            SLIP,
            Place.RESPONSE,
            List.of(),
            "how late the generator itself was, at the median; measured in the run"),
        new Stage(
            "stamp",
            Place.RESPONSE,
            List.of(
                term("DeadlineStampingBenchmark.runClock", Map.of()),
                term(
                    "DeadlineStampingBenchmark." + (bulk ? "patchPrepared" : "setAndBuild"),
                    Map.of())),
            "reading the clock and writing the deadline"),
        new Stage(
            "encode", Place.RESPONSE, List.of(write), "writing the message into Netty's buffer"),
        new Stage(
            "dispatch",
            Place.RESPONSE,
            List.of(stub),
            "gRPC's stub and call there and back, in one process and with a small message"),
        new Stage(
            "wire",
            Place.RESPONSE,
            List.of(call(transport(settings), "TENSOR"), less(stub), less(write)),
            "a call with the tensor over "
                + transport(settings)
                + " on the loopback interface to a scheduler that answers at once, less dispatch"
                + " and encode"),
        new Stage(
            QUEUE,
            Place.RESPONSE,
            List.of(),
            "waiting inside the scheduler, at the median; told by its trailers in the run"),
        new Stage(
            SERVE,
            Place.RESPONSE,
            List.of(),
            "being served by the scheduler, at the median; told by its trailers in the run"));
  }

  private static Term call(String transport, String size) {
    return term(
        "StubDispatchBenchmark.latency",
        Map.of(
            "style", "ASYNC",
            "transport", transport,
            "tls", "PLAINTEXT",
            "executor", "DIRECT",
            "size", size));
  }

  /** "netty" is whichever transport loads; the suite measures a tensor's call over NIO. */
  private static String transport(Map<String, Object> settings) {
    String transport = constant(settings, "transport", "netty");
    return transport.equals("NETTY") ? "NIO" : transport;
  }

  private static String constant(Map<String, Object> settings, String name, String byDefault) {
    return String.valueOf(settings.getOrDefault(name, byDefault))
        .toUpperCase(Locale.ROOT)
        .replace('-', '_');
  }

  private static Term term(String benchmark, Map<String, String> params) {
    return new Term(1, benchmark, new TreeMap<>(params));
  }

  private static Term less(Term term) {
    return new Term(-1, term.benchmark(), term.params());
  }
}
