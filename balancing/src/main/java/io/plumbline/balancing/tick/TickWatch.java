package io.plumbline.balancing.tick;

import java.util.OptionalInt;

/**
 * Whose events {@link TickObserver#event} hears of.
 *
 * @param request the number of a request, in the order of arrival from 0
 * @param server the number of a server, from 0
 * @param all everything, as with {@link TickSettings#debug()}
 */
public record TickWatch(OptionalInt request, OptionalInt server, boolean all) {

  /** Nobody's. */
  public static final TickWatch NOTHING =
      new TickWatch(OptionalInt.empty(), OptionalInt.empty(), false);

  /** Everybody's. */
  public static final TickWatch EVERYTHING =
      new TickWatch(OptionalInt.empty(), OptionalInt.empty(), true);

  /** Those of one request, from its arrival to its end. */
  public static TickWatch request(int number) {
    return new TickWatch(OptionalInt.of(number), OptionalInt.empty(), false);
  }

  /** Those of one server: its resets, and its state after every tick. */
  public static TickWatch server(int number) {
    return new TickWatch(OptionalInt.empty(), OptionalInt.of(number), false);
  }

  boolean nothing() {
    return request.isEmpty() && server.isEmpty() && !all;
  }
}
