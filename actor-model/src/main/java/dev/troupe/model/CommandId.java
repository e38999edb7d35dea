package dev.troupe.model;

import dev.troupe.model.internal.Shown;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The caller's name for one command, so that sending it again does not do it again.
 *
 * <p>Unique within the entity it is sent to; two tenants, or two entities of one, never meet.
 *
 * @param value 1 to 128 printable ASCII characters without space
 */
public record CommandId(String value) {
  private static final Pattern RULE = Pattern.compile("[!-~]{1,128}");

  /**
   * Checks the rule.
   *
   * @throws IllegalArgumentException if the value breaks it; the message shows both
   */
  public CommandId {
    if (!RULE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "command id must be 1 to 128 printable ASCII characters without space, was '%s'"
              .formatted(Shown.of(value)));
    }
  }

  /** The id of this text; refused with {@link IllegalArgumentException} if it breaks the rule. */
  public static CommandId of(String value) {
    return new CommandId(value);
  }

  /** An id that no one has used. */
  public static CommandId random() {
    return new CommandId(UUID.randomUUID().toString());
  }

  @Override
  public String toString() {
    return value;
  }
}
