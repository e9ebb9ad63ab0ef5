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
            documents.add(Documents.read(file.resolveSibling(point.document().get())));
          }
        }
      }
      return new ResultFile(Sides.of(file.toString(), documents), documents);
    } catch (IOException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }
}
