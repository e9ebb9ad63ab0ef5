package io.plumbline.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The module arrows of the design, as the code keeps them; the build file alone would not notice
 * what comes in through somebody else's dependency.
 */
class ArchitectureTest {
  private static final String OURS = "io.plumbline.";

  private static final JavaClasses MAIN_CODE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.plumbline");

  /** Of our modules, those that each may use beside itself. */
  private static final Map<String, List<String>> ARROWS =
      Map.of(
          "proto", List.of(),
          "loadgen", List.of("proto"),
          "scheduler", List.of("loadgen", "proto"),
          "benchmarks", List.of("loadgen", "scheduler", "proto"),
          "results", List.of(),
          "experiments", List.of("loadgen", "scheduler", "benchmarks", "results"),
          "cli", List.of("experiments", "results"));

  /** What no other module's main code names, and why it is public all the same. */
  private static final Map<String, String> PUBLIC_FOR_ANOTHER_REASON =
      Map.of(
          "io.plumbline.results.LoadEntry", "a component of LoadDocument",
          "io.plumbline.results.LoadGenVerdict", "a component of LoadEntry",
          "io.plumbline.results.TimeDistribution", "a component of LoadEntry");

  /** Nothing to check would pass every check. */
  @Test
  void mainCode_isAllThere() {
    assertThat(MAIN_CODE.stream().map(c -> moduleOf(c)).distinct())
        .containsExactlyInAnyOrderElementsOf(ARROWS.keySet());
    assertThat(
            MAIN_CODE.stream()
                // JMH calls what it generates tests.
                .filter(c -> !c.getPackageName().endsWith(".jmh_generated"))
                .map(JavaClass::getSimpleName))
        .as("no tests")
        .noneMatch(name -> name.endsWith("Test"));
  }

  static List<String> packages() {
    return ARROWS.keySet().stream().sorted().toList();
  }

  @ParameterizedTest
  @MethodSource("packages")
  void arrows_pointAsInTheDesign(String name) {
    List<String> allowed = new ArrayList<>(ARROWS.getOrDefault(name, List.of()));
    allowed.add(name);
    noClasses()
        .that(describe("are in " + name, c -> moduleOf(c).equals(name)))
        .should()
        .dependOnClassesThat(
            describe("are in none of " + allowed, c -> isOurs(c) && !allowed.contains(moduleOf(c))))
        .check(MAIN_CODE);
  }

  @Test
  void results_knowNeitherGrpcNorGitNorBenchmarks() {
    noClasses()
        .that()
        .resideInAPackage("io.plumbline.results..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "io.grpc..",
                "io.netty..",
                "com.google.protobuf..",
                "org.eclipse.jgit..",
                "org.openjdk.jmh..",
                "picocli.."))
        .check(MAIN_CODE);
  }

  @Test
  void loadgen_knowsNoFiles() {
    noClasses()
        .that()
        .resideInAPackage("io.plumbline.loadgen..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.nio.file..", "com.fasterxml..", "org.eclipse.jgit.."))
        .check(MAIN_CODE);
  }

  @Test
  void argumentsAreParsed_onlyInTheCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.plumbline.cli..")
        .should()
        .dependOnClassesThat(resideInAPackage("picocli.."))
        .check(MAIN_CODE);
  }

  @Test
  void standardStreams_areTheCommandLines() {
    DescribedPredicate<JavaClass> printsItsPortToItsParent =
        describe(
            "the child scheduler, which prints its port",
            c -> c.getFullName().equals("io.plumbline.experiments.SchedulerProcess"));
    noClasses()
        .that()
        .resideOutsideOfPackage("io.plumbline.cli..")
        .and(DescribedPredicate.not(printsItsPortToItsParent))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .check(MAIN_CODE);
  }

  @Test
  void exits_areTheCommandLines() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.plumbline.cli..")
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .check(MAIN_CODE);
  }

  @Test
  void publicTypes_areUsedByAnotherModule() {
    List<String> unused =
        MAIN_CODE.stream()
            .filter(c -> c.isTopLevelClass() && c.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(c -> !moduleOf(c).equals("proto")) // Generated.
            .filter(c -> !moduleOf(c).equals("benchmarks")) // JMH's generated code uses them.
            .filter(c -> !isUsedByAnotherModule(c))
            .map(JavaClass::getName)
            .toList();
    assertThat(PUBLIC_FOR_ANOTHER_REASON.keySet()).containsAll(unused);
  }

  private static boolean isUsedByAnotherModule(JavaClass type) {
    return type.getDirectDependenciesToSelf().stream()
        .map(Dependency::getOriginClass)
        .anyMatch(user -> !moduleOf(user).equals(moduleOf(type)));
  }

  private static boolean isOurs(JavaClass type) {
    return type.getPackageName().startsWith(OURS);
  }

  /**
   * The part of the package after {@code io.plumbline.}, without subpackages; but benchmarks, which
   * share the package of what they measure, are told by where they were compiled to.
   */
  private static String moduleOf(JavaClass type) {
    boolean isBenchmark =
        type.getSource()
            .map(source -> source.getUri().toString())
            .filter(uri -> uri.contains("/benchmarks/target/"))
            .isPresent();
    return isBenchmark
        ? "benchmarks"
        : type.getPackageName().substring(OURS.length()).replaceFirst("\\..*", "");
  }
}
