package dev.troupe.persistence.evolution;

/**
 * What a build can't do with what is stored, or could not find out.
 *
 * @param stops whether a node of this build must not serve; else it is worth knowing, no more
 * @param subject the manifest that it is about, such as {@code account/deposited#1}, or the type
 * @param reason a sentence with what to do; no data of a tenant
 * @param where it was seen, which may name a tenant's entity and nothing of what it holds; empty if
 *     it is about all of them
 */
public record Finding(boolean stops, String subject, String reason, String where) {

  static Finding stop(String subject, String reason) {
    return new Finding(true, subject, reason, "");
  }

  /** The same, seen here. */
  public Finding at(String place) {
    return new Finding(stops, subject, reason, where.isEmpty() ? place : place + ": " + where);
  }

  /** The same, for whoever said that it need not stop anything. */
  Finding accepted() {
    return new Finding(false, subject, reason + " (accepted)", where);
  }

  /** A sentence without {@link #where}. */
  public String sentence() {
    return subject + ": " + reason;
  }
}
