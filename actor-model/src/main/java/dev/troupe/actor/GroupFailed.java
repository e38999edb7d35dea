package dev.troupe.actor;

/**
 * What a {@link SupervisedGroup} fails with when it may not, or cannot, restart what failed: its
 * parent's to handle.
 *
 * <p>The cause is the failure of the child that was the last straw.
 */
public final class GroupFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String child;

  GroupFailed(String child, String message, Throwable cause) {
    super(message, cause);
    this.child = child;
  }

  static GroupFailed tooOften(String group, String child, Restarts restarts, Throwable cause) {
    return new GroupFailed(
        child,
        "group '%s': child '%s' failed (%s), and more than '%d' restarts within '%s' are not made"
            .formatted(group, child, cause, restarts.most(), restarts.window()),
        cause);
  }

  static GroupFailed beyondRestart(String group, String child, Throwable cause) {
    return new GroupFailed(
        child,
        "group '%s': child '%s' ended by what no supervisor restarts after (%s)"
            .formatted(group, child, cause),
        cause);
  }

  /** The name of the child that failed last. */
  public String child() {
    return child;
  }
}
