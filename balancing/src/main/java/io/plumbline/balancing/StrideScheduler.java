package io.plumbline.balancing;

/**
 * Goes around in rounds, and skips positions in proportion to what their weight lacks to the
 * greatest one: shares are exact, and a position's turns are evenly spread.
 *
 * <p>Source: the static stride scheduler of gRPC's weighted round robin (A58). Weights are scaled
 * to whole numbers up to {@value #GREATEST}, and kept between a tenth of their mean and ten times
 * it. A position whose weight is not known (0) has the mean; with fewer than two known, all are
 * equal.
 */
final class StrideScheduler {
  private static final int GREATEST = 0xFFFF;
  private static final double LEAST_BY_MEAN = 0.1;
  private static final double MOST_BY_MEAN = 10;

  private final int[] weights;

  /** Makes one of weights that are positive, or 0 if not known. */
  StrideScheduler(double[] raw) {
    this.weights = scale(raw);
  }

  private static int[] scale(double[] raw) {
    double sum = 0;
    double most = 0;
    int known = 0;
    for (double weight : raw) {
      if (weight > 0) {
        sum += weight;
        most = Math.max(most, weight);
        known++;
      }
    }
    int[] scaled = new int[raw.length];
    double mean = known < 2 ? 1 : sum / known;
    double scaling = GREATEST / (known < 2 ? 1 : Math.min(most, MOST_BY_MEAN * mean));
    int least = (int) Math.ceil(scaling * mean * LEAST_BY_MEAN);
    for (int i = 0; i < raw.length; i++) {
      double weight = known < 2 || raw[i] <= 0 ? mean : raw[i];
      scaled[i] = (int) Math.max(least, Math.min(GREATEST, Math.round(scaling * weight)));
    }
    return scaled;
  }

  /** The weights in use. */
  int weight(int position) {
    return weights[position];
  }

  /**
   * Returns the first step from {@code step} on that is somebody's turn: of the position that is
   * the step's remainder by the number of positions.
   */
  long next(long step) {
    for (long s = step; ; s++) {
      int position = (int) (s % weights.length);
      long round = s / weights.length;
      // Half a stride apart, or equal weights would all skip the same round.
      long offset = (long) (GREATEST / 2) * position;
      if ((weights[position] * round + offset) % GREATEST >= GREATEST - weights[position]) {
        return s;
      }
    }
  }
}
