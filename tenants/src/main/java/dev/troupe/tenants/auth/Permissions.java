package dev.troupe.tenants.auth;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which commands and queries may be sent, as OAuth 2 scopes say it: {@code account:deposit}, {@code
 * account:*}, or {@code *:*} for every type.
 *
 * <p>What is not granted is denied. A scope that is none of ours ({@code openid}, {@code account},
 * {@code *:deposit}) grants nothing: a token may hold scopes for other services. The type {@code
 * operator} stands for what is done to tenants rather than in one, and <code>*:*</code> does not
 * include it. Immutable.
 *
 * @param scopes those that grant something, as they were written
 */
public record Permissions(Set<String> scopes) {
  /** The type of {@code operator:suspend} and its like; no entity may be called so. */
  public static final String OPERATOR = "operator";

  /**
   * The type of {@code tenant:export} and its like: what is done to a tenant as a whole by its own
   * people, which no {@link Grant} includes.
   */
  public static final String TENANT = "tenant";

  private static final String EVERYTHING = "*:*";
  private static final Pattern SCOPE =
      Pattern.compile("[a-z0-9-]{1,32}:(?:\\*|[a-z0-9]+(?:-[a-z0-9]+)*)");
  private static final Pattern SPACE = Pattern.compile(" ");
  private static final Permissions NONE = new Permissions(Set.of());

  /** Keeps those that grant something. */
  public Permissions {
    Set<String> ours = new TreeSet<>();
    for (String scope : scopes) {
      if (scope.equals(EVERYTHING) || SCOPE.matcher(scope).matches()) {
        ours.add(scope);
      }
    }
    scopes = java.util.Collections.unmodifiableSet(ours);
  }

  /** The permissions of these scopes. */
  public static Permissions of(Collection<String> scopes) {
    return new Permissions(Set.copyOf(scopes));
  }

  /** The same. */
  public static Permissions of(String... scopes) {
    return of(List.of(scopes));
  }

  /** The permissions of a token that has spaces between its scopes, as OAuth 2 writes them. */
  public static Permissions parse(String scopes) {
    return of(Arrays.asList(SPACE.split(scopes, -1)));
  }

  /** Nothing at all. */
  public static Permissions none() {
    return NONE;
  }

  /** Whether text is a permission that a route can ask for: one type and one command of it. */
  public static boolean isNamed(String permission) {
    return SCOPE.matcher(permission).matches() && !permission.endsWith("*");
  }

  /**
   * Whether this command of this type may be sent.
   *
   * @param type the name of an entity or actor type, or {@link #OPERATOR}
   * @param command the name of a command, query or message, in kebab-case
   */
  public boolean allows(String type, String command) {
    return scopes.contains(type + ":" + command)
        || scopes.contains(type + ":*")
        || (scopes.contains(EVERYTHING) && !type.equals(OPERATOR));
  }

  /** As in the claim {@code scope}. */
  @Override
  public String toString() {
    return String.join(" ", scopes);
  }
}
