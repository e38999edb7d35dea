package dev.troupe.model;

import dev.troupe.model.internal.Shown;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of an isolated customer: a DNS label, and so safe in a key, a metric tag, a host name
 * and a URL.
 *
 * <p>One tenant is no customer: {@link #SYSTEM}, to which the platform's own entities belong. Its
 * name is no label, so no name that comes from outside is ever taken for it.
 *
 * @param value 1 to 63 of {@code a-z 0-9 -}, with no dash at either end; or that of {@link #SYSTEM}
 */
public record TenantId(String value) {
  private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

  private static final String SYSTEM_NAME = "_system";

  /** The platform itself, whose entities are the tenants. {@link #of} does not give it. */
  public static final TenantId SYSTEM = new TenantId(SYSTEM_NAME);

  /**
   * Checks the rule.
   *
   * @throws IllegalArgumentException if the value is no DNS label; the message shows both
   */
  public TenantId {
    if (!isValid(value) && !value.equals(SYSTEM_NAME)) {
      throw refusal(value);
    }
  }

  private static IllegalArgumentException refusal(String value) {
    return new IllegalArgumentException(
        "tenant id must be a DNS label (a-z, 0-9, '-', 1 to 63 characters), was '%s'"
            .formatted(Shown.of(value)));
  }

  /** Whether {@link #of} would take it. */
  public static boolean isValid(String value) {
    return LABEL.matcher(value).matches();
  }

  /** The tenant of this name; refused with {@link IllegalArgumentException} if it is no label. */
  public static TenantId of(String value) {
    if (!isValid(value)) {
      throw refusal(value);
    }
    return new TenantId(value);
  }

  /** Whether this is {@link #SYSTEM} and no customer. */
  public boolean isSystem() {
    return value.equals(SYSTEM_NAME);
  }

  /** By hand, since every message asks it several times, and what a record has is not inlined. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || (other instanceof TenantId tenant && value.equals(tenant.value));
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return value;
  }
}
