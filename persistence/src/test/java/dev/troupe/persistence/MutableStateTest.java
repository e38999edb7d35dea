package dev.troupe.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.Failure;
import dev.troupe.model.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * {@link Rogue} starts from one list for all, and changes the list of its state in place. Under
 * failures of the journal and of its code it must still be what the journal says.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MutableStateTest {
  private static final int ROUNDS = 150;
  private static final List<Rogue.How> WAYS = List.of(Rogue.How.values());
  private TestNode node;

  @BeforeAll
  void start() {
    node = new TestNode("troupe.entity { snapshot-every = 7, restart.max-restarts = 100 }");
  }

  @AfterAll
  void stop() {
    node.close();
  }

  /** One entity, and what it has acknowledged. */
  private final class Told {
    private final List<String> acknowledged = new ArrayList<>();
    private TestNode.Subject<Rogue> rogue;
    private int count;

    Told(String id) {
      rogue = node.start(Rogue.TYPE, Wallet.key(id));
    }

    void round(Random random) {
      String id = rogue.persistenceId;
      switch (random.nextInt(6)) {
        case 0 -> node.faults.failWrites(id, 1, new IllegalStateException("disk full"));
        case 1 -> node.faults.failRecoveries(id, 1, new TimeoutException("away"));
        case 2 -> fail(WAYS.get(random.nextInt(WAYS.size())));
        case 3 -> rogue = rogue.restart();
        default -> {}
      }
      add(random.nextBoolean(), 1 + random.nextInt(3));
      assertThat(rogue.ask(new Rogue.GetItems())).isEqualTo(new Rogue.Items(acknowledged));
    }

    private void fail(Rogue.How how) {
      Failure failure = rogue.askInVain(new Rogue.Fail(how));
      assertThat(failure.isOutcomeUnknown()).as(failure.getMessage()).isFalse();
    }

    private void add(boolean withId, int size) {
      List<String> items = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        items.add(rogue.persistenceId + " " + count++);
      }
      String commandId = withId ? "id-" + count : "";
      EntityReply reply = TestNode.join(rogue.send(new Rogue.AddAll(items), commandId));
      if (reply instanceof EntityReply.Answered answered) {
        acknowledged.addAll(items);
        assertThat(answered.reply()).isEqualTo(new Reply.Accepted<>(new Rogue.Items(acknowledged)));
      }
    }
  }

  @Test
  void whatWasAcknowledgedIsThereAndNothingElseIs() {
    Random random = new Random(20260203);
    Told one = new Told("one");
    Told other = new Told("other");
    for (int i = 0; i < ROUNDS; i++) {
      one.round(random);
      other.round(random);
    }
    assertThat(one.acknowledged).hasSizeGreaterThan(ROUNDS / 2);
    assertThat(one.rogue.restart().ask(new Rogue.GetItems()))
        .isEqualTo(new Rogue.Items(one.acknowledged));
    assertThat(other.rogue.restart().ask(new Rogue.GetItems()))
        .isEqualTo(new Rogue.Items(other.acknowledged));
  }
}
