package io.plumbline.balancing.event;

import io.plumbline.balancing.Policy;
import io.plumbline.balancing.event.EventScenario.Antagonists;
import io.plumbline.balancing.event.EventScenario.Network;
import io.plumbline.balancing.event.EventScenario.Queueing;
import io.plumbline.balancing.event.EventScenario.Reporting;
import io.plumbline.balancing.event.EventScenario.Span;
import io.plumbline.balancing.event.EventScenario.Starting;
import java.util.List;
import java.util.Optional;

/** A scenario while it is being changed; only {@link #made()} checks it. */
final class Draft {
  private String name;
  private String about;
  private Object policyWritten;
  private Policy policy;
  private int clients;
  private int subsetSize;
  private boolean centralQueue;
  private List<ServerSpec> servers;
  private Demand demand;
  private Network network;
  private Queueing queueing;
  private Starting starting;
  private Reporting reporting;
  private Optional<Antagonists> antagonists;
  private List<Fault> faults;
  private long warmUpNanos;
  private long horizonNanos;
  private long drainNanos;

  Draft(EventScenario from) {
    this.name = from.name();
    this.about = from.about();
    this.policyWritten = from.policyWritten();
    this.policy = from.policy();
    this.clients = from.clients();
    this.subsetSize = from.subsetSize();
    this.centralQueue = from.centralQueue();
    this.servers = from.servers();
    this.demand = from.demand();
    this.network = from.network();
    this.queueing = from.queueing();
    this.starting = from.starting();
    this.reporting = from.reporting();
    this.antagonists = from.antagonists();
    this.faults = from.faults();
    span(from.span());
  }

  Draft name(String name) {
    this.name = name;
    return this;
  }

  Draft about(String about) {
    this.about = about;
    return this;
  }

  Draft policy(Object written, Policy made) {
    this.policyWritten = written;
    this.policy = made;
    return this;
  }

  Draft clients(int clients) {
    this.clients = clients;
    return this;
  }

  Draft subsetSize(int subsetSize) {
    this.subsetSize = subsetSize;
    return this;
  }

  Draft centralQueue(boolean centralQueue) {
    this.centralQueue = centralQueue;
    return this;
  }

  List<ServerSpec> servers() {
    return servers;
  }

  Draft servers(List<ServerSpec> servers) {
    this.servers = servers;
    return this;
  }

  Demand demand() {
    return demand;
  }

  double requestsPerSecond() {
    return EventScenario.requestsPerSecond(demand, servers);
  }

  Draft demand(Demand demand) {
    this.demand = demand;
    return this;
  }

  Network network() {
    return network;
  }

  Draft network(Network network) {
    this.network = network;
    return this;
  }

  Queueing queueing() {
    return queueing;
  }

  Draft queueing(Queueing queueing) {
    this.queueing = queueing;
    return this;
  }

  Starting starting() {
    return starting;
  }

  Draft starting(Starting starting) {
    this.starting = starting;
    return this;
  }

  Reporting reporting() {
    return reporting;
  }

  Draft reporting(Reporting reporting) {
    this.reporting = reporting;
    return this;
  }

  Draft antagonists(Optional<Antagonists> antagonists) {
    this.antagonists = antagonists;
    return this;
  }

  Draft faults(List<Fault> faults) {
    this.faults = faults;
    return this;
  }

  Draft span(Span span) {
    this.warmUpNanos = span.warmUpNanos();
    this.horizonNanos = span.horizonNanos();
    this.drainNanos = span.drainNanos();
    return this;
  }

  Draft warmUpNanos(long warmUpNanos) {
    this.warmUpNanos = warmUpNanos;
    return this;
  }

  /** A later warm-up becomes a tenth of it. */
  Draft horizonNanos(long horizonNanos) {
    this.horizonNanos = horizonNanos;
    this.warmUpNanos = warmUpNanos < horizonNanos ? warmUpNanos : horizonNanos / 10;
    return this;
  }

  Draft drainNanos(long drainNanos) {
    this.drainNanos = drainNanos;
    return this;
  }

  EventScenario made() {
    return new EventScenario(
        name,
        about,
        policyWritten,
        policy,
        clients,
        subsetSize,
        centralQueue,
        servers,
        demand,
        network,
        queueing,
        starting,
        reporting,
        antagonists,
        faults,
        new Span(warmUpNanos, horizonNanos, drainNanos));
  }
}
