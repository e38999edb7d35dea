package dev.troupe.doctor.facts;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * What came of looking at something: either it, or why it was not seen.
 *
 * @param seen what was seen
 * @param failure why nothing was, in a sentence; empty if something was
 */
public record Looked<T>(Optional<T> seen, String failure) {

  /** It was seen. */
  public static <T> Looked<T> at(T seen) {
    return new Looked<>(Optional.of(seen), "");
  }

  /** It was not, and this is why. */
  public static <T> Looked<T> failed(String why) {
    return new Looked<>(Optional.empty(), why);
  }

  /** Why nothing was seen, if so. */
  public Stream<String> whyNot() {
    return seen.isPresent() ? Stream.empty() : Stream.of(failure);
  }
}
