package dev.troupe.k8s.tenants;

import dev.troupe.model.TenantId;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What came of bringing a tenant to what its resource says.
 *
 * @param reason one word, as in a condition
 * @param message a sentence
 */
record Outcome(Kind kind, String reason, String message) {
  enum Kind {
    /** The tenant is as declared. */
    REACHED,
    /** It will be, without anything more being asked. */
    UNDER_WAY,
    /** It is to be tried again. */
    FAILED,
    /** It won't be before somebody changes something. */
    REFUSED
  }

  static final Outcome REACHED =
      new Outcome(Kind.REACHED, "AsDeclared", "the tenant is as the resource says");

  static final Outcome NOTHING_TO_ERASE =
      new Outcome(Kind.REACHED, "NothingToErase", "there never was a tenant of this name");

  static final Outcome ERASING =
      new Outcome(Kind.UNDER_WAY, "Erasing", "the tenant's data are being deleted");

  static Outcome applying(List<TenantStep> steps) {
    return new Outcome(
        Kind.UNDER_WAY,
        "Applying",
        steps.stream()
            .map(TenantStep::verb)
            .collect(Collectors.joining(", ", "done: ", "; this node is yet to hear of it")));
  }

  static Outcome invalid(String reason, String message) {
    return new Outcome(Kind.REFUSED, reason, message);
  }

  static Outcome refused(Answer.Refused no) {
    return new Outcome(Kind.REFUSED, "Refused", no.code() + ": " + no.message());
  }

  static Outcome erased(TenantId tenant) {
    return new Outcome(
        Kind.REFUSED,
        "Erased",
        "tenant '%s' is erased, or being erased, and its name is not given again; delete the resource"
            .formatted(tenant));
  }

  static Outcome unavailable(Throwable failure) {
    return new Outcome(Kind.FAILED, "Unavailable", String.valueOf(failure.getMessage()));
  }

  boolean isReached() {
    return kind == Kind.REACHED;
  }

  /** Whether somebody should look. */
  boolean isError() {
    return kind == Kind.FAILED || kind == Kind.REFUSED;
  }

  /** Whether to come back to it without having heard of anything. */
  boolean isOpen() {
    return kind == Kind.FAILED || kind == Kind.UNDER_WAY;
  }
}
