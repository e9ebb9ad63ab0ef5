package io.plumbline.balancing;

/**
 * One endpoint after the other; a client begins with its first.
 *
 * <p>The notebook counts turns by client name for the whole process, so that a run goes on where
 * the one before ended. That is left out: a run depends on its seed alone.
 */
record RoundRobin() implements Policy {
  @Override
  public Balancer balancer(Client client) {
    return new Balancer() {
      private int turn;

      @Override
      public Picker take(Call call, Endpoints among) {
        return () -> {
          Endpoint next = among.get(turn % among.size());
          turn = turn == Integer.MAX_VALUE ? 0 : turn + 1;
          return next;
        };
      }
    };
  }
}
