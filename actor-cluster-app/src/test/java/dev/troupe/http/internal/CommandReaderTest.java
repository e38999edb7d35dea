package dev.troupe.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.troupe.http.Gadget;
import dev.troupe.http.Problem;
import dev.troupe.http.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandReaderTest {
  private static final String PART = "{'name':'n','count':1}";

  private static CommandReader reader(Class<?> command) {
    return new CommandReader(new Shapes(), "gadget", "do", command);
  }

  private static Problem refused(Class<?> command, String body) {
    return catchThrowableOfType(
            ProblemException.class,
            () -> reader(command).read(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)))
        .problem();
  }

  private static String drawing(String shape) {
    return "{'shape':" + shape + "}";
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'circle','radius':'1'} | shape.radius | a number that fits a double",
        "{'type':'circle','radius':1e400} | shape.radius | a number that fits a double",
        "{'type':'circle'} | shape.radius | a number that fits a double",
        "{'radius':1} | shape.type | one of circle, box, group",
        "{'type':'star'} | shape.type | one of circle, box, group",
        "{'type':5,'radius':1} | shape.type | one of circle, box, group",
        "{} | shape.type | one of circle, box, group",
        "null | shape | an object",
        "[] | shape | an object",
        "{'type':'group','members':[{'type':'circle','radius':1},{'type':'box','width':1}]}"
            + " | shape.members[1].height | a number that fits a double",
        "{'type':'group','members':[null]} | shape.members[0] | an object",
        "{'type':'group','members':{}} | shape.members | a list",
        "{'members':[{'radius':true,'type':'circle'}],'type':'group'}"
            + " | shape.members[0].radius | a number that fits a double",
      })
  void namesTheFieldHoweverDeepAndWhatItMustBe(String shape, String field, String expected) {
    Problem problem = refused(Gadget.Draw.class, drawing(shape));

    assertThat(problem.status()).isEqualTo(422);
    assertThat(problem.code()).isEqualTo("invalid-field");
    assertThat(problem.members()).containsEntry("field", field).containsEntry("expected", expected);
    assertThat(problem.detail()).contains("'" + field + "'", expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'at': '2026-01-31' | at | a date and time with an offset",
        "'at': 1769862600 | at | a date and time with an offset",
        "'on': '2025-02-29' | on | a date",
        "'on': [2024, 2, 29] | on | a date",
        "'within': 'an hour' | within | a duration",
        "'within': 60 | within | a duration",
        "'id': 'one' | id | a UUID",
        "'tiny': 128 | tiny | a whole number from -128 to 127",
        "'small': 2147483648 | small | a whole number from -2147483648",
        "'coarse': 1e40 | coarse | a number that fits a float",
        "'money': '1.5' | money | a number",
        "'money': 1e999999999 | money | a number",
        "'huge': 1.5 | huge | a whole number",
        "'labels': ['a', null] | labels[1] | text",
        "'counts': {'a': 'b'} | counts.a | a whole number",
        "'counts': {'a': null} | counts.a | a whole number",
        "'parts': [{'name':'n','count':1,'inner':{'name':5,'count':1}}]"
            + " | parts[0].inner.name | text",
        "'mode': 'fast' | mode | one of FAST, SLOW",
        "'limit': '7' | limit | a whole number",
        "'note': 7 | note | text",
        "'other': 7 | other | unknown",
        "'text': '\\ud800' | text | half of a surrogate pair",
      })
  void refusesWhatAComponentsTypeDoesNotTake(String member, String field, String words) {
    String name = member.substring(0, member.indexOf(':'));
    Problem problem = refused(Everything.class, Everything.with(name, member));

    assertThat(problem.status()).isEqualTo(422);
    assertThat(problem.members()).containsEntry("field", "everything." + field);
    assertThat(problem.detail()).contains(words);
  }

  /** The fields of {@link Gadget.Everything}, one of which a test replaces. */
  private record Everything(Gadget.Everything everything) {
    static String with(String name, String member) {
      StringBuilder body = new StringBuilder("{");
      for (String line : FIELDS) {
        if (!line.startsWith(name + ":")) {
          body.append(line).append(',');
        }
      }
      return "{'everything':" + body.append(member) + "}}";
    }

    private static final List<String> FIELDS =
        List.of(
            "'whole':1",
            "'small':1",
            "'tiny':1",
            "'decimal':1",
            "'coarse':1",
            "'flag':true",
            "'text':'t'",
            "'mode':'FAST'",
            "'money':1",
            "'huge':1",
            "'at':'2026-01-31T12:30:00Z'",
            "'on':'2026-01-31'",
            "'within':'PT1S'",
            "'id':'123e4567-e89b-12d3-a456-426614174000'",
            "'parts':[]",
            "'labels':[]",
            "'counts':{}",
            "'shape':{'type':'circle','radius':1}");
  }

  @Test
  void readsWhatFits() {
    assertThat(
            reader(Gadget.Draw.class)
                .read(drawing("{'radius':2,'type':'circle'}").replace('\'', '"')))
        .isEqualTo(new Gadget.Draw(new Gadget.Circle(2)));
    assertThat(reader(Gadget.Reset.class).read(new byte[0])).isEqualTo(new Gadget.Reset());
    assertThat(reader(Gadget.Fill.class).read("{\"numbers\":[1,2.5],\"text\":null}"))
        .isEqualTo(new Gadget.Fill(List.of(1.0, 2.5), null));
  }

  @Test
  void passesOnWhyARecordRefusesItsFields() {
    Problem problem = refused(Gadget.Tune.class, "{'level':-1}");

    assertThat(problem.status()).isEqualTo(422);
    assertThat(problem.detail()).contains("level must be 0 or more, was '-1'");
  }

  @Test
  void tellsWhatIsNoJsonFromWhatDoesNotFitThoughThatComesFirst() {
    assertThat(refused(Gadget.Draw.class, "{'shape':5,'x':").code()).isEqualTo("malformed-json");
    assertThat(refused(Gadget.Draw.class, "{'shape':5}").code()).isEqualTo("invalid-field");
  }

  @Test
  void goesAsDeepAsAMessageMayAndNoDeeper() {
    String within = "{'type':'group','members':[".repeat(31) + "]}".repeat(31);
    String beyond = "{'type':'group','members':[".repeat(33) + "]}".repeat(33);

    assertThat(reader(Gadget.Draw.class).read(drawing(within).replace('\'', '"')))
        .isInstanceOf(Gadget.Draw.class);
    assertThat(refused(Gadget.Draw.class, drawing(beyond)).detail()).contains("deeper than 64");
  }

  @Test
  void takesAsMuchAsMayBeSentToAnEntityAndNoMore() {
    int most = dev.troupe.persistence.internal.EnvelopeCodec.LONGEST_COMMAND - 1000;

    assertThat(reader(Gadget.Fill.class).read(filling(most))).isInstanceOf(Gadget.Fill.class);
    Problem problem = refused(Gadget.Fill.class, filling(most + 2000));
    assertThat(problem.status()).isEqualTo(413);
    assertThat(problem.code()).isEqualTo("too-large");
  }

  private static String filling(int length) {
    return "{\"numbers\":[],\"text\":\"" + "x".repeat(length) + "\"}";
  }

  @Test
  void refusesAnOptionalFieldThatIsGivenAsAnotherType() {
    assertThat(refused(Gadget.Fill.class, "{'numbers':[],'text':" + PART + "}").members())
        .containsEntry("field", "text")
        .containsEntry("expected", "text");
  }
}
