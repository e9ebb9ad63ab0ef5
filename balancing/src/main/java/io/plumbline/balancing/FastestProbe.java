package io.plumbline.balancing;

import java.util.Set;

/**
 * Probes every endpoint for each call, and takes one that has answered.
 *
 * <p>The probes leave at the first poll, in a random order. Among several that have ended the first
 * in that order wins, not the fastest. If all have ended and none will do, every endpoint is as
 * likely: the notebook's model dies there, and probing again need never end when all have queues.
 *
 * @param validate which answers will do; that of a failed probe never does
 */
record FastestProbe(Validate validate) implements Policy {

  /** What an answer must say. */
  enum Validate {
    /** Anything. */
    ALWAYS,
    /** That nothing waits. */
    EMPTY_QUEUE
  }

  @Override
  public Balancer balancer(Client client) {
    Draw draw = new Draw(client.random());
    return (call, among) -> new ProbingPicker(client, among, draw);
  }

  @Override
  public Set<Need> needs() {
    return validate == Validate.ALWAYS ? Set.of(Need.PROBES) : Set.of(Need.PROBES, Need.REPORTS);
  }

  private boolean willDo(Probe probe) {
    ServerReport report = probe.report();
    if (report == null) {
      return false;
    }
    return switch (validate) {
      case ALWAYS -> true;
      case EMPTY_QUEUE -> report.queued().latest() == 0;
    };
  }

  private final class ProbingPicker implements Picker {
    private final Client client;
    private final Endpoints among;
    private final Draw draw;
    private final Probe[] probes;
    private boolean sent;

    ProbingPicker(Client client, Endpoints among, Draw draw) {
      this.client = client;
      this.among = among;
      this.draw = draw;
      this.probes = new Probe[among.size()];
    }

    @Override
    public Choice poll() {
      if (!sent) {
        send();
      }
      boolean allEnded = true;
      for (Probe probe : probes) {
        if (!probe.ended()) {
          allEnded = false;
        } else if (willDo(probe)) {
          return probe.endpoint();
        }
      }
      return allEnded ? among.get(client.random().nextInt(among.size())) : Choice.WAIT;
    }

    private void send() {
      sent = true;
      draw.next(probes.length, probes.length);
      for (int i = 0; i < probes.length; i++) {
        probes[i] = client.prober().probe(among.get(draw.get(i)));
      }
    }
  }
}
