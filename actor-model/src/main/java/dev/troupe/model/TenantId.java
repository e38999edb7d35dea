package dev.troupe.model;

import dev.troupe.model.internal.Shown;
import java.util.regex.Pattern;

/**
 * The name of an isolated customer: a DNS label, and so safe in a key, a metric tag, a host name
 * and a URL.
 *
 * @param value 1 to 63 of {@code a-z 0-9 -}, with no dash at either end
 */
public record TenantId(String value) {
  private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

  /**
   * Checks the rule.
   *
   * @throws IllegalArgumentException if the value is no DNS label; the message shows both
   */
  public TenantId {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          "tenant id must be a DNS label (a-z, 0-9, '-', 1 to 63 characters), was '%s'"
              .formatted(Shown.of(value)));
    }
  }

  /** Whether {@link #of} would take it. */
  public static boolean isValid(String value) {
    return LABEL.matcher(value).matches();
  }

  /** The tenant of this name; refused with {@link IllegalArgumentException} if it is no label. */
  public static TenantId of(String value) {
    return new TenantId(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
