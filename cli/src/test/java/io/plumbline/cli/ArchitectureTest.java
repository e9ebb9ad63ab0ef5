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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The module arrows of the design, as the code keeps them; the build file alone would not notice
 * what comes in through somebody else's dependency.
 *
 * <p>A class belongs to the module in whose folder it was built: the benchmarks are in
 * loadgen-core's package, and must not be taken for it.
 */
class ArchitectureTest {
  /** {@code …/MODULE/target/classes/…}, or {@code …/MODULE/target/plumbline-MODULE-….jar!/…}. */
  private static final Pattern MODULE =
      Pattern.compile(".*/([^/]+)/target/(?:classes|[^/]*\\.jar!)/.*");

  private static final JavaClasses MAIN_CODE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.plumbline");

  /** Of our modules, those whose classes each may use beside its own. */
  private static final Map<String, List<String>> ARROWS =
      Map.of(
          "proto", List.of(),
          "loadgen-core", List.of("proto"),
          "scheduler", List.of("loadgen-core", "proto"),
          "balancing", List.of("loadgen-core", "scheduler", "proto"),
          "benchmarks", List.of("loadgen-core", "scheduler", "balancing", "proto"),
          "results", List.of(),
          "experiments", List.of("loadgen-core", "scheduler", "balancing", "benchmarks", "results"),
          "cli", List.of("experiments", "results"));

  /** What no other package's main code names, and why it is public all the same. */
  private static final Map<String, String> PUBLIC_FOR_ANOTHER_REASON =
      Map.ofEntries(
          Map.entry("io.plumbline.balancing.Cost", "policies of others are made with it"),
          Map.entry("io.plumbline.balancing.Prober", "a component of Client"),
          Map.entry("io.plumbline.balancing.event.Fault", "a component of EventScenario"),
          Map.entry("io.plumbline.balancing.grpc.GrpcPolicyProvider", "found as a service"),
          Map.entry("io.plumbline.balancing.grpc.PolicyLoadBalancerProvider", "found as a service"),
          Map.entry("io.plumbline.balancing.grpc.TargetsResolverProvider", "found as a service"),
          Map.entry("io.plumbline.balancing.tick.TickStage", "a component of TickRecord"),
          Map.entry("io.plumbline.loadgen.EventLoopThreads", "JMH makes one by its name"),
          Map.entry("io.plumbline.results.LoadEntry", "a component of LoadDocument"),
          Map.entry("io.plumbline.results.LoadGenVerdict", "a component of LoadEntry"),
          Map.entry("io.plumbline.results.TimeDistribution", "a component of LoadEntry"));

  /** Nothing to check would pass every check. */
  @Test
  void mainCode_isAllThere() {
    assertThat(MAIN_CODE.stream().map(c -> moduleOf(c)).distinct())
        .containsExactlyInAnyOrderElementsOf(ARROWS.keySet());
    assertThat(MAIN_CODE.stream().filter(c -> !isJmhs(c)).map(JavaClass::getSimpleName))
        .as("no tests")
        .noneMatch(name -> name.endsWith("Test"));
  }

  static List<String> modules() {
    return ARROWS.keySet().stream().sorted().toList();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void arrows_pointAsInTheDesign(String name) {
    List<String> allowed = new ArrayList<>(ARROWS.getOrDefault(name, List.of()));
    allowed.add(name);
    List<String> forbidden = modules().stream().filter(m -> !allowed.contains(m)).toList();
    noClasses()
        .that(in(name))
        .should()
        .dependOnClassesThat(in(forbidden.toArray(String[]::new)))
        .check(MAIN_CODE);
  }

  /** An arrow that is there, forbidden: a rule that cannot fail would not guard anything. */
  @Test
  void arrows_areSeen() {
    Map<String, String> known =
        Map.of(
            "scheduler", "loadgen-core",
            "benchmarks", "loadgen-core",
            "experiments", "results",
            "cli", "experiments");
    known.forEach(
        (user, used) ->
            assertThat(
                    noClasses()
                        .that(in(user))
                        .should()
                        .dependOnClassesThat(in(used))
                        .evaluate(MAIN_CODE)
                        .hasViolation())
                .as(user + " uses " + used)
                .isTrue());
  }

  @Test
  void results_knowNeitherGrpcNorGitNorBenchmarks() {
    noClasses()
        .that(in("results"))
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
  void policies_knowNeitherGrpcNorTheirDrivers() {
    noClasses()
        .that(resideInAnyPackage("io.plumbline.balancing"))
        .and(in("balancing"))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "io.grpc..",
                "io.netty..",
                "io.plumbline.balancing.event",
                "io.plumbline.balancing.grpc",
                "io.plumbline.balancing.tick"))
        .check(MAIN_CODE);
    noClasses()
        .that(resideInAnyPackage("io.plumbline.balancing.tick", "io.plumbline.balancing.event"))
        .should()
        .dependOnClassesThat(resideInAnyPackage("io.grpc..", "io.netty.."))
        .check(MAIN_CODE);
  }

  @Test
  void loadgen_knowsNoFiles() {
    noClasses()
        .that(in("loadgen-core"))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.nio.file..", "com.fasterxml..", "org.eclipse.jgit.."))
        .check(MAIN_CODE);
  }

  @Test
  void argumentsAreParsed_onlyInTheCommandLine() {
    noClasses()
        .that(DescribedPredicate.not(in("cli")))
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
        .that(DescribedPredicate.not(in("cli")))
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
        .that(DescribedPredicate.not(in("cli")))
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .check(MAIN_CODE);
  }

  @Test
  void publicTypes_areUsedByAnotherPackage() {
    List<String> unused =
        MAIN_CODE.stream()
            .filter(c -> c.isTopLevelClass() && c.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(c -> !moduleOf(c).equals("proto")) // Generated.
            .filter(c -> !isJmhs(c))
            .filter(c -> !isUsedElsewhere(c))
            .map(JavaClass::getName)
            .toList();
    assertThat(PUBLIC_FOR_ANOTHER_REASON.keySet()).containsAll(unused);
  }

  /** Benchmarks and their parameters, which JMH's generated code uses, and that code. */
  private static boolean isJmhs(JavaClass type) {
    return type.getPackageName().endsWith(".jmh_generated")
        || (moduleOf(type).equals("benchmarks")
            && (type.getSimpleName().endsWith("Benchmark") || type.isEnum()));
  }

  private static boolean isUsedElsewhere(JavaClass type) {
    return type.getDirectDependenciesToSelf().stream()
        .map(Dependency::getOriginClass)
        .anyMatch(
            user ->
                !moduleOf(user).equals(moduleOf(type))
                    || !user.getPackageName().equals(type.getPackageName()));
  }

  private static DescribedPredicate<JavaClass> in(String... modules) {
    List<String> names = List.of(modules);
    return describe(
        "are in " + names,
        type -> type.getPackageName().startsWith("io.plumbline") && names.contains(moduleOf(type)));
  }

  private static String moduleOf(JavaClass type) {
    Matcher place =
        MODULE.matcher(type.getSource().map(source -> source.getUri().toString()).orElse(""));
    return place.matches() ? place.group(1) : "none: " + type.getName();
  }
}
