package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What cannot be done as asked: one line that says why, exit code 2, and nothing has happened. */
class BadInputTest {
  private static final String PLAIN_FILE = "plain.txt";

  /**
   * Command and flags, of which {@code FOLDER/} stands for a temporary folder, and what the line
   * must hold.
   */
  static Stream<Arguments> badInputs() {
    return Stream.of(
        bad("run --workload nosuch", "\"nosuch\"", "balanced, urgent_heavy, batch_heavy"),
        bad("run --total-pqs 30", "--total-pqs", "--help"),
        bad("run --total-qps 0", "--total-qps", "positive and finite: 0"),
        bad("run --total-qps -1", "--total-qps", "positive and finite: -1"),
        bad("run --total-qps NaN", "--total-qps", "positive and finite: NaN"),
        bad("run --total-qps Infinity", "--total-qps", "positive and finite: Infinity"),
        bad("run --total-qps abc", "--total-qps", "'abc'"),
        bad("run --total-qps 2e9", "2.0E9"),
        bad("run --duration-ms 0", "--duration-ms must be at least 1: 0"),
        bad("run --duration-ms -5", "--duration-ms must be at least 1: -5"),
        bad("run --duration-ms 1.5", "--duration-ms", "'1.5'"),
        bad("run --min-query-count 0", "--min-query-count must be at least 1: 0"),
        bad("run --issuers 0", "--issuers must be 1 to 127: 0"),
        bad("run --rpc-timeout-ms 0", "--rpc-timeout-ms must be at least 1: 0"),
        bad("run --loadgen-seed -3", "--loadgen-seed", "\"-3\""),
        bad("run --equal-issue 500", "--equal-issue 500", "--loadgen-seed"),
        bad(
            "run --transport pigeon",
            "--transport",
            "netty, nio, epoll, io-uring, in-process, null",
            "pigeon"),
        bad("run --transport null --scheduler-url 127.0.0.1:1", "--transport null", "127.0.0.1:1"),
        bad("run --output-dir FOLDER/plain.txt/logs", "--output-dir", "plain.txt"),
        bad("run --output-dir FOLDER/plain.txt", "--output-dir", "plain.txt"),
        bad("run --metrics-csv FOLDER", "--metrics-csv: is a folder: "),
        bad("run --metrics-csv FOLDER/plain.txt/m.csv", "--metrics-csv", "plain.txt"),
        bad("run --json FOLDER", "--json: is a folder: "),
        bad("run --scheduler-url localhost", "--scheduler-url", "host:port", "\"localhost\""),
        bad("run --scheduler-url localhost:", "--scheduler-url", "\"localhost:\""),
        bad("run --scheduler-url localhost:http", "--scheduler-url", "\"localhost:http\""),
        bad("run --scheduler-url localhost:99999", "1 to 65535: 99999"),
        bad("run --scheduler-url localhost:0", "1 to 65535: 0"),
        bad("run --targets localhost", "--targets must be host:port", "\"localhost\""),
        bad("run --targets 127.0.0.1:1,127.0.0.1:1", "--targets: a server can be a target once"),
        bad("run --targets a:1 --scheduler-url b:1", "--targets", "leave out --scheduler-url b:1"),
        bad("run --targets a:1 --transport null", "--transport null", "leave out --targets a:1"),
        bad("run --targets 127.0.0.1:1 --rehearsal-ms 0", "target 127.0.0.1:1 is unreachable"),
        bad("run --balance random", "--balance random needs --targets"),
        bad("run --targets a:1 --balance null", "--balance: a policy is a name, or a name with"),
        bad("run --targets a:1 --balance nonsense", "--balance: unknown policy \"nonsense\""),
        bad("run --targets a:1 --balance grpc:nonsense", "--balance: unknown policy of gRPC's"),
        bad(
            "run --targets a:1 --balance grpc:weighted_round_robin",
            "--balance: gRPC's policy \"weighted_round_robin\" is not there",
            "io.grpc:grpc-xds"),
        bad("serve --null --load-reports", "--null has no load to report"),
        bad("run --config FOLDER/absent.yaml", "absent.yaml"),
        bad("run --config FOLDER/absent.json", "absent.json", "there is no such file"),
        bad("run --config quick --override total-qps=abc", "total-qps=abc: must be a number"),
        bad("run --override quick", "--override must be KEY=VALUE", "quick"),
        bad("run --trace-sha256 ab", "--trace-sha256 ab needs --arrivals trace:FILE"),
        bad("sweep --config soak", "--rates must name at least one rate"),
        bad(
            "sweep --override sweep.rates=[30] --override sweep.from=5",
            "sweep.from goes with sweep.rates: auto"),
        bad("plan --total-qps 1 --max-duration-ms 1", "--max-duration-ms 1 leaves no request"),
        bad("capacity --max-requests 900", "--max-requests 900 ends the confirmation"),
        bad("scenarios tea", "\"tea\"", "quick, balanced, surge, soak"),
        bad("scenarios quick --schema", "leave out quick"),
        bad("run --log-level loud", "--log-level", "loud"),
        bad("run surplus", "surplus"),
        bad("run --arrivals poison", "--arrivals poison: must be one of burst, constant, gamma"),
        bad("plan --arrivals gamma:0", "--arrivals gamma:0: CV must be between 0.01 and 10.0: 0.0"),
        bad("run --arrivals constant --loadgen-seed 7", "LoadGen's seed", "constant"),
        bad("plan --arrivals trace:FOLDER/plain.txt", "plain.txt: line 1: the header must name"),
        bad(
            "plan --rate 5 --arrivals trace:FOLDER/plain.txt",
            "--rate and --arrivals trace:",
            "plain.txt exclude"),
        bad("plan --arrivals trace:FOLDER/absent.csv", "absent.csv: there is no such file"),
        bad("plan --class 4:urgent", "\"4:urgent\"", "1:urgent, 1:normal"),
        bad("plan --class 1:urgent --rate 5", "--class 1:urgent", "--rate"),
        bad("plan --rate 0", "0"),
        bad("plan --first -1", "--first must be at least 0: -1"),
        bad("serve --policy foo", "\"foo\"", "fifo, priority, edf, priority-edf"),
        bad("serve --service-time resnet50=weird:3", "resnet50", "weird"),
        bad("serve --service-time resnet50=constant", "resnet50", "\"constant\""),
        bad("serve --service-time resnet50", "--service-time", "resnet50"),
        bad("serve --service-time resnet50=constant:-8", "resnet50", "-8"),
        bad("serve --port 70000", "--port must be 0 to 65535: 70000"),
        bad("serve --workers 0", "0"),
        bad("serve --queue-capacity -1", "-1"),
        bad("serve --host nosuch.invalid --port 0", "nosuch.invalid"),
        bad("compare --history FOLDER/absent", "--history: no such folder: "),
        bad("compare FOLDER/absent.json FOLDER/absent.json", "no such file: "),
        bad("compare a.json HEAD", "both be files or both be revisions: a.json and HEAD"),
        bad("compare HEAD --baseline-branch main", "BASE and --baseline-branch exclude"),
        bad("compare --measure", "--measure needs a BASE"),
        bad("compare HEAD --full", "--full needs --measure"),
        bad("compare HEAD --head-jvm-args=-Xmx1g", "--head-jvm-args needs --measure"),
        bad("compare --measure HEAD --quick --full", "--quick and --full exclude each other"),
        bad("compare --measure HEAD --budget-minutes 0", "--budget-minutes", "positive: 0.0"),
        bad("compare --measure HEAD --aliases a.yaml", "--measure and --aliases exclude"),
        bad("compare --measure HEAD --bench nosuch", "no benchmark's name holds", "\"nosuch\""),
        bad("compare --measure HEAD --bench (", "not a regular expression: \"(\""),
        bad("compare --measure HEAD --work-dir FOLDER/plain.txt/w", "--work-dir", "plain.txt"),
        bad("compare --measure HEAD --history FOLDER/plain.txt/h", "--history", "plain.txt"),
        bad("report --output-dir FOLDER/plain.txt", "--output-dir", "plain.txt"),
        bad("report --document FOLDER/absent.json", "no such file: ", "absent.json"),
        bad("report --document FOLDER/plain.txt", "cannot read ", "plain.txt"),
        bad("bench nosuch", "\"nosuch\"", "--list"),
        bad("bench [", "not a regular expression: \"[\""),
        bad("bench --quick --full", "--quick and --full"),
        bad("bench --forks 0 copyTensor", "--forks must be 1 to 1000: 0"),
        bad("bench --jvm FOLDER/plain.txt copyTensor", "--jvm: no such program", "plain.txt"),
        bad("bench --jvm /bin/true copyTensor", "--jvm: not a Java program: /bin/true"),
        bad("bench --profiler perf copyTensor", "--profiler must be async: perf"),
        bad("bench --param size=3 copyTensor", "--param", "size"),
        bad("bench --param size copyTensor", "--param", "size"),
        bad(
            "bench --quick --param generator=COUNTER,NOPE fillWire",
            "--param: generator must be COUNTER, ",
            "JDK_RANDOM",
            ": NOPE"),
        bad("bench --param floats=many copyBytes", "--param: floats must be", "1: many"),
        bad("bench --param floats=0 copyBytes", "--param: floats must be", "1: 0"),
        bad("bench --json FOLDER copyTensor", "--json: is a folder: "),
        bad("bench --json FOLDER/plain.txt/a.json copyTensor", "--json", "plain.txt"),
        bad("bench --history FOLDER/plain.txt/h copyTensor", "--history", "plain.txt"),
        bad("sweep", "--rates"),
        bad("sweep --rates 10,x", "--rates", "'x'"),
        bad("sweep --rates 10,0", "--total-qps must be positive and finite: 0.0"),
        bad("sweep --rates 10,10", "--rates names one twice"),
        bad("sweep --rates 10 --repeat 0", "--repeat must be at least 1: 0"),
        bad("sweep --rates 10 --workloads balanced,nosuch", "\"nosuch\""),
        bad("sweep --rates 10 --total-qps 5", "--total-qps"),
        bad("sweep --rates 10 --output-dir FOLDER/plain.txt", "--output-dir", "plain.txt"),
        bad("sweep --rates 10..200", "--rates", "'10..200'"),
        bad("sweep --rates 10..5/1", "positive steps", "10..5/1"),
        bad("sweep --rates auto,10", "--rates", "'auto'"),
        bad("sweep --rates 10 --max-rate 100", "--max-rate goes with --rates auto"),
        bad("sweep --rates auto --from 0", "--from must be positive and finite: 0.0"),
        bad("sweep --rates auto --from 50 --max-rate 40", "--max-rate must be above --from (50.0)"),
        bad("sweep --rates auto --max-rates 1", "--max-rates must be 2 to 100: 1"),
        bad("capacity --attainment 1", "--attainment must be above 0 and below 1: 1.0"),
        bad("capacity --attainment 99", "--attainment must be above 0 and below 1: 99.0"),
        bad("capacity --class 4:urgent", "\"4:urgent\"", "1:urgent, 1:normal"),
        bad("capacity --class 1:urgent", "1:urgent has 1", "add --min-query-count 459"),
        bad("capacity --class 1:urgent --all", "--all and --class exclude each other"),
        bad("capacity --precision 0", "--precision must be 0.1 to 100 %: 0.0"),
        bad("capacity --from 100 --max-rate 100", "--max-rate must be above --from (100.0)"),
        bad("capacity --loadgen-seed 7", "--loadgen-seed 7 gives every run the same arrivals"),
        bad("capacity --decimals 2", "--decimals goes with --find-peak"),
        bad("capacity --find-peak --precision 2", "--precision and --find-peak exclude"),
        bad("capacity --find-peak --decimals 9", "--decimals must be 0 to 6: 9"),
        bad("capacity --find-peak --attainment 0.9", "leave out --attainment 0.9"),
        bad("capacity --workload nosuch", "\"nosuch\""),
        bad("capacity --output-dir FOLDER/plain.txt", "--output-dir", "plain.txt"),
        bad("history FOLDER/none", "no such folder", "none"),
        bad("history FOLDER/plain.txt", "no such folder", "plain.txt"),
        bad("history FOLDER --keep 0", "--keep must be at least 1: 0"),
        bad("history FOLDER --keep some", "--keep", "'some'"),
        bad("history FOLDER --dry-run", "--dry-run goes with --keep"),
        bad("history FOLDER --commit HEAD", "--commit goes with --import"),
        bad("history FOLDER --keep 1 --import x", "--import and --keep exclude each other"),
        bad("history FOLDER --import FOLDER/none", "--import", "NoSuchFile", "none"),
        bad("history FOLDER --import FOLDER/plain.txt", "--import", "plain.txt", "line 1"),
        bad("run --show headline,all", "--show", "error-only", "all"),
        bad("export", "RESULT"),
        bad("export FOLDER/absent.json", "no such file: ", "absent.json"),
        bad("export FOLDER/plain.txt", "cannot read ", "plain.txt"),
        bad("export FOLDER/plain.txt --format xml", "--format", "HGRM", "xml"),
        bad("export FOLDER/plain.txt --format csv --show internal", "--show goes with --format"),
        bad("export FOLDER/plain.txt --class total", "--class total goes with --format hgrm"),
        bad("dance", "dance"),
        bad("", "a command is missing"));
  }

  private static Arguments bad(String command, String... expected) {
    return arguments(command, List.of(expected));
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @MethodSource("badInputs")
  void badInput_isRefusedInOneLineThatShowsIt(
      String command, List<String> expected, @TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve(PLAIN_FILE), "not a folder");
    String[] arguments =
        command.isEmpty() ? new String[0] : command.replace("FOLDER", folder.toString()).split(" ");
    requireRefused(folder, arguments, expected);
  }

  /** What files say; the flags that name them come with the case. */
  static Stream<Arguments> badFiles() {
    return Stream.of(
        badFile("--config", "total-qps: 30\nworkload: [balanced\n", "line 2", "flow sequence"),
        badFile("--config", "total-qps: 30\nduration-ms: soon\n", "line 2", "duration-ms", "soon"),
        badFile("--config", "seed: 1\n\ntotal-qps: -4\n", "line 3", "total-qps", "-4.0"),
        badFile("--config", "total-qps: 30\ntotal-pqs: 31\n", "line 2", "\"total-pqs\""),
        badFile("--config", "seed: 1\nseed: 2\n", "line 2", "seed"),
        badFile("--config", "seed: 1\nsweep: {repeat: x}\n", "line 2", "sweep.repeat", "x"),
        badFile("--config", "seed: 1\ncapacity: {rates: 1}\n", "line 2", "capacity.rates"),
        badFile("--config", "- seed\n", "line 1"),
        badFile("--config", "", "line 1"),
        badFile("--workload", workload(0.25, 0.7), "share", "0.95"),
        badFile("--workload", workload(0.25, 0.75).replace("tier: 1", "teir: 1"), "line 4", "tier"),
        badFile(
            "--workload",
            workload(0.25, 0.75).replace("slo-ms: 50", "slo-ms: fast"),
            "line 4",
            "slo-ms",
            "fast"),
        badFile("--workload", workload(0.25, 0.75).replace("small: 0.4", "small: 0.3"), "0.9"),
        badFile("--workload", workload(-0.25, 1.25), "-0.25"),
        badFile("--workload", "name: x\n", "classes"),
        badFile("--workload", workload(0.25, 0.75).replace("]}}", "]}"), "line 2"),
        badFile("--workload", workload(0.25, 0.75).replace("[1, 128]", "[0]"), "0"));
  }

  private static Arguments badFile(String flag, String content, String... expected) {
    return arguments(flag, content, List.of(expected));
  }

  private static String workload(double firstShare, double secondShare) {
    return """
        name: chat
        models: {small: {shape: [1, 128]}}
        classes:
          - {tier: 1, slo: urgent, slo-ms: 50, share: %s, models: {small: 1.0}}
          - {tier: 2, slo: normal, slo-ms: 400, share: %s, models: {small: 0.4, resnet50: 0.6}}
        """
        .formatted(firstShare, secondShare);
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @MethodSource("badFiles")
  void badFile_isRefusedInOneLineWithFileLineAndField(
      String flag, String content, List<String> expected, @TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("input.yaml"), content);
    List<String> alsoTheFile = new ArrayList<>(expected);
    alsoTheFile.add(file.toString());
    requireRefused(folder, new String[] {"run", flag, file.toString()}, alsoTheFile);
  }

  @Test
  void unreachableScheduler_isToldWithinFiveSeconds(@TempDir Path folder) throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    long startNanos = System.nanoTime();
    requireRefused(
        folder,
        new String[] {"run", "--scheduler-url", "127.0.0.1:" + port},
        List.of("127.0.0.1:" + port, "unreachable", "--scheduler-url"));
    assertThat((System.nanoTime() - startNanos) / 1e9).as("seconds").isLessThan(9);
  }

  @Test
  void takenPort_isTold(@TempDir Path folder) throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(socket.getLocalPort());
      requireRefused(folder, new String[] {"serve", "--port", port}, List.of("127.0.0.1:" + port));
    }
  }

  private static void requireRefused(Path folder, String[] arguments, List<String> expected)
      throws IOException {
    List<Path> filesBefore = files(folder);
    List<Long> childrenBefore = children();
    Invocation invocation = Invocation.of(withOutputsIn(folder, arguments));
    assertThat(invocation.err()).as("one line on stderr").hasSize(1);
    assertThat(invocation.err().get(0)).contains(expected);
    if (arguments.length > 0 && !arguments[0].equals("dance")) {
      assertThat(invocation.err().get(0)).startsWith(arguments[0] + ": ");
    }
    assertThat(invocation.out()).isEmpty();
    assertThat(invocation.exitCode()).isEqualTo(2);
    assertThat(files(folder)).as("files").isEqualTo(filesBefore);
    assertThat(children()).as("processes").isEqualTo(childrenBefore);
  }

  /** So that a run that is not refused after all leaves nothing in the source tree. */
  private static String[] withOutputsIn(Path folder, String[] arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    if (!all.isEmpty() && all.get(0).equals("run")) {
      if (!all.contains("--output-dir")) {
        all.addAll(List.of("--output-dir", folder.resolve("logs").toString()));
      }
      if (!all.contains("--metrics-csv")) {
        all.addAll(List.of("--metrics-csv", folder.resolve("metrics.csv").toString()));
      }
    }
    return all.toArray(String[]::new);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static List<Long> children() {
    try (Stream<ProcessHandle> children = ProcessHandle.current().children()) {
      return children.map(ProcessHandle::pid).sorted().toList();
    }
  }
}
