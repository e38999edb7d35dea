package dev.troupe.cluster.internal;

import dev.troupe.persistence.EntityReply;
import dev.troupe.persistence.UnreadableMessage;
import dev.troupe.persistence.postgres.OutboxMessages.Waiting;
import dev.troupe.persistence.postgres.OutboxStore;
import dev.troupe.persistence.postgres.feed.FeedWakeup;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * What a deliverer works with.
 *
 * @param slices the first and the last slice
 * @param settings how it delivers
 * @param store the table
 * @param calls runs calls of the store
 * @param wakeup says when there may be something
 * @param send asks the receiver; its stage fails with {@link UnreadableMessage} if this build can't
 */
public record OutboxWork(
    Slices slices,
    OutboxSettings settings,
    OutboxStore store,
    DatabaseCalls calls,
    FeedWakeup wakeup,
    Function<Waiting, CompletionStage<EntityReply>> send) {

  /**
   * Slices that one deliverer has.
   *
   * @param from the first
   * @param to the last
   */
  public record Slices(int from, int to) {

    /** The share of one of several deliverers, counted from 0. */
    public static Slices of(int number, int deliverers) {
      int all = dev.troupe.persistence.Slices.COUNT;
      return new Slices(number * all / deliverers, (number + 1) * all / deliverers - 1);
    }
  }
}
