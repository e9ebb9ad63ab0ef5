package io.plumbline.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/**
 * One command, executed in this JVM.
 *
 * @param out what it wrote to stdout, by line
 * @param err what it wrote to stderr, by line
 */
record Invocation(int exitCode, List<String> out, List<String> err) {

  static Invocation of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Invocation(
        exitCode, out.toString().lines().toList(), err.toString().lines().toList());
  }
}
