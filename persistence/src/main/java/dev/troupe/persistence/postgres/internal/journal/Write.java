package dev.troupe.persistence.postgres.internal.journal;

import dev.troupe.persistence.Attachments;
import dev.troupe.persistence.Delivery;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events of one entity that are stored all or not at all, with what is committed beside them.
 *
 * <p>Once it was taken from the queue it is confined to the thread that took it.
 */
final class Write implements FairQueue.Work {
  private final WriteCall call;
  private final int index;
  private final List<NewRow> rows;
  private final List<Attachments> attachments;
  private final String tenant;
  private final long cost;
  private final long begun = System.nanoTime();
  private boolean isDone;
  private @Nullable Throwable refusal;

  /**
   * A write that waits.
   *
   * @param call whom it answers
   * @param index which of the call's writes it is
   * @param rows at least one
   * @param attachments none of them empty
   */
  Write(WriteCall call, int index, List<NewRow> rows, List<Attachments> attachments) {
    this.call = call;
    this.index = index;
    this.rows = rows;
    this.attachments = attachments;
    this.tenant = Tenants.of(persistenceId());
    long sum = 0;
    for (NewRow row : rows) {
      sum += row.cost();
    }
    for (Attachments each : attachments) {
      sum += each.cost();
    }
    this.cost = sum;
  }

  String persistenceId() {
    return rows.getFirst().persistenceId();
  }

  String writer() {
    return rows.getFirst().writer();
  }

  long sequenceNumber() {
    return rows.getFirst().sequenceNumber();
  }

  List<NewRow> newRows() {
    return rows;
  }

  List<Attachments> attachments() {
    return attachments;
  }

  int remindersSet() {
    int set = 0;
    for (Attachments each : attachments) {
      set += each.remindersSet();
    }
    return set;
  }

  /** {@link System#nanoTime} when it was to be written. */
  long begun() {
    return begun;
  }

  @Override
  public String tenant() {
    return tenant;
  }

  @Override
  public String stream() {
    return persistenceId();
  }

  @Override
  public int rows() {
    return rows.size();
  }

  @Override
  public long bytes() {
    return cost;
  }

  /** It is committed. */
  void done() {
    isDone = true;
  }

  boolean isDone() {
    return isDone;
  }

  /** Whether a message is there or gone with it, after which another may be delivered. */
  boolean changesOutbox() {
    for (Attachments each : attachments) {
      boolean takes =
          each.consumed().filter(it -> it.delivery() instanceof Delivery.OfMessage).isPresent();
      if (takes || !each.outgoing().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** It will never be written. */
  void refuse(Throwable cause) {
    refusal = cause;
  }

  /** Whether it will never be written. */
  boolean isRefused() {
    return refusal != null;
  }

  /** Whether nothing is known yet of what became of it. */
  boolean isOpen() {
    return !isDone && refusal == null;
  }

  /** Tells the caller what became of it; if nothing is known, then because of this. */
  void answer(@Nullable Throwable unknown) {
    if (isDone) {
      call.done();
    } else if (refusal != null) {
      call.refused(index, refusal);
    } else {
      call.failed(unknown == null ? new IllegalStateException("it was left out") : unknown);
    }
  }
}
