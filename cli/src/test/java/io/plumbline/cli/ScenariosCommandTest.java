package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.plumbline.experiments.LoadSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The scenarios that come with the program, and the schema that editors check others by. */
class ScenariosCommandTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static String schemaText() {
    Invocation schema = Invocation.of("scenarios", "--schema");
    assertThat(schema.exitCode()).isZero();
    return String.join("\n", schema.out());
  }

  /** What an editor would underline. */
  private static List<Error> errors(String yaml) throws IOException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(schemaText(), InputFormat.JSON);
    return schema.validate(
        JSON.writeValueAsString(new YAMLMapper().readTree(yaml)), InputFormat.JSON);
  }

  @Test
  void scenarios_areListedWithWhatTheyAreFor() {
    Invocation list = Invocation.of("scenarios");
    assertThat(list.exitCode()).isZero();
    assertThat(list.out()).hasSize(4).allMatch(line -> line.matches("[a-z]+ +[A-Z].{20,}"));
    assertThat(list.out().get(0)).startsWith("quick     A smoke test");
    assertThat(Invocation.of("scenarios", "tea").err())
        .containsExactly(
            "scenarios: unknown scenario \"tea\": must be one of quick, balanced, surge, soak");
  }

  @ParameterizedTest
  @ValueSource(strings = {"quick", "balanced", "surge", "soak"})
  void scenario_isPrintedWithItsReasons_keepsToTheSchema_andIsPlanned(
      String name, @TempDir Path folder) throws IOException {
    Invocation printed = Invocation.of("scenarios", name);
    String text = String.join("\n", printed.out()) + "\n";
    assertThat(text).startsWith("# ").containsPattern("\n# .*\ntotal-qps: ");
    assertThat(errors(text)).isEmpty();
    // A copy is the same scenario.
    Path copy = Files.writeString(folder.resolve("copy.yaml"), text);
    Invocation plan = Invocation.of("plan", "--config", name);
    assertThat(plan.exitCode()).as(String.join("\n", plan.err())).isZero();
    assertThat(Invocation.of("plan", "--config", copy.toString()).out()).isEqualTo(plan.out());
  }

  @Test
  void schema_knowsEverySettingWithADescription() throws IOException {
    JsonNode properties = JSON.readTree(schemaText()).get("properties");
    for (String name : LoadSettings.names()) {
      assertThat(properties.at("/" + name + "/description").asText())
          .as(name)
          .isNotEmpty()
          .doesNotContain("${", "%%");
    }
    assertThat(properties.at("/sweep/properties").fieldNames())
        .toIterable()
        .contains("rates", "workloads", "repeat")
        .doesNotContain("help", "config", "total-qps", "output-dir");
    assertThat(properties.at("/capacity/properties").fieldNames())
        .toIterable()
        .contains("attainment", "class", "max-rate");
    assertThat(properties.at("/total-qps/default").asDouble()).isEqualTo(30);
    assertThat(properties.at("/over-cap/enum")).extracting(JsonNode::asText).contains("delay");
  }

  @Test
  void schema_knowsWorkloads_asTheReadmeHasThem() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    int begin = readme.indexOf("name: chat");
    String workload = readme.substring(begin, readme.indexOf("```", begin));
    assertThat(errors("workload:\n" + workload.indent(2))).isEmpty();
    assertThat(errors("sweep:\n  workloads:\n  - balanced\n  -\n" + workload.indent(4))).isEmpty();
    assertThat(errors("workload:\n" + workload.replace("share: 0.25, ", "").indent(2)))
        .isNotEmpty();
    assertThat(errors("workload:\n" + workload.replace("tier: 1", "tier: one").indent(2)))
        .isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "warmup: 100                 | true",
        "loadgen-seed: 18446744073   | true",
        "'sweep: {rates: auto}'      | true",
        "'sweep: {rates: [1, 2..4/1]}' | true",
        "total-qps: many             | false",
        "duration-ms: 0.5            | false",
        "total-pqs: 3                | false",
        "transport: pigeon           | false",
        "'sweep: {repeet: 2}'        | false",
        "'sweep: {repeat: two}'      | false",
        "'capacity: {class: [1:urgent]}' | true",
        "'capacity: {attainment: high}'  | false"
      })
  void schema_tellsWhatIsRead_fromWhatIsNot(String yaml, boolean holds) throws IOException {
    assertThat(errors(yaml).isEmpty()).isEqualTo(holds);
  }
}
