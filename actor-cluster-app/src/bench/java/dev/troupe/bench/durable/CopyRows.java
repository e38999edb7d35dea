package dev.troupe.bench.durable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/** Journal rows in PostgreSQL's binary COPY format, written by one COPY. For one thread. */
public final class CopyRows {
  private static final String SQL =
      "COPY event_journal (deleted, persistence_id, sequence_number, writer, write_timestamp,"
          + " adapter_manifest, event_payload, event_ser_id, event_ser_manifest)"
          + " FROM STDIN (FORMAT binary)";

  private static final int COLUMNS = 9;
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
  };

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
  private final DataOutputStream out = new DataOutputStream(bytes);
  private final long now = System.currentTimeMillis();

  /** No rows yet. */
  public CopyRows() {
    try {
      out.write(SIGNATURE);
      out.writeInt(0); // flags
      out.writeInt(0); // length of the header's extension
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One more row like this one, of this entity with this number. */
  public void add(JournalRow row, String persistenceId, long sequenceNumber) {
    try {
      out.writeShort(COLUMNS);
      out.writeInt(Byte.BYTES);
      out.writeBoolean(false);
      writeText(persistenceId);
      writeLong(sequenceNumber);
      writeText(row.writer());
      writeLong(now);
      writeText("");
      writeBytes(row.payload());
      out.writeInt(Integer.BYTES);
      out.writeInt(row.serializer());
      writeText(row.manifest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes them in a transaction, if no other is open; no more can be added. */
  public void writeTo(Connection connection) throws SQLException {
    try {
      out.writeShort(-1);
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn(SQL, new ByteArrayInputStream(bytes.toByteArray()), bytes.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeLong(long value) throws IOException {
    out.writeInt(Long.BYTES);
    out.writeLong(value);
  }

  private void writeText(String value) throws IOException {
    writeBytes(value.getBytes(StandardCharsets.UTF_8));
  }

  private void writeBytes(byte[] value) throws IOException {
    out.writeInt(value.length);
    out.write(value);
  }
}
