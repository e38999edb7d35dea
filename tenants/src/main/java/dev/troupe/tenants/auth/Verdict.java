package dev.troupe.tenants.auth;

import java.util.Locale;

/** What is made of a token. */
public sealed interface Verdict {

  /** It is believed. */
  record Believed(Principal principal) implements Verdict {}

  /**
   * It is not.
   *
   * @param reason for programs
   * @param detail what was expected; holds nothing of the token
   */
  record Refused(Reason reason, String detail) implements Verdict {}

  /** Why a token is not believed. */
  enum Reason {
    /** There is none. */
    MISSING,
    /** It can't be read as a signed JWT, or there is more than one. */
    MALFORMED,
    /** It is longer than is read. */
    TOO_LONG,
    /** It is signed in a way that is not taken, or not at all. */
    WRONG_ALGORITHM,
    /** The issuer has no such key. */
    UNKNOWN_KEY,
    /** It was changed, or signed by another key. */
    WRONG_SIGNATURE,
    /** Another issuer made it. */
    WRONG_ISSUER,
    /** It is for another service. */
    WRONG_AUDIENCE,
    /** Its time is over, or it does not say when that is. */
    EXPIRED,
    /** Its time has not come. */
    NOT_YET_VALID,
    /** It is good for longer than is believed. */
    TOO_LONG_LIVED,
    /** It does not say who asks, or for which tenant, in the way it should. */
    WRONG_CLAIM,
    /** The issuer's keys are not known yet; a later try may be believed. */
    KEYS_UNAVAILABLE;

    /** In kebab-case. */
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Not believed, for this reason. */
  static Verdict refused(Reason reason, String detail) {
    return new Refused(reason, detail);
  }
}
