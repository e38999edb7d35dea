package dev.troupe.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.troupe.model.Done;
import dev.troupe.model.Unavailable;
import dev.troupe.tenants.audit.AuditEntry;
import dev.troupe.tenants.audit.AuditEntry.Outcome;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AuditWriterTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Pattern COUNT = Pattern.compile("(\\d+) (?:more like it|entries were not)");

  private final List<AuditEntry> rows = new CopyOnWriteArrayList<>();
  private final AuditWriter writer =
      new AuditWriter(Duration.ofHours(1), InstantSource.system()).start();

  @AfterEach
  void stop() throws InterruptedException {
    end();
  }

  private void end() throws InterruptedException {
    writer.stop();
    writer.awaitEnd(PATIENCE);
  }

  private static AuditEntry refused(String principal) {
    return AuditEntry.refused(
        Instant.now(), principal, "acme", "other-tenant", "account:deposit", "why");
  }

  private static AuditEntry suspended(String why) {
    return new AuditEntry(
        Instant.now(), "ada", "acme", "suspend", "tenant:suspend", Outcome.DONE, why);
  }

  private Object done(String why) throws Exception {
    try {
      return writer
          .done(suspended(why))
          .toCompletableFuture()
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      return java.util.Objects.requireNonNull(e.getCause());
    }
  }

  @Test
  void aFloodOfRefusalsIsAHandfulOfRowsThatSayHowManyThereWere() throws Exception {
    writer.writeTo(rows::addAll);
    int threads = 4;
    int each = 50_000;
    List<Thread> flood = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      flood.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < each; i++) {
                  writer.counted(refused("eve"));
                }
              }));
    }
    for (Thread thread : flood) {
      thread.join();
    }
    assertThat(done("in the flood")).isEqualTo(Done.DONE);
    end();

    assertThat(rows).hasSizeBetween(3, 4);
    long counted =
        rows.stream()
            .map(row -> COUNT.matcher(row.detail()))
            .filter(Matcher::find)
            .mapToLong(found -> Long.parseLong(found.group(1)))
            .sum();
    assertThat(1 + counted).isEqualTo((long) threads * each);
  }

  @Test
  void aFloodOfRefusalsHidesNoUseOfAGrant() throws Exception {
    writer.writeTo(rows::addAll);
    for (int i = 0; i < 2_000; i++) {
      writer.counted(
          AuditEntry.refused(Instant.now(), "ann", "acme", "other-tenant", "account:c" + i, "why"));
    }
    AuditEntry used =
        new AuditEntry(
            Instant.now(), "ann", "acme", "use-grant", "account:open", Outcome.DONE, "by a grant");
    for (int i = 0; i < 3; i++) {
      writer.counted(used);
    }
    end();

    assertThat(rows)
        .filteredOn(row -> row.outcome() == Outcome.DONE)
        .extracting(AuditEntry::detail)
        .containsExactly("by a grant", "2 more like it: by a grant");
  }

  @Test
  void whatWasDoneIsWrittenBeforeItIsSaid() throws Exception {
    writer.writeTo(rows::addAll);
    assertThat(done("contract 17")).isEqualTo(Done.DONE);
    assertThat(rows).extracting(AuditEntry::detail).containsExactly("contract 17");
  }

  @Test
  void whatTheDatabaseDoesNotTakeIsKeptAndItsCallerIsTold() throws Exception {
    AtomicBoolean isAway = new AtomicBoolean(true);
    writer.writeTo(entries -> {
      if (isAway.get()) {
        throw new SQLException("the database is away");
      }
      rows.addAll(entries);
    });
    assertThat(done("first"))
        .isInstanceOf(Unavailable.class)
        .asString()
        .contains("the audit could not be written: the database is away");
    isAway.set(false);
    assertThat(done("second")).isEqualTo(Done.DONE);
    assertThat(rows).extracting(AuditEntry::detail).containsExactly("first", "second");
  }

  @Test
  void whereNoneIsKeptNothingIsSaidToBe() throws Exception {
    assertThat(done("nowhere")).isInstanceOf(Unavailable.class);
    end();
    assertThat(done("after the end")).isInstanceOf(Unavailable.class);
  }

  @Test
  void eachIsALineWithWhatItIsAboutByName() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger(AuditLog.NAME);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.addAppender(lines);
    try {
      writer.counted(refused("eve\nINFO forged"));
      end();
    } finally {
      logger.detachAppender(lines);
    }
    assertThat(lines.list).hasSize(1);
    ILoggingEvent line = lines.list.getFirst();
    assertThat(line.getFormattedMessage()).isEqualTo("other-tenant: why");
    assertThat(line.getKeyValuePairs())
        .extracting(pair -> pair.key + "=" + pair.value)
        .containsExactly(
            "tenant=acme",
            "principal=eve\\u{a}INFO forged",
            "entity=account",
            "command=deposit",
            "outcome=refused");
  }
}
