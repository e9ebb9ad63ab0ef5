package io.plumbline.balancing.event;

import io.plumbline.balancing.Call;
import java.util.Arrays;

/** Jobs, to be used again and again: there are as many as were ever on their way at once. */
final class JobPool {
  private Job[] all = new Job[0];
  private int[] free = new int[0];
  private int freeCount;

  Job take() {
    if (freeCount == 0) {
      grow();
    }
    Job job = all[free[--freeCount]];
    job.outcome = Job.Outcome.OK;
    job.call = Call.PLAIN;
    job.classIndex = 0;
    job.modelIndex = 0;
    job.tierIndex = 0;
    job.abandoned = false;
    job.lost = false;
    job.waitNanos = 0;
    job.sentNanos = Job.NOT_YET;
    job.atServerNanos = Job.NOT_YET;
    job.leftNanos = Job.NOT_YET;
    return job;
  }

  void release(Job job) {
    job.use++;
    job.client = null;
    job.server = null;
    job.endpoint = null;
    job.picker = null;
    job.probe = null;
    job.report = null;
    free[freeCount++] = job.id;
  }

  Job get(int id) {
    return all[id];
  }

  int size() {
    return all.length;
  }

  private void grow() {
    int from = all.length;
    int to = Math.max(64, 2 * from);
    all = Arrays.copyOf(all, to);
    free = new int[to];
    for (int id = to - 1; id >= from; id--) {
      all[id] = new Job(id);
      free[freeCount++] = id;
    }
  }
}
