package io.plumbline.loadgen;

import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** Where a channel runs the callbacks of its calls. */
public enum CallExecutor {
  /** On the thread that has the answer: the transport's. */
  DIRECT {
    @Override
    Executor open() {
      return Runnable::run;
    }
  },

  /** As many threads as are needed, kept for a while; grpc-java's default. */
  CACHED {
    @Override
    Executor open() {
      return Executors.newCachedThreadPool();
    }
  },

  /** A thread per processor. */
  FIXED {
    @Override
    Executor open() {
      return Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    }
  },

  /** A virtual thread for each piece of work. */
  VIRTUAL {
    @Override
    Executor open() {
      try {
        // Not in the JDK that this is compiled for.
        return (Executor) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
      } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException("this JDK has no virtual threads", e);
      }
    }

    @Override
    Optional<String> whyNot(int javaFeature) {
      return javaFeature >= 21
          ? Optional.empty()
          : Optional.of("virtual threads need JDK 21 or later, this is " + javaFeature);
    }
  };

  /** If it is an {@code ExecutorService}, the caller shuts it down. */
  abstract Executor open();

  /** Why a JDK of this feature version does not have it; empty if it does. */
  Optional<String> whyNot(int javaFeature) {
    return Optional.empty();
  }
}
