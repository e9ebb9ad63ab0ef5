package io.plumbline.loadgen;

import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * The ways to make a tensor's values. All are uniform; all but {@link #THREAD_LOCAL_RANDOM} can
 * make any tensor again from its key.
 */
public enum TensorGenerator {
  /** Ours: any value from its key and index alone, computed many at a time. */
  COUNTER {
    @Override
    public TensorFiller newFiller() {
      return new CounterTensor();
    }
  },

  /** {@link SplittableRandom}, one generator per tensor. */
  SPLITTABLE_RANDOM {
    @Override
    public TensorFiller newFiller() {
      return new SequentialTensor() {
        private SplittableRandom random = new SplittableRandom(0);

        @Override
        void restart(long key) {
          random = new SplittableRandom(key);
        }

        @Override
        float next() {
          return (random.nextInt() >>> 8) * UNIT;
        }
      };
    }
  },

  /** xoroshiro128++ of Commons RNG, one generator per tensor. */
  XO_RO_SHI_RO_128_PP {
    @Override
    public TensorFiller newFiller() {
      return new SequentialTensor() {
        private UniformRandomProvider random = generator(0);

        @Override
        void restart(long key) {
          random = generator(key);
        }

        private UniformRandomProvider generator(long key) {
          return RandomSource.XO_RO_SHI_RO_128_PP.create(
              new long[] {SplitMix64.word(key, 0), SplitMix64.word(key, 1)});
        }

        @Override
        float next() {
          return random.nextFloat();
        }
      };
    }
  },

  /** {@link Random}, as it is mostly used: one generator, seeded anew for each tensor. */
  JDK_RANDOM {
    @Override
    public TensorFiller newFiller() {
      return new SequentialTensor() {
        private final Random random = new Random(0);

        @Override
        void restart(long key) {
          random.setSeed(key);
        }

        @Override
        float next() {
          return random.nextFloat();
        }
      };
    }
  },

  /** {@link ThreadLocalRandom}, which takes no seed: its tensors cannot be made again. */
  THREAD_LOCAL_RANDOM {
    @Override
    public TensorFiller newFiller() {
      return new SequentialTensor() {
        @Override
        void restart(long key) {}

        @Override
        float next() {
          return ThreadLocalRandom.current().nextFloat();
        }
      };
    }
  };

  /** A filler for one thread. */
  public abstract TensorFiller newFiller();

  /** As on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
