package dev.troupe.persistence.postgres;

import dev.troupe.persistence.postgres.OutboxMessages.Waiting;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How a deliverer goes through the senders of tenants, some steps at a time. */
public final class OutboxWalk {
  private OutboxWalk() {}

  /**
   * A sender among those of a tenant, in the order of the walk.
   *
   * @param slice the sender's slice
   * @param sender its persistence id, or empty before the first
   */
  public record Place(int slice, String sender) {

    /** Before the first sender of this slice. */
    public static Place before(int slice) {
      return new Place(slice, "");
    }
  }

  /**
   * How far to go through the senders of one tenant. It ends as soon as one of its limits is
   * reached, or a message later.
   *
   * @param tenant whose senders
   * @param after where to begin
   * @param steps how many senders to look at, at most
   * @param most how many messages to find, at most
   * @param bytes of messages, after which it ends
   */
  public record Turn(String tenant, Place after, int steps, int most, long bytes) {}

  /**
   * Whose messages are not wanted now.
   *
   * @param senders those that have a message under way
   * @param receivers persistence ids of those that did not answer
   * @param probers senders that may try such a receiver nevertheless
   */
  public record Unwanted(Set<String> senders, Set<String> receivers, Set<String> probers) {
    /** All are wanted. */
    public static final Unwanted NONE = new Unwanted(Set.of(), Set.of(), Set.of());
  }

  /**
   * What was found.
   *
   * @param heads first messages of senders, due
   * @param cutOff where to go on, of each tenant of which not all senders were looked at
   */
  public record Found(List<Waiting> heads, Map<String, Place> cutOff) {}
}
