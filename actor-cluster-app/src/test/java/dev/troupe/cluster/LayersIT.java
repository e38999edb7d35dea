package dev.troupe.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.troupe.actor.ActorType;
import dev.troupe.cluster.AttackedNode.Layer;
import dev.troupe.cluster.Forgeries.Forgery;
import dev.troupe.cluster.Stranger.Way;
import dev.troupe.model.Broken;
import dev.troupe.model.EntityKey;
import dev.troupe.model.Forbidden;
import dev.troupe.model.Reply;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntityReply;
import dev.troupe.persistence.internal.ActorCodec;
import dev.troupe.persistence.postgres.DatabaseSettings;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.Schema;
import dev.troupe.sample.bank.Account;
import dev.troupe.sample.bank.Session;
import dev.troupe.tenants.audit.AuditEntry;
import dev.troupe.tenants.auth.Permissions;
import dev.troupe.tenants.auth.Principal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a node of another make could send to another tenant's entities, with all layers in place and
 * with each of them taken away. What callers over HTTP send is in {@code AttackIT}, what is said in
 * SQL in {@code DatabaseRolesIT} and {@code BalancesOfOthersIT}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LayersIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private EmbeddedPostgres server;
  private DatabaseSettings database;
  private Stranger stranger;
  private AttackedNode whole;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    server =
        EmbeddedPostgres.in(directory)
            .binaries(Path.of("target", "postgres-binaries").toAbsolutePath())
            .start();
    database = server.settings();
    Schema.migrate(database);
    Schema.migrate(database, "tenants", "dev/troupe/tenants/postgres/migrations");
    stranger = new Stranger(AttackedNode.TYPES);
    whole = new AttackedNode("whole", database, Set.of());
  }

  @AfterAll
  void stop() {
    whole.close();
    stranger.close();
    server.close();
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** Everything that is stored, and of whom. */
  private List<String> stored() throws SQLException {
    return Sql.column(
        database,
        "SELECT persistence_id || ' ' || sequence_number FROM event_journal ORDER BY ordering");
  }

  /** Those that were answered by an entity, and so have crossed. */
  private static List<String> crossings(List<Forgery> forgeries) throws Exception {
    List<String> crossings = new ArrayList<>();
    for (Forgery forgery : forgeries) {
      EntityReply reply = await(forgery.sent().send());
      if (reply instanceof EntityReply.Failed failed) {
        assertThat(failed.failure())
            .as(forgery.name())
            .isInstanceOfAny(Forbidden.class, Broken.class);
      } else {
        crossings.add(forgery.name());
      }
    }
    return crossings;
  }

  private void assertNoneCrosses(AttackedNode node) throws Exception {
    List<String> before = stored();
    long running = node.entities.running(AttackedNode.ACME);
    long rows = lastOfTheAudit(node);
    List<Forgery> forgeries = new Forgeries(node, stranger).all();

    assertThat(crossings(forgeries)).isEmpty();

    assertThat(stored()).isEqualTo(before);
    assertThat(node.entities.running(Forgeries.EVIL)).isZero();
    assertThat(node.entities.running(AttackedNode.ACME)).isEqualTo(running);
    awaitAudited(node, rows, forgeries);
  }

  private static long lastOfTheAudit(AttackedNode node) throws Exception {
    long last = 0;
    for (var page = await(node.audit.page(0, "", 1_000)); !page.isEmpty(); ) {
      last = page.getLast().number();
      page = await(node.audit.page(last, "", 1_000));
    }
    return last;
  }

  /** Waits until each command has a row, and all refusals are there or counted. */
  private static void awaitAudited(AttackedNode node, long after, List<Forgery> forgeries)
      throws Exception {
    Set<String> targets = new LinkedHashSet<>();
    forgeries.forEach(each -> targets.add(each.target()));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long counted = 0;
    Set<String> found = new LinkedHashSet<>();
    for (long last = after; counted < forgeries.size() || !found.containsAll(targets); ) {
      for (var row : await(node.audit.page(last, "", 1_000))) {
        last = row.number();
        assertThat(row.entry().outcome()).isEqualTo(AuditEntry.Outcome.REFUSED);
        found.add(row.entry().target());
        counted += refusals(row.entry());
      }
      if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException(
            "%d of %d refusals are in the audit, of %s"
                .formatted(counted, forgeries.size(), found));
      }
    }
  }

  /** How many refusals an entry is of: those that are alike are counted. */
  private static long refusals(AuditEntry entry) {
    String detail = entry.detail();
    return Character.isDigit(detail.charAt(0))
        ? Long.parseLong(detail.substring(0, detail.indexOf(' ')))
        : 1;
  }

  @Test
  void nothingThatIsForgedReachesAnotherTenantsEntity() throws Exception {
    assertNoneCrosses(whole);
  }

  @Test
  void withoutTheBorderTheEntityRefuses() throws Exception {
    try (var node = new AttackedNode("borderless", database, EnumSet.of(Layer.BORDER))) {
      assertNoneCrosses(node);
    }
  }

  @Test
  void withoutTheEntitysOwnCheckTheBorderRefuses() throws Exception {
    try (var node = new AttackedNode("credulous", database, EnumSet.of(Layer.ENTITY))) {
      assertNoneCrosses(node);
    }
  }

  /** So that the others show something: it is these checks that stop them, and nothing else. */
  @Test
  void withoutAnyOfThemEachForgeryCrosses() throws Exception {
    try (var node = new AttackedNode("open", database, EnumSet.allOf(Layer.class))) {
      List<String> before = stored();
      List<Forgery> forgeries = new Forgeries(node, stranger).all();

      assertThat(crossings(forgeries))
          .containsExactlyElementsOf(forgeries.stream().map(Forgery::name).toList());
      assertThat(stored()).hasSizeGreaterThan(before.size());
    }
  }

  /** The layers are for mistakes and for forged requests; strangers are kept out by mutual TLS. */
  @Test
  void aNodeThatNamesTheEntitysOwnTenantIsBelieved() throws Exception {
    EntityKey victim = whole.victim(Account.TYPE);
    EntityReply reply =
        await(
            stranger.ask(
                whole,
                Way.REGION,
                "account",
                victim,
                replyTo ->
                    EntityEnvelope.of(
                        "account", victim, new Account.GetBalance(), PATIENCE, replyTo)));

    assertThat(reply)
        .isEqualTo(
            new EntityReply.Answered(
                "account", "get-balance", new Reply.Accepted<>(new Account.Balance(0))));
  }

  @Test
  void whatAForgedCommandStartsDoesNotStay() throws Exception {
    EntityKey never = EntityKey.of(AttackedNode.ACME, "never");
    long running = whole.entities.running(AttackedNode.ACME);
    EntityReply reply =
        await(
            stranger.ask(
                whole,
                Way.REGION_IN_AN_ENVELOPE_OF_PEKKO,
                "account",
                never,
                replyTo ->
                    EntityEnvelope.of("account", never, new Account.GetBalance(), PATIENCE, replyTo)
                        .onBehalfOf(Forgeries.EVIL)));

    assertThat(((EntityReply.Failed) reply).failure()).isInstanceOf(Forbidden.class);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (whole.entities.running(AttackedNode.ACME) > running) {
      assertThat(System.nanoTime()).as("it still runs").isLessThan(deadline);
    }
  }

  static Stream<Class<?>> messages(ActorType<?> type) {
    return ActorCodec.messages(type).stream().filter(type.protocol()::isAssignableFrom);
  }

  @Test
  void noMessageGetsToAnotherTenantsPlainActor() throws Exception {
    SampleMessages samples = new SampleMessages(whole.system.ignoreRef());
    PrincipalEntities evil =
        whole.entities.as(Principal.of("eve", Forgeries.EVIL, Permissions.of("*:*", "operator:*")));
    for (ActorType<?> type : AttackedNode.TYPES.actors()) {
      assertThat(messages(type)).isNotEmpty();
      messages(type).forEach(message -> assertRefused(evil, type, samples.of(message)));
    }
    assertThat(await(touch("teller-7"))).isEqualTo(new Session.Touched(1));
  }

  @SuppressWarnings("unchecked") // The message is one of the type's own.
  private static <M> void assertRefused(PrincipalEntities evil, ActorType<M> type, Object message) {
    assertThatThrownBy(() -> evil.refFor(type, AttackedNode.ACME, "teller-7").tell((M) message))
        .as("%s: %s", type.name(), message)
        .isInstanceOf(Forbidden.class);
  }

  private CompletionStage<Session.Touched> touch(String id) throws Exception {
    EntityKey key = EntityKey.of(AttackedNode.ACME, id);
    // As a node may say it: a plain actor's message names nobody, and so there is nothing to look
    // at.
    return stranger.ask(
        whole, Way.REGION_IN_AN_ENVELOPE_OF_PEKKO, "session", key, Session.Touch::new);
  }

  @Test
  void anIdThatIsNoneLeavesItsShardAsItIs() throws Exception {
    String shard = Stranger.shardOf("acme:neighbour");
    String none =
        IntStream.iterate(0, i -> i + 1)
            .mapToObj(i -> "no key " + i)
            .filter(each -> Stranger.shardOf(each).equals(shard))
            .findFirst()
            .orElseThrow();
    assertThat(await(touch("neighbour"))).isEqualTo(new Session.Touched(1));

    stranger.ask(
        whole,
        "/system/sharding/session",
        replyTo ->
            new org.apache.pekko.cluster.sharding.typed.ShardingEnvelope<>(
                none, new Session.Touch(stranger.system.ignoreRef())));

    assertThat(await(touch("neighbour"))).isEqualTo(new Session.Touched(2));
  }
}
