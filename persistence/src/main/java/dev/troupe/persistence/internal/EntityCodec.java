package dev.troupe.persistence.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityContract;
import dev.troupe.model.EntityContract.EventType;
import dev.troupe.model.EntityType;
import dev.troupe.model.TooLarge;
import dev.troupe.persistence.Attachments;
import dev.troupe.persistence.JournalEntry;
import dev.troupe.persistence.MessageMappers;
import dev.troupe.persistence.UnreadableMessage;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entity type's messages as CBOR, and back. Entries of the journal are written in the format
 * that is set, and read in whichever they are. Thread-safe.
 *
 * <p>A journal entry is {@code {e: event, r: receipt}}, either of which may be missing.
 */
public final class EntityCodec {
  private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};
  private static final String EVENT = "e";
  private static final String RECEIPT = "r";

  private final EntityContract contract;
  private final KnownNames names;
  private final Class<?> events;
  private final EntryFormat format;
  private final ObjectMapper cbor = MessageMappers.cbor();
  private final Fingerprint fingerprint = new Fingerprint(cbor);
  private final StateCodec states;
  private final ReplyCodec replies;

  /** The codec of this type, which writes entries in CBOR. */
  public EntityCodec(EntityType<?> type) {
    this(type, EntryFormat.CBOR);
  }

  /** The codec of this type, which writes entries in this format. */
  public EntityCodec(EntityType<?> type, EntryFormat format) {
    this.format = format;
    this.contract = type.contract();
    this.events = type.events();
    this.states = new StateCodec(contract);
    this.names = new KnownNames(contract);
    this.replies = new ReplyCodec(names, cbor);
  }

  /** What the messages are called. */
  public EntityContract contract() {
    return contract;
  }

  /** The sealed interface of the events. */
  public Class<?> events() {
    return events;
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
    Class<?> type = names.command(name).record();
    return reading("command", name, () -> (EntityCommand<?, ?>) cbor.readValue(bytes, type));
  }

  /** The answers to commands. */
  public ReplyCodec replies() {
    return replies;
  }

  /**
   * An event as it is stored, read back: what can't be read must not be written, since the entity
   * would never recover from it; and what was read shares nothing with the entity's state.
   *
   * @throws TooLarge if it is larger than may be stored
   * @throws UnreadableMessage if what was written can't be read, for a component that is null say
   */
  JournalEntry entry(Object event) throws IOException {
    EventType type = contract.eventOf(event);
    byte[] encoded = format.of(EVENT, format.mapper().writeValueAsBytes(event));
    requireStorable(encoded);
    Optional<Object> stored = readEntry(type.name(), type.version(), encoded).event();
    return new JournalEntry(contract.type(), stored, Optional.empty(), Attachments.NONE, encoded);
  }

  /** An entry without an event, for what is committed beside it. */
  JournalEntry noEvent() {
    return new JournalEntry(
        contract.type(), Optional.empty(), Optional.empty(), Attachments.NONE, format.empty());
  }

  /**
   * This entry, and a receipt.
   *
   * @throws TooLarge if it is larger than may be stored
   */
  JournalEntry withReceipt(JournalEntry entry, Receipt receipt) throws IOException {
    byte[] field = format.of(RECEIPT, format.mapper().writeValueAsBytes(receipt));
    byte[] encoded = format.joined(entry.encoded(), field);
    requireStorable(encoded);
    return new JournalEntry(
        contract.type(), entry.event(), Optional.of(receipt), entry.attachments(), encoded);
  }

  /** An entry as it is stored, also one that was read. */
  public byte[] writeEntry(JournalEntry entry) throws IOException {
    if (entry.encoded().length > 0) {
      return entry.encoded();
    }
    JournalEntry event = entry.event().isPresent() ? entry(entry.event().get()) : noEvent();
    return entry.receipt().isPresent()
        ? withReceipt(event, entry.receipt().get()).encoded()
        : event.encoded();
  }

  private void requireStorable(byte[] encoded) {
    if (encoded.length > MessageMappers.LONGEST_MESSAGE) {
      throw new TooLarge(
          "%s: an event of %d bytes is larger than the %d that may be stored; split it"
              .formatted(contract.type(), encoded.length, MessageMappers.LONGEST_MESSAGE));
    }
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
          EntryFormat its = EntryFormat.of(bytes);
          try (JsonParser in = its.mapper().createParser(bytes)) {
            CborMap.start(in);
            for (String part = CborMap.next(in); part != null; part = CborMap.next(in)) {
              switch (part) {
                case EVENT -> happened = readEvent(String.valueOf(event), version, its, in);
                case RECEIPT -> receipt = its.mapper().readValue(in, Receipt.class);
                default -> in.skipChildren();
              }
            }
          }
          return new JournalEntry(
              contract.type(),
              event == null
                  ? Optional.ofNullable(happened)
                  : Optional.of(CborMap.part(happened, EVENT)),
              Optional.ofNullable(receipt),
              Attachments.NONE,
              new byte[0]);
        });
  }

  /** The event of an entry that has one, without what else is in it. */
  public Object readEvent(String event, int version, byte[] bytes) throws IOException {
    return reading(
        "event",
        event,
        () -> {
          EntryFormat its = EntryFormat.of(bytes);
          try (JsonParser in = its.mapper().createParser(bytes)) {
            if (toEvent(in)) {
              return readEvent(event, version, its, in);
            }
          }
          throw new UnreadableMessage("%s: the entry has no event".formatted(contract.type()));
        });
  }

  /** Moves a parser from the start of an entry to its event, if it has one. */
  public static boolean toEvent(JsonParser in) throws IOException {
    CborMap.start(in);
    for (String part = CborMap.next(in); part != null; part = CborMap.next(in)) {
      if (part.equals(EVENT)) {
        return true;
      }
      in.skipChildren();
    }
    return false;
  }

  private Object readEvent(String name, int version, EntryFormat its, JsonParser in)
      throws IOException {
    EventType event = names.event(name);
    if (version == event.version()) {
      return its.reader(event.record()).readValue(in);
    }
    if (version > event.version()) {
      throw new UnreadableMessage(
          "%s/%s: version %d is newer than the %d this build knows; deploy the build that wrote it"
              .formatted(contract.type(), name, version, event.version()));
    }
    if (version < event.oldest()) {
      throw new UnreadableMessage(
          "%s/%s: version %d is older than the %d from which this build reads; register .upcasting(...) instead of .startingAt(...)"
              .formatted(contract.type(), name, version, event.oldest()));
    }
    Map<String, Object> fields = its.mapper().readValue(in, FIELDS);
    event.upcastersFrom(version).forEach(each -> each.lift(fields));
    return its.mapper().convertValue(fields, event.record());
  }

  /** States and snapshots. */
  public StateCodec states() {
    return states;
  }

  private <T> T reading(String kind, String name, Reading.Read<T> read) throws IOException {
    return Reading.of(() -> "%s: can't read %s %s".formatted(contract.type(), kind, name), read);
  }
}
