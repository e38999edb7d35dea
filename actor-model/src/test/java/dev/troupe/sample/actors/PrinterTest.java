package dev.troupe.sample.actors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.sample.actors.Printer.Command;
import dev.troupe.sample.actors.Printer.Print;
import dev.troupe.sample.actors.Printer.Printed;
import dev.troupe.sample.actors.Printer.TestPage;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PrinterTest {
  private static final ActorTestKit KIT = Kits.patient();

  private final TestProbe<Printed> probe = KIT.createTestProbe();

  @AfterAll
  static void shutDown() {
    KIT.shutdownTestKit();
  }

  private List<Printed> received(int number) {
    return IntStream.range(0, number).mapToObj(i -> probe.receiveMessage()).toList();
  }

  /** How many of so many pages each printer printed. */
  private Map<String, Long> shares(Behavior<Command> printers, int pages) {
    ActorRef<Command> router = KIT.spawn(printers);
    for (int page = 0; page < pages; page++) {
      router.tell(new Print("page " + page, probe.ref()));
    }
    List<Printed> printed = received(pages);
    assertThat(printed).extracting(Printed::page).doesNotHaveDuplicates();
    return printed.stream()
        .map(Printed::by)
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  @Test
  void inTurnEachPrinterGetsTheSame() {
    assertThat(shares(Printer.inTurn(5), 100)).hasSize(5).containsValue(20L);
    assertThat(shares(Printer.inTurn(5), 100).values()).containsOnly(20L);
  }

  /** Each of 5 gets 400 of 2,000 on average, with a deviation of 18: a half is 11 of them away. */
  @Test
  void byChanceEachPrinterGetsAboutTheSame() {
    assertThat(shares(Printer.anyOf(5), 2_000).values())
        .hasSize(5)
        .allSatisfy(share -> assertThat(share).isBetween(200L, 600L));
  }

  @Test
  void whatIsForAllIsDoneByAll() {
    KIT.spawn(Printer.inTurn(5)).tell(new TestPage(probe.ref()));

    List<Printed> printed = received(5);
    assertThat(printed).extracting(Printed::page).containsOnly("test page");
    assertThat(printed).extracting(Printed::by).doesNotHaveDuplicates();
  }
}
