package io.plumbline.cli;

import io.plumbline.experiments.Peer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code plumbline peer}: what the scripts in benchmarks/peers drive on our side. */
@Command(
    name = "peer",
    hidden = true,
    description = {
      "Keeps a fixed number of calls outstanding on each connection to --scheduler-url.",
      "Reads turns from stdin, CONNECTIONS OUTSTANDING MILLISECONDS a line, sends for that long,",
      "and prints the requests answered per second and the bytes that this JVM allocated per request."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    defaultValueProvider = Defaults.class)
final class PeerCommand implements Callable<Integer> {
  @Mixin private RunOptions load = new RunOptions();
  @Mixin private CommonOptions common = new CommonOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--generated-stub",
      description =
          "Send as a user of the generated blocking stub does, a thread per outstanding call.")
  private boolean generatedStub;

  @Option(
      names = "--write-message",
      paramLabel = "FILE",
      description = "Write one request as gRPC frames it, and send nothing.")
  private @Nullable Path message;

  @Override
  public Integer call()
      throws IOException, InterruptedException, TimeoutException, ExecutionException {
    common.applyLogLevel();
    Peer peer = new Peer(load.scenario(spec).settings(Map.of()), generatedStub);
    if (message != null) {
      peer.writeMessage(message);
      return Main.EXIT_DONE;
    }
    peer.serve(
        new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())),
        line -> {
          spec.commandLine().getOut().println(line);
          spec.commandLine().getOut().flush();
        });
    return Main.EXIT_DONE;
  }
}
