package dev.troupe.cluster.internal;

import dev.troupe.persistence.postgres.OutboxMessages.Waiting;
import dev.troupe.persistence.postgres.OutboxStore;
import dev.troupe.persistence.postgres.OutboxWalk.Found;
import dev.troupe.persistence.postgres.OutboxWalk.Turn;
import dev.troupe.persistence.postgres.OutboxWalk.Unwanted;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a deliverer wants to know of the outbox.
 *
 * @param done messages whose senders may have another one
 * @param search after which tenant to search for tenants
 * @param turns whose senders to look at
 * @param lastSlice of the deliverer
 * @param unwanted whose messages not to get
 */
record OutboxLook(
    List<Waiting> done,
    Optional<String> search,
    List<Turn> turns,
    int lastSlice,
    Unwanted unwanted) {
  private static final Found NOTHING = new Found(List.of(), Map.of());

  /**
   * What it is told.
   *
   * @param next by sender, the message after one that is done
   * @param tenants those that were searched for
   * @param found first messages of other senders
   */
  record Result(Map<String, Waiting> next, Optional<List<String>> tenants, Found found) {}

  boolean isEmpty() {
    return done.isEmpty() && search.isEmpty() && turns.isEmpty();
  }

  /** Blocks. */
  Result on(OutboxStore store) throws SQLException {
    Map<String, Waiting> next = new HashMap<>();
    if (!done.isEmpty()) {
      store.next(done).forEach(each -> next.put(each.sender(), each));
    }
    Optional<List<String>> tenants =
        search.isEmpty()
            ? Optional.empty()
            : Optional.of(store.tenants(search.get(), Rounds.TENANTS));
    Found found = turns.isEmpty() ? NOTHING : store.walk(turns, lastSlice, unwanted);
    return new Result(next, tenants, found);
  }
}
