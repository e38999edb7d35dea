package dev.troupe.persistence.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is around a command on its way to another node. Its fields are written and read by hand,
 * since every command between nodes pays for it; fields that this build does not know are skipped,
 * and those that are not there are null.
 *
 * @param k the key, {@code tenant:id}
 * @param i the caller's name for the command
 * @param t how long the caller still waits, in milliseconds
 * @param r who waits
 * @param c the command
 * @param d what in the database it comes from
 * @param f on whose behalf it is sent, if it is another tenant than the key's
 * @param s whether the answer must be confirmed
 * @param w what it is a part of; an older node neither sends nor reads it
 * @param p who asks; an older node neither sends nor reads it
 */
record WireEnvelope(
    String k,
    @Nullable String i,
    long t,
    String r,
    byte[] c,
    @Nullable WireDelivery d,
    @Nullable String f,
    boolean s,
    @Nullable String w,
    @Nullable String p) {
  private static final int USUAL_LENGTH = 256;

  /** A message's row and attempt, or a reminder's generation, occurrence, name and next time. */
  record WireDelivery(long a, long b, @Nullable String n, @Nullable Instant x) {}

  byte[] write(ObjectMapper cbor) throws IOException {
    return CborMap.of(
        cbor,
        USUAL_LENGTH + c.length,
        out -> {
          out.writeStringField("k", k);
          write(out, "i", i);
          out.writeNumberField("t", t);
          out.writeStringField("r", r);
          out.writeBinaryField("c", c);
          if (d != null) {
            out.writeFieldName("d");
            cbor.writeValue(out, d);
          }
          write(out, "f", f);
          if (s) {
            out.writeBooleanField("s", true);
          }
          write(out, "w", w);
          write(out, "p", p);
        });
  }

  private static void write(JsonGenerator out, String name, @Nullable String text)
      throws IOException {
    if (text != null) {
      out.writeStringField(name, text);
    }
  }

  static WireEnvelope read(ObjectMapper cbor, byte[] bytes) throws IOException {
    Fields fields = new Fields();
    try (JsonParser in = cbor.createParser(bytes)) {
      CborMap.start(in);
      for (String name = CborMap.next(in); name != null; name = CborMap.next(in)) {
        fields.read(name, in, cbor);
      }
    }
    return fields.whole();
  }

  /** What was read so far. */
  private static final class Fields {
    private @Nullable String k;
    private @Nullable String i;
    private @Nullable Long t;
    private @Nullable String r;
    private byte @Nullable [] c;
    private @Nullable WireDelivery d;
    private @Nullable String f;
    private boolean s;
    private @Nullable String w;
    private @Nullable String p;

    private void read(String name, JsonParser in, ObjectMapper cbor) throws IOException {
      switch (name) {
        case "k" -> k = text(in);
        case "i" -> i = text(in);
        case "t" -> t = is(in, JsonToken.VALUE_NUMBER_INT) ? in.getLongValue() : null;
        case "r" -> r = text(in);
        case "c" -> c = is(in, JsonToken.VALUE_EMBEDDED_OBJECT) ? in.getBinaryValue() : null;
        case "d" -> d = cbor.readValue(in, WireDelivery.class);
        case "f" -> f = text(in);
        case "s" -> s = in.currentToken() != JsonToken.VALUE_NULL && in.getBooleanValue();
        case "w" -> w = text(in);
        case "p" -> p = text(in);
        default -> in.skipChildren();
      }
    }

    private static @Nullable String text(JsonParser in) throws IOException {
      return is(in, JsonToken.VALUE_STRING) ? in.getText() : null;
    }

    /** Whether it has a value, which then must be of this kind. */
    private static boolean is(JsonParser in, JsonToken kind) throws IOException {
      if (in.currentToken() == JsonToken.VALUE_NULL) {
        return false;
      }
      CborMap.require(in, in.currentToken(), kind);
      return true;
    }

    private WireEnvelope whole() {
      return new WireEnvelope(
          CborMap.part(k, "k"),
          i,
          CborMap.part(t, "t"),
          CborMap.part(r, "r"),
          CborMap.part(c, "c"),
          d,
          f,
          s,
          w,
          p);
    }
  }
}
