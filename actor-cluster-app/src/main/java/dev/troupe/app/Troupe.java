package dev.troupe.app;

import dev.troupe.app.internal.CommandLine;
import dev.troupe.app.internal.Features;

/**
 * The way in. A team's own app is a main of one line:
 *
 * <pre>{@code
 * public static void main(String[] args) {
 *   Troupe.run(args, new Bank());
 * }
 * }</pre>
 *
 * <p>Without a command it runs a whole cluster on this machine, for development: an embedded
 * PostgreSQL and three nodes, each a JVM of its own. {@code node} runs one node, as a container
 * does. {@code --help} says the rest.
 */
public final class Troupe {
  private static final StackWalker STACK =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  private Troupe() {}

  /**
   * Runs what the arguments say, with these features and those that {@link java.util.ServiceLoader}
   * finds. Returns when the node or the cluster runs; ends the JVM with a sentence on standard
   * error and exit code 1 if it can't, and 2 if the arguments are wrong.
   */
  public static void run(String[] args, Feature... features) {
    int code = CommandLine.run(args, () -> Features.of(features), STACK.getCallerClass());
    if (code != 0) {
      System.exit(code);
    }
  }
}
