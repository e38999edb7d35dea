package dev.troupe.actor;

import dev.troupe.model.Failure;
import java.util.Optional;

/** What became of a message, as an {@link Interceptor} learns it. */
public sealed interface Outcome {
  /** The behavior took it; an entity accepted it. Always the same object. */
  Outcome HANDLED = new Handled();

  /** The behavior does not handle it. Always the same object; never an entity's. */
  Outcome UNHANDLED = new Unhandled();

  /** The behavior took it: handled or stashed it; an entity accepted it. */
  record Handled() implements Outcome {}

  /** The behavior does not handle it; never an entity's outcome. */
  record Unhandled() implements Outcome {}

  /**
   * The entity said no; never a plain actor's outcome.
   *
   * @param code the rejection's, in kebab-case
   * @param message the rejection's sentence
   */
  record Rejected(String code, String message) implements Outcome {}

  /**
   * The behavior or an interceptor threw this, or this is the failure that the entity's caller got.
   *
   * @param cause why; a {@link Failure} says whether it may have been done all the same
   */
  record Failed(Throwable cause) implements Outcome {}

  /**
   * An interceptor further in refused it.
   *
   * @param by the interceptor's name
   * @param why its sentence
   * @param failure what it has who asked an entity told, if it chose that
   */
  record Refused(String by, String why, Optional<Failure> failure) implements Outcome {}
}
