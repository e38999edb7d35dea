package dev.troupe.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.cluster.Bell;
import dev.troupe.cluster.Reminders;
import dev.troupe.model.CommandId;
import dev.troupe.model.Done;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EntityType;
import dev.troupe.model.Failure;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.Schema;
import dev.troupe.sample.bank.Account;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a tenant may try, while another one on the same node goes about its business. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileTenantsIT {
  private static final int SHARDS = 20;
  private static final TenantId EVIL = TenantId.of("evil");
  private static final String LIMITS =
      """
      include classpath("dev/troupe/persistence/postgres/journal.conf")
      pekko.cluster.sharding.number-of-shards = %d
      pekko.http.server.max-connections = 4096
      troupe {
        ask-timeout = 20s
        http.stream-idle-timeout = 2m
        tenants.limits {
          commands-in-flight = 200
          active-entities = 300
          request-bytes = 64 KiB
          reminders = 200
          streams = 50
        }
      }
      """
          .formatted(SHARDS);

  private EmbeddedPostgres server;
  private Edge edge;
  private Innocent innocent;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    server =
        EmbeddedPostgres.in(directory)
            .binaries(Path.of("target", "postgres-binaries").toAbsolutePath())
            .start();
    DatabaseSettings database = server.settings();
    Schema.migrate(database);
    edge = Edge.with(LIMITS + settings(database), EndlessRoute.route(), Account.TYPE, Bell.TYPE);
    Reminders.on(edge.system()).start();
    innocent = Innocent.of(edge, "innocent", onOneShard("innocent").limit(20).toList());
  }

  private static String settings(DatabaseSettings database) {
    return database.toConfig().entrySet().stream()
        .map(each -> each.getKey() + " = " + each.getValue().render())
        .collect(Collectors.joining("\n"));
  }

  @AfterAll
  void stop() {
    edge.close();
    server.close();
  }

  /** Ids that a tenant may take so that all its entities are on the shard of number 7. */
  private static Stream<String> onOneShard(String tenant) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> "c-" + i)
        .filter(id -> Math.abs((tenant + ":" + id).hashCode() % SHARDS) == 7);
  }

  /** The innocent tenant works beside this; prints how much longer its requests took. */
  private void beside(String what, Innocent.Meanwhile hostile) throws Exception {
    Innocent.Day quiet = innocent.workWhile(() -> {});
    Innocent.Day hard = innocent.workWhile(hostile);
    System.out.printf(
        "%s: the innocent tenant's p99 %.1f ms, without %.1f ms; %d requests, %d errors%n",
        what, hard.p99Millis(), quiet.p99Millis(), hard.nanos().size(), hard.errors().size());
    assertThat(hard.errors()).isEmpty();
  }

  private <N, R> CompletableFuture<Reply<R>> ask(
      EntityType<N> type, String id, EntityCommand<N, R> command) {
    return edge.entities().refFor(type, EVIL, id).ask(command).toCompletableFuture();
  }

  /** How often it ended so: the code of the rejection or failure, or nothing. */
  private static Map<String, Long> outcomes(
      List<? extends CompletableFuture<? extends Reply<?>>> all) throws Exception {
    List<String> codes = new ArrayList<>();
    for (CompletableFuture<? extends Reply<?>> each : all) {
      codes.add(
          each.<String>handle((reply, failure) -> code(reply, failure)).get(60, TimeUnit.SECONDS));
    }
    return codes.stream()
        .collect(Collectors.groupingBy(code -> code, TreeMap::new, Collectors.counting()));
  }

  private static String code(@Nullable Reply<?> reply, @Nullable Throwable failure) {
    if (failure != null) {
      Throwable cause =
          failure instanceof CompletionException && failure.getCause() != null
              ? failure.getCause()
              : failure;
      return cause instanceof Failure known ? known.code() : cause.toString();
    }
    return reply instanceof Reply.Rejected<?> rejected ? rejected.code() : "";
  }

  /** So many at the same time, and no more. */
  private static <T> List<CompletableFuture<T>> paced(
      int count, int atOnce, IntFunction<CompletableFuture<T>> send) throws Exception {
    Semaphore places = new Semaphore(atOnce);
    List<CompletableFuture<T>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      places.acquire();
      all.add(send.apply(i).whenComplete((reply, failure) -> places.release()));
    }
    return all;
  }

  private List<String> query(String sql) throws Exception {
    DatabaseSettings database = server.settings();
    try (var connection =
            DriverManager.getConnection(
                database.connectionUrl(), database.user(), database.password());
        var rows = connection.createStatement().executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }

  private void await(Runnable assertion) {
    TestProbe.create(edge.system())
        .awaitAssert(
            Duration.ofSeconds(30),
            () -> {
              assertion.run();
              return null;
            });
  }

  @Test
  void idsOnOneShard() throws Exception {
    List<String> ids = onOneShard("evil").limit(2_000).toList();
    beside(
        "2,000 entities on the innocent tenant's shard",
        () -> {
          var opened =
              paced(ids.size(), 190, i -> ask(Account.TYPE, ids.get(i), new Account.Open("eve")));
          assertThat(outcomes(opened)).containsOnlyKeys("");
        });
    await(() -> assertThat(edge.entities().running(EVIL)).isLessThanOrEqualTo(300));
  }

  @Test
  void tenThousandIdsThatNeverExisted() throws Exception {
    String before = query("SELECT count(*) FROM event_journal WHERE tenant_id = 'evil'").getFirst();
    edge.entities().stop(EVIL);
    beside(
        "10,000 random ids",
        () -> {
          var asked =
              paced(
                  10_000,
                  190,
                  i -> ask(Account.TYPE, UUID.randomUUID().toString(), new Account.GetBalance()));
          assertThat(outcomes(asked)).containsOnlyKeys("not-open");
        });
    await(() -> assertThat(edge.entities().running(EVIL)).isZero());
    assertThat(query("SELECT count(*) FROM event_journal WHERE tenant_id = 'evil'"))
        .containsExactly(before);
    assertThat(query("SELECT count(*) FROM snapshot WHERE tenant_id = 'evil'"))
        .containsExactly("0");
  }

  @Test
  void idempotencyKeysOfAnotherTenant() throws Exception {
    CommandId key = CommandId.of("the-innocent-one's-key");
    var theirs = edge.entities().refFor(Account.TYPE, TenantId.of("victim"), "shared");
    var ours = edge.entities().refFor(Account.TYPE, EVIL, "shared");
    theirs.ask(new Account.Open("ann")).toCompletableFuture().get(30, TimeUnit.SECONDS);
    theirs.ask(new Account.Deposit(4711), key).toCompletableFuture().get(30, TimeUnit.SECONDS);
    beside(
        "1,000 replays of another tenant's idempotency key",
        () -> {
          var replayed =
              paced(
                  1_000, 100, i -> ours.ask(new Account.Deposit(4711), key).toCompletableFuture());
          // Nobody opened an account of that name here: what another one was told is not told.
          assertThat(outcomes(replayed)).containsOnlyKeys("not-open");
        });
    assertThat(theirs.ask(new Account.GetBalance()).toCompletableFuture().get(30, TimeUnit.SECONDS))
        .isEqualTo(new Reply.Accepted<>(new Account.Balance(4711)));
  }

  @Test
  void aThousandStreamsThatStall() throws Exception {
    List<Socket> stalled = new ArrayList<>();
    long made = EndlessRoute.MADE.get();
    Map<String, Long> answers = new TreeMap<>();
    try {
      beside(
          "1,000 streams that stall",
          () -> {
            for (int i = 0; i < 1_000; i++) {
              String status = stall(stalled);
              answers.merge(status, 1L, Long::sum);
            }
          });
      assertThat(answers).isEqualTo(Map.of("200", 50L, "429", 950L));
      assertThat(Streams.on(edge.system()).running(EVIL)).isEqualTo(50);
      // What the kernel takes for each; a stream whose reader stalls is not made ahead.
      assertThat(EndlessRoute.MADE.get() - made).isLessThan(50L * 16 * 1024 * 1024);
    } finally {
      for (Socket each : stalled) {
        each.close();
      }
    }
    await(() -> assertThat(Streams.on(edge.system()).running(EVIL)).isZero());
  }

  /** Asks for a stream and reads the status of the answer, and no more. */
  private String stall(List<Socket> stalled) throws IOException {
    Socket socket = new Socket();
    stalled.add(socket);
    socket.setReceiveBufferSize(4096);
    socket.setSoTimeout(30_000);
    socket.connect(edge.address());
    socket.getOutputStream().write(Wire.bodiless("GET", "/tenants/evil/endless", ""));
    String line = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    return line.substring("HTTP/1.1 ".length());
  }

  @Test
  void payloadBombs() throws Exception {
    String target = "/tenants/evil/account/bomb/open";
    String json = "Content-Type: application/json\r\n";
    List<byte[]> bombs =
        List.of(
            Wire.post(target, json, "[".repeat(60_000).getBytes(StandardCharsets.US_ASCII)),
            Wire.post(target, json, "{\"a\":".repeat(10_000).getBytes(StandardCharsets.US_ASCII)),
            Wire.post(target, json + "Content-Encoding: gzip\r\n", new byte[60_000]),
            Wire.chunked(target, json, new byte[1024 * 1024], 8192),
            Wire.ascii(
                "POST %s HTTP/1.1\r\nHost: e\r\n%sContent-Length: 1073741824\r\n\r\n"
                    .formatted(target, json)));
    Map<Integer, Integer> statuses = new TreeMap<>();
    beside(
        "500 payload bombs",
        () -> {
          for (int i = 0; i < 500; i++) {
            int status = Wire.send(edge.address(), bombs.get(i % bombs.size())).status();
            statuses.merge(status, 1, Integer::sum);
          }
        });
    assertThat(statuses).isEqualTo(Map.of(400, 200, 413, 200, 415, 100));
    assertThat(query("SELECT 1 FROM event_journal WHERE persistence_id = 'account|evil:bomb'"))
        .isEmpty();
  }

  @Test
  void aFloodOfReminders() throws Exception {
    beside(
        "3,000 reminders",
        () -> {
          var set =
              paced(
                  3_000,
                  150,
                  i ->
                      ask(
                          Bell.TYPE,
                          "b-" + i % 50,
                          new Bell.RingIn("r-" + i, Duration.ofHours(1), "ding")));
          Map<String, Long> outcomes = outcomes(set);
          assertThat(outcomes).containsOnlyKeys("", "throttled").containsEntry("", 200L);
        });
    assertThat(query("SELECT count(*) FROM reminder WHERE tenant_id = 'evil'"))
        .containsExactly("200");
  }

  @Test
  void aFloodOfCommands() throws Exception {
    beside(
        "20,000 commands at once",
        () -> {
          List<CompletableFuture<Reply<Done>>> sent = new ArrayList<>();
          for (int i = 0; i < 20_000; i++) {
            sent.add(ask(Account.TYPE, "flood-" + i % 100, new Account.Open("eve")));
          }
          assertThat(outcomes(sent).keySet())
              .contains("throttled")
              .isSubsetOf("", "already-open", "throttled");
        });
  }
}
