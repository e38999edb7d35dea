package dev.troupe.bench;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Journal rows in PostgreSQL's binary COPY format. */
final class CopyRows {
  static final String SQL =
      "COPY event_journal (deleted, persistence_id, sequence_number, writer, write_timestamp,"
          + " adapter_manifest, event_payload, event_ser_id, event_ser_manifest)"
          + " FROM STDIN (FORMAT binary)";

  private static final int COLUMNS = 9;
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
  };

  private CopyRows() {}

  /** This many rows like this one, each with a number of its own. */
  static byte[] encode(JournalRow row, int count) {
    var bytes = new ByteArrayOutputStream(count * (row.payload().length + 200));
    try (var out = new DataOutputStream(bytes)) {
      out.write(SIGNATURE);
      out.writeInt(0); // flags
      out.writeInt(0); // length of the header's extension
      long now = System.currentTimeMillis();
      for (int i = 0; i < count; i++) {
        out.writeShort(COLUMNS);
        out.writeInt(Byte.BYTES);
        out.writeBoolean(false);
        writeText(out, JournalRow.anyStream());
        writeLong(out, JournalRow.nextSequenceNumber());
        writeText(out, row.writer());
        writeLong(out, now);
        writeText(out, "");
        writeBytes(out, row.payload());
        out.writeInt(Integer.BYTES);
        out.writeInt(row.serializer());
        writeText(out, row.manifest());
      }
      out.writeShort(-1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void writeLong(DataOutputStream out, long value) throws IOException {
    out.writeInt(Long.BYTES);
    out.writeLong(value);
  }

  private static void writeText(DataOutputStream out, String value) throws IOException {
    writeBytes(out, value.getBytes(StandardCharsets.UTF_8));
  }

  private static void writeBytes(DataOutputStream out, byte[] value) throws IOException {
    out.writeInt(value.length);
    out.write(value);
  }
}
