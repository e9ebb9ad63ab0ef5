package io.plumbline.balancing.tick;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * All that is left to chance in one run, from its seed and repetition.
 *
 * <p>Every concern has its own stream, so two policies meet the same arrivals at the same clients,
 * the same servers, subsets and delays, and resets at the same ticks. What befalls one request or
 * probe on its way is drawn by its number, not in the order of events: it is as long in its kind
 * under any policy. Not thread-safe.
 */
final class TickDraws {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** Never: later than any run ends. */
  static final int NEVER = Integer.MAX_VALUE;

  // What draws are for; the numbers are part of what a seed means.
  private static final int ARRIVALS = 1;
  private static final int CLIENTS = 2;
  private static final int SUBSETS = 3;
  private static final int SERVERS = 4;
  private static final int SERVER_RESETS = 5;
  private static final int CHANNELS = 6;
  private static final int CHANNEL_RESETS = 7;
  private static final int SENDING = 8;
  private static final int PROCESSING = 9;
  private static final int RECEIVING = 10;
  private static final int POLICY = 11;

  /** Tables by what they are for; shared by runs, for they never change. */
  static final class Tables {
    private record Key(double mean, double variance) {}

    private final Map<Key, GammaTicks> tables = new ConcurrentHashMap<>();

    GammaTicks of(double mean, double variance) {
      return tables.computeIfAbsent(
          new Key(mean, variance), key -> GammaTicks.of(key.mean(), key.variance()));
    }
  }

  private final TickSettings settings;
  private final Tables tables;
  private final long seed;
  private final int repetition;

  private final SplittableRandom clients;
  private final SplittableRandom subsets;
  private final SplittableRandom servers;
  private final SplittableRandom serverResets;
  private final SplittableRandom channels;
  private final SplittableRandom channelResets;
  private final SplittableRandom policy;
  private final long sendingKey;
  private final long processingKey;
  private final long receivingKey;
  private final GammaTicks threads;
  private final GammaTicks processingTime;
  private final GammaTicks serverRtt;
  private final GammaTicks channelRtt;

  TickDraws(TickSettings settings, long seed, int repetition, Tables tables) {
    this.settings = settings;
    this.tables = tables;
    this.seed = seed;
    this.repetition = repetition;
    this.clients = stream(CLIENTS);
    this.subsets = stream(SUBSETS);
    this.servers = stream(SERVERS);
    this.serverResets = stream(SERVER_RESETS);
    this.channels = stream(CHANNELS);
    this.channelResets = stream(CHANNEL_RESETS);
    this.policy = stream(POLICY);
    this.sendingKey = key(SENDING);
    this.processingKey = key(PROCESSING);
    this.receivingKey = key(RECEIVING);
    this.threads = tables.of(settings.meanThreads(), GammaTicks.USUAL_VARIANCE);
    this.processingTime = tables.of(settings.meanProcessingTime(), GammaTicks.USUAL_VARIANCE);
    this.serverRtt = tables.of(settings.meanServerRtt(), settings.serverRttVariance());
    this.channelRtt = tables.of(settings.meanChannelRtt(), settings.channelRttVariance());
  }

  /** How many requests come in each tick: each of them in any, independently. */
  int[] arrivalsByTick() {
    SplittableRandom random = stream(ARRIVALS);
    int[] arrivals = new int[settings.totalTicks()];
    for (int i = settings.requests(); i > 0; i--) {
      arrivals[random.nextInt(arrivals.length)]++;
    }
    return arrivals;
  }

  /** The client of the next request. */
  int client() {
    return clients.nextInt(settings.clients());
  }

  /** The server of the next channel of a subset. */
  int subsetServer() {
    return subsets.nextInt(settings.servers());
  }

  int threads() {
    return threads.draw(servers.nextLong());
  }

  /** The mean processing time of a server. */
  GammaTicks serverProcessing() {
    return tables.of(processingTime.draw(servers.nextLong()), GammaTicks.USUAL_VARIANCE);
  }

  /** A server's part in the delay of its channels. */
  int serverRtt() {
    return serverRtt.draw(servers.nextLong());
  }

  /** The delay of a channel, in either direction. */
  GammaTicks channelDelay(int serverRtt) {
    double mean = (serverRtt + channelRtt.draw(channels.nextLong())) / 2.0;
    return tables.of(mean, GammaTicks.USUAL_VARIANCE);
  }

  /** The tick of a server's next reset, from {@code first} on. */
  int serverReset(int first) {
    return success(first, settings.serverResetProbability(), serverResets);
  }

  /** The tick of a channel's next reset, from {@code first} on. */
  int channelReset(int first) {
    return success(first, settings.networkResetProbability(), channelResets);
  }

  /** The first of many trials that succeeds, without trying each. */
  private static int success(int first, double probability, SplittableRandom random) {
    if (probability == 0) {
      return NEVER;
    }
    if (probability == 1) {
      return first;
    }
    double failures =
        Math.floor(StrictMath.log1p(-random.nextDouble()) / StrictMath.log1p(-probability));
    return failures >= NEVER - first ? NEVER : first + (int) failures;
  }

  int sendingTicks(int number, boolean probe, GammaTicks delay) {
    return delay.draw(bits(sendingKey, number, probe, 0));
  }

  /** How long a request is processed, for the n-th time if it was put back. */
  int processingTicks(int number, int times, GammaTicks processing) {
    return processing.draw(bits(processingKey, number, false, times));
  }

  int receivingTicks(int number, boolean probe, GammaTicks delay) {
    return delay.draw(bits(receivingKey, number, probe, 0));
  }

  /** Whatever a policy leaves to chance. */
  RandomGenerator policy() {
    return policy;
  }

  private SplittableRandom stream(int concern) {
    return new SplittableRandom(key(concern));
  }

  private long key(int concern) {
    return mix(mix(mix(seed + GOLDEN) + (repetition + 1) * GOLDEN) + concern * GOLDEN);
  }

  private static long bits(long key, int number, boolean probe, int times) {
    long index = ((long) times << 33) + ((long) number << 1) + (probe ? 1 : 0);
    return mix(key + index * GOLDEN);
  }

  /** The mixing function of SplitMix64 (Steele, Lea and Flood, 2014). */
  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }
}
