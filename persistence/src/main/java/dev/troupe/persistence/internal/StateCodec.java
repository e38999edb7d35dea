package dev.troupe.persistence.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.model.EntityContract;
import dev.troupe.model.TooLarge;
import dev.troupe.persistence.EntityState;
import dev.troupe.persistence.MessageMappers;
import dev.troupe.persistence.UnreadableMessage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** One entity type's snapshots as CBOR, {@code {s: state, r: receipts}}, and back. Thread-safe. */
public final class StateCodec {
  private static final String STATE = "s";
  private static final String RECEIPTS = "r";

  private final EntityContract contract;
  private final boolean isChangeable;
  private final ObjectMapper cbor = MessageMappers.snapshotCbor();

  StateCodec(EntityContract contract) {
    this.contract = contract;
    this.isChangeable = !Unchangeable.is(contract.state());
  }

  /** Whether the state holds anything, such as a list, that code could change in place. */
  boolean isChangeable() {
    return isChangeable;
  }

  /**
   * A state with its receipts. One that could not be read is not written: an entity without a
   * snapshot recovers from its events, and one with a bad snapshot perhaps not at all.
   *
   * @throws TooLarge if it is larger than can be read
   * @throws UnreadableMessage if what was written can't be read
   */
  public byte[] write(EntityState<?> state) throws IOException {
    byte[] encoded = CborMap.of(RECEIPTS, cbor.writeValueAsBytes(state.receipts().toList()));
    if (state.state().isPresent()) {
      encoded = CborMap.joined(CborMap.of(STATE, written(state.state().get())), encoded);
    }
    if (encoded.length > MessageMappers.LONGEST_SNAPSHOT) {
      throw new TooLarge(
          "%s: a snapshot of %d bytes is larger than the %d that can be read; keep less in one entity"
              .formatted(contract.type(), encoded.length, MessageMappers.LONGEST_SNAPSHOT));
    }
    read(encoded);
    return encoded;
  }

  private byte[] written(Object state) throws IOException {
    return cbor.writerFor(contract.state()).writeValueAsBytes(state);
  }

  /** The state with its receipts. */
  public EntityState<?> read(byte[] bytes) throws IOException {
    return Reading.of(
        () -> contract.type() + ": can't read a snapshot",
        () -> {
          Object state = null;
          Receipt[] receipts = null;
          try (JsonParser in = cbor.createParser(bytes)) {
            CborMap.start(in);
            for (String part = CborMap.next(in); part != null; part = CborMap.next(in)) {
              switch (part) {
                case STATE -> state = cbor.readValue(in, contract.state());
                case RECEIPTS -> receipts = cbor.readValue(in, Receipt[].class);
                default -> in.skipChildren();
              }
            }
          }
          return new EntityState<>(
              contract.type(),
              Optional.ofNullable(state),
              Receipts.of(List.of(CborMap.part(receipts, RECEIPTS))));
        });
  }

  /** A copy that shares nothing with the original, so that no two entities share a collection. */
  <S> S copy(S state) throws IOException {
    @SuppressWarnings("unchecked") // The copy of an S is an S.
    S copied = (S) cbor.readValue(written(state), contract.state());
    return copied;
  }
}
