package dev.troupe.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import dev.troupe.model.EntityContract.CommandType;
import dev.troupe.model.EntityContract.EventType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntityContractTest {
  private static final EntityContract CART = Cart.TYPE.contract();

  @Test
  void namesCommandsFromTheSealedHierarchyAndItsNestedInterfaces() {
    assertThat(CART.type()).isEqualTo("cart");
    assertThat(CART.commands())
        .extracting(CommandType::name, CommandType::record)
        .containsExactlyInAnyOrder(
            tuple("add", Cart.Add.class),
            tuple("remove", Cart.Remove.class),
            tuple("annotate", Cart.Annotate.class),
            tuple("get-total", Cart.GetTotal.class),
            tuple("get-lines", Cart.GetLines.class),
            tuple("get-note", Cart.GetNote.class));
  }

  @Test
  void namesEventsAndStartsAtVersionOne() {
    assertThat(CART.events())
        .extracting(EventType::name, EventType::record, EventType::version)
        .containsExactly(
            tuple("added", Cart.Added.class, 1),
            tuple("removed", Cart.Removed.class, 1),
            tuple("annotated", Cart.Annotated.class, 1));
    assertThat(CART.state()).isEqualTo(Cart.State.class);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          add,       dev.troupe.model.Cart$Total
          annotate,  dev.troupe.model.Done
          get-total, dev.troupe.model.Cart$Total
          get-lines, java.util.List<dev.troupe.model.Cart$Line>
          get-note,  java.util.Optional<java.lang.String>
          """)
  void knowsWhatACommandIsAnsweredWith(String command, String answer) {
    assertThat(CART.commandNamed(command).orElseThrow().answer().getTypeName()).isEqualTo(answer);
  }

  sealed interface Listing<R, T> extends EntityCommand<R, List<Optional<T>>> {}

  record GetNames() implements Listing<Idle, String> {}

  @Test
  void resolvesAnAnswerThatIsPutTogetherFromParameters() {
    var answer =
        Idle.withCommands(Listing.class)
            .contract()
            .commandNamed("get-names")
            .orElseThrow()
            .answer();
    var same = Sample.class.getRecordComponents()[0].getGenericType();

    assertThat(answer).isEqualTo(same).hasSameHashCodeAs(same).hasToString(same.toString());
    assertThat(same).isEqualTo(answer);
  }

  record Sample(List<Optional<String>> names) {}

  @ParameterizedTest
  @CsvSource({"get-total, true, total", "get-lines, true, lines", "add, false, add"})
  void tellsAQueryByItsName(String name, boolean isQuery, String noun) {
    CommandType command = CART.commandNamed(name).orElseThrow();

    assertThat(command.isQuery()).isEqualTo(isQuery);
    assertThat(command.noun()).isEqualTo(noun);
  }

  sealed interface Near extends EntityCommand<Idle, Done> {}

  record Getaway() implements Near {}

  record Get() implements Near {}

  record GetOffTheBus() implements Near {}

  @ParameterizedTest
  @CsvSource({"getaway, false, getaway", "get, true, get", "get-off-the-bus, true, off-the-bus"})
  void takesNoOtherWordForAQuery(String name, boolean isQuery, String noun) {
    CommandType command = Idle.withCommands(Near.class).contract().commandNamed(name).orElseThrow();

    assertThat(command.isQuery()).isEqualTo(isQuery);
    assertThat(command.noun()).isEqualTo(noun);
  }

  @Test
  void findsAMessageByItsObject() {
    assertThat(CART.commandOf(new Cart.Add("pear", 1)).name()).isEqualTo("add");
    assertThat(CART.eventOf(new Cart.Removed("pear")).name()).isEqualTo("removed");
    assertThat(CART.commandNamed("pay")).isEmpty();
    assertThat(CART.eventNamed("paid")).isEmpty();
  }

  @Test
  void refusesForeignObjects() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CART.commandOf(new Idle.Sleep()))
        .withMessage("cart: dev.troupe.model.Idle$Sleep is no command of this type");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CART.eventOf("text"))
        .withMessage("cart: java.lang.String is no event of this type");
  }

  enum Toggle implements EntityCommand<Idle, Done> {
    ON,
    OFF {
      @Override
      public String toString() {
        return "a constant with a class of its own";
      }
    }
  }

  @Test
  void findsAConstantWithAClassOfItsOwn() {
    EntityContract contract = Idle.withCommands(Toggle.class).contract();

    assertThat(contract.commandOf(Toggle.ON).name()).isEqualTo("toggle");
    assertThat(contract.commandOf(Toggle.OFF).name()).isEqualTo("toggle");
  }

  @Test
  void readsAnEventUnderItsFormerNames() {
    EntityContract contract =
        Cart.TYPE
            .renamed("put-in", Cart.Added.class)
            .renamed("laid-in", Cart.Added.class)
            .renamed("put-in", Cart.Add.class)
            .contract();

    assertThat(contract.eventNamed("put-in")).isEqualTo(contract.eventNamed("added")).isPresent();
    assertThat(contract.eventNamed("laid-in")).isEqualTo(contract.eventNamed("added"));
    assertThat(contract.commandNamed("put-in")).isEqualTo(contract.commandNamed("add")).isPresent();
    assertThat(contract.formerNamesOf(Cart.Added.class)).containsExactly("put-in", "laid-in");
    assertThat(contract.formerNamesOf(Cart.Removed.class)).isEmpty();
    assertThat(contract.events()).hasSize(3);
  }

  @Test
  void countsAVersionForEachUpcaster() {
    Upcaster first = fields -> fields.put("count", 1);
    Upcaster second = fields -> fields.remove("colour");
    EntityType<Cart> type =
        Cart.TYPE.upcasting(Cart.Removed.class, first).upcasting(Cart.Removed.class, second);

    EventType removed = type.contract().eventNamed("removed").orElseThrow();
    assertThat(removed.version()).isEqualTo(3);
    assertThat(removed.upcasters()).containsExactly(first, second);
    assertThat(Cart.TYPE.contract().eventNamed("removed").orElseThrow().version()).isEqualTo(1);
  }

  @Test
  void anEventThatMeansSomethingElseForgetsItsOlderVersions() {
    Upcaster later = fields -> fields.put("count", 1);
    EntityType<Cart> type =
        Cart.TYPE
            .upcasting(Cart.Removed.class, fields -> {})
            .startingAt(Cart.Removed.class, 3)
            .upcasting(Cart.Removed.class, later);

    EventType removed = type.contract().eventNamed("removed").orElseThrow();
    assertThat(removed.oldest()).isEqualTo(3);
    assertThat(removed.version()).isEqualTo(4);
    assertThat(removed.upcastersFrom(3)).containsExactly(later);
    assertThat(removed.upcastersFrom(4)).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> type.startingAt(Cart.Removed.class, 4))
        .withMessageContaining("has version '4' already, so it can't start at '4'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cart.TYPE.startingAt(Cart.Add.class, 2))
        .withMessage("cart: dev.troupe.model.Cart$Add is no event of this type");
  }

  @Test
  void refusesAFormerNameThatIsInUse() {
    EntityType<Cart> renamed = Cart.TYPE.renamed("put-in", Cart.Added.class);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> renamed.renamed("put-in", Cart.Removed.class))
        .withMessage("cart/put-in: is in use, and so can't be a former name as well");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cart.TYPE.renamed("added", Cart.Removed.class))
        .withMessage("cart/added: is in use, and so can't be a former name as well");
  }

  @Test
  void refusesToRenameOrLiftWhatIsNoneOfItsMessages() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cart.TYPE.renamed("put-in", Cart.Line.class))
        .withMessage("cart: dev.troupe.model.Cart$Line is no command or event of this type");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cart.TYPE.upcasting(Cart.Add.class, fields -> {}))
        .withMessage("cart: dev.troupe.model.Cart$Add is no event of this type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "PutIn", "put_in", "put--in", "-put", "put-", "put in"})
  void refusesAFormerNameThatIsNotInKebabCase(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cart.TYPE.renamed(name, Cart.Added.class))
        .withMessage(
            "cart: a message name must be kebab-case, such as 'paid-in', was '%s'".formatted(name));
  }

  sealed interface TwoOfAName extends EntityCommand<Idle, Done> {}

  record Open() implements TwoOfAName {}

  static final class Other {
    record Open() implements TwoOfAName {}
  }

  sealed interface TwoOfANoun extends EntityCommand<Idle, Done> {}

  record GetGet() implements TwoOfANoun {}

  static final class Another {
    record Get() implements TwoOfANoun {}
  }

  interface NotSealed extends EntityCommand<Idle, Done> {}

  record LeavesItOpen<R>() implements EntityCommand<Idle, R> {}

  record LeavesAPartOpen<T>() implements EntityCommand<Idle, List<T>> {}

  record NoCommand() {}

  record Snake_Case() implements EntityCommand<Idle, Done> {}

  record AnswersAnArray() implements EntityCommand<Idle, List<int[]>> {}

  @Test
  void refusesWhatWouldBeAmbiguousOrUnknown() {
    isRefused(TwoOfANoun.class, "two queries share the noun 'get'; rename one of them");
    isRefused(TwoOfAName.class, "idle/open: names both");
    isRefused(
        NotSealed.class, "idle: " + NotSealed.class.getName() + " must be a sealed interface");
    isRefused(LeavesItOpen.class, "LeavesItOpen");
    isRefused(LeavesAPartOpen.class, "LeavesAPartOpen");
    isRefused(NoCommand.class, "must say what it is answered with, as in 'record Open(..)");
    isRefused(Snake_Case.class, "must be kebab-case, such as 'paid-in', was 'snake_case'");
    isRefused(AnswersAnArray.class, "is of int[], which can be changed in place");
  }

  @Test
  void refusesEventsThatAreNotSealed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Idle.withEvents(Runnable.class))
        .withMessageStartingWith("idle: java.lang.Runnable must be a sealed interface or a record");
  }

  private static void isRefused(Class<?> commands, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Idle.withCommands(commands))
        .withMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Cart", "shopping cart", "cart|", "a:b", "cart\u0000"})
  void refusesATypeNameThatBreaksItsRule(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            EntityType.<Cart, Cart.Command<?>, Cart.Event, Cart.State>eventSourced(
                name, Cart.Command.class, Cart.Event.class, Cart.State.class, Cart::new))
        .withMessage(
            "entity type name must be 1 to 32 of a-z 0-9 -, was '%s'",
            name.replace("\u0000", "\\u{0}"));
  }
}
