package dev.troupe.bench.actors;

import dev.troupe.bench.load.ClosedLoop;
import dev.troupe.bench.load.CpuTime;
import dev.troupe.bench.load.Interleaved.Step;
import dev.troupe.bench.load.Passes;
import dev.troupe.bench.report.Report.Rows;
import java.util.List;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * Many messages to one actor that was started on another node, by the host and port of that node:
 * nothing shards it.
 */
final class Messages {
  private static final int ASKS = 1_000;

  /** Together no more messages than wait for the connection before the next are dropped. */
  private static final int BATCHES = 40;

  private final Counters asked;
  private final Counters told;
  private final int count;

  private Messages(Counters asked, Counters told, int count) {
    this.asked = asked;
    this.told = told;
    this.count = count;
  }

  /** Has the node at this address start actors, which get this many messages in a pass. */
  static Messages prepare(ActorsNode near, Address far, int count) throws InterruptedException {
    return new Messages(
        Counters.of("asked by its reference", grow(near, far), near).prepare(),
        Counters.of("told by its reference", grow(near, far), near).prepare(),
        count);
  }

  /** The one that gets the messages, and one that is tried out. */
  private static List<ActorRef<Counter.Command>> grow(ActorsNode near, Address far) {
    ActorRef<Greenhouse.Command> greenhouse =
        ActorRefResolver.get(near.system()).resolveActorRef(far + "/system/" + Greenhouse.NAME);
    return List.of(grow(near, greenhouse), grow(near, greenhouse));
  }

  private static ActorRef<Counter.Command> grow(
      ActorsNode near, ActorRef<Greenhouse.Command> greenhouse) {
    return AskPattern.ask(
            greenhouse,
            Greenhouse.Grow::new,
            ActorsNode.PATIENCE_OF_ASKS,
            near.system().scheduler())
        .toCompletableFuture()
        .join()
        .counter();
  }

  List<Step> steps(CpuTime cpu, Passes passes) {
    return List.of(
        () ->
            passes.add(
                "%s, %,d in flight".formatted(asked.name(), ASKS),
                ClosedLoop.timed(count, ASKS, 1, cpu, i -> asked.ask())),
        () ->
            passes.add(
                "%s, in batches of %d, %,d in flight"
                    .formatted(told.name(), Counters.BATCH, BATCHES * Counters.BATCH),
                ClosedLoop.timed(
                    count / Counters.BATCH, BATCHES, Counters.BATCH, cpu, i -> told.tellBatch())));
  }

  /** Whether all that was told was counted. */
  Rows rows() {
    return told.rows();
  }
}
