package dev.troupe.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.troupe.model.EntityKey;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.MessageSerializer;
import dev.troupe.persistence.MessageTypes;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.Schema;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.delivery.ConsumerController;
import org.apache.pekko.actor.typed.delivery.DurableProducerQueue;
import org.apache.pekko.actor.typed.delivery.ProducerController;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** Pekko's durable queue in our journal. */
class DurableQueueIT {
  private static final EntityKey KEY = EntityKey.of(TenantId.of("acme"), "main");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SENT = 12;
  private static final int CONFIRMED = 10;
  private static final String CONFIG =
      """
      pekko.actor.provider = cluster
      pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
      pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
      pekko.loglevel = WARNING
      pekko.reliable-delivery.producer-controller.event-sourced-durable-queue.snapshot-every = 5
      """;

  record Letter(String text) {}

  private static final DeliveryType<Letter> LETTERS =
      new DeliveryType<>("letter", Letter.class, (key, controller) -> Behaviors.empty());

  private EmbeddedPostgres server;
  private DatabaseSettings database;
  private ActorTestKit kit;

  @BeforeEach
  void start(@TempDir Path directory) {
    server =
        EmbeddedPostgres.in(directory)
            .binaries(Path.of("target", "postgres-binaries").toAbsolutePath())
            .start();
    database = server.settings();
    Schema.migrate(database);
    var config =
        ConfigFactory.parseString(CONFIG)
            .withFallback(database.toConfig())
            .withFallback(
                ConfigFactory.parseResources("dev/troupe/persistence/postgres/journal.conf"))
            .withFallback(ConfigFactory.load());
    kit =
        ActorTestKit.create(
            ActorSystem.create(
                Behaviors.<Void>empty(),
                "queues",
                ActorSystemSetup.create(
                    BootstrapSetup.create(config.resolve()),
                    MessageSerializer.setup(MessageTypes.of().and(LETTERS.messages())))));
  }

  @AfterEach
  void stop() {
    ActorTestKit.shutdown(kit.system());
    server.close();
  }

  @Test
  void whatIsStoredAndNotConfirmedIsThereAfterwardsAndNoEventIsDeleted() throws Exception {
    ActorRef<DurableProducerQueue.Command<Letter>> queue =
        kit.spawn(Deliveries.queue("letter", KEY));
    TestProbe<DurableProducerQueue.StoreMessageSentAck> stored =
        kit.createTestProbe(DurableProducerQueue.StoreMessageSentAck.class);
    // What was confirmed long ago is tidied up, which is an event more.
    long now = System.currentTimeMillis();
    for (int i = 1; i <= SENT; i++) {
      var letter =
          new DurableProducerQueue.MessageSent<Letter>(i, new Letter("l-" + i), false, "", now);
      queue.tell(new DurableProducerQueue.StoreMessageSent<>(letter, stored.getRef()));
      assertThat(stored.receiveMessage(PATIENCE).storedSeqNr()).isEqualTo(i);
    }
    queue.tell(new DurableProducerQueue.StoreMessageConfirmed<>(CONFIRMED, "", now));
    whatWaitsIsWhatIsNotConfirmed(queue);
    kit.stop(queue, PATIENCE);

    whatWaitsIsWhatIsNotConfirmed(kit.spawn(Deliveries.queue("letter", KEY)));
    assertThat(count("event_journal WHERE tenant_id = 'acme'")).isEqualTo(SENT + 1);
    assertThat(count("snapshot WHERE persistence_id = 'letter.queue|acme:main'")).isPositive();
  }

  @Test
  void whatOneActorSendsAnotherIsDeliveredAgainByWhoComesAfterIt() {
    ActorRef<ProducerController.Command<Letter>> first = kit.spawn(producer());
    TestProbe<ProducerController.RequestNext<Letter>> demand = started(first);
    var taken = consumerOf(first);
    demand.receiveMessage(PATIENCE).sendNextTo().tell(new Letter("tea"));
    assertThat(taken.receiveMessage(PATIENCE).message()).isEqualTo(new Letter("tea"));
    kit.stop(first, PATIENCE); // As its node's crash would; nobody has confirmed the letter.

    ActorRef<ProducerController.Command<Letter>> second = kit.spawn(producer());
    TestProbe<ProducerController.RequestNext<Letter>> next = started(second);
    var again = consumerOf(second);
    ConsumerController.Delivery<Letter> delivery = again.receiveMessage(PATIENCE);
    assertThat(delivery.message()).isEqualTo(new Letter("tea"));
    delivery.confirmTo().tell(ConsumerController.confirmed());
    next.receiveMessage(PATIENCE).sendNextTo().tell(new Letter("figs"));
    assertThat(again.receiveMessage(PATIENCE).message()).isEqualTo(new Letter("figs"));
  }

  @Test
  void whoComesAfterOneWhoseLettersWereAllConfirmedSendsOn() {
    for (int round = 1; round <= 3; round++) {
      ActorRef<ProducerController.Command<Letter>> producer = kit.spawn(producer());
      TestProbe<ProducerController.RequestNext<Letter>> demand = started(producer);
      var taken = consumerOf(producer);
      for (String text : List.of("tea-" + round, "figs-" + round)) {
        demand.receiveMessage(PATIENCE).sendNextTo().tell(new Letter(text));
        ConsumerController.Delivery<Letter> delivery = taken.receiveMessage(PATIENCE);
        assertThat(delivery.message()).isEqualTo(new Letter(text));
        delivery.confirmTo().tell(ConsumerController.confirmed());
      }
      noneWaits();
      kit.stop(producer, PATIENCE);
    }
  }

  /** The confirmations are stored some time after they are given. */
  private void noneWaits() {
    TestProbe<Object> waiting = kit.createTestProbe();
    waiting.awaitAssert(
        PATIENCE,
        () -> {
          ActorRef<DurableProducerQueue.Command<Letter>> queue =
              kit.spawn(Deliveries.queue("letter", KEY));
          assertThat(load(queue).unconfirmed().isEmpty()).isTrue();
          kit.stop(queue, PATIENCE);
          return null;
        });
  }

  private DurableProducerQueue.State<Letter> load(
      ActorRef<DurableProducerQueue.Command<Letter>> queue) {
    TestProbe<DurableProducerQueue.State<Letter>> states = kit.createTestProbe();
    queue.tell(new DurableProducerQueue.LoadState<>(states.getRef()));
    return states.receiveMessage(PATIENCE);
  }

  // @start region="point-to-point"
  private static Behavior<ProducerController.Command<Letter>> producer() {
    return ProducerController.create(
        Letter.class, KEY.encoded(), Optional.of(Deliveries.queue("letter", KEY)));
  }

  // @end
  private TestProbe<ProducerController.RequestNext<Letter>> started(
      ActorRef<ProducerController.Command<Letter>> producer) {
    TestProbe<ProducerController.RequestNext<Letter>> demand = kit.createTestProbe();
    producer.tell(new ProducerController.Start<>(demand.getRef()));
    return demand;
  }

  private TestProbe<ConsumerController.Delivery<Letter>> consumerOf(
      ActorRef<ProducerController.Command<Letter>> producer) {
    TestProbe<ConsumerController.Delivery<Letter>> deliveries = kit.createTestProbe();
    ActorRef<ConsumerController.Command<Letter>> consumer = kit.spawn(ConsumerController.create());
    consumer.tell(new ConsumerController.Start<>(deliveries.getRef()));
    producer.tell(new ProducerController.RegisterConsumer<>(consumer));
    return deliveries;
  }

  private void whatWaitsIsWhatIsNotConfirmed(ActorRef<DurableProducerQueue.Command<Letter>> queue) {
    DurableProducerQueue.State<Letter> state = load(queue);
    assertThat(state.currentSeqNr()).isEqualTo(SENT + 1);
    assertThat(CollectionConverters.asJava(state.unconfirmed()))
        .extracting(DurableProducerQueue.MessageSent::message)
        .containsExactly(new Letter("l-11"), new Letter("l-12"));
  }

  private long count(String of) throws SQLException {
    try (var connection =
            DriverManager.getConnection(
                database.connectionUrl(), database.user(), database.password());
        var rows = connection.createStatement().executeQuery("SELECT count(*) FROM " + of)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
