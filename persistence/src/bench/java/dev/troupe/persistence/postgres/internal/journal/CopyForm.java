package dev.troupe.persistence.postgres.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** Writes by COPY in its binary format, the other way to get many rows into a table. */
final class CopyForm implements InsertForms.Form {
  private static final String SQL =
      "COPY event_journal (persistence_id, sequence_number, writer, write_timestamp,"
          + " adapter_manifest, event_ser_id, event_ser_manifest, event_payload)"
          + " FROM STDIN (FORMAT binary)";
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
  };

  private final CopyManager copies;

  CopyForm(Connection connection) throws SQLException {
    copies = connection.unwrap(PGConnection.class).getCopyAPI();
  }

  @Override
  public void commit(List<Write> writes) throws SQLException, IOException {
    var bytes = new ByteArrayOutputStream(writes.size() * 400);
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(SIGNATURE);
    out.writeInt(0); // flags
    out.writeInt(0); // length of the header's extension
    for (Write write : writes) {
      for (NewRow row : write.newRows()) {
        write(row, out);
      }
    }
    out.writeShort(-1);
    byte[] batch = bytes.toByteArray();
    copies.copyIn(SQL, new ByteArrayInputStream(batch), batch.length);
  }

  private static void write(NewRow row, DataOutputStream out) throws IOException {
    out.writeShort(8); // columns
    write(row.persistenceId().getBytes(UTF_8), out);
    out.writeInt(Long.BYTES);
    out.writeLong(row.sequenceNumber());
    write(row.writer().getBytes(UTF_8), out);
    out.writeInt(Long.BYTES);
    out.writeLong(row.writtenAt());
    write(row.adapterManifest().getBytes(UTF_8), out);
    out.writeInt(Integer.BYTES);
    out.writeInt(row.event().serializer());
    write(row.event().manifest().getBytes(UTF_8), out);
    write(row.event().bytes(), out);
  }

  private static void write(byte[] value, DataOutputStream out) throws IOException {
    out.writeInt(value.length);
    out.write(value);
  }
}
