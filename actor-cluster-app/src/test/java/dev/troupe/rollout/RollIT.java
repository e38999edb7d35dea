package dev.troupe.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.cluster.testkit.TestNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes are replaced, added and lost under load, and no client sends anything twice. */
@Tag("alone")
class RollIT {
  @TempDir Path directory;

  @Test
  void aRollingRestartFailsNoCommandAndLosesAndRepeatsNone() throws Exception {
    try (LoadedBank bank = LoadedBank.start(directory, 3)) {
      long start = bank.afterCommands(LoadedBank.A_WHILE);
      long gone = 0;
      for (int number = 1; number <= 3; number++) {
        TestNode node = bank.cluster().node(number);
        assertThat(node.stop()).as("exit code").isZero();
        bank.untilEachAccountIsServedAfter(System.nanoTime());
        gone = number == 1 ? System.nanoTime() : gone;
        node.startAgain();
        bank.awaitReady(3);
      }
      long end = bank.afterCommands(LoadedBank.A_WHILE);

      Outcome all = bank.stop();
      print("before the roll", all.between(0, start));
      print("the first node ends (SIGTERM)", all.between(start, gone));
      print("during the roll", all.between(start, end));
      assertThat(all.failed()).isEmpty();
      bank.everyDepositIsThereOnce(all);
    }
  }

  @Test
  void growingAndShrinkingFailsNoCommandAndLosesAndRepeatsNone() throws Exception {
    try (LoadedBank bank = LoadedBank.start(directory, 5, 4, 5)) {
      long start = bank.afterCommands(LoadedBank.A_WHILE);
      List<TestNode> more = List.of(bank.cluster().node(4), bank.cluster().node(5));
      more.forEach(TestNode::startAgain);
      bank.awaitReady(5);
      long grown = bank.afterCommands(LoadedBank.A_WHILE);
      more.forEach(TestNode::stop);
      bank.awaitReady(3);
      long end = bank.afterCommands(LoadedBank.A_WHILE);

      Outcome all = bank.stop();
      print("with 3 nodes", all.between(0, start));
      print("from 3 to 5", all.between(start, grown));
      print("from 5 to 3", all.between(grown, end));
      assertThat(all.failed()).isEmpty();
      bank.everyDepositIsThereOnce(all);
    }
  }

  /** Who waits does so as long as by default, so that clients do not wait for what is gone. */
  @Test
  void afterACrashEachKeyIsServedAgainAndNothingIsLostOrRepeated() throws Exception {
    try (LoadedBank bank = LoadedBank.start(directory, 3, LoadedBank.AS_SHIPPED)) {
      long start = bank.afterCommands(LoadedBank.A_WHILE);
      bank.cluster().node(2).kill();
      bank.untilEachAccountIsServedAfter(System.nanoTime());
      long served = System.nanoTime();

      Outcome all = bank.stop();
      print("kill -9", all.between(start, served));
      bank.everyDepositIsThereOnce(all);
    }
  }

  private static void print(String what, Outcome outcome) {
    System.out.printf("%s: %s%n", what, outcome.report());
    outcome.failed().stream().limit(10).forEach(each -> System.out.println("  " + each));
  }
}
