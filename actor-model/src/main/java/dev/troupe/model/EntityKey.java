package dev.troupe.model;

import dev.troupe.model.internal.Shown;
import org.jspecify.annotations.Nullable;

/**
 * Where an entity lives: its tenant and its id within that tenant, written {@code tenant:id}.
 *
 * <p>The text is split at the first {@code ':'}. A tenant id holds none, so the writing is
 * injective whatever the id holds. No character of an id needs escaping in a persistence id, an
 * actor path, or a log line.
 *
 * @param tenant whose it is
 * @param id 1 to 128 of {@code A-Z a-z 0-9 . _ ~ @ + = , : -}, and neither {@code .} nor {@code ..}
 *     (which a URL and an actor path both take for a direction)
 */
public record EntityKey(TenantId tenant, String id) {
  private static final char SEPARATOR = ':';
  private static final int LONGEST_ID = 128;
  private static final String ALSO_IN_ID = "._~@+=,:-";

  /**
   * Checks the rule of the id.
   *
   * @throws IllegalArgumentException if the id breaks it; the message shows both
   */
  public EntityKey {
    requireId(id);
  }

  static void requireId(String id) {
    if (!isId(id)) {
      throw new IllegalArgumentException(
          "entity id must be 1 to 128 of A-Z a-z 0-9 . _ ~ @ + = , : - and not '.' or '..', was '%s'"
              .formatted(Shown.of(id)));
    }
  }

  /** By hand, since each reference to an entity asks this. */
  private static boolean isId(String id) {
    if (id.isEmpty() || id.length() > LONGEST_ID || id.equals(".") || id.equals("..")) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      if (!isLetterOrDigit(id.charAt(i)) && ALSO_IN_ID.indexOf(id.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetterOrDigit(char each) {
    return (each >= 'a' && each <= 'z')
        || (each >= 'A' && each <= 'Z')
        || (each >= '0' && each <= '9');
  }

  /** The key of this id within this tenant. */
  public static EntityKey of(TenantId tenant, String id) {
    return new EntityKey(tenant, id);
  }

  /**
   * Reads {@code tenant:id}, as {@link #encoded} wrote it; never what comes from outside, since it
   * also reads keys of {@link TenantId#SYSTEM}.
   *
   * @throws IllegalArgumentException if the text is no key; the message shows the rule it broke
   */
  public static EntityKey parse(String encoded) {
    int at = encoded.indexOf(SEPARATOR);
    if (at < 0) {
      throw new IllegalArgumentException(
          "entity key must read tenant:id, was '%s'".formatted(Shown.of(encoded)));
    }
    return of(new TenantId(encoded.substring(0, at)), encoded.substring(at + 1));
  }

  /** {@code tenant:id}, which {@link #parse} reads back. */
  public String encoded() {
    return tenant.value() + SEPARATOR + id;
  }

  /** By hand as well: every message asks it several times, and what a record has is not inlined. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof EntityKey key && id.equals(key.id) && tenant.equals(key.tenant));
  }

  @Override
  public int hashCode() {
    return 31 * tenant.hashCode() + id.hashCode();
  }

  @Override
  public String toString() {
    return encoded();
  }
}
