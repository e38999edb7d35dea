package dev.troupe.persistence.internal;

import java.util.Arrays;

/**
 * What was answered to a command id: enough to answer it again, and to know another command.
 *
 * <p>The answer stays encoded, because most are never asked for again and bytes are smaller.
 *
 * @param id the caller's name for the command
 * @param command the command's name
 * @param fingerprint of the command's fields
 * @param answer the reply, encoded
 */
public record Receipt(String id, String command, byte[] fingerprint, byte[] answer) {

  @Override
  public boolean equals(Object other) {
    return other instanceof Receipt that
        && id.equals(that.id)
        && command.equals(that.command)
        && Arrays.equals(fingerprint, that.fingerprint)
        && Arrays.equals(answer, that.answer);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return "Receipt[" + id + " for " + command + "]";
  }
}
