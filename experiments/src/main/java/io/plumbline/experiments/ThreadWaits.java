package io.plumbline.experiments;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long the threads of this process ran, and how long they waited for a processor, as the kernel
 * counts it.
 *
 * <p>A thread that ends takes its counts with it, so {@link #look} is called again and again; what
 * a thread did after the last look at it is lost. Used by one thread at a time.
 */
final class ThreadWaits {
  private static final String ISSUER = "plumbline-issue"; // The kernel keeps 15 characters.

  private static final Pattern SWITCHES =
      Pattern.compile("(?m)^nonvoluntary_ctxt_switches:\\s*(\\d+)$");

  /** One thread, between the first look at it and the last. */
  private static final class Counts {
    private final boolean issuer;
    private final long ranAtFirst;
    private final long waitedAtFirst;
    private final OptionalLong switchesAtFirst;
    private long ranNanos;
    private long waitedNanos;
    private long switches;

    Counts(boolean issuer, long ran, long waited, OptionalLong switches) {
      this.issuer = issuer;
      this.ranAtFirst = ran;
      this.waitedAtFirst = waited;
      this.switchesAtFirst = switches;
    }
  }

  private final KernelFiles files;
  private final Map<String, Counts> threads = new HashMap<>();

  ThreadWaits(KernelFiles files) {
    this.files = files;
    look();
  }

  /** Reads the counts of every thread there is. */
  void look() {
    try (DirectoryStream<Path> tasks =
        Files.newDirectoryStream(files.root().resolve("proc/self/task"))) {
      for (Path task : tasks) {
        look(task.getFileName().toString());
      }
    } catch (IOException e) {
      // Not this kind of system: nothing is known.
    }
  }

  private void look(String id) {
    String folder = "proc/self/task/" + id + "/";
    // Time run and time waited, in nanoseconds, then the number of turns.
    Optional<String[]> schedule =
        files
            .read(folder + "schedstat")
            .map(text -> text.split(" ", -1))
            .filter(fields -> fields.length > 1);
    if (schedule.isEmpty()) {
      return;
    }
    long ran = Long.parseLong(schedule.get()[0]);
    long waited = Long.parseLong(schedule.get()[1]);
    Counts counts = threads.get(id);
    if (counts == null) {
      boolean issuer = files.read(folder + "comm").filter(ISSUER::equals).isPresent();
      counts = new Counts(issuer, ran, waited, issuer ? switches(folder) : OptionalLong.empty());
      threads.put(id, counts);
    }
    counts.ranNanos = ran - counts.ranAtFirst;
    counts.waitedNanos = waited - counts.waitedAtFirst;
    if (counts.switchesAtFirst.isPresent()) {
      OptionalLong now = switches(folder);
      if (now.isPresent()) {
        counts.switches = now.getAsLong() - counts.switchesAtFirst.getAsLong();
      }
    }
  }

  private OptionalLong switches(String folder) {
    Optional<Matcher> found =
        files.read(folder + "status").map(SWITCHES::matcher).filter(Matcher::find);
    return found.isPresent()
        ? OptionalLong.of(Long.parseLong(found.get().group(1)))
        : OptionalLong.empty();
  }

  /** Of the time in which threads wanted to run, the share in which they could not. */
  OptionalDouble processWait() {
    double ran = threads.values().stream().mapToLong(counts -> counts.ranNanos).sum();
    double waited = threads.values().stream().mapToLong(counts -> counts.waitedNanos).sum();
    return ran + waited > 0 ? OptionalDouble.of(waited / (ran + waited)) : OptionalDouble.empty();
  }

  /** The time that the unluckiest issuer waited. */
  OptionalLong issuerWaitNanos() {
    return threads.values().stream()
        .filter(counts -> counts.issuer)
        .mapToLong(counts -> counts.waitedNanos)
        .max();
  }

  /** How often issuers lost a processor that they still wanted. */
  OptionalLong issuerSwitches() {
    return threads.values().stream().anyMatch(counts -> counts.switchesAtFirst.isPresent())
        ? OptionalLong.of(threads.values().stream().mapToLong(counts -> counts.switches).sum())
        : OptionalLong.empty();
  }
}
