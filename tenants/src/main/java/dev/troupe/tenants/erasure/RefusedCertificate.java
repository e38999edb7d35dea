package dev.troupe.tenants.erasure;

/** A certificate that proves nothing; the message says why. */
public final class RefusedCertificate extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RefusedCertificate(String message) {
    super(message);
  }
}
