package io.plumbline.results.comparison;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Real forks of unchanged benchmarks, to draw both sides of a comparison from: 98 JMH benchmarks,
 * 10 forks of each, 5 iterations per fork, in nanoseconds per operation.
 */
final class RealForks {
  private static final Path FILE =
      Path.of("..", "..", "shared", "reference", "data", "jmh-forks.csv");

  /** In each list a fork's iterations. */
  final List<List<List<Double>>> benchmarks;

  private RealForks(List<List<List<Double>>> benchmarks) {
    this.benchmarks = benchmarks;
  }

  /** Skips the test where the file is not at hand. */
  static RealForks read() throws IOException {
    assumeTrue(Files.isReadable(FILE), () -> "not replayed: there is no " + FILE);
    SortedMap<String, List<List<Double>>> forks = new TreeMap<>();
    List<String> lines = Files.readAllLines(FILE);
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split(",", -1);
      List<Double> iterations = new ArrayList<>();
      for (int i = 2; i < fields.length; i++) {
        iterations.add(1e9 * Double.parseDouble(fields[i]));
      }
      forks.computeIfAbsent(fields[0], name -> new ArrayList<>()).add(iterations);
    }
    return new RealForks(List.copyOf(forks.values()));
  }

  int size() {
    return benchmarks.size();
  }

  /** Forks of a benchmark without repetition, in random order. */
  List<List<Double>> shuffled(int benchmark, SplittableRandom random) {
    List<List<Double>> forks = new ArrayList<>(benchmarks.get(benchmark));
    for (int i = forks.size() - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      List<Double> swapped = forks.get(i);
      forks.set(i, forks.get(j));
      forks.set(j, swapped);
    }
    return forks;
  }

  /**
   * Forks with repetition, each remade of its own iterations, again with repetition, so that none
   * is there twice. Unlike the halves of ten forks, whose means lie on either side of the middle
   * and which no chance can part by more than their order allows, they know nothing of each other.
   */
  List<List<Double>> redrawn(int benchmark, int count, SplittableRandom random) {
    List<List<Double>> forks = benchmarks.get(benchmark);
    List<List<Double>> drawn = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Double> fork = forks.get(random.nextInt(forks.size()));
      drawn.add(fork.stream().map(same -> fork.get(random.nextInt(fork.size()))).toList());
    }
    return drawn;
  }

  static List<List<Double>> slowed(List<List<Double>> forks, double factor) {
    return forks.stream().map(fork -> fork.stream().map(v -> v * factor).toList()).toList();
  }
}
