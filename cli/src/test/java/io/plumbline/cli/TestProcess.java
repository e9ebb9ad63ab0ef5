package io.plumbline.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program that a test runs: keeps what it prints, and is gone, with all its children, when
 * closed.
 */
final class TestProcess implements AutoCloseable {

  /** The lines of one stream, as they come. Thread-safe. */
  static final class Lines {
    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    private Lines(InputStream in) {
      Thread reader = new Thread(() -> read(in), "test-process-reader");
      reader.setDaemon(true);
      reader.start();
    }

    private void read(InputStream in) {
      try (BufferedReader reader =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          add(line);
        }
      } catch (IOException e) {
        add("(the stream broke: " + e + ")"); // As when the process is killed.
      } finally {
        end();
      }
    }

    private synchronized void add(String line) {
      lines.add(line);
      notifyAll();
    }

    private synchronized void end() {
      ended = true;
      notifyAll();
    }

    /** All lines, once the program has closed the stream. */
    synchronized List<String> all(Duration limit) throws InterruptedException {
      long giveUpNanos = System.nanoTime() + limit.toNanos();
      while (!ended) {
        wait(leftMillis(giveUpNanos, "the end"));
      }
      return List.copyOf(lines);
    }

    /** The first line that contains {@code text}. */
    synchronized String await(String text, Duration limit) throws InterruptedException {
      long giveUpNanos = System.nanoTime() + limit.toNanos();
      for (int next = 0; ; next++) {
        while (next == lines.size()) {
          if (ended) {
            throw new AssertionError("ended without \"" + text + "\": " + lines);
          }
          wait(leftMillis(giveUpNanos, '"' + text + '"'));
        }
        if (lines.get(next).contains(text)) {
          return lines.get(next);
        }
      }
    }

    private long leftMillis(long giveUpNanos, String what) {
      long leftMillis = TimeUnit.NANOSECONDS.toMillis(giveUpNanos - System.nanoTime());
      if (leftMillis <= 0) {
        throw new AssertionError("gave up waiting for " + what + " after: " + lines);
      }
      return leftMillis;
    }
  }

  private final Process process;
  private final Lines out;
  private final Lines err;

  private TestProcess(Process process) {
    this.process = process;
    this.out = new Lines(process.getInputStream());
    this.err = new Lines(process.getErrorStream());
  }

  /** Any program. */
  static TestProcess start(Path folder, List<String> command) throws IOException {
    return new TestProcess(new ProcessBuilder(command).directory(folder.toFile()).start());
  }

  /** The command line under test, in a JVM of its own. */
  static TestProcess plumbline(Path folder, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "/usr/bin/env",
                // A build in the background ignores SIGINT, and what it starts would too.
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    return start(folder, command);
  }

  Lines out() {
    return out;
  }

  Lines err() {
    return err;
  }

  long pid() {
    return process.pid();
  }

  List<ProcessHandle> children() {
    try (Stream<ProcessHandle> descendants = process.descendants()) {
      return descendants.toList();
    }
  }

  /** Sends a signal by its name, such as {@code TERM}, to this process. */
  void signal(String name) throws IOException, InterruptedException {
    signal(name, process.pid());
  }

  /** Sends a signal to any process. */
  static void signal(String name, long pid) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).inheritIO().start();
    if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new IOException("kill -" + name + " " + pid + " failed");
    }
  }

  /** Ends its standard input. */
  void closeInput() throws IOException {
    process.getOutputStream().close();
  }

  /** The exit code. */
  int awaitExit(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("still running after " + limit);
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    children().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
