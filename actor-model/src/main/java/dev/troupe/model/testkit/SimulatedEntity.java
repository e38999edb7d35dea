package dev.troupe.model.testkit;

import dev.troupe.model.EntityCommand;
import dev.troupe.model.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entity of a simulation: its journal, and its memory while it is awake. Confined to one
 * thread.
 */
final class SimulatedEntity {
  /** How many answers an entity remembers, as by default. */
  private static final int WINDOW = 1000;

  private final Address address;
  private final PureEntity<Object, Object> code;
  private final List<Entry> journal = new ArrayList<>();
  private final Map<String, Receipt> receipts = new LinkedHashMap<>();
  private Object state;
  private Object former;
  private boolean isAwake;

  /**
   * What was answered.
   *
   * @param id the command's id
   * @param command the command
   * @param reply the first reply
   */
  record Receipt(String id, EntityCommand<?, ?> command, Reply<?> reply) {}

  /** What one transaction stored. */
  private record Entry(List<Object> events, Optional<Receipt> receipt) {}

  SimulatedEntity(Address address, PureEntity<Object, Object> code) {
    this.address = address;
    this.code = code;
    this.state = code.initialState();
    this.former = state;
  }

  boolean isAwake() {
    return isAwake;
  }

  /** Its memory is gone. */
  void sleep() {
    isAwake = false;
    receipts.clear();
  }

  /**
   * Recovers from the journal.
   *
   * @throws AssertionError if its events lead elsewhere than they did before
   */
  void wake() {
    if (isAwake) {
      return;
    }
    Object recovered = code.initialState();
    for (Entry entry : journal) {
      for (Object event : entry.events()) {
        recovered = code.evolve(recovered, event);
      }
      entry.receipt().ifPresent(this::remember);
    }
    if (!recovered.equals(state)) {
      throw new AssertionError(
          "%s was %s, and recovers as %s from the same events; evolve must be pure"
              .formatted(address, state, recovered));
    }
    isAwake = true;
  }

  private void remember(Receipt receipt) {
    receipts.remove(receipt.id());
    receipts.put(receipt.id(), receipt);
    if (receipts.size() > WINDOW) {
      receipts.remove(receipts.keySet().iterator().next());
    }
  }

  /** What was answered to this id, if it is still known. */
  @Nullable Receipt receipt(String id) {
    return receipts.get(id);
  }

  PureEntity.Decided<Object, Object> decide(EntityCommand<?, ?> command) {
    return code.decide(state, command);
  }

  /** What it would say if the last transaction had not been. */
  PureEntity.Decided<Object, Object> decideOnFormerState(EntityCommand<?, ?> command) {
    return code.decide(former, command);
  }

  /**
   * Stores what was decided.
   *
   * @param decided what
   * @param receipt the answer to be remembered
   * @param isReceiptKept whether it is stored, too, as it must be
   */
  void commit(PureEntity.Decided<Object, Object> decided, Receipt receipt, boolean isReceiptKept) {
    journal.add(
        new Entry(decided.events(), isReceiptKept ? Optional.of(receipt) : Optional.empty()));
    remember(receipt);
    if (!decided.events().isEmpty()) {
      former = state;
      state = decided.state();
    }
  }

  Object state() {
    return state;
  }

  List<Object> events() {
    return journal.stream().flatMap(entry -> entry.events().stream()).toList();
  }
}
