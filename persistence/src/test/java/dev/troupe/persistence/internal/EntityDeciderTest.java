package dev.troupe.persistence.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.troupe.model.Broken;
import dev.troupe.model.EntityKey;
import dev.troupe.model.Reply;
import dev.troupe.model.TenantId;
import dev.troupe.model.TooLarge;
import dev.troupe.persistence.Attachments;
import dev.troupe.persistence.EntityEnvelope;
import dev.troupe.persistence.EntityReply;
import dev.troupe.persistence.EntityState;
import dev.troupe.persistence.JournalEntry;
import dev.troupe.persistence.Rogue;
import dev.troupe.persistence.Wallet;
import dev.troupe.persistence.Wallet.Deposit;
import dev.troupe.persistence.Wallet.Note;
import dev.troupe.persistence.Wallet.Noted;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** What an entity must not do. */
class EntityDeciderTest {
  private final DeciderSubject<Wallet> wallet = new DeciderSubject<>(Wallet.TYPE);
  private final DeciderSubject<Rogue> rogue = new DeciderSubject<>(Rogue.TYPE);

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"EVENT_TOO_LARGE"})
  void whatTheEntityDoesWrongIsBrokenAndPersistsNothing(Rogue.How how) {
    for (String id : List.of("", "id-1")) {
      var outcome = rogue.tell(new Rogue.Fail(how), id);
      assertThat(DeciderSubject.failure(outcome))
          .isInstanceOf(Broken.class)
          .hasMessageContaining("rogue acme:w-1");
      assertThat(rogue.state).isEqualTo(EntityState.empty("rogue"));
    }
  }

  @ParameterizedTest
  @EnumSource(Rogue.How.class)
  void aStateThatEvolveMayHaveTouchedIsSuspect(Rogue.How how) {
    boolean isSuspect =
        switch (how) {
          case THROW_IN_EVOLVE, OVERFLOW_IN_EVOLVE, THROW_IN_REPLY, REPLY_NULL -> true;
          default -> false;
        };
    assertThat(rogue.tell(new Rogue.Fail(how), "").isStateSuspect()).isEqualTo(isSuspect);
  }

  @Test
  void aQueryThatPersistsIsBroken() {
    assertThat(DeciderSubject.failure(rogue.tell(new Rogue.GetAdded(), "")))
        .isInstanceOf(Broken.class)
        .hasMessageContaining("GetAdded starts with Get");
  }

  @Test
  void anEventThatIsTooLargeIsRefused() {
    assertThat(DeciderSubject.failure(rogue.tell(new Rogue.Fail(Rogue.How.EVENT_TOO_LARGE), "")))
        .isInstanceOf(TooLarge.class)
        .hasMessageContaining("1048576");
  }

  @Test
  void aReplyThatIsTooLargeIsRefusedBeforeAnythingIsPersisted() {
    List<String> items = java.util.Collections.nCopies(3, "x".repeat(100_000));
    assertThat(DeciderSubject.failure(rogue.tell(new Rogue.AddAll(items), "id-1")))
        .isInstanceOf(TooLarge.class)
        .hasMessageContaining("a reply to add-all of ");
  }

  @Test
  void anotherEntitysCommandIsRefused() {
    var inbox = TestInbox.<EntityReply>create().getRef();
    Duration patience = Duration.ofSeconds(1);
    for (EntityEnvelope wrong :
        List.of(
            EntityEnvelope.of("wallet", Wallet.key("w-2"), new Deposit(1), patience, inbox),
            EntityEnvelope.of(
                "wallet",
                EntityKey.of(TenantId.of("other"), "w-1"),
                new Deposit(1),
                patience,
                inbox),
            EntityEnvelope.of("rogue", DeciderSubject.KEY, new Deposit(1), patience, inbox),
            EntityEnvelope.of(
                "wallet", DeciderSubject.KEY, new Rogue.GetItems(), patience, inbox))) {
      assertThat(DeciderSubject.failure(wallet.tell(wrong))).isInstanceOf(Broken.class);
    }
  }

  @Test
  void evolveIsAskedOncePerEventAndTheReplySharesNothingWithTheState() {
    var first = rogue.tell(new Rogue.Add("a"), "");
    assertThat(DeciderSubject.reply(first))
        .isEqualTo(new Reply.Accepted<>(new Rogue.Items(List.of("a"))));
    var second = rogue.tell(new Rogue.AddAll(List.of("b", "c")), "id-1");
    assertThat(DeciderSubject.reply(second))
        .isEqualTo(new Reply.Accepted<>(new Rogue.Items(List.of("a", "b", "c"))));
    assertThat(DeciderSubject.reply(first))
        .isEqualTo(new Reply.Accepted<>(new Rogue.Items(List.of("a"))));
    assertThat(rogue.state.state()).contains(new Rogue.State(List.of("a", "b", "c")));
  }

  @Test
  void twoEntitiesNeverShareTheInitialState() {
    DeciderSubject<Rogue> other = new DeciderSubject<>(Rogue.TYPE);
    rogue.tell(new Rogue.Add("mine"), "");
    assertThat(DeciderSubject.reply(other.tell(new Rogue.GetItems(), "")))
        .isEqualTo(new Reply.Accepted<>(new Rogue.Items(List.of())));
  }

  @Test
  void anEventWhoseReplayOverflowsIsAnOrdinaryException() {
    JournalEntry entry =
        new JournalEntry(
            "rogue",
            Optional.of(new Rogue.Failed(Rogue.How.OVERFLOW_IN_EVOLVE)),
            Optional.empty(),
            Attachments.NONE,
            new byte[0]);
    assertThatIllegalStateException()
        .isThrownBy(() -> rogue.decider.evolve(EntityState.empty("rogue"), entry))
        .withMessageContaining("StackOverflowError");
  }

  /** What Jackson says of it may quote it. */
  @Test
  void ofAnEventThatCanNotBeReadBackTheLogHasOurSentenceAlone() {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    Logger log = (Logger) LoggerFactory.getLogger(EntityDecider.class);
    lines.start();
    log.setLevel(Level.WARN);
    log.addAppender(lines);
    try {
      wallet.tell(new Note("x".repeat(262_145)), "");
    } finally {
      log.detachAppender(lines);
      log.setLevel(Level.OFF);
    }
    assertThat(lines.list)
        .singleElement()
        .satisfies(line -> {
          assertThat(line.getFormattedMessage())
              .contains("failed on Note: wallet: can't read entry");
          assertThat(line.getThrowableProxy()).isNull();
        });
  }

  @Test
  void aCommandWhoseEventCanNotBeReadBackIsBroken() {
    assertThat(DeciderSubject.failure(wallet.tell(new Note("x".repeat(262_145)), "")))
        .isInstanceOf(Broken.class);
    String longest = "x".repeat(262_144);
    assertThat(wallet.tell(new Note(longest), "").entries().getFirst().event())
        .contains(new Noted(longest));
  }
}
