package dev.troupe.tenants.audit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What ties each entry of the audit to all before it: a SHA-256 over the one before and the entry.
 *
 * <p>Whoever changes, removes or inserts an entry would have to compute all after it anew; and then
 * the last hash is another than the one that was noted elsewhere. The construction is that of
 * Schneier and Kelsey, <i>Secure Audit Logs to Support Computer Forensics</i> (1999), without its
 * secret key: it makes changes visible, and does not prevent them. Pure.
 */
public final class AuditChain {
  private static final int HASH_BYTES = 32;

  private AuditChain() {}

  /** What the first entry follows. */
  public static byte[] start() {
    return new byte[HASH_BYTES];
  }

  /** The hash of an entry that follows one of this hash. */
  public static byte[] next(byte[] before, long number, AuditEntry entry) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(before);
    bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(entry.at().toEpochMilli()).array());
    write(bytes, entry.principal());
    write(bytes, entry.tenant());
    write(bytes, entry.action());
    write(bytes, entry.target());
    write(bytes, entry.outcome().name());
    write(bytes, entry.detail());
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** With its length before it, so that no two entries are written alike. */
  private static void write(ByteArrayOutputStream bytes, String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(encoded.length).array());
    bytes.writeBytes(encoded);
  }
}
