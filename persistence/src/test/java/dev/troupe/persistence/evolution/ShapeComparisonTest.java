package dev.troupe.persistence.evolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.troupe.persistence.MessageMappers;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShapeComparisonTest {
  private final ObjectMapper cbor = MessageMappers.cbor();

  private static List<String> problems(Class<?> written, Class<?> read) {
    Shape was = Shape.parse(Shapes.of(written).text());
    return ShapeComparison.problems(was, Shapes.of(read));
  }

  /** Nothing is said, and the bytes are read with the same text. */
  private void isRead(Object written, Class<? extends Record> read) throws Exception {
    assertThat(problems(written.getClass(), read)).as("%s as %s", written, read).isEmpty();
    Object back = cbor.readValue(cbor.writeValueAsBytes(written), read);
    assertThat(back.toString().replaceAll("^\\w+", "").replace(".0]", "]"))
        .isEqualTo(written.toString().replaceAll("^\\w+", "").replace(".0]", "]"));
  }

  private static void isRefused(Class<?> written, Class<?> read, String... why) {
    assertThat(problems(written, read)).containsExactly(why);
  }

  record AByte(byte n) {}

  record AShort(short n) {}

  record AnInt(int n) {}

  record ALong(long n) {}

  record ABoxedLong(Long n) {}

  record AFloat(float n) {}

  record ADouble(double n) {}

  record ABigInteger(BigInteger n) {}

  record ABigDecimal(BigDecimal n) {}

  record AText(String n) {}

  record AnInstant(Instant n) {}

  @Test
  void aWiderNumberReadsAllOfANarrowerOne() throws Exception {
    isRead(new AByte((byte) -128), AShort.class);
    isRead(new AShort(Short.MIN_VALUE), AnInt.class);
    isRead(new AnInt(Integer.MAX_VALUE), ALong.class);
    isRead(new ALong(Long.MIN_VALUE), ABoxedLong.class);
    isRead(new ABoxedLong(Long.MAX_VALUE), ALong.class);
    isRead(new ALong(Long.MAX_VALUE), ABigInteger.class);
    isRead(new ALong(Long.MAX_VALUE), ABigDecimal.class);
    isRead(new AnInt(1_000_001), ADouble.class);
    isRead(new AFloat(1.5f), ADouble.class);
  }

  @Test
  void aNarrowerOrAnotherValueDoesNot() {
    isRefused(ALong.class, AnInt.class, "'n' was long and is int");
    isRefused(AnInt.class, AShort.class, "'n' was int and is short");
    isRefused(ADouble.class, AFloat.class, "'n' was double and is float");
    isRefused(ALong.class, ADouble.class, "'n' was long and is double");
    isRefused(AnInt.class, AFloat.class, "'n' was int and is float");
    isRefused(ADouble.class, ALong.class, "'n' was double and is long");
    isRefused(ABigInteger.class, ALong.class, "'n' was BigInteger and is long");
    isRefused(ALong.class, AText.class, "'n' was long and is String");
    isRefused(AText.class, AnInstant.class, "'n' was String and is Instant");
    isRefused(AnInstant.class, ALong.class, "'n' was Instant and is long");
  }

  enum Colour {
    RED,
    GREEN
  }

  enum Hue {
    GREEN,
    BLUE,
    RED
  }

  enum Shade {
    RED
  }

  record AColour(Colour n) {}

  record AHue(Hue n) {}

  record AShade(Shade n) {}

  @Test
  void constantsMayBeAddedAndBecomeTextAndNotGo() throws Exception {
    isRead(new AColour(Colour.GREEN), AHue.class);
    isRead(new AColour(Colour.RED), AText.class);
    isRefused(AColour.class, AShade.class, "'n' could be 'GREEN', which is gone");
    isRefused(AHue.class, AColour.class, "'n' could be 'BLUE', which is gone");
    isRefused(AText.class, AColour.class, "'n' was String and is one of [GREEN, RED]");
  }

  record Named(String name, long at) {}

  record Reordered(long at, String name) {}

  record Longer(String name, long at, Optional<String> note, @Nullable Integer level) {}

  record Renamed(String title, long at) {}

  record Required(String name, long at, String note) {}

  record Loosened(@Nullable String name, Optional<Long> at) {}

  record Remarked(String name, long at, Optional<String> remark, @Nullable Integer level) {}

  @Test
  void fieldsMayComeAndGoIfTheyMayBeMissing() throws Exception {
    assertThat(problems(Named.class, Reordered.class)).isEmpty();
    assertThat(problems(Named.class, Longer.class)).isEmpty();
    assertThat(problems(Longer.class, Named.class)).isEmpty();
    assertThat(problems(Named.class, Loosened.class)).isEmpty();
    isRefused(
        Loosened.class,
        Named.class,
        "'at' could be missing and is required",
        "'name' could be missing and is required");
    isRefused(Named.class, Required.class, "'note' is new and required");
    isRefused(
        Named.class,
        Renamed.class,
        "'name' is gone, and with it what is stored of it",
        "'title' is new and required");
  }

  @Test
  void anotherNameForAFieldThatMayBeMissingIsNotTakenForTwoFields() {
    isRefused(
        Longer.class,
        Remarked.class,
        "'note' is gone and 'remark' is new and like it, which looks like another name for it");
  }

  record AList(List<Named> all) {}

  record ASet(Set<Named> all) {}

  record AMap(Map<String, Named> all) {}

  record AListOfRenamed(List<Renamed> all) {}

  record AListWithNulls(List<@Nullable Named> all) {}

  record ALongerMap(Map<String, Longer> all) {}

  @Test
  void collectionsAreReadAsTheyWere() {
    assertThat(problems(ASet.class, AList.class)).isEmpty();
    assertThat(problems(AMap.class, ALongerMap.class)).isEmpty();
    assertThat(problems(AList.class, AListWithNulls.class)).isEmpty();
    isRefused(
        AList.class, ASet.class, "'all' was a list and is a set, which loses what is there twice");
    isRefused(AList.class, AMap.class, "'all' was a list and is a map");
    isRefused(AListWithNulls.class, AList.class, "'all' could hold null and may not");
    isRefused(
        AList.class,
        AListOfRenamed.class,
        "'all[].name' is gone, and with it what is stored of it",
        "'all[].title' is new and required");
  }

  sealed interface Payer {}

  record Person(String name) implements Payer {}

  record Company(String name, String vat) implements Payer {}

  record Paid(Payer by) {}

  record PaidByPerson(Person by) {}

  /** The same with other classes, and one more. */
  static final class Later {
    sealed interface Party {}

    record Person(String name) implements Party {}

    record Company(String name, String vat) implements Party {}

    record State(String land) implements Party {}

    record Paid(Party by) {}
  }

  @Test
  void oneOfSeveralRecordsIsKnownByItsName() throws Exception {
    isRead(new Paid(new Company("acme", "1")), Later.Paid.class);
    isRefused(Later.Paid.class, Paid.class, "'by' could be 'state', which is gone");
    isRefused(PaidByPerson.class, Paid.class, "'by' was a record and is one of several records");
    isRefused(Paid.class, PaidByPerson.class, "'by' was one of several records and is a record");
  }

  record Tree(String name, List<Tree> below) {}

  record LaterTree(String name, List<LaterTree> below, Optional<Long> age) {}

  record OtherTree(String name, List<Leaf> below) {}

  record Leaf(String name, List<Twig> below) {}

  record Twig(long name, List<OtherTree> below) {}

  @Test
  void whatHoldsItselfIsComparedOnce() {
    assertThat(problems(Tree.class, LaterTree.class)).isEmpty();
    assertThat(problems(LaterTree.class, Tree.class)).isEmpty();
    isRefused(Tree.class, OtherTree.class, "'below[].below[].name' was String and is long");
  }

  @Test
  void aTextThatIsNoShapeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shape.parse("{\"type\":\"gadget\"}"))
        .withMessageContaining("a shape can't be read");
  }
}
