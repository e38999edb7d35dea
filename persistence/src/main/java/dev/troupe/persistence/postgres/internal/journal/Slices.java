package dev.troupe.persistence.postgres.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.zip.CRC32;

/** Into which of 256 equal parts of all entities one falls. */
public final class Slices {
  /** How many there are. */
  public static final int COUNT = 256;

  private Slices() {}

  /** CRC-32 of the persistence id in UTF-8, modulo {@link #COUNT}. */
  public static int of(String persistenceId) {
    CRC32 sum = new CRC32();
    sum.update(persistenceId.getBytes(UTF_8));
    return (int) (sum.getValue() % COUNT);
  }
}
