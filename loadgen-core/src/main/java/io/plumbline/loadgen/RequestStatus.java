package io.plumbline.loadgen;

import io.grpc.Status;

/**
 * How a planned request ended: gRPC's codes under their own names, then ours. Exactly one per
 * request.
 */
public enum RequestStatus {
  OK,
  CANCELLED,
  UNKNOWN,
  INVALID_ARGUMENT,
  DEADLINE_EXCEEDED,
  NOT_FOUND,
  ALREADY_EXISTS,
  PERMISSION_DENIED,
  RESOURCE_EXHAUSTED,
  FAILED_PRECONDITION,
  ABORTED,
  OUT_OF_RANGE,
  UNIMPLEMENTED,
  INTERNAL,
  UNAVAILABLE,
  DATA_LOSS,
  UNAUTHENTICATED,

  /** Answered with {@code success=false}. */
  REJECTED,

  /**
   * Answered with another deadline than the one that was sent: somebody else's answer, or a broken
   * echo.
   */
  BAD_ECHO,

  /** Sent, and not answered when the drain limit was reached. */
  UNFINISHED,

  /** Not sent: as many requests were outstanding as the run was asked to have at most. */
  OVER_CAP,

  /** Not sent: the bound on payload memory was reached. Makes the run invalid. */
  REFUSED_BY_GENERATOR,

  /** Not sent: the run was stopped first. */
  INTERRUPTED;

  static RequestStatus of(Status.Code code) {
    return valueOf(code.name());
  }
}
