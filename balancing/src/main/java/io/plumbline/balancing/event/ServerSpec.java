package io.plumbline.balancing.event;

/**
 * Some servers of one kind.
 *
 * @param count how many
 * @param workers of each: how many requests it processes at once
 * @param speed how much faster than the service times say; 1 is as they say
 * @param residentModels how many models it holds at once; 0 if it holds all
 */
public record ServerSpec(int count, int workers, double speed, int residentModels) {

  private static final int MOST = 100_000;

  public ServerSpec {
    requireWithin("servers", count, 1, MOST);
    requireWithin("workers", workers, 1, MOST);
    requireWithin("resident-models", residentModels, 0, MOST);
    if (!(speed > 0 && speed < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("speed must be positive and finite: " + speed);
    }
  }

  public static ServerSpec of(int count, int workers) {
    return new ServerSpec(count, workers, 1, 0);
  }

  public static ServerSpec of(int count, int workers, double speed) {
    return new ServerSpec(count, workers, speed, 0);
  }

  static void requireWithin(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be from " + least + " to " + most + ": " + value);
    }
  }
}
