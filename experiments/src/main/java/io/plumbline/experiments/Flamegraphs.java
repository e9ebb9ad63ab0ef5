package io.plumbline.experiments;

import java.io.IOException;
import java.nio.file.Path;
import one.profiler.AsyncProfilerLoader;
import org.openjdk.jmh.profile.AsyncProfiler;
import org.openjdk.jmh.profile.ProfilerException;

/** Has async-profiler watch benchmarks, where it exists and the system lets it. */
final class Flamegraphs {
  private final Path library;
  private final Path folder;

  private Flamegraphs(Path library, Path folder) {
    this.library = library;
    this.folder = folder;
  }

  /**
   * Unpacks the library and tries it.
   *
   * @param folder where the graphs are to go
   * @throws UsageException if it cannot be had here
   */
  static Flamegraphs into(Path folder) {
    try {
      if (!AsyncProfilerLoader.isSupported()) {
        throw unavailable("it does not exist for this platform");
      }
      Flamegraphs graphs = new Flamegraphs(AsyncProfilerLoader.getAsyncProfilerPath(), folder);
      // JMH's own door to the library: natives are bound to the first class that loads it.
      new AsyncProfiler(graphs.options("probe"));
      // Where the kernel gives no perf events it falls back to timers, or says why it cannot.
      AsyncProfiler.JavaApi.getInstance().execute("start,event=cpu");
      AsyncProfiler.JavaApi.getInstance().execute("stop");
      return graphs;
    } catch (ProfilerException
        | IOException
        | IllegalStateException
        | IllegalArgumentException
        | UnsatisfiedLinkError e) {
      throw unavailable(String.valueOf(e.getMessage()));
    }
  }

  private static UsageException unavailable(String because) {
    return new UsageException(
        "--profiler async: async-profiler cannot be had here: "
            + because.replaceAll("\\s*\\R\\s*", " "));
  }

  /** For JMH: graphs go to a folder per benchmark below {@code fork}. */
  String options(String fork) {
    return "libPath=" + library + ";output=flamegraph;dir=" + folder.resolve(fork);
  }

  Path folder() {
    return folder;
  }
}
