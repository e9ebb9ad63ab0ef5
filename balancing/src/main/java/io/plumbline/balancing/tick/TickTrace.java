package io.plumbline.balancing.tick;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A run tick by tick, for pictures. Ticks, servers and states count from 0; means of nothing are
 * NaN.
 */
public final class TickTrace {
  /** The states of a request, in the order in which {@link #ticksInState} numbers them. */
  public static final List<String> STATES = CleanFigures.STATES;

  private final int servers;
  private final int watchedServer;
  private final List<TickStage> stages = new ArrayList<>();
  private float[] utilizationPercent = {};
  private int[] queued = {};
  private int[] requestsSent = {};
  private int[] probesSent = {};
  private int[] completions = {};
  private long[] ticksInState = {};
  private double[] pidWeight = {};
  private final Waits byEntry = new Waits();
  private final Waits byStart = new Waits();
  private final Waits byFinish = new Waits();

  /** Ticks in the queue, by a tick. */
  private static final class Waits {
    private long[] sums = {};
    private int[] counts = {};

    void add(int tick, int ticksQueued) {
      if (tick >= sums.length) {
        sums = Arrays.copyOf(sums, grown(tick));
        counts = Arrays.copyOf(counts, grown(tick));
      }
      sums[tick] += ticksQueued;
      counts[tick]++;
    }

    double mean(int tick) {
      return tick < sums.length && counts[tick] > 0
          ? (double) sums[tick] / counts[tick]
          : Double.NaN;
    }
  }

  TickTrace(int servers, int watchedServer) {
    this.servers = servers;
    this.watchedServer = watchedServer;
  }

  void begin(TickStage stage) {
    stages.add(stage);
    int ticks = stages.size();
    if (ticks > completions.length) {
      int capacity = grown(ticks);
      utilizationPercent = Arrays.copyOf(utilizationPercent, capacity * servers);
      queued = Arrays.copyOf(queued, capacity * servers);
      requestsSent = Arrays.copyOf(requestsSent, capacity);
      probesSent = Arrays.copyOf(probesSent, capacity);
      completions = Arrays.copyOf(completions, capacity);
      ticksInState = Arrays.copyOf(ticksInState, capacity * STATES.size());
      pidWeight = Arrays.copyOf(pidWeight, capacity);
    }
  }

  private static int grown(int atLeast) {
    return Math.max(256, atLeast + atLeast / 2);
  }

  void server(int tick, int server, double percent, int inQueue, double weight) {
    utilizationPercent[tick * servers + server] = (float) percent;
    queued[tick * servers + server] = inQueue;
    if (server == watchedServer) {
      pidWeight[tick] = weight;
    }
  }

  void sent(int tick, boolean probe) {
    (probe ? probesSent : requestsSent)[tick]++;
  }

  void completed(TickRecord row) {
    int tick = row.completedTick();
    completions[tick]++;
    int at = tick * STATES.size();
    ticksInState[at] += row.ticksPicking();
    ticksInState[at + 1] += row.ticksSending();
    ticksInState[at + 2] += row.ticksQueued();
    ticksInState[at + 3] += row.ticksProcessing();
    ticksInState[at + 4] += row.ticksReceiving();
    byEntry.add(row.queueTick(), row.ticksQueued());
    byStart.add(row.processingTick(), row.ticksQueued());
    byFinish.add(tick, row.ticksQueued());
  }

  /** How many ticks were run. */
  public int ticks() {
    return stages.size();
  }

  public int servers() {
    return servers;
  }

  public TickStage stage(int tick) {
    return stages.get(tick);
  }

  /** Busy threads by threads, 0 to 100. */
  public double utilizationPercent(int tick, int server) {
    return utilizationPercent[tick * servers + server];
  }

  /** What waits at the end of the server's tick, probes included. */
  public int queued(int tick, int server) {
    return queued[tick * servers + server];
  }

  /** Requests that clients sent. */
  public int requestsSent(int tick) {
    return requestsSent[tick];
  }

  /** Probes that clients sent. */
  public int probesSent(int tick) {
    return probesSent[tick];
  }

  /** Requests that were answered. */
  public int completions(int tick) {
    return completions[tick];
  }

  /** Ticks that the requests answered in a tick had spent in one of {@link #STATES}, summed. */
  public long ticksInState(int tick, int state) {
    return ticksInState[tick * STATES.size() + state];
  }

  /** The mean ticks in one state of the requests that were answered. */
  public double meanTicksInState(int tick, int state) {
    return completions[tick] == 0
        ? Double.NaN
        : (double) ticksInState(tick, state) / completions[tick];
  }

  /** The mean latency, as the notebook counts it, of the requests that were answered. */
  public double meanLatencyTicks(int tick) {
    long sum = 0;
    for (int state = 0; state < STATES.size(); state++) {
      sum += ticksInState(tick, state);
    }
    return completions[tick] == 0 ? Double.NaN : (double) sum / completions[tick];
  }

  /** The mean ticks in the queue of the requests that entered it in this tick. */
  public double queueWaitByEntryTicks(int tick) {
    return byEntry.mean(tick);
  }

  /** Of those that were taken up. */
  public double queueWaitByStartTicks(int tick) {
    return byStart.mean(tick);
  }

  /** Of those that were answered. */
  public double queueWaitByFinishTicks(int tick) {
    return byFinish.mean(tick);
  }

  /** Whose {@link #pidWeight} was kept. */
  public int watchedServer() {
    return watchedServer;
  }

  /** The watched server's, at the end of its tick. */
  public double pidWeight(int tick) {
    return pidWeight[tick];
  }
}
