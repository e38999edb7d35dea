package dev.troupe.persistence.postgres;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** The {@value #COUNT} slices that persistence ids fall into, to share work between nodes. */
public final class Slices {
  /** How many there are, for ever: stored rows carry theirs. */
  public static final int COUNT = 256;

  private Slices() {}

  /** The slice of this persistence id: its CRC-32, in UTF-8, modulo {@value #COUNT}. */
  public static int of(String persistenceId) {
    CRC32 checksum = new CRC32();
    checksum.update(persistenceId.getBytes(StandardCharsets.UTF_8));
    return (int) (checksum.getValue() % COUNT);
  }
}
