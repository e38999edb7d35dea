package dev.troupe.model.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.model.testkit.ContractDifference.Effect;
import dev.troupe.model.testkit.ContractDifference.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContractComparisonTest {
  private static final String SHOP =
      """
      entity shop
      command get-stock {} -> Stock
      command order formerly buy {items: List<Item>, note: String?} -> Done
      event closed#2 {}
      event ordered#1 formerly bought {items: List<Item>, by: String, paid: Money}
      state {items: List<Item>, shelf: Shelf}
      enum Colour [RED, GREEN]
      record Coin {cents: long}
      record Item {colour: Colour}
      record Money {coins: Coins}
      sealed Coins [coin, note]
      record Note {number: String}
      record Shelf {length: int}
      record Stock {left: int}
      """;

  private static List<Finding> findings(String was, String is) {
    assertThat(SHOP).contains(was);
    return ContractComparison.of(SHOP, SHOP.replace(was, is)).stream()
        .flatMap(difference -> difference.findings().stream())
        .toList();
  }

  private static void isHarmless(String was, String is, String why) {
    assertThat(findings(was, is)).containsExactly(new Finding(Effect.HARMLESS, why));
  }

  private static void breaks(Effect effect, String was, String is, String why) {
    assertThat(findings(was, is)).contains(new Finding(effect, why));
  }

  @Test
  void findsNoDifferenceBetweenAlikeAndReorderedLines() {
    String reordered =
        SHOP.replace("record Shelf {length: int}\n", "") + "record Shelf {length: int}\n";

    assertThat(ContractComparison.of(SHOP, SHOP)).isEmpty();
    assertThat(ContractComparison.of(SHOP, "# comment\n\n" + reordered)).isEmpty();
  }

  @Test
  void additionsAreHarmless() {
    isHarmless("state", "command close {} -> Done\nstate", "a new command");
    isHarmless("state", "event opened#1 {at: Instant}\nstate", "a new event");
    isHarmless("by: String", "by: String, to: String?", "'to' is new and may be missing");
    isHarmless("by: String", "by: String, to: Optional<Long>", "'to' is new and may be missing");
    isHarmless("note: String?", "note: String?, to: String?", "'to' is new and may be missing");
    isHarmless("left: int", "left: int, to: OptionalInt", "'to' is new and may be missing");
    isHarmless("[RED, GREEN]", "[RED, BLUE, GREEN]", "'BLUE' is new");
    isHarmless("[coin, note]", "[cheque, coin, note]", "'cheque' is new");
    assertThat(ContractComparison.of(SHOP, SHOP + "entity till\nstate {}\n"))
        .containsExactly(
            new ContractDifference(
                "till",
                List.of(),
                List.of("entity till", "state {}"),
                List.of(Finding.harmless("a new entity type"))));
  }

  @Test
  void anEventThatStartsAtALaterVersionBreaksWhatIsStored() {
    breaks(
        Effect.STORED,
        "closed#2 {}",
        "closed#3 from 3 {}",
        "version 2 is stored, and none below 3 is read; register .upcasting(...) instead of .startingAt(...)");
    isHarmless("closed#2 {}", "closed#3 from 2 {}", "upcasters lift what is stored to version 3");
  }

  @Test
  void orderAndLoosenedComponentsAreHarmless() {
    isHarmless("[RED, GREEN]", "[GREEN, RED]", "the order has no meaning");
    isHarmless("by: String", "by: String?", "'by' was String and is String?");
    isHarmless("left: int", "left: Optional<Integer>", "'left' was int and is Optional<Integer>");
    isHarmless("left: int", "left: Integer", "'left' was int and is Integer");
  }

  @Test
  void aStateAndWhatOnlyItHoldsMayChange() {
    isHarmless(
        "{items: List<Item>, shelf",
        "{shelf",
        "a snapshot that can't be read is made anew from the events");
    isHarmless(
        "length: int",
        "width: int",
        "only a state holds it, and a snapshot that can't be read is made anew from the events");
  }

  @Test
  void anEventThatIsGoneBreaksWhatIsStored() {
    breaks(
        Effect.STORED,
        "event closed#2 {}\n",
        "",
        "'closed' can be read no more; if it has a new name, register .renamed(\"closed\", NewName.class), else keep its record");
    breaks(
        Effect.STORED,
        "event closed#2 {}",
        "event shut-down#1 {}",
        "'closed' can be read no more; if it has a new name, register .renamed(\"closed\", ShutDown.class), else keep its record");
    assertThat(ContractComparison.of(SHOP + "entity till\nstate {}\n", SHOP))
        .singleElement()
        .satisfies(gone -> {
          assertThat(gone.breaks()).isTrue();
          assertThat(gone.text())
              .startsWith("- entity till\n- state {}\n    breaks what is stored: nothing reads");
        });
  }

  @Test
  void aRenameThatIsRegisteredIsHarmless() {
    isHarmless("event closed#2", "event shut#2 formerly closed", "'closed' is read as 'shut'");
    isHarmless(
        "command get-stock",
        "command get-left formerly get-stock",
        "'get-stock' is read as 'get-left'");
  }

  @Test
  void aRenameDoesNotHideAChangedShape() {
    assertThat(
            findings(
                "event ordered#1 formerly bought {items: List<Item>, by",
                "event sold#1 formerly bought, ordered {items: List<Item>, buyer"))
        .extracting(Finding::effect)
        .containsExactly(Effect.HARMLESS, Effect.STORED, Effect.STORED);
  }

  @Test
  void aFormerNameOrAVersionThatIsGoneBreaks() {
    breaks(
        Effect.STORED,
        " formerly bought",
        "",
        "'bought' is understood no more; register .renamed(\"bought\", ...) again");
    breaks(
        Effect.SENT,
        " formerly buy",
        "",
        "'buy' is understood no more; register .renamed(\"buy\", ...) again");
    breaks(
        Effect.STORED,
        "closed#2",
        "closed#1",
        "version 2 is stored, and the latest known is 1; register its upcasters again");
  }

  @Test
  void aChangedShapeOfAnEventBreaksWhatIsStored() {
    String advice = "register .upcasting(Ordered.class, fields -> ...)";
    breaks(Effect.STORED, ", by: String", "", "'by' is gone; " + advice);
    breaks(Effect.STORED, "by: String", "by: long", "'by' was String and is long; " + advice);
    breaks(
        Effect.STORED,
        "by: String",
        "by: String, to: String",
        "'to' is new and required; make it @Nullable or Optional, or " + advice);
    breaks(Effect.STORED, "[RED, GREEN]", "[RED]", "'GREEN' is gone; " + advice);
    breaks(Effect.STORED, "[coin, note]", "[coin]", "'note' is gone; " + advice);
    breaks(Effect.STORED, "cents: long", "cents: int", "'cents' was long and is int; " + advice);
    breaks(Effect.STORED, "number: String", "id: String", "'number' is gone; " + advice);
  }

  @Test
  void upcastersMakeAChangedShapeGood() {
    isHarmless(
        "event ordered#1 formerly bought {items: List<Item>, by: String",
        "event ordered#2 formerly bought {items: List<Item>, by: long",
        "upcasters lift what is stored to version 2");
    String lifted = SHOP.replace("ordered#1", "ordered#2").replace("cents: long", "cents: int");
    assertThat(ContractComparison.of(SHOP, lifted)).noneMatch(ContractDifference::breaks);
  }

  @Test
  void upcastersOfAnEventDoNotHelpWhatIsSent() {
    String lifted = SHOP.replace("ordered#1", "ordered#2").replace("[RED, GREEN]", "[RED]");

    assertThat(ContractComparison.of(SHOP, lifted))
        .flatMap(ContractDifference::findings)
        .contains(
            new Finding(
                Effect.SENT,
                "'GREEN' is gone; keep the old shape, and add a new command for the new one"));
  }

  @Test
  void aChangedShapeOfACommandOrItsAnswerBreaksWhatIsSent() {
    String advice = "keep the old shape, and add a new command for the new one";
    breaks(
        Effect.SENT,
        "command get-stock {} -> Stock\n",
        "",
        "'get-stock' is understood no more; if it has a new name, register .renamed(\"get-stock\", NewName.class)");
    breaks(Effect.SENT, ", note: String?", "", "'note' is gone; " + advice);
    breaks(
        Effect.SENT,
        "note: String?",
        "note: String",
        "'note' was String? and is String; " + advice);
    breaks(
        Effect.SENT,
        "note: String?",
        "note: String?, to: long",
        "'to' is new and required; make it @Nullable or Optional, or " + advice);
    breaks(
        Effect.SENT, "-> Stock", "-> Long", "it is answered with Long, no more Stock; " + advice);
    breaks(Effect.SENT, "left: int", "right: int", "'left' is gone; " + advice);
  }
}
