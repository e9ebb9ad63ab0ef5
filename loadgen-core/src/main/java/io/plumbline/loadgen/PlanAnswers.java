package io.plumbline.loadgen;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the p-values of a plan's audit and judges them together. Not thread-safe. */
final class PlanAnswers {

  enum Question {
    COUNT("count", "requests in the plan, against its rate"),
    GAPS("gaps", "gaps between arrivals, against the distribution that the shape gives them"),
    DISPERSION("dispersion", "variance of counts in windows, against their mean"),
    AUTOCORRELATION("autocorrelation", "neighbouring gaps, against independence"),
    DRIFT("drift", "arrivals over time, against the rate that the shape gives them"),
    MARKS("classes", "classes of the arrivals, against independent draws by share");

    private final String id;
    private final String meaning;

    Question(String id, String meaning) {
      this.id = id;
      this.meaning = meaning;
    }
  }

  private record Answer(Question question, String stream, double pValue) {}

  private final List<Answer> answers = new ArrayList<>();

  void add(Question question, String stream, double pValue) {
    answers.add(new Answer(question, stream, pValue));
  }

  /** Everything but the count of what should be a Poisson process of rate 1. */
  void ask(String stream, double[] points, double until) {
    UnitPoisson.gapsPValue(points).ifPresent(p -> add(Question.GAPS, stream, p));
    UnitPoisson.autocorrelationPValue(points)
        .ifPresent(p -> add(Question.AUTOCORRELATION, stream, p));
    UnitPoisson.driftPValue(points, until).ifPresent(p -> add(Question.DRIFT, stream, p));
    for (double p : UnitPoisson.dispersionPValues(points, until)) {
      add(Question.DISPERSION, stream, p);
    }
  }

  /** One check per question asked; its value is the smallest p-value found. */
  List<Check> checks(double familyAlpha) {
    double alpha = familyAlpha / Math.max(1, answers.size());
    List<Check> checks = new ArrayList<>();
    for (Question question : Question.values()) {
      answers.stream()
          .filter(answer -> answer.question() == question)
          .min(Comparator.comparingDouble(Answer::pValue))
          .ifPresent(
              worst ->
                  checks.add(
                      Check.atLeast(
                          "plan_" + question.id,
                          worst.pValue(),
                          alpha,
                          "1",
                          "%s; smallest p-value of all streams, found in %s"
                              .formatted(question.meaning, worst.stream()))));
    }
    return checks;
  }
}
