package dev.troupe.persistence.postgres.internal.journal;

import java.sql.Connection;
import java.sql.SQLException;

/** Where connections come from. */
@FunctionalInterface
public interface Connections {
  /** Waits for a free one; the caller gives it back by closing it. */
  Connection open() throws SQLException;
}
