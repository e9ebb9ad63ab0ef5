package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ArrayPoolTest {
  @Test
  void pool_handsOutWhatCameBackLastOfThatLength() {
    ArrayPool<byte[]> pool = ArrayPool.ofBytes(100);
    byte[] first = pool.take(10);
    byte[] second = pool.take(10);
    byte[] longer = pool.take(20);
    assertThat(second).hasSize(10).isNotSameAs(first);
    pool.giveBack(first);
    pool.giveBack(second);
    pool.giveBack(longer);
    assertThat(pool.take(10)).isSameAs(second);
    assertThat(pool.take(10)).isSameAs(first);
    assertThat(pool.take(10)).hasSize(10).isNotSameAs(first).isNotSameAs(second);
    assertThat(pool.take(20)).isSameAs(longer);
  }

  @Test
  void arrayOfALengthThatFillsThePool_isLeftToTheCollector() {
    ArrayPool<float[]> pool = ArrayPool.ofFloats(100);
    float[] kept = pool.take(20); // 80 bytes
    float[] dropped = pool.take(20);
    pool.giveBack(kept);
    pool.giveBack(dropped);
    pool.giveBack(new float[26]); // Larger than the pool: it puts nothing out.
    assertThat(pool.take(20)).isSameAs(kept);
    assertThat(pool.take(20)).isNotSameAs(dropped);
  }

  @Test
  void fullPool_makesRoomForALengthThatIsAskedForNow() {
    ArrayPool<byte[]> pool = ArrayPool.ofBytes(100);
    List<byte[]> peak = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      peak.add(pool.take(10));
    }
    peak.forEach(pool::giveBack);
    byte[] now = pool.take(25);
    pool.giveBack(now);
    assertThat(pool.take(25)).isSameAs(now);
    // Three of the ten had to go: 7 * 10 + 25 <= 100.
    for (int i = 0; i < 7; i++) {
      byte[] array = pool.take(10);
      assertThat(peak).anyMatch(old -> old == array);
    }
    byte[] fresh = pool.take(10);
    assertThat(peak).noneMatch(old -> old == fresh);
  }

  @Test
  void lengthsThatPeakOneAfterTheOther_neverLeaveMoreThanTheBound() {
    SplittableRandom random = new SplittableRandom(1);
    ArrayPool<byte[]> pool = ArrayPool.ofBytes(1000);
    List<byte[]> given = new ArrayList<>();
    for (int round = 0; round < 200; round++) {
      int length = random.nextInt(1, 30);
      List<byte[]> peak = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        peak.add(pool.take(length));
      }
      peak.forEach(pool::giveBack);
      given.addAll(peak);
    }
    // What is handed out again was kept; a length that yields a new array has none left.
    long keptBytes = 0;
    for (int length = 1; length < 30; length++) {
      byte[] array = pool.take(length);
      while (wasGiven(given, array)) {
        keptBytes += length;
        array = pool.take(length);
      }
    }
    assertThat(keptBytes).isBetween(900L, 1000L);
  }

  private static boolean wasGiven(List<byte[]> given, byte[] array) {
    return given.stream().anyMatch(old -> old == array);
  }
}
