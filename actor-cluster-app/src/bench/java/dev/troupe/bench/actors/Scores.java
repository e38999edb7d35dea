package dev.troupe.bench.actors;

import dev.troupe.bench.load.ClosedLoop;
import dev.troupe.bench.load.Wait;
import dev.troupe.cluster.Entities;
import dev.troupe.cluster.TenantEntityRef;
import dev.troupe.model.EntityType;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/** Event-sourced entities of one kind, told apart by number. Thread-safe. */
final class Scores {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final TenantId TENANT = TenantId.of("bench");
  private static final int COUNT = 1_000;

  private final String name;
  private final IntFunction<One> ones;

  private Scores(String name, IntFunction<One> ones) {
    this.name = name;
    this.ones = ones;
  }

  /** One of them, as whoever uses it refers to it. */
  private interface One {
    CompletionStage<Long> win(long points);

    CompletionStage<Long> points();
  }

  /** Hosted by us. */
  static Scores hosted(String name, ActorsNode node, EntityType<Score> type) {
    Entities entities = node.entities();
    List<String> ids = ids("s-");
    return new Scores(name, number -> new Ours(entities.refFor(type, TENANT, ids.get(number))));
  }

  /** Sharded by Pekko alone, under the same keys. */
  static Scores raw(String name, ActorsNode node, EntityTypeKey<RawScore.Command> type) {
    ClusterSharding sharding = ClusterSharding.get(node.system());
    List<String> ids = ids("s-");
    return new Scores(
        name,
        number -> new Raw(sharding.entityRefFor(type, TENANT.value() + ':' + ids.get(number))));
  }

  private static List<String> ids(String prefix) {
    return IntStream.rangeClosed(0, COUNT).mapToObj(number -> prefix + number).toList();
  }

  private record Ours(TenantEntityRef<Score> ref) implements One {
    @Override
    public CompletionStage<Long> win(long points) {
      return ref.ask(new Score.Win(points)).thenApply(Ours::points);
    }

    @Override
    public CompletionStage<Long> points() {
      return ref.ask(new Score.GetPoints()).thenApply(Ours::points);
    }

    private static long points(Reply<Score.Points> reply) {
      if (reply instanceof Reply.Accepted<Score.Points> accepted) {
        return accepted.value().points();
      }
      throw new IllegalStateException(reply.toString());
    }
  }

  private record Raw(EntityRef<RawScore.Command> ref) implements One {
    @Override
    public CompletionStage<Long> win(long points) {
      return points(
          ref.ask(replyTo -> new RawScore.Win(points, replyTo), ActorsNode.PATIENCE_OF_ASKS));
    }

    @Override
    public CompletionStage<Long> points() {
      return points(ref.ask(RawScore.GetPoints::new, ActorsNode.PATIENCE_OF_ASKS));
    }

    private static CompletionStage<Long> points(CompletionStage<RawScore.Points> answer) {
      return answer.thenApplyAsync(RawScore.Points::points, Answers.WHERE_IT_ARRIVES);
    }
  }

  String name() {
    return name;
  }

  /** A query of any of them, which stores nothing. */
  CompletionStage<Optional<String>> ask() {
    return ask(any());
  }

  private CompletionStage<Optional<String>> ask(int number) {
    return Answers.problem(ones.apply(number).points(), points -> points >= 0);
  }

  /** A command to any of them, which stores an event. */
  CompletionStage<Optional<String>> win() {
    return win(any());
  }

  private CompletionStage<Optional<String>> win(int number) {
    return Answers.problem(ones.apply(number).win(1), points -> points > 0);
  }

  private static int any() {
    return ThreadLocalRandom.current().nextInt(COUNT);
  }

  /**
   * Waits until they can be reached, requires the right answers, and starts all. Each gets an
   * event: one of ours that never stored anything stops when it has answered.
   */
  Scores prepare() throws InterruptedException {
    Wait.until(
        PATIENCE, name + " answers", () -> ask(COUNT).toCompletableFuture().join().isEmpty());
    One one = ones.apply(COUNT);
    Answers.require(name, Answers.problem(one.win(5), points -> points == 5));
    Answers.require(name, Answers.problem(one.win(2), points -> points == 7));
    Answers.require(name, Answers.problem(one.points(), points -> points == 7));
    ClosedLoop.all(COUNT, 64, this::win);
    return this;
  }
}
