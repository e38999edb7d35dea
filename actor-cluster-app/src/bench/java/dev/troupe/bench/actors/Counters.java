package dev.troupe.bench.actors;

import dev.troupe.actor.ActorType;
import dev.troupe.bench.load.ClosedLoop;
import dev.troupe.bench.load.Wait;
import dev.troupe.bench.report.Report.Rows;
import dev.troupe.cluster.Entities;
import dev.troupe.model.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/** Counters of one kind, told apart by number. Thread-safe. */
final class Counters {
  /** How many messages one counter is told before it is asked whether they arrived. */
  static final int BATCH = 50;

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final TenantId TENANT = TenantId.of("bench");

  private final String name;
  private final int count;
  private final IntFunction<One> ones;
  private final LongAdder told = new LongAdder();

  private Counters(String name, int count, IntFunction<One> ones) {
    this.name = name;
    this.count = count;
    this.ones = ones;
  }

  /** One of them, as whoever uses it refers to it. */
  private interface One {
    void tell(Counter.Command message);

    CompletionStage<Counter.Sum> sum();
  }

  private record Sharded(EntityRef<Counter.Command> ref) implements One {
    @Override
    public void tell(Counter.Command message) {
      ref.tell(message);
    }

    @Override
    public CompletionStage<Counter.Sum> sum() {
      return ref.ask(Counter.GetSum::new, ActorsNode.PATIENCE_OF_ASKS);
    }
  }

  private record Spawned(ActorRef<Counter.Command> ref, Scheduler scheduler) implements One {
    @Override
    public void tell(Counter.Command message) {
      ref.tell(message);
    }

    @Override
    public CompletionStage<Counter.Sum> sum() {
      return AskPattern.ask(ref, Counter.GetSum::new, ActorsNode.PATIENCE_OF_ASKS, scheduler);
    }
  }

  /** Hosted by us, referred to anew each time, as a request does. */
  static Counters hosted(
      String name, int count, ActorsNode node, ActorType<Counter.Command> type, String prefix) {
    Entities entities = node.entities();
    List<String> ids = ids(count, prefix);
    return new Counters(
        name, count, number -> new Sharded(entities.refFor(type, TENANT, ids.get(number))));
  }

  /** Sharded by Pekko alone, under the same keys, which are made anew each time as well. */
  static Counters raw(
      String name, int count, ActorsNode node, EntityTypeKey<Counter.Command> type, String prefix) {
    ClusterSharding sharding = ClusterSharding.get(node.system());
    List<String> ids = ids(count, prefix);
    return new Counters(
        name,
        count,
        number -> new Sharded(sharding.entityRefFor(type, TENANT.value() + ':' + ids.get(number))));
  }

  /** Actors of this node that nobody shards. */
  static Counters spawned(String name, int count, ActorsNode node) {
    List<ActorRef<Counter.Command>> refs =
        ids(count, "counter-").stream().map(id -> node.start(Counter.create(), id)).toList();
    return of(name, refs, node);
  }

  /** Those of these references. */
  static Counters of(String name, List<ActorRef<Counter.Command>> refs, ActorsNode node) {
    Scheduler scheduler = node.system().scheduler();
    // The last is the one that is tried out.
    return new Counters(name, refs.size() - 1, number -> new Spawned(refs.get(number), scheduler));
  }

  /** One more, which is tried out. */
  private static List<String> ids(int count, String prefix) {
    return IntStream.rangeClosed(0, count).mapToObj(number -> prefix + number).toList();
  }

  String name() {
    return name;
  }

  /** Tells any of them a batch; done when all of it has arrived. */
  CompletionStage<Optional<String>> tellBatch() {
    return tellBatch(any(), BATCH);
  }

  private CompletionStage<Optional<String>> tellBatch(int number, int messages) {
    One one = ones.apply(number);
    for (int i = 0; i < messages; i++) {
      one.tell(new Counter.Add(1));
    }
    told.add(messages);
    return Answers.problem(sum(one), sum -> sum >= messages);
  }

  /** Asks any of them. */
  CompletionStage<Optional<String>> ask() {
    return ask(any());
  }

  /** Asks this one. */
  CompletionStage<Optional<String>> ask(int number) {
    return Answers.problem(sum(ones.apply(number)), sum -> sum >= 0);
  }

  private int any() {
    return ThreadLocalRandom.current().nextInt(count);
  }

  private static CompletionStage<Long> sum(One one) {
    return one.sum().thenApplyAsync(Counter.Sum::sum, Answers.WHERE_IT_ARRIVES);
  }

  /** Waits until they can be reached, requires the right answers, and starts all. */
  Counters prepare() throws InterruptedException {
    Wait.until(
        PATIENCE, name + " answers", () -> ask(count).toCompletableFuture().join().isEmpty());
    One one = ones.apply(count);
    one.tell(new Counter.Add(3));
    one.tell(new Counter.Add(4));
    Answers.require(name, Answers.problem(sum(one), sum -> sum == 7));
    ClosedLoop.all(count, 64, this::ask);
    return this;
  }

  /** What they were told against what they have counted; nothing is under way any more. */
  Rows rows() {
    long counted =
        IntStream.range(0, count)
            .mapToLong(number -> sum(ones.apply(number)).toCompletableFuture().join())
            .sum();
    return new Rows(name + ", told", told.sum(), 0, counted);
  }
}
