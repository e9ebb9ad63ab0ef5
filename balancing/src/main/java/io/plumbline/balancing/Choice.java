package io.plumbline.balancing;

/** What a picker answers: an {@link Endpoint}, or that it cannot tell yet. */
public sealed interface Choice permits Endpoint, Choice.Wait {

  /** Ask again when something has changed: a probe has ended, or time has passed. */
  Choice WAIT = new Wait();

  /** The one answer that is no endpoint. */
  final class Wait implements Choice {
    private Wait() {}
  }
}
