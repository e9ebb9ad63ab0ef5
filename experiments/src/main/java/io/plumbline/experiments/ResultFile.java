package io.plumbline.experiments;

import io.plumbline.results.Document;
import io.plumbline.results.Documents;
import io.plumbline.results.JmhJson;
import io.plumbline.results.SweepDocument;
import io.plumbline.results.comparison.Side;
import io.plumbline.results.comparison.Sides;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One of two files that are compared: a document of ours, or what JMH itself writes.
 *
 * @param documents none if it is JMH's
 */
record ResultFile(Side side, List<Document> documents) {

  /**
   * Reads it; a sweep's with the documents of its points.
   *
   * @throws UsageException if it is neither, or cannot be read
   */
  static ResultFile read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new UsageException("no such file: " + file);
    }
    try {
      if (JmhJson.isArray(file)) {
        return new ResultFile(Sides.of(JmhJson.read(file), file.toString()), List.of());
      }
      Document document = Documents.read(file);
      List<Document> documents = new ArrayList<>(List.of(document));
      if (document instanceof SweepDocument sweep) {
        for (var point : sweep.points()) {
          if (point.document().isPresent()) {
            documents.add(Documents.read(beside(file, point.name(), point.document().get())));
          }
        }
      }
      return new ResultFile(Sides.of(file.toString(), documents), documents);
    } catch (IOException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The file that a sweep names, which may be somebody else's: no file but one of the sweep's. */
  private static Path beside(Path sweep, String point, String document) {
    Path folder = sweep.toAbsolutePath().normalize().resolveSibling("");
    Path file = folder.resolve(document).normalize();
    if (!file.startsWith(folder)) {
      throw new UsageException(
          sweep + ": the document of " + point + " lies outside of its folder: " + document);
    }
    return file;
  }
}
