package io.plumbline.experiments;

/**
 * What was asked for cannot be done as asked; the message is one line for the user, with the value
 * and the remedy.
 */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UsageException(String message) {
    super(message);
  }

  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Says what a refused argument already said. */
  UsageException(IllegalArgumentException refused) {
    super(refused.getMessage(), refused);
  }
}
