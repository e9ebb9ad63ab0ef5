package io.plumbline.results.report;

/**
 * One part of the report: what it is called, and the data that its script draws.
 *
 * <p>The script is {@code <id>.js} beside this class on the class path; it registers a function by
 * {@code report.section(id, (root, data) => ...)}, which fills {@code root} with the helpers of
 * {@code shell.js}.
 */
interface Section {
  /** Of lower-case letters: the section's anchor in the page and the name of its script. */
  String id();

  /** The heading. */
  String title();

  /**
   * What the script gets, as Jackson writes it: equal input gives equal data, and what has no value
   * is absent.
   */
  Object data();
}
