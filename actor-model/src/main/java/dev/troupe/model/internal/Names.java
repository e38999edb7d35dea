package dev.troupe.model.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The names that sealed hierarchies give their records. */
public final class Names {
  private static final Pattern TYPE = Pattern.compile("[a-z0-9-]{1,32}");
  private static final Pattern REMINDER = Pattern.compile("[a-z0-9-]{1,64}");
  private static final Pattern MESSAGE = Pattern.compile("[a-z0-9]+(?:-[a-z0-9]+)*");
  private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

  private Names() {}

  /** Refuses a type name that breaks the rule. */
  public static void requireTypeName(String what, String name) {
    if (!TYPE.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "%s name must be 1 to 32 of a-z 0-9 -, was '%s'".formatted(what, Shown.of(name)));
    }
  }

  /** Refuses a message name that breaks the rule. */
  public static void requireMessageName(String type, String name) {
    if (!MESSAGE.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "%s: a message name must be kebab-case, such as 'paid-in', was '%s'"
              .formatted(type, Shown.of(name)));
    }
  }

  /** Refuses a name of a reminder that breaks the rule. */
  public static void requireReminderName(String name) {
    if (!REMINDER.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "reminder name must be 1 to 64 of a-z 0-9 -, was '%s'".formatted(Shown.of(name)));
    }
  }

  /**
   * {@code GetBalance} is {@code get-balance}; refused if the class is called what no name can say.
   */
  public static String messageName(String type, Class<?> message) {
    String name = kebab(message);
    requireMessageName(type, name);
    return name;
  }

  /** {@code GetBalance} is {@code get-balance}. */
  public static String kebab(Class<?> type) {
    return kebab(type.getSimpleName());
  }

  /** The same, of a class's simple name. */
  public static String kebab(String simpleName) {
    return HUMP.matcher(simpleName).replaceAll("-").toLowerCase(Locale.ROOT);
  }

  /** Whether a message of this name persists nothing. */
  public static boolean isQuery(String name) {
    return name.equals("get") || name.startsWith("get-");
  }

  /** The records and enums at the end of a sealed hierarchy, in the order of the source. */
  public static List<Class<?>> leaves(String type, Class<?> root) {
    List<Class<?>> leaves = new ArrayList<>();
    collect(type, root, leaves);
    return leaves;
  }

  private static void collect(String type, Class<?> root, List<Class<?>> leaves) {
    if (root.isRecord() || root.isEnum()) {
      if (!leaves.contains(root)) {
        leaves.add(root);
      }
    } else if (root.isSealed()) {
      for (Class<?> permitted : root.getPermittedSubclasses()) {
        collect(type, permitted, leaves);
      }
    } else {
      throw new IllegalArgumentException(
          "%s: %s must be a sealed interface or a record, so that all messages are known"
              .formatted(type, root.getName()));
    }
  }
}
