package dev.troupe.persistence.postgres.register;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.Databases;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.Schema;
import dev.troupe.persistence.postgres.register.Histories.Client;
import dev.troupe.persistence.postgres.register.Proposal.Accepted;
import dev.troupe.persistence.postgres.register.Proposal.Refused;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Registers of several nodes at once, on a real server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegisterStoreIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration LONG = Duration.ofMinutes(30);

  private final List<AutoCloseable> open = new ArrayList<>();
  private EmbeddedPostgres server;
  private DatabaseSettings settings;

  @BeforeAll
  void start(@TempDir Path directory) {
    server = Databases.in(directory).start();
    settings = server.settings();
    Schema.migrate(settings);
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    open.clear();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** As of a node of its own. */
  private RegisterStore node() {
    RegisterStore store = RegisterStore.open(settings, LIMIT);
    open.add(store);
    return store;
  }

  /** Two clients of each of so many nodes. */
  private List<Client> clients(int nodes) {
    return IntStream.range(0, nodes)
        .mapToObj(i -> node())
        .flatMap(store -> List.of(Histories.of(store), Histories.of(store)).stream())
        .collect(Collectors.toCollection(ArrayList::new));
  }

  @Test
  void whatThreeNodesAskAtOnceIsLinearizable() throws Exception {
    List<Client> clients = clients(3);
    for (int seed = 0; seed < 10; seed++) {
      Histories histories = new Histories();
      List<String> names = List.of("one-" + seed, "two-" + seed);
      histories.ask(clients, names, 60, seed);
      for (String name : names) {
        assertThat(histories.answered(name)).isGreaterThan(50);
        assertThat(Linearizability.holds(histories.of(name))).as(name).isTrue();
      }
    }
  }

  @Test
  void itIsLinearizableAlsoWhereTheServerCrashes() throws Exception {
    List<Client> clients = clients(3);
    Histories histories = new Histories();
    Thread crash =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              while (histories.answered("crash") < 60) {
                Thread.onSpinWait();
              }
              server.stop(EmbeddedPostgres.StopMode.IMMEDIATE);
              server.start();
            });
    histories.ask(clients, List.of("crash"), 100, 17);
    crash.join();
    histories.ask(clients, List.of("crash"), 20, 18);

    assertThat(histories.answered("crash")).isGreaterThan(120);
    assertThat(Linearizability.holds(histories.of("crash"))).isTrue();
  }

  /** A client that reads what was there when it first looked, as from a copy that is cut off. */
  private Client stale() throws SQLException {
    Connection copy = Databases.connect(settings);
    open.add(copy);
    try (Statement statement = copy.createStatement()) {
      statement.execute("SET idle_in_transaction_session_timeout = 0");
    }
    copy.setAutoCommit(false);
    copy.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    RegisterStore store = node();
    return new Client() {
      @Override
      public RegisterValue read(String name) throws SQLException {
        try (var statement =
            copy.prepareStatement("SELECT version, value FROM cluster_register WHERE name = ?")) {
          statement.setString(1, name);
          try (ResultSet row = statement.executeQuery()) {
            return row.next()
                ? new RegisterValue(row.getLong(1), row.getString(2))
                : RegisterValue.NONE;
          }
        }
      }

      @Override
      public Proposal propose(String name, long expectedVersion, String value) throws SQLException {
        return store.propose(name, expectedVersion, value);
      }
    };
  }

  @Test
  void oneClientThatReadsFromAnOldSnapshotIsFound() throws Exception {
    List<Client> clients = clients(1);
    Client stale = stale();
    assertThat(stale.read("stale")).isEqualTo(RegisterValue.NONE);
    Histories histories = new Histories();
    histories.ask(clients, List.of("stale"), 20, 1);
    assertThat(Linearizability.holds(histories.of("stale"))).isTrue();

    histories.ask(List.of(stale), List.of("stale"), 20, 2);
    assertThat(Linearizability.holds(histories.of("stale"))).isFalse();
  }

  private static <T> List<T> atOnce(int threads, Callable<T> task) throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<T> results = new ArrayList<>();
      for (Future<T> each : pool.invokeAll(Collections.nCopies(threads, task))) {
        results.add(each.get());
      }
      return results;
    }
  }

  @Test
  void ofThoseThatProposeAtOnceOneIsAcceptedAndTheOthersHearIt() throws Exception {
    RegisterStore one = node();
    RegisterStore other = node();
    for (long version = 0; version < 10; version++) {
      long expected = version;
      List<Proposal> proposals = new ArrayList<>();
      for (List<Proposal> each :
          atOnce(
              2,
              () ->
                  List.of(
                      one.propose("race", expected, Thread.currentThread().getName()),
                      other.propose("race", expected, Thread.currentThread().getName())))) {
        proposals.addAll(each);
      }
      assertThat(proposals).filteredOn(Accepted.class::isInstance).hasSize(1);
      assertThat(proposals).filteredOn(Refused.class::isInstance).hasSize(3);
      assertThat(proposals).extracting(Proposal::current).containsOnly(one.read("race"));
      assertThat(other.read("race").version()).isEqualTo(version + 1);
    }
  }

  @Test
  void aVersionThatWasNeverThereIsRefusedAndNothingIsWritten() throws Exception {
    RegisterStore store = node();
    assertThat(store.propose("nothing", 3, "a")).isEqualTo(new Refused(RegisterValue.NONE));
    assertThat(store.read("nothing")).isEqualTo(RegisterValue.NONE);
  }

  @Test
  void aValueComesBackAsItWas() throws Exception {
    RegisterStore store = node();
    String value = "ä€😀\n\"'\\".repeat(4_000);
    assertThat(store.propose("text", 0, value)).isInstanceOf(Accepted.class);
    assertThat(node().read("text")).isEqualTo(new RegisterValue(1, value));
  }

  @Test
  void whoLeadsGoesOnAndNobodyElseDoesUntilTheLeaseEnds() throws Exception {
    RegisterStore one = node();
    RegisterStore other = node();
    Leadership first = one.lead("nightly", "ann", LONG);
    assertThat(first.isOf("ann")).isTrue();
    assertThat(first.left()).isPositive().isLessThanOrEqualTo(LONG);

    assertThat(other.lead("nightly", "ben", LONG))
        .returns("ann", Leadership::leader)
        .returns(first.token(), Leadership::token)
        .returns(false, each -> each.isOf("ben"));
    assertThat(one.lead("nightly", "ann", LONG).token()).isEqualTo(first.token());

    Databases.execute(
        settings, "UPDATE cluster_leader SET until = clock_timestamp() WHERE name = 'nightly'");
    Leadership next = other.lead("nightly", "ben", LONG);
    assertThat(next.isOf("ben")).isTrue();
    assertThat(next.token()).isGreaterThan(first.token());
    assertThat(one.lead("nightly", "ann", LONG).isOf("ann")).isFalse();
  }

  @Test
  void whoComesTooLateToGoOnBeginsANewTerm() throws Exception {
    RegisterStore store = node();
    Leadership first = store.lead("late", "ann", LONG);
    Databases.execute(
        settings, "UPDATE cluster_leader SET until = clock_timestamp() WHERE name = 'late'");
    assertThat(store.lead("late", "ann", LONG).token()).isGreaterThan(first.token());
  }

  @Test
  void whoResignsIsFollowedAtOnce() throws Exception {
    RegisterStore store = node();
    assertThat(store.resign("short", "ann")).isFalse();
    Leadership first = store.lead("short", "ann", LONG);
    assertThat(store.resign("short", "ben")).isFalse();
    assertThat(store.resign("short", "ann")).isTrue();
    assertThat(store.resign("short", "ann")).isFalse();
    Leadership next = store.lead("short", "ben", LONG);
    assertThat(next.isOf("ben")).isTrue();
    assertThat(next.token()).isGreaterThan(first.token());
  }

  @Test
  void noTokenIsEverOfTwoLeaders() throws Exception {
    List<RegisterStore> nodes = List.of(node(), node(), node());
    Map<Long, String> leaders = new ConcurrentHashMap<>();
    List<Boolean> agreed =
        atOnce(
            6,
            () -> {
              String me = Thread.currentThread().getName();
              boolean isOne = true;
              for (int i = 0; i < 40; i++) {
                RegisterStore node = nodes.get(i % nodes.size());
                Leadership leads = node.lead("many", me, LONG);
                String before = leaders.putIfAbsent(leads.token(), leads.leader());
                isOne &= before == null || before.equals(leads.leader());
                if (leads.isOf(me)) {
                  node.resign("many", me);
                }
              }
              return isOne;
            });
    assertThat(agreed).containsOnly(true);
    assertThat(leaders.keySet()).hasSizeGreaterThan(6);
  }
}
