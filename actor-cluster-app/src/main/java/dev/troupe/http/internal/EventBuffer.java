package dev.troupe.http.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one reader of a stream, who may be slower than what happens: so many events, and
 * beyond them the oldest go, and the reader is told how many. Thread-safe, for one reader; never
 * blocks.
 */
public final class EventBuffer<M> {
  private final int room;
  private final Runnable dropped;
  private final Deque<Piece<M>> first = new ArrayDeque<>();
  private final Deque<Message<M>> waiting = new ArrayDeque<>();
  private long numbered;
  private long missed;
  private boolean hasEnded;
  private @Nullable CompletableFuture<Optional<Piece<M>>> reader;

  /** What the reader gets. */
  public sealed interface Piece<M> {}

  /** An event, by its number in this stream; those that were dropped have numbers too. */
  public record Message<M>(long number, M message) implements Piece<M> {}

  /** Here so many events are missing; empty if nobody knows how many. */
  public record Gap<M>(Optional<Long> missed) implements Piece<M> {}

  /** For people who look at the stream. */
  public record Note<M>(String text) implements Piece<M> {}

  /**
   * Nothing has happened.
   *
   * @param room for so many events
   * @param dropped is run for each that goes
   */
  public EventBuffer(int room, Runnable dropped) {
    this.room = room;
    this.dropped = dropped;
  }

  /** An event. */
  public void offer(M message) {
    boolean isFull;
    synchronized (this) {
      if (hasEnded) {
        return;
      }
      isFull = waiting.size() >= room;
      if (isFull) {
        waiting.removeFirst();
        missed++;
      }
      numbered++;
      waiting.addLast(new Message<>(numbered, message));
    }
    if (isFull) {
      dropped.run();
    }
    serve();
  }

  /** Something to be read before all events that wait. */
  public void note(Piece<M> piece) {
    synchronized (this) {
      if (hasEnded) {
        return;
      }
      first.addLast(piece);
    }
    serve();
  }

  /** The end, whatever waits; the reader may be told why. */
  public void end(String why) {
    synchronized (this) {
      if (hasEnded) {
        return;
      }
      hasEnded = true;
      missed = 0;
      waiting.clear();
      first.clear();
      first.add(new Note<>(why));
    }
    serve();
  }

  /** What is next, once there is something; empty at the end. To be taken one after the other. */
  public CompletionStage<Optional<Piece<M>>> take() {
    CompletableFuture<Optional<Piece<M>>> wanted = new CompletableFuture<>();
    synchronized (this) {
      reader = wanted;
    }
    serve();
    return wanted;
  }

  /** Whoever waits is told outside of the lock: it may go on with whatever it likes. */
  private void serve() {
    CompletableFuture<Optional<Piece<M>>> wanted;
    Optional<Piece<M>> next;
    synchronized (this) {
      wanted = reader;
      if (wanted == null || !hasNext()) {
        return;
      }
      reader = null;
      next = next();
    }
    wanted.complete(next);
  }

  private boolean hasNext() {
    return hasEnded || missed > 0 || !first.isEmpty() || !waiting.isEmpty();
  }

  private Optional<Piece<M>> next() {
    if (!first.isEmpty()) {
      return Optional.of(first.removeFirst());
    }
    if (missed > 0) {
      Piece<M> gap = new Gap<>(Optional.of(missed));
      missed = 0;
      return Optional.of(gap);
    }
    return Optional.ofNullable(waiting.pollFirst());
  }
}
