package dev.troupe.docs.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.troupe.cluster.ClusterRegister;
import dev.troupe.docs.guide.TicketOffice.Take;
import dev.troupe.docs.guide.TicketOffice.Ticket;
import dev.troupe.model.TimedOut;
import dev.troupe.model.Unavailable;
import dev.troupe.persistence.MessageSerializer;
import dev.troupe.persistence.MessageTypes;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.Schema;
import dev.troupe.persistence.postgres.register.Leadership;
import dev.troupe.persistence.postgres.register.Proposal;
import dev.troupe.persistence.postgres.register.RegisterValue;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Registers as nodes use them; each node here is a cluster of its own, as after a split. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegistersIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String CONFIG =
      """
      pekko.actor.provider = cluster
      pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
      pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
      pekko.loglevel = WARNING
      troupe.register.timeout = 60s
      """;

  private final List<ActorSystem<Void>> systems = new ArrayList<>();
  private EmbeddedPostgres server;
  private DatabaseSettings settings;

  @BeforeAll
  void start(@TempDir Path directory) {
    server =
        EmbeddedPostgres.in(directory)
            .binaries(Path.of("target", "postgres-binaries").toAbsolutePath())
            .start();
    settings = server.settings();
    Schema.migrate(settings);
  }

  @AfterEach
  void stopNodes() {
    systems.forEach(system -> ActorTestKit.shutdown(system, PATIENCE));
    systems.clear();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private ActorSystem<Void> node(String config) {
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.<Void>empty(),
            "registers",
            ActorSystemSetup.create(
                BootstrapSetup.create(
                    ConfigFactory.parseString(config)
                        .withFallback(ConfigFactory.parseString(CONFIG))
                        .withFallback(settings.toConfig())
                        .withFallback(ConfigFactory.defaultReferenceUnresolved())
                        .resolve()),
                MessageSerializer.setup(new MessageTypes(List.of(), List.of(TicketOffice.TYPE)))));
    systems.add(system);
    return system;
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  @Test
  void whatOneNodeWritesAnotherReads() {
    ClusterRegister there = ClusterRegister.on(node(""));
    assertThat(get(there.read("price-list"))).isEqualTo(RegisterValue.NONE);
    get(there.propose("price-list", 0, "2026-01"));
    ActorSystem<?> system = node("");
    // @start region="propose"
    ClusterRegister registers = ClusterRegister.on(system);
    CompletionStage<Proposal> proposal =
        registers
            .read("price-list")
            .thenCompose(now -> registers.propose("price-list", now.version(), "2027-01"));
    // @end
    // @start region="answer"
    CompletionStage<String> told =
        proposal.thenApply(answer ->
            switch (answer) {
              case Proposal.Accepted accepted -> "is " + accepted.current().value();
              case Proposal.Refused refused -> "was changed to " + refused.current().value();
            });
    // @end
    assertThat(get(told)).isEqualTo("is 2027-01");
    assertThat(get(there.read("price-list"))).isEqualTo(new RegisterValue(2, "2027-01"));
    assertThat(get(there.propose("price-list", 1, "2026-02")))
        .isEqualTo(new Proposal.Refused(new RegisterValue(2, "2027-01")));
  }

  @Test
  void oneCandidateLeadsAndTheNextHasAHigherToken() {
    ClusterRegister registers = ClusterRegister.on(node(""));
    String me = "ann";
    // @start region="lead"
    CompletionStage<Boolean> mine =
        registers
            .leader("nightly-run", me, Duration.ofSeconds(30))
            .thenApply(leads -> leads.isOf(me));
    // @end
    assertThat(get(mine)).isTrue();
    ClusterRegister others = ClusterRegister.on(node(""));
    Leadership first = get(others.leader("nightly-run", me, Duration.ofMinutes(30)));
    assertThat(get(others.leader("nightly-run", "ben", Duration.ofMinutes(30))))
        .returns(me, Leadership::leader)
        .returns(first.token(), Leadership::token);
    assertThat(get(registers.resign("nightly-run", me))).isTrue();
    Leadership next = get(others.leader("nightly-run", "ben", Duration.ofMinutes(30)));
    assertThat(next.isOf("ben")).isTrue();
    assertThat(next.token()).isGreaterThan(first.token());
  }

  @Test
  void twoOfficesThatTakeThemselvesForTheOnlyOneGiveNoNumberTwice() {
    List<ActorRef<TicketOffice.Command>> offices = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      offices.add(node("").systemActorOf(TicketOffice.create(), "office", Props.empty()));
    }
    List<TestProbe<Ticket>> probes = new ArrayList<>();
    for (ActorSystem<Void> system : systems) {
      probes.add(TestProbe.create(system));
    }
    for (int i = 0; i < 50; i++) {
      for (int office = 0; office < 2; office++) {
        offices.get(office).tell(new Take(probes.get(office).getRef()));
      }
    }
    List<Long> numbers = new ArrayList<>();
    for (TestProbe<Ticket> probe : probes) {
      List<Long> ofOne = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        ofOne.add(probe.receiveMessage(PATIENCE).number());
      }
      assertThat(ofOne).isSorted();
      numbers.addAll(ofOne);
    }
    assertThat(numbers)
        .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, 100).boxed().toList());
  }

  @Test
  void whatBreaksARuleIsSaid() {
    ClusterRegister registers = ClusterRegister.on(node(""));
    assertThatThrownBy(() -> get(registers.read("Price list")))
        .hasCauseInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("was 'Price list'");
    assertThatThrownBy(() -> get(registers.propose("a", -1, "")))
        .hasCauseInstanceOf(IllegalArgumentException.class);
  }

  private Connection locked(String name) throws SQLException {
    Connection connection =
        DriverManager.getConnection(settings.connectionUrl(), settings.user(), settings.password());
    connection.setAutoCommit(false);
    try (var statement =
        connection.prepareStatement(
            "UPDATE cluster_register SET version = version WHERE name = ?")) {
      statement.setString(1, name);
      assertThat(statement.executeUpdate()).isEqualTo(1);
    }
    return connection;
  }

  @Test
  void whoIsNotAnsweredInTimeHearsSo() throws Exception {
    ClusterRegister patient = ClusterRegister.on(node(""));
    ClusterRegister hasty = ClusterRegister.on(node("troupe.register.timeout = 1s"));
    get(patient.propose("held", 0, "a"));
    try (Connection holder = locked("held")) {
      assertThatThrownBy(() -> get(hasty.propose("held", 1, "b")))
          .hasCauseInstanceOf(TimedOut.class)
          .hasMessageContaining("no answer within 1000 ms");
      holder.rollback();
    }
    assertThat(get(patient.read("held")).version()).isBetween(1L, 2L);
  }

  @Test
  void whereTooManyWaitTheNextIsRefusedAndTheOthersAreDone() throws Exception {
    ClusterRegister registers = ClusterRegister.on(node("troupe.register.max-waiting = 1"));
    get(registers.propose("full", 0, "a"));
    List<CompletionStage<Proposal>> proposals = new ArrayList<>();
    try (Connection holder = locked("full")) {
      for (int i = 0; i < 10; i++) {
        proposals.add(registers.propose("full", 1, "b"));
      }
      // The others wait for the lock.
      assertThat(proposals.stream().filter(each -> each.toCompletableFuture().isDone()))
          .isNotEmpty()
          .allSatisfy(refused ->
              assertThatThrownBy(() -> get(refused))
                  .hasCauseInstanceOf(Unavailable.class)
                  .hasMessageContaining("troupe.register.max-waiting"));
      holder.rollback();
    }
    long accepted =
        proposals.stream()
            .filter(proposal ->
                get(proposal.handle((answer, failure) -> answer instanceof Proposal.Accepted)))
            .count();
    assertThat(accepted).isEqualTo(1);
  }

  @Test
  void withoutADatabaseItIsUnavailable() {
    ClusterRegister registers = ClusterRegister.on(node(""));
    get(registers.read("away"));
    server.stop(EmbeddedPostgres.StopMode.IMMEDIATE);
    try {
      assertThatThrownBy(() -> get(registers.read("away"))).hasCauseInstanceOf(Unavailable.class);
    } finally {
      server.start();
    }
    TestProbe.create(systems.getFirst())
        .awaitAssert(
            PATIENCE, () -> assertThat(get(registers.read("away"))).isEqualTo(RegisterValue.NONE));
  }
}
