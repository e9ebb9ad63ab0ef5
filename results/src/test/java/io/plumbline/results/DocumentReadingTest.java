package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What readers take, and how they refuse the rest: naming the file and the field. */
class DocumentReadingTest {
  private static final ObjectMapper PLAIN = new ObjectMapper();
  private static final String MARK = "a mark";

  @TempDir private Path folder = Path.of("");

  private void assertRefused(String text, String... problem) throws IOException {
    Path file = Files.writeString(folder.resolve("a.json"), text);
    AbstractThrowableAssert<?, ?> refused =
        assertThatThrownBy(() -> Documents.read(file))
            .isInstanceOf(IOException.class)
            .hasMessageStartingWith(file + ": ")
            .hasMessageNotContaining("\n");
    for (String part : problem) {
      refused.hasMessageContaining(part);
    }
  }

  @ParameterizedTest
  @CsvSource({"load", "micro", "sweep", "capacity"})
  void documentOfAnyKind_isReadByItsKind(String kind) throws IOException {
    Document document = StoredSamples.read(kind + "-v1.json");
    assertThat(document.kind()).isEqualTo(kind);
    Path copy = folder.resolve("copy.json");
    Documents.write(copy, document);
    JsonNode written = PLAIN.readTree(copy.toFile());
    for (String madeFromOthers : List.of("sloOutcome", "quantileConfidence")) {
      written
          .findParents(madeFromOthers)
          .forEach(parent -> ((ObjectNode) parent).remove(madeFromOthers));
    }
    assertThat(written).isEqualTo(PLAIN.readTree(StoredSamples.text(kind + "-v1.json")));
  }

  @Test
  void kindInTheMiddle_isFound() throws IOException {
    ObjectNode tree = (ObjectNode) PLAIN.readTree(StoredSamples.text("micro-v1.json"));
    JsonNode kind = tree.remove("kind");
    JsonNode version = tree.remove("schemaVersion");
    tree.set("kind", kind);
    tree.set("schemaVersion", version);
    Path file = Files.writeString(folder.resolve("a.json"), tree.toString());
    assertThat(Documents.read(file)).isEqualTo(StoredSamples.read("micro-v1.json"));
  }

  @Test
  void loadDocumentOfSchemaVersion1_isRead() throws IOException {
    LoadDocument document = (LoadDocument) StoredSamples.read("load-v1.json");
    assertThat(document.run().plan().ratePerSecond()).isEqualTo(5);
    assertThat(document.run().verdict().checks().get(0).value()).isEqualTo(2e6);
    assertThat(document.run().settings()).containsEntry("total-qps", 5.0);
    LoadEntry total = document.entries().get(2);
    assertThat(total.name()).isEqualTo(LoadEntry.TOTAL);
    assertThat(total.planned()).isEqualTo(2);
    assertThat(total.failed()).isEqualTo(1);
    assertThat(total.responseTime().okQuantilesNanos()).containsEntry(.5, 102_000_000L);
    assertThat(total.loadGen().orElseThrow().queriesMissing()).isEqualTo(458);
  }

  /** 1e999 is a number in JSON, and in no double: in the place of each number of a document. */
  @ParameterizedTest
  @ValueSource(strings = {"load", "micro", "sweep", "capacity"})
  void numberThatIsNotFinite_isRefusedWhereverItStands(String kind) throws IOException {
    List<String> texts = withMarks(PLAIN.readTree(StoredSamples.text(kind + "-v1.json")));
    assertThat(texts).hasSizeGreaterThan(10);
    for (String text : texts) {
      for (String bad : List.of("1e999", "-1e999", "1" + "0".repeat(400))) {
        assertRefused(text.replace('"' + MARK + '"', bad), " must be finite: " + bad);
      }
    }
  }

  /** The document once for each number but the version, with a mark in its place. */
  private static List<String> withMarks(JsonNode document) {
    List<String> texts = new ArrayList<>();
    mark(document, document, texts);
    return texts;
  }

  private static void mark(JsonNode root, JsonNode node, List<String> texts) {
    if (node instanceof ObjectNode object) {
      for (var field : List.copyOf(object.properties())) {
        if (field.getValue().isNumber() && !field.getKey().equals("schemaVersion")) {
          object.set(field.getKey(), TextNode.valueOf(MARK));
          texts.add(root.toString());
          object.set(field.getKey(), field.getValue());
        }
        mark(root, object.path(field.getKey()), texts);
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        JsonNode element = array.path(i);
        if (element.isNumber()) {
          array.set(i, TextNode.valueOf(MARK));
          texts.add(root.toString());
          array.set(i, element);
        }
        mark(root, element, texts);
      }
    }
  }

  @Test
  void numberThatIsNotFinite_isRefusedInWhatThisVersionDoesNotKnow() throws IOException {
    String sweep = StoredSamples.text("sweep-v1.json");
    assertRefused(
        sweep.replaceFirst("\\{", "{\"new\": {\"a\": [1, 1e999]},"),
        "line 1: /new/a/1 must be finite: 1e999");
    // An environment keeps no unknown fields: they are skipped, and checked all the same.
    assertRefused(
        sweep.replaceFirst("\"environment\": \\{", "$0 \"new\": {\"a\": [1e999]},"),
        "/environment/new/a/0 must be finite: 1e999");
    assertRefused(
        sweep.replaceFirst("\"settings\": \\{", "$0 \"new\": -1e999,"),
        "/settings/new must be finite: -1e999");
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "-Infinity"})
  void textThatJacksonTakesForANumber_isRefused(String text) throws IOException {
    String load = StoredSamples.text("load-v1.json");
    assertRefused(
        load.replaceFirst("\"value\" : [^,]+,", "\"value\": \"" + text + "\","),
        "run.course.loadGenScore: value must be finite: " + text);
    assertRefused(
        load.replaceFirst("\"value\" : [^,]+,", "\"value\": " + text + ","),
        "line ",
        text.replace("-", ""));
    assertRefused(
        StoredSamples.text("sweep-v1.json").replaceFirst("30.0", '"' + text + '"'),
        "ratePerSecond must be finite: " + text);
    assertRefused(
        load.replaceFirst("\"quantilesNanos\" : \\{", "$0 \"" + text + "\": 1,"),
        "quantilesNanos must be finite: " + text);
  }

  @Test
  void fieldThatIsMissingOrNull_isNamed() throws IOException {
    String micro = StoredSamples.text("micro-v1.json");
    assertRefused(micro.replaceFirst("\"entries\"", "\"entires\""), "entries: is missing");
    assertRefused(micro.replaceFirst("\"forks\": 2,", ""), "entries[0].jmh.forks");
    assertRefused(micro.replaceFirst("\"cores\": 2", "\"cores\": null"), "environment.cores");
    assertRefused(micro.replaceFirst("1\\.0", "null"), "entries[0].score", "null");
  }

  @Test
  void everyBeginningOfADocument_isRefused() throws IOException {
    String text = StoredSamples.text("sweep-v1.json").strip();
    for (int length = 0; length < text.length(); length++) {
      assertRefused(text.substring(0, length));
    }
    assertRefused(text + "{}");
    assertRefused("[]", "not a document: it does not begin with {");
    assertRefused("{\"schemaVersion\": 1}", "not a document: kind is \"\"");
    assertRefused("{\"kind\": \"tea\", \"schemaVersion\": 1}", "not a document: kind is \"tea\"");
    assertRefused("{\"kind\": \"micro\"}", "schemaVersion must be 1 to 1: 0");
    assertRefused("{\"kind\": \"micro\", \"schemaVersion\": 99999999999}");
  }
}
