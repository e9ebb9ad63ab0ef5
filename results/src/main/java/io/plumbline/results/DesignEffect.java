package io.plumbline.results;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many requests of a run say as much as one that is independent of the others: the variance of
 * its count of misses over what independent requests would give.
 *
 * <p>By batch means: the run is cut into {@value #BATCHES} parts of equal length, long against what
 * a queue remembers in a run of a minute; the counts of misses in them show how much the whole
 * varies. See W. G. Cochran, Sampling Techniques, on ratio estimates from clusters.
 */
public final class DesignEffect {
  private static final int BATCHES = 30;

  private final long[] planned = new long[BATCHES];
  private final long[] missed = new long[BATCHES];

  private DesignEffect() {}

  /**
   * Reads it from the rows of a run.
   *
   * @param durationNanos the length of the plan
   * @return by the names of the run's entries
   * @throws IOException naming the file, if it does not hold such rows
   */
  public static Map<String, Double> byEntry(Path metricsCsv, long durationNanos)
      throws IOException {
    Map<String, DesignEffect> entries = new HashMap<>();
    try (BufferedReader rows = Files.newBufferedReader(metricsCsv)) {
      String header = rows.readLine();
      List<String> columns = List.of(header == null ? new String[0] : header.split(",", -1));
      int tier = columns.indexOf("tier");
      int slo = columns.indexOf("slo");
      int met = columns.indexOf("slo_met");
      int due = columns.indexOf("planned_ns");
      if (Math.min(Math.min(tier, slo), Math.min(met, due)) < 0) {
        throw new IOException(metricsCsv + ": not the rows of a run: " + columns);
      }
      for (String row = rows.readLine(); row != null; row = rows.readLine()) {
        String[] fields = row.split(",", -1);
        double part = Double.parseDouble(fields[due]) / Math.max(1, durationNanos);
        int batch = Math.max(0, Math.min(BATCHES - 1, (int) (part * BATCHES)));
        boolean missed = !fields[met].equals("true");
        for (String entry : List.of(fields[tier] + ":" + fields[slo], LoadEntry.TOTAL)) {
          entries.computeIfAbsent(entry, e -> new DesignEffect()).add(batch, missed);
        }
      }
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new IOException(metricsCsv + ": a row is broken: " + e.getMessage(), e);
    }
    Map<String, Double> effects = new HashMap<>();
    entries.forEach((entry, counts) -> effects.put(entry, of(counts.planned, counts.missed)));
    return effects;
  }

  private void add(int batch, boolean miss) {
    planned[batch]++;
    missed[batch] += miss ? 1 : 0;
  }

  /**
   * From counts by batch.
   *
   * @return at least 1; 1 if there is no miss, or nothing but misses, to tell it from
   */
  public static double of(long[] planned, long[] missed) {
    double n = Arrays.stream(planned).sum();
    double share = Arrays.stream(missed).sum() / n;
    double squares = 0;
    for (int batch = 0; batch < planned.length; batch++) {
      double deviation = missed[batch] - share * planned[batch];
      squares += deviation * deviation;
    }
    double independent = n * share * (1 - share);
    return independent > 0
        ? Math.max(1, squares * planned.length / (planned.length - 1) / independent)
        : 1;
  }
}
