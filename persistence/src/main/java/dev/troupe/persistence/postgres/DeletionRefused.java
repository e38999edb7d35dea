package dev.troupe.persistence.postgres;

/**
 * The database keeps the events that an actor asked to delete: the role as which nodes work may add
 * events, and neither change nor delete them. None was deleted.
 *
 * <p>An actor gets it as the cause in {@code DeleteEventsFailed} or {@code DeleteMessagesFailure},
 * and goes on.
 */
public final class DeletionRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DeletionRefused(String persistenceId, long to, String why, Throwable cause) {
    super(
        "%s: its events up to number '%d' were not deleted (%s), since nodes work as a role that only adds events; don't ask for it, or let nodes work as the owner of the tables, as docs/operating/postgres.md says"
            .formatted(persistenceId, to, why),
        cause);
  }
}
