package dev.troupe.persistence.postgres.register;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;

/** What names, values, candidates and leases may be; each check throws, with the rule. */
public final class RegisterRules {
  /** The most bytes of a value, in UTF-8. */
  public static final int MOST_BYTES = 64 * 1024;

  /** The shortest lease. */
  public static final Duration SHORTEST = Duration.ofMillis(100);

  /** The longest lease. */
  public static final Duration LONGEST = Duration.ofHours(1);

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,127}");
  private static final Pattern CANDIDATE = Pattern.compile("[!-~]{1,255}");

  private RegisterRules() {}

  /** A name: 1 to 128 of {@code a-z 0-9 . _ -}, beginning with a letter or a number. */
  public static String requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "register: the name must match '%s', was '%s'".formatted(NAME, shown(name)));
    }
    return name;
  }

  /** A candidate: 1 to 255 printable characters of ASCII, without a space. */
  static String requireCandidate(String candidate) {
    if (!CANDIDATE.matcher(candidate).matches()) {
      throw new IllegalArgumentException(
          "register: a candidate must be 1 to 255 printable characters of ASCII without a space, was '%s'"
              .formatted(shown(candidate)));
    }
    return candidate;
  }

  /** A value: text without U+0000 and without half characters, at most 64 KiB in UTF-8. */
  static String requireValue(String value) {
    if (value.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
      throw new IllegalArgumentException(
          "register: a value must be text without U+0000 and without half of a surrogate pair");
    }
    int bytes = value.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          "register: a value must have at most %d bytes in UTF-8, had %d; keep what is large in an entity, and its key here"
              .formatted(MOST_BYTES, bytes));
    }
    return value;
  }

  /** A version that may be expected: 0 or more. */
  static long requireVersion(long version) {
    if (version < 0) {
      throw new IllegalArgumentException(
          "register: the expected version must be 0 or more, was '%d'".formatted(version));
    }
    return version;
  }

  /** A lease: 100 ms to an hour. */
  static Duration requireLease(Duration lease) {
    if (lease.compareTo(SHORTEST) < 0 || lease.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "register: a lease must be %s to %s, was '%s'".formatted(SHORTEST, LONGEST, lease));
    }
    return lease;
  }

  private static String shown(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }
}
