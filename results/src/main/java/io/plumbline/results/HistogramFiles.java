package io.plumbline.results;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * Response times in the two text formats of HdrHistogram, for its plotters and readers; in
 * milliseconds where they show numbers, in nanoseconds in the encoded histograms.
 *
 * <p>A histogram holds the requests that ended OK; how many did not is told in a comment.
 */
public final class HistogramFiles {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final int TICKS_PER_HALF_DISTANCE = 5;

  private HistogramFiles() {}

  /** The percentile distribution of a class, a model or the total ({@code .hgrm}). */
  public static String hgrm(LoadEntry entry) {
    TimeDistribution times = entry.responseTime();
    Histogram good = times.decodeHistogram();
    String comment =
        String.format(
            Locale.ROOT,
            "#[%s: response time in ms of %d requests that ended OK; %d did not, and rank above]\n",
            entry.name(),
            good.getTotalCount(),
            times.failed());
    // Of no value the format would show zeros.
    return good.getTotalCount() == 0
        ? comment
        : comment
            + printed(
                out ->
                    good.outputPercentileDistribution(
                        out, TICKS_PER_HALF_DISTANCE, NANOS_PER_MILLI));
  }

  /**
   * The interval log ({@code .hlog}) of all classes together: a histogram per second in which a
   * request was planned that ended OK. {@code HistogramLogReader} reads it.
   */
  public static String hlog(LoadDocument document) {
    return printed(
        out -> {
          HistogramLogWriter log = new HistogramLogWriter(out);
          log.outputComment(
              "[response times of requests that ended OK, by the second of their plan]");
          log.outputLogFormatVersion();
          log.outputStartTime(document.startedAt().toEpochMilli());
          log.outputLegend();
          for (Interval interval : document.run().intervals()) {
            Histogram good = interval.decodeHistogram();
            if (good.getTotalCount() > 0) {
              double startSeconds = interval.startNanos() / 1e9;
              log.outputIntervalHistogram(startSeconds, startSeconds + 1, good, NANOS_PER_MILLI);
            }
          }
        });
  }

  /** Writes to a stream. */
  private interface Printing {
    void to(PrintStream out);
  }

  private static String printed(Printing content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
      content.to(out);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
