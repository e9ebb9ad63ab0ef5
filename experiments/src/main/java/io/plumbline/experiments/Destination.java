package io.plumbline.experiments;

import io.plumbline.balancing.grpc.BalancedTargets;
import io.plumbline.loadgen.ChannelSettings;
import io.plumbline.loadgen.GrpcTarget;
import io.plumbline.loadgen.LoadPlan;
import io.plumbline.loadgen.NullTarget;
import io.plumbline.loadgen.Target;
import io.plumbline.scheduler.SchedulerServer;
import io.plumbline.scheduler.SchedulerSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a run's requests go, with whatever had to be started for it. Used by one thread. */
final class Destination implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private final LoadSettings settings;
  private final int channels;
  private final String name;
  private final Optional<ChildScheduler> child;
  private final Optional<SchedulerServer> inProcess;
  private final Optional<BalancedTargets> balanced;
  private @Nullable Target target;

  private Destination(
      LoadSettings settings,
      int channels,
      String name,
      Optional<ChildScheduler> child,
      Optional<SchedulerServer> inProcess) {
    this.settings = settings;
    this.channels = channels;
    this.name = name;
    this.child = child;
    this.inProcess = inProcess;
    this.balanced = settings.balanced();
  }

  /** Starts what has to be started, and does not wait for it. */
  static Destination open(LoadSettings settings, LoadPlan plan, RunObserver observer)
      throws IOException {
    int channels = settings.channels() > 0 ? settings.channels() : plan.workload().classes().size();
    return switch (settings.transport()) {
      case NULL ->
          new Destination(settings, channels, "null target", Optional.empty(), Optional.empty());
      case IN_PROCESS -> {
        SchedulerServer server =
            SchedulerServer.startInProcess(SchedulerSettings.nullServer(), inProcessName());
        yield new Destination(
            settings, channels, "in-process null scheduler", Optional.empty(), Optional.of(server));
      }
      case NETTY, NIO, EPOLL, IO_URING -> {
        if (settings.targets().isPresent()) {
          yield new Destination(
              settings, channels, settings.targets().get(), Optional.empty(), Optional.empty());
        }
        if (settings.schedulerUrl().isPresent()) {
          String address = HostPort.parse(settings.schedulerUrl().get()).toString();
          yield new Destination(settings, channels, address, Optional.empty(), Optional.empty());
        }
        observer.step("starting the reference scheduler (--scheduler-url names none)");
        yield new Destination(
            settings,
            channels,
            "the reference scheduler",
            Optional.of(ChildScheduler.start(settings.rehearsalMs() * 1_000_000L)),
            Optional.empty());
      }
    };
  }

  private static String inProcessName() {
    return "plumbline-" + ProcessHandle.current().pid();
  }

  /** As results call it. */
  String name() {
    return name;
  }

  /** How many requests went to each server, warm-up and cool-down included, if there are more. */
  Optional<Map<String, Long>> sentByTarget() {
    return balanced.map(BalancedTargets::sentByTarget);
  }

  /** What the policy was told, if requests were balanced. */
  Optional<BalancedTargets.News> news() {
    return balanced.map(BalancedTargets::news);
  }

  /** Whether what was started for the run has ended before it. */
  boolean died() {
    return child.isPresent() && !child.get().isAlive();
  }

  /**
   * Waits until requests can be sent, the first time and any later one.
   *
   * @throws UsageException if nobody is there
   * @throws IOException if what was started did not come up
   */
  Target connect() throws IOException, InterruptedException {
    Target connected = target;
    if (connected == null) {
      settings
          .targets()
          .ifPresent(targets -> TargetList.requireReachable(targets, CONNECT_TIMEOUT));
      connected = open();
      target = connected;
    }
    try {
      connected.connect(CONNECT_TIMEOUT);
    } catch (IOException e) {
      if (!settings.namesItsTarget()) {
        throw e;
      }
      throw new UsageException(
          e.getMessage()
              + "; is it running, and is --"
              + (settings.targets().isPresent() ? "targets" : "scheduler-url")
              + " right?",
          e);
    }
    return connected;
  }

  private Target open() throws IOException {
    ChannelSettings connections = settings.connections(channels);
    return switch (settings.transport()) {
      case NULL -> new NullTarget(settings.payload());
      case IN_PROCESS -> GrpcTarget.inProcess(inProcessName(), settings.payload(), connections);
      case NETTY, NIO, EPOLL, IO_URING -> {
        if (balanced.isPresent()) {
          yield GrpcTarget.netty(name, balanced.get(), settings.payload(), connections);
        }
        HostPort address =
            child.isPresent()
                ? child.get().awaitListening()
                : HostPort.parse(settings.schedulerUrl().orElseThrow());
        yield GrpcTarget.netty(address.host(), address.port(), settings.payload(), connections);
      }
    };
  }

  @Override
  public void close() {
    if (target != null) {
      target.close();
    }
    inProcess.ifPresent(SchedulerServer::close);
    child.ifPresent(ChildScheduler::close);
  }
}
