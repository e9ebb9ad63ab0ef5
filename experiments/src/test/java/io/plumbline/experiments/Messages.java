package io.plumbline.experiments;

import java.util.ArrayList;
import java.util.List;

/** Remembers what a run tells. */
final class Messages implements RunObserver {
  private final List<String> steps = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  List<String> steps() {
    return steps;
  }

  List<String> notes() {
    return notes;
  }

  @Override
  public void step(String text) {
    steps.add(text);
  }

  @Override
  public void progress(String text) {}

  @Override
  public void note(String text) {
    notes.add(text);
  }
}
