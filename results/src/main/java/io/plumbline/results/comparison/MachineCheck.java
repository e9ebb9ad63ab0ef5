package io.plumbline.results.comparison;

import io.plumbline.results.comparison.Quantity.MinimumEffect;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Tells whether the machine changed rather than the code.
 *
 * <p>Rulers are benchmarks of the JDK alone, which no commit of ours touches: what moves them moved
 * the machine. Where no ruler shows that it held, a third of all entries moving the same way says
 * it.
 */
final class MachineCheck {
  private static final String RULER = "Ruler";
  private static final double RULER_MOVE = .05;
  private static final double RULER_LEVEL = .99;
  private static final double HELD_LEVEL = .90;
  private static final double SHARE = .3;

  /** A share of fewer entries than this says little. */
  private static final int LEAST_ENTRIES = 10;

  private static final double MOVED_P = .025;

  private final List<Pair> judged;

  /**
   * What was found.
   *
   * @param refuses whether speeds are not to be compared
   */
  record Moved(String warning, boolean refuses) {}

  MachineCheck(List<Pair> pairs) {
    this.judged =
        pairs.stream()
            .filter(pair -> pair.isJudged() && !pair.identical())
            .filter(pair -> pair.quantity().minimumEffect() == MinimumEffect.SPEED)
            .toList();
  }

  static boolean isRuler(SeriesKey key) {
    String simple = key.simpleName();
    return simple.startsWith(RULER);
  }

  /** Empty if nothing speaks for it. */
  Optional<Moved> verdict() {
    Optional<Moved> ruler = ruler(judged, MachineCheck::hasMoved);
    if (ruler.isPresent()) {
      return ruler;
    }
    boolean rulersHeld = judged.stream().anyMatch(MachineCheck::hasHeld);
    List<Pair> others = judged.stream().filter(pair -> !isRuler(pair.key())).toList();
    long worse = others.stream().filter(p -> moved(p.pWorse(), p.worsening(), p)).count();
    long better = others.stream().filter(p -> moved(p.pBetter(), -p.worsening(), p)).count();
    long same = Math.max(worse, better);
    if (others.size() < LEAST_ENTRIES || same <= SHARE * others.size()) {
      return Optional.empty();
    }
    String what =
        String.format(
            Locale.ROOT,
            "%d of %d entries moved the same way, to the %s",
            same,
            others.size(),
            worse >= better ? "worse" : "better");
    return Optional.of(
        !rulersHeld
            ? new Moved(
                "the machine changed, or what all entries share: "
                    + what
                    + ", and no ruler shows that it held; measure both sides now with --measure",
                true)
            : new Moved(
                what
                    + ", and the rulers did not move: the commit changed what they share, or the"
                    + " machine did; --measure tells which",
                false));
  }

  /** The first ruler that moved. */
  static Optional<Moved> ruler(List<Pair> pairs, Predicate<Pair> hasMoved) {
    return pairs.stream()
        .filter(pair -> pair.isJudged() && isRuler(pair.key()) && hasMoved.test(pair))
        .findFirst()
        .map(
            moved ->
                new Moved(
                    String.format(
                        Locale.ROOT,
                        "the machine changed: %s, which no commit touches, moved by %+.1f %%",
                        moved.key().label(),
                        100 * Math.expm1(moved.change().orElseThrow().delta())),
                    true));
  }

  private static boolean hasMoved(Pair ruler) {
    return ruler
        .change()
        .filter(change -> Math.abs(change.delta()) > Math.log1p(RULER_MOVE))
        .filter(change -> Math.abs(change.delta()) > change.halfWidth(RULER_LEVEL))
        .isPresent();
  }

  /** One that scatters says neither. */
  private static boolean hasHeld(Pair pair) {
    return isRuler(pair.key())
        && pair.change()
            .filter(
                change ->
                    Math.abs(change.delta()) + change.halfWidth(HELD_LEVEL)
                        < Math.log1p(RULER_MOVE))
            .isPresent();
  }

  private static boolean moved(double p, double by, Pair pair) {
    return p < MOVED_P && by >= pair.band();
  }
}
