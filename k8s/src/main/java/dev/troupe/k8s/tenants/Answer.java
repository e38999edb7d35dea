package dev.troupe.k8s.tenants;

/** What came of a change. */
public sealed interface Answer {

  /** It is made, or was before under the same id. */
  record Done() implements Answer {}

  /**
   * It can't be made, and asking again does not help.
   *
   * @param code in kebab-case, for programs
   * @param message for people
   */
  record Refused(String code, String message) implements Answer {}
}
