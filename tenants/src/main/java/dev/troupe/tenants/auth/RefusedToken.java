package dev.troupe.tenants.auth;

import dev.troupe.tenants.auth.Verdict.Reason;

/** Why a token is not believed, on the way to its {@link Verdict}. */
final class RefusedToken extends Exception {
  private static final long serialVersionUID = 1L;
  private final Reason reason;
  private final String detail;

  RefusedToken(Reason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
    this.detail = detail;
  }

  Verdict verdict() {
    return Verdict.refused(reason, detail);
  }
}
