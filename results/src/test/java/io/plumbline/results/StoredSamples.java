package io.plumbline.results;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/** Documents as earlier versions wrote them; one of each kind and schema version. */
final class StoredSamples {
  private StoredSamples() {}

  static Document read(String name) throws IOException {
    return Documents.read(file(name));
  }

  static Path file(String name) {
    try {
      return Path.of(Objects.requireNonNull(StoredSamples.class.getResource(name)).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  static String text(String name) throws IOException {
    try (InputStream stored = StoredSamples.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(stored).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
