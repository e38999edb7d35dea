package dev.troupe.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.cluster.Bell.CrackIn;
import dev.troupe.cluster.Bell.Hush;
import dev.troupe.cluster.Bell.RefuseIn;
import dev.troupe.cluster.Bell.RingAgainAndAgain;
import dev.troupe.cluster.Bell.RingAt;
import dev.troupe.cluster.Bell.RingEvery;
import dev.troupe.cluster.Bell.RingIn;
import dev.troupe.cluster.Bell.RingOn;
import dev.troupe.model.TenantId;
import dev.troupe.model.Throttled;
import dev.troupe.persistence.postgres.EmbeddedPostgres;
import dev.troupe.persistence.postgres.StoredReminders.Listed;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Reminders end to end on one node: set in a decision, stored with its entry, fired, moved on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemindersIT {
  private static final TenantId ACME = TenantId.of("acme");
  private static final Duration HOUR = Duration.ofHours(1);

  private EmbeddedPostgres server;
  private BellNode node;

  @BeforeAll
  void start(@TempDir Path directory) {
    server = EmbeddedPostgres.in(directory).port(0).start();
    node = new BellNode(server.settings(), "");
  }

  @AfterAll
  void stop() {
    node.close();
    server.close();
  }

  private void awaitRings(String bell, String... tones) throws Exception {
    BellNode.await(
        String.join(", ", tones) + " of " + bell, () -> node.rings(bell).size() >= tones.length);
    assertThat(node.rings(bell)).containsExactly(tones);
  }

  private List<String> reminder(String bell, String column) throws Exception {
    return node.column(
        "SELECT %s FROM reminder WHERE persistence_id = 'bell|acme:%s'".formatted(column, bell));
  }

  /** As if the node had been down so long: what would be due in an hour was due hours ago. */
  private void sleep(String bell, int hours) throws Exception {
    node.sql(
        "UPDATE reminder SET due = due - interval '%d hours' WHERE persistence_id = 'bell|acme:%s'"
            .formatted(hours, bell));
  }

  @Test
  void oneThatFiresOnceIsGoneOnceItHas() throws Exception {
    node.tell("once", new RingIn("soon", Duration.ofMillis(20), "ding"));
    node.tell("once", new RingAt("past", Instant.parse("2020-01-01T00:00:00Z"), "dong"));
    BellNode.await("both", () -> node.rings("once").size() == 2);
    assertThat(node.rings("once")).containsExactlyInAnyOrder("ding", "dong");
    assertThat(reminder("once", "name")).isEmpty();
  }

  @Test
  void atAnIntervalItFiresAgainAndAgain() throws Exception {
    node.tell("often", new RingEvery("often", Duration.ofSeconds(1), 1));
    BellNode.await("three rings", () -> node.rings("often").size() >= 3);
    node.tell("often", new Hush("often"));
    int rings = node.rings("often").size();
    assertThat(reminder("often", "name")).isEmpty();
    assertThat(node.rings("often")).hasSize(rings).containsOnly("often");
  }

  @Test
  void afterADowntimeAllFireInOrderWithIdsOfTheirOwn() throws Exception {
    node.tell("all", new RingEvery("all", HOUR, 24));
    sleep("all", 5);
    awaitRings("all", "all", "all", "all", "all", "all");
    assertThat(reminder("all", "occurrence")).containsExactly("5");
    assertThat(reminder("all", "due > clock_timestamp()")).containsExactly("t");
    assertThat(
            node.column(
                "SELECT count(*) FROM event_journal WHERE persistence_id = 'bell|acme:all'"
                    + " AND event_ser_manifest = 'bell/rang#1'"))
        .containsExactly("5");
  }

  @Test
  void afterADowntimeOfMoreThanTheCapTheLatestFire() throws Exception {
    node.tell("cap", new RingEvery("cap", HOUR, 3));
    sleep("cap", 40);
    awaitRings("cap", "cap", "cap", "cap");
    BellNode.await("the next time", () -> reminder("cap", "due > clock_timestamp()").contains("t"));
    assertThat(reminder("cap", "occurrence")).containsExactly("3");
  }

  @Test
  void afterADowntimeTheLatestFiresOnce() throws Exception {
    node.tell("latest", new RingEvery("latest", HOUR, 1));
    sleep("latest", 5);
    awaitRings("latest", "latest");
    assertThat(reminder("latest", "due > clock_timestamp()")).containsExactly("t");
  }

  @Test
  void afterADowntimeNoneFiresWhereMissedTimesAreSkipped() throws Exception {
    node.tell("skip", new RingEvery("skip", HOUR, 0));
    node.sql(
        "UPDATE reminder SET due = due - interval '150 minutes' WHERE persistence_id = 'bell|acme:skip'");
    BellNode.await(
        "the next time", () -> reminder("skip", "due > clock_timestamp()").contains("t"));
    assertThat(node.rings("skip")).isEmpty();
  }

  @Test
  void aCronExpressionGetsItsFirstTimeAndFires() throws Exception {
    node.tell("cron", new RingOn("cron", "* * * * *", "Australia/Lord_Howe"));
    BellNode.await("its first time", () -> reminder("cron", "occurrence").contains("0"));
    assertThat(reminder("cron", "extract(second FROM due)::int")).containsExactly("0");
    assertThat(reminder("cron", "schedule")).containsExactly("cron * * * * * Australia/Lord_Howe");
    sleep("cron", 1);
    BellNode.await("a ring", () -> !node.rings("cron").isEmpty());
    node.tell("cron", new Hush("cron"));
  }

  @Test
  void aNameThatIsSetAgainFiresTheLatterAlone() throws Exception {
    node.tell("replaced", new RingIn("same", HOUR, "former"));
    node.tell("replaced", new RingIn("same", Duration.ZERO, "latter"));
    awaitRings("replaced", "latter");
    assertThat(reminder("replaced", "name")).isEmpty();
  }

  @Test
  void aNameThatIsForgottenDoesNotFire() throws Exception {
    node.tell("forgotten", new RingIn("same", HOUR, "never"));
    assertThat(reminder("forgotten", "name")).containsExactly("same");
    node.tell("forgotten", new Hush("same"));
    assertThat(reminder("forgotten", "name")).isEmpty();
    node.tell("forgotten", new Hush("same"));
  }

  @Test
  void aFiringMaySetItsOwnReminderAgain() throws Exception {
    node.tell("chain", new RingAgainAndAgain(20));
    BellNode.await("the last", () -> node.rings("chain").contains("last"));
    assertThat(node.rings("chain")).hasSize(21);
    assertThat(reminder("chain", "name")).isEmpty();
  }

  @Test
  void aFiringThatTheEntityRejectsIsDone() throws Exception {
    node.tell("rejects", new RefuseIn("no"));
    BellNode.await("its end", () -> reminder("rejects", "name").isEmpty());
    assertThat(node.rings("rejects")).isEmpty();
  }

  @Test
  void aFiringThatAlwaysFailsIsParkedForAnOperator() throws Exception {
    node.tell("cracks", new CrackIn("crack"));
    BellNode.await("that it is parked", () -> parked("crack").isPresent());
    Listed parked = parked("crack").orElseThrow();
    assertThat(parked.parked().orElseThrow())
        .isEqualTo(
            "broken: bell acme:cracks failed on Crack: IllegalStateException; nothing was done");
    assertThat(parked.attempt()).isEqualTo(3);
    assertThat(BellNode.get(node.reminders().retry(Bell.TYPE, ACME, "cracks", "crack"))).isTrue();
    BellNode.await("that it is parked again", () -> parked("crack").isPresent());
    assertThat(BellNode.get(node.reminders().cancel(Bell.TYPE, ACME, "cracks", "crack"))).isTrue();
    assertThat(BellNode.get(node.reminders().cancel(Bell.TYPE, ACME, "cracks", "crack"))).isFalse();
    assertThat(reminder("cracks", "name")).isEmpty();
  }

  private Optional<Listed> parked(String name) throws Exception {
    return BellNode.get(node.reminders().list(ACME, Optional.empty(), 1000)).stream()
        .filter(each -> each.id().name().equals(name) && each.parked().isPresent())
        .findFirst();
  }

  @Test
  void aBacklogOfOneTenantLeavesTheOthersTheirTurn() throws Exception {
    node.sql(
        "BEGIN;"
            + Sql.insert("noisy", 2000, "once")
            + ";"
            + Sql.insert("quiet-1", 20, "once")
            + ";"
            + Sql.insert("quiet-2", 20, "once")
            + "; COMMIT");
    BellNode.await(
        "all rings",
        () ->
            node.column("SELECT 1 FROM reminder WHERE tenant_id IN ('noisy', 'quiet-1', 'quiet-2')")
                .isEmpty());
    String noisyBeforeLastQuiet =
        """
        SELECT count(*) FROM event_journal WHERE tenant_id = 'noisy' AND ordering < (
          SELECT max(ordering) FROM event_journal WHERE tenant_id LIKE 'quiet-%')
        """;
    assertThat(node.column(noisyBeforeLastQuiet).getFirst())
        .satisfies(count -> assertThat(Integer.parseInt(count)).isLessThan(500));
    assertThat(node.column(Sql.RINGS)).filteredOn(each -> each.contains("noisy:")).hasSize(2000);
    assertThat(node.column(Sql.RINGS))
        .filteredOn(each -> each.contains("noisy:"))
        .allMatch(each -> each.endsWith(" 1"));
  }

  @Test
  void aNodeThatLeavesEndsWhatItHasClaimed() throws Exception {
    var database = server.settings().withSchema("leaving");
    try (BellNode leaving = new BellNode(database, "")) {
      leaving.sql(Sql.insert("acme", 3000, "once"));
      BellNode.await("the first rings", () -> leaving.column(Sql.RINGS).size() > 100);
    }
    assertThat(Sql.column(database, "SELECT 1 FROM reminder LIMIT 1")).isNotEmpty();
    assertThat(Sql.column(database, "SELECT name FROM reminder WHERE claimed_until IS NOT NULL"))
        .isEmpty();
    assertThat(Sql.column(database, Sql.RINGS)).allMatch(each -> each.endsWith(" 1"));
  }

  @Test
  void aTenantAtItsQuotaSetsNoMoreUntilItHasLess() throws Exception {
    try (BellNode small =
        new BellNode(
            server.settings().withSchema("quota"), "troupe.tenants.limits.reminders = 3")) {
      for (int i = 1; i <= 3; i++) {
        small.tell("b-" + i, new RingIn("later", HOUR, "ding"));
      }
      assertThat(refusal(small)).isInstanceOf(Throttled.class);
      assertThat(BellNode.get(small.reminders().count(ACME))).isEqualTo(3);
      assertThat(BellNode.get(small.reminders().cancel(Bell.TYPE, ACME, "b-1", "later"))).isTrue();
      BellNode.await("room for one", () -> refusal(small) == null);
      assertThat(BellNode.get(small.reminders().count(ACME))).isEqualTo(3);
    }
  }

  @Test
  void aTenantBelowItsQuotaSetsTheSameAgainAsOftenAsItLikes() throws Exception {
    try (BellNode small =
        new BellNode(
            server.settings().withSchema("again"), "troupe.tenants.limits.reminders = 3")) {
      small.tell("b-1", new RingIn("idle", HOUR, "ding"));
      for (int i = 0; i < 50; i++) {
        small.tell("b-2", new RingIn("idle", HOUR, "ding"));
        small.tell("b-3", new RingIn("short", HOUR, "dong"));
        small.tell("b-3", new Hush("short"));
      }
      assertThat(BellNode.get(small.reminders().count(ACME))).isEqualTo(2);
    }
  }

  private static @Nullable Throwable refusal(BellNode node) throws Exception {
    try {
      node.tell("b-9", new RingIn("later", HOUR, "ding"));
      return null;
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }
}
