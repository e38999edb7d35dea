package dev.troupe.actor;

import java.util.List;
import java.util.Set;

/**
 * What one look at one thread saw.
 *
 * @param cpuNanos processor time that it has used since it started; negative: not known
 * @param stack the innermost call first
 */
record ThreadLook(
    long id, String thread, Thread.State state, long cpuNanos, List<StackTraceElement> stack) {

  /** What runs actors, and what runs tasks such as callbacks of futures, on a dispatcher. */
  private static final Set<String> WORK =
      Set.of("org.apache.pekko.dispatch.Mailbox", "org.apache.pekko.dispatch.TaskInvocation");

  ThreadLook {
    stack = List.copyOf(stack);
  }

  /** Whether it is within a handler, or a task, and does not wait for one. */
  boolean isAtWork() {
    return stack.stream()
        .anyMatch(call -> call.getMethodName().equals("run") && WORK.contains(call.getClassName()));
  }

  /**
   * Whether it stands where it stood at the look before, and does not compute.
   *
   * <p>A thread that reads from a socket or a file is running, for the JVM: it is within a native
   * method, and uses next to no processor time.
   */
  boolean standsSince(ThreadLook before, long elapsedNanos) {
    if (!stack.equals(before.stack)) {
      return false;
    }
    return switch (state) {
      case BLOCKED, WAITING, TIMED_WAITING -> true;
      case RUNNABLE ->
          stack.getFirst().isNativeMethod()
              && cpuNanos >= 0
              && before.cpuNanos >= 0
              && (cpuNanos - before.cpuNanos) * 10 < elapsedNanos;
      case NEW, TERMINATED -> false;
    };
  }

  /** The innermost call of code that is neither the JDK's, nor Scala's, nor Pekko's. */
  StackTraceElement place() {
    return stack.stream()
        .filter(ThreadLook::isOfTheApplication)
        .findFirst()
        .orElse(stack.getFirst());
  }

  private static boolean isOfTheApplication(StackTraceElement call) {
    String type = call.getClassName();
    return !(type.startsWith("java.")
        || type.startsWith("javax.")
        || type.startsWith("jdk.")
        || type.startsWith("sun.")
        || type.startsWith("scala.")
        || type.startsWith("org.apache.pekko."));
  }
}
