package dev.troupe.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.MessageSerializer;
import dev.troupe.persistence.MessageTypes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;

/** Nodes within the test's JVM that form one cluster, with plain actors and no database. */
final class JoinedNodes implements AutoCloseable {
  static final TenantId ACME = TenantId.of("acme");
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final String CONFIG =
      """
      pekko.actor.provider = cluster
      pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
      pekko.cluster.jmx.enabled = off
      pekko.cluster.failure-detector.acceptable-heartbeat-pause = 60s
      pekko.loglevel = WARNING
      pekko.cluster.sharding {
        number-of-shards = 32
        rebalance-interval = 1s
        retry-interval = 500ms
        least-shard-allocation-strategy { rebalance-absolute-limit = 32, rebalance-relative-limit = 1.0 }
      }
      troupe.tenants.only-known = false
      troupe.ask-timeout = 30s
      """;

  private final String settings;
  private final Consumer<Entities> hosting;
  private final List<ActorSystem<Void>> systems = new ArrayList<>();

  /** None yet; each will have these settings, and host what this says. */
  JoinedNodes(String settings, Consumer<Entities> hosting) {
    this.settings = settings;
    this.hosting = hosting;
  }

  static String name(Address address) {
    return address.getHost().orElseThrow() + ":" + address.getPort().orElseThrow();
  }

  static String name(ActorSystem<?> system) {
    return name(Cluster.get(system).selfMember().address());
  }

  /** One more with these roles, which is up when this returns. */
  ActorSystem<Void> add(String... roles) {
    Config config =
        ConfigFactory.parseMap(Map.of("pekko.cluster.roles", List.of(roles)))
            .withFallback(ConfigFactory.parseString(settings))
            .withFallback(ConfigFactory.parseString(CONFIG))
            .withFallback(PersistenceTestKitPlugin.config())
            .withFallback(ConfigFactory.load());
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.<Void>empty(),
            "joined",
            ActorSystemSetup.create(
                BootstrapSetup.create(config),
                MessageSerializer.setup(new MessageTypes(List.of(), List.of(Locator.TYPE)))));
    systems.add(system);
    Cluster.get(system)
        .manager()
        .tell(Join.create(Cluster.get(systems.getFirst()).selfMember().address()));
    await(() -> systems.forEach(each -> assertThat(up(each)).isEqualTo(systems.size())));
    hosting.accept(Entities.on(system));
    return system;
  }

  private static long up(ActorSystem<?> system) {
    return StreamSupport.stream(Cluster.get(system).state().getMembers().spliterator(), false)
        .filter(member -> member.status().equals(MemberStatus.up()))
        .count();
  }

  /** All events of shards that this node publishes from now on. */
  static List<ShardEvent> events(ActorSystem<?> system) {
    List<ShardEvent> heard = new CopyOnWriteArrayList<>();
    // @start region="subscribe"
    var listener =
        system.systemActorOf(
            Behaviors.<ShardEvent>receiveMessage(event -> {
              heard.add(event);
              return Behaviors.same();
            }),
            "shard-events",
            Props.empty());
    system.eventStream().tell(new EventStream.Subscribe<>(ShardEvent.class, listener));
    // @end
    return heard;
  }

  /** Where the actors of these ids run, as this node hears it; those that answer in time. */
  Map<String, String> ask(ActorSystem<?> from, TenantId tenant, List<String> ids) {
    Map<String, CompletableFuture<String>> asked = new TreeMap<>();
    for (String id : ids) {
      asked.put(
          id,
          Entities.on(from)
              .refFor(Locator.TYPE, tenant, id)
              .<String>ask(Locator.WhereAreYou::new, ANSWER)
              .toCompletableFuture());
    }
    Map<String, String> answers = new TreeMap<>();
    asked.forEach((id, answer) -> {
      try {
        answers.put(id, answer.join());
      } catch (CompletionException e) {
        // Its shard moved meanwhile; who asks again is answered.
      }
    });
    return answers;
  }

  /** Waits until this assertion holds. */
  void await(Runnable assertion) {
    TestProbe.create(systems.getFirst())
        .awaitAssert(
            PATIENCE,
            Duration.ofMillis(100),
            () -> {
              assertion.run();
              return null;
            });
  }

  @Override
  public void close() {
    for (ActorSystem<?> each : systems.reversed()) {
      ActorTestKit.shutdown(each, PATIENCE);
    }
  }
}
