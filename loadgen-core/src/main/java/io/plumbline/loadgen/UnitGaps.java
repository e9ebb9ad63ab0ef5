package io.plumbline.loadgen;

/** Gaps of mean 1, one after the other: what a process of any rate is made of. */
interface UnitGaps {
  double next();
}
