package dev.troupe.persistence.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityContract;
import dev.troupe.model.EntityContract.CommandType;
import dev.troupe.model.EntityContract.EventType;
import dev.troupe.model.EntityType;
import dev.troupe.model.Reply;
import dev.troupe.model.TooLarge;
import dev.troupe.persistence.EntityState;
import dev.troupe.persistence.JournalEntry;
import dev.troupe.persistence.MessageMappers;
import dev.troupe.persistence.UnreadableMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entity type's messages as CBOR, and back. Thread-safe.
 *
 * <p>A journal entry is {@code {e: event, r: receipt}}, a snapshot {@code {s: state, r: receipts}},
 * a reply {@code {ok: value}} or {@code {no: code, why: message}}.
 */
public final class EntityCodec {
  private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};

  private final EntityContract contract;
  private final ObjectMapper cbor = MessageMappers.cbor();
  private final ObjectMapper snapshots = MessageMappers.snapshotCbor();
  private final Fingerprint fingerprint = new Fingerprint(cbor);

  /** The codec of this type. */
  public EntityCodec(EntityType<?> type) {
    this.contract = type.contract();
  }

  /** What the messages are called. */
  public EntityContract contract() {
    return contract;
  }

  /** What tells the command from another. */
  byte[] fingerprint(EntityCommand<?, ?> command) throws IOException {
    return fingerprint.of(command);
  }

  /** The fields of a command. */
  public byte[] writeCommand(EntityCommand<?, ?> command) throws IOException {
    return cbor.writeValueAsBytes(command);
  }

  /** The command of this name with these fields. */
  public EntityCommand<?, ?> readCommand(String name, byte[] bytes) throws IOException {
    Class<?> type = command(name).record();
    return reading("command", name, () -> (EntityCommand<?, ?>) cbor.readValue(bytes, type));
  }

  /** A reply to the command of this name. */
  public byte[] writeReply(Reply<?> reply) throws IOException {
    return switch (reply) {
      case Reply.Accepted<?> accepted -> cbor.writeValueAsBytes(new Yes(accepted.value()));
      case Reply.Rejected<?> rejected ->
          cbor.writeValueAsBytes(new No(rejected.code(), rejected.message()));
    };
  }

  /** The reply to the command of this name. */
  public Reply<?> readReply(String command, byte[] bytes) throws IOException {
    JavaType answer = cbor.constructType(command(command).answer());
    return reading(
        "reply to",
        command,
        () -> {
          try (JsonParser in = cbor.createParser(bytes)) {
            in.nextToken();
            if ("ok".equals(in.nextFieldName())) {
              in.nextToken();
              return new Reply.Accepted<Object>(cbor.readValue(in, answer));
            }
          }
          No no = cbor.readValue(bytes, No.class);
          return new Reply.Rejected<>(no.no(), no.why());
        });
  }

  /**
   * An event and a receipt, as they are stored.
   *
   * @throws TooLarge if they are larger than may be stored
   */
  JournalEntry entry(@Nullable Object event, @Nullable Receipt receipt) throws IOException {
    var bytes = new ByteArrayOutputStream(64);
    try (var out = cbor.createGenerator(bytes)) {
      out.writeStartObject();
      if (event != null) {
        out.writeFieldName("e");
        cbor.writeValue(out, event);
      }
      if (receipt != null) {
        out.writeFieldName("r");
        cbor.writeValue(out, receipt);
      }
      out.writeEndObject();
    }
    if (bytes.size() > MessageMappers.LONGEST_MESSAGE) {
      throw new TooLarge(
          "%s: an event of %d bytes is larger than the %d that may be stored; split it"
              .formatted(contract.type(), bytes.size(), MessageMappers.LONGEST_MESSAGE));
    }
    return new JournalEntry(
        contract.type(),
        Optional.ofNullable(event),
        Optional.ofNullable(receipt),
        bytes.toByteArray());
  }

  /** The entry of an event of this name and version, or of no event. */
  public JournalEntry readEntry(@Nullable String event, int version, byte[] bytes)
      throws IOException {
    return reading(
        "entry",
        String.valueOf(event),
        () -> {
          Object happened = null;
          Receipt receipt = null;
          try (JsonParser in = cbor.createParser(bytes)) {
            in.nextToken();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
              String part = in.currentName();
              in.nextToken();
              switch (part) {
                case "e" -> happened = readEvent(String.valueOf(event), version, in);
                case "r" -> receipt = cbor.readValue(in, Receipt.class);
                default -> in.skipChildren();
              }
            }
          }
          return new JournalEntry(
              contract.type(),
              Optional.ofNullable(happened),
              Optional.ofNullable(receipt),
              new byte[0]);
        });
  }

  private Object readEvent(String name, int version, JsonParser in) throws IOException {
    EventType event =
        contract
            .eventNamed(name)
            .orElseThrow(() ->
                unknown(
                    "event",
                    name,
                    names(contract.events().stream().map(EventType::name).toList())));
    if (version == event.version()) {
      return cbor.readValue(in, event.record());
    }
    if (version > event.version()) {
      throw new UnreadableMessage(
          "%s/%s: version %d is newer than the %d this build knows; deploy the build that wrote it"
              .formatted(contract.type(), name, version, event.version()));
    }
    Map<String, Object> fields = cbor.readValue(in, FIELDS);
    event.upcasters().stream().skip(version - 1L).forEach(each -> each.lift(fields));
    return cbor.convertValue(fields, event.record());
  }

  /** A state with its receipts. */
  public byte[] writeState(EntityState<?> state) throws IOException {
    return snapshots.writeValueAsBytes(
        new Snapshot(state.state().orElse(null), state.receipts().toList()));
  }

  /** The state with its receipts. */
  public EntityState<?> readState(byte[] bytes) throws IOException {
    return reading(
        "snapshot",
        contract.type(),
        () -> {
          Optional<Object> state = Optional.empty();
          List<Receipt> receipts = new ArrayList<>();
          try (JsonParser in = snapshots.createParser(bytes)) {
            in.nextToken();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
              String part = in.currentName();
              in.nextToken();
              switch (part) {
                case "s" -> state = Optional.of(snapshots.readValue(in, contract.state()));
                case "r" -> receipts.addAll(List.of(snapshots.readValue(in, Receipt[].class)));
                default -> in.skipChildren();
              }
            }
          }
          return new EntityState<>(contract.type(), state, Receipts.of(receipts));
        });
  }

  /** A copy that shares nothing with the original, so that no two entities share a collection. */
  <S> S copy(S state) throws IOException {
    @SuppressWarnings("unchecked") // The copy of an S is an S.
    S copied = (S) snapshots.readValue(snapshots.writeValueAsBytes(state), contract.state());
    return copied;
  }

  private CommandType command(String name) throws UnreadableMessage {
    return contract
        .commandNamed(name)
        .orElseThrow(() ->
            unknown(
                "command",
                name,
                names(contract.commands().stream().map(CommandType::name).toList())));
  }

  private static String names(List<String> names) {
    return String.join(", ", names);
  }

  private UnreadableMessage unknown(String kind, String name, String known) {
    return new UnreadableMessage(
        "%s: no %s is called '%s'; known: %s; if it was renamed, say so with EntityType.renamed"
            .formatted(contract.type(), kind, name, known));
  }

  private <T> T reading(String kind, String name, Read<T> read) throws IOException {
    try {
      return read.read();
    } catch (UnreadableMessage e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      throw new UnreadableMessage(
          "%s: can't read %s %s: %s".formatted(contract.type(), kind, name, e.getMessage()), e);
    }
  }

  private interface Read<T> {
    T read() throws IOException;
  }

  private record Yes(@Nullable Object ok) {}

  private record No(String no, String why) {}

  private record Snapshot(@Nullable Object s, List<Receipt> r) {}
}
