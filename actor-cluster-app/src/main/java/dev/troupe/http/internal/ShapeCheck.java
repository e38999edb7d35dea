package dev.troupe.http.internal;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JavaType;
import dev.troupe.http.ProblemCode;
import dev.troupe.http.internal.Shape.Choice;
import dev.troupe.http.internal.Shape.Decimal;
import dev.troupe.http.internal.Shape.Field;
import dev.troupe.http.internal.Shape.Fields;
import dev.troupe.http.internal.Shape.ListOf;
import dev.troupe.http.internal.Shape.MapOf;
import dev.troupe.http.internal.Shape.Named;
import dev.troupe.http.internal.Shape.Text;
import dev.troupe.http.internal.Shape.Variants;
import dev.troupe.http.internal.Shape.Whole;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks one JSON value to its end beside a shape, and remembers the first place where they part.
 *
 * <p>It goes on after that, so that what is no JSON is told from what is JSON and does not fit. As
 * deep as the parser lets it. Not thread-safe; for one value.
 */
final class ShapeCheck {
  private static final int LONGEST_NUMBER = 100;
  private static final int LONGEST_EXPONENT = 4;
  private static final int MOST_SHOWN = 40;

  private final TaggedParser in;
  private final Shapes shapes;
  private final int longestText;
  private final FieldPath path = new FieldPath();
  private @Nullable Misfit first;

  ShapeCheck(TaggedParser in, Shapes shapes, int longestText) {
    this.in = in;
    this.shapes = shapes;
    this.longestText = longestText;
  }

  /** Walks the value whose first token is the parser's current one. */
  Optional<Misfit> check(Shape shape) throws IOException {
    walk(shape);
    return Optional.ofNullable(first);
  }

  private void walk(Shape shape) throws IOException {
    switch (shape) {
      case Named named when in.currentToken() == JsonToken.START_OBJECT -> walkObject(named);
      case MapOf map when in.currentToken() == JsonToken.START_OBJECT -> walkMap(map);
      case ListOf list when in.currentToken() == JsonToken.START_ARRAY -> walkList(list);
      case Shape.Anything any -> walkScalars();
      default -> {
        if (!fits(shape)) {
          note(Misfit.mustBe(path.toString(), shape, actual()));
        }
        walkScalars();
      }
    }
  }

  private void walkObject(Named named) throws IOException {
    if (shapes.definition(named) instanceof Fields record) {
      walkRecord(record.fields(), null);
    } else if (shapes.definition(named) instanceof Variants choice) {
      walkVariants(choice.variants());
    }
  }

  private void walkVariants(Map<String, JavaType> variants) throws IOException {
    String tag = in.tag();
    JavaType variant = tag == null ? null : variants.get(tag);
    if (variant != null && shapes.definition(new Named(variant)) instanceof Fields record) {
      walkRecord(record.fields(), Variants.TAG);
      return;
    }
    Shape names = new Choice(List.copyOf(variants.keySet()));
    path.enter(Variants.TAG);
    note(
        tag == null
            ? Misfit.missing(path.toString(), names)
            : Misfit.mustBe(path.toString(), names, text(tag)));
    path.leave();
    walkScalars();
  }

  private void walkRecord(Map<String, Field> fields, @Nullable String tag) throws IOException {
    Set<String> seen = new HashSet<>();
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String name = in.currentName();
      in.nextToken();
      Field field = fields.get(name);
      path.enter(name);
      if (name.equals(tag)) {
        walkScalars();
      } else if (field == null) {
        note(unknown(fields));
        walkScalars();
      } else if (field.isRequired() || in.currentToken() != JsonToken.VALUE_NULL) {
        walk(field.shape());
      }
      path.leave();
      seen.add(name);
    }
    for (Field field : fields.values()) {
      if (field.isRequired() && !seen.contains(field.name())) {
        path.enter(field.name());
        note(Misfit.missing(path.toString(), field.shape()));
        path.leave();
      }
    }
  }

  private Misfit unknown(Map<String, Field> fields) {
    return Misfit.of(
        path.toString(),
        fields.isEmpty()
            ? "is unknown; there are no fields"
            : "is unknown; the fields are " + String.join(", ", fields.keySet()));
  }

  private void walkMap(MapOf map) throws IOException {
    while (in.nextToken() != JsonToken.END_OBJECT) {
      path.enter(in.currentName());
      requireText(in.currentName());
      in.nextToken();
      walk(map.value());
      path.leave();
    }
  }

  private void walkList(ListOf list) throws IOException {
    for (int i = 0; in.nextToken() != JsonToken.END_ARRAY; i++) {
      path.enter(i);
      walk(list.element());
      path.leave();
    }
  }

  private boolean fits(Shape shape) throws IOException {
    JsonToken token = in.currentToken();
    return switch (shape) {
      case Text text -> token == JsonToken.VALUE_STRING;
      case Choice choice ->
          token == JsonToken.VALUE_STRING && choice.names().contains(in.getText());
      case Shape.Flag flag -> token.isBoolean();
      case Whole whole ->
          token == JsonToken.VALUE_NUMBER_INT
              && in.getTextLength() <= LONGEST_NUMBER
              && whole.holds(in.getBigIntegerValue());
      case Decimal decimal -> token.isNumeric() && fits(decimal, in.getText());
      default -> false;
    };
  }

  /** A number of few characters may have more digits than a heap holds. */
  private static boolean fits(Decimal decimal, String number) {
    int exponent = Math.max(number.indexOf('e'), number.indexOf('E'));
    if (number.length() > LONGEST_NUMBER
        || (exponent >= 0 && number.length() - exponent - 1 > LONGEST_EXPONENT)) {
      return false;
    }
    return decimal.format() == null
        || (decimal.format().equals("float")
            ? Float.isFinite(Float.parseFloat(number))
            : Double.isFinite(Double.parseDouble(number)));
  }

  private String actual() throws IOException {
    return switch (in.currentToken()) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "a list";
      case VALUE_NULL -> "null";
      case VALUE_TRUE, VALUE_FALSE -> "'" + in.getText() + "'";
      case VALUE_STRING -> text(in.getText());
      default -> "'%s'".formatted(Printable.of(in.getText(), MOST_SHOWN));
    };
  }

  private static String text(String text) {
    return "the text '%s'".formatted(Printable.of(text, MOST_SHOWN));
  }

  /** Goes to the end of the value, of whatever shape. */
  private void walkScalars() throws IOException {
    int depth = 0;
    while (true) {
      JsonToken token = in.currentToken();
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      } else if (token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME) {
        requireText(in.getText());
      }
      if (depth == 0) {
        return;
      }
      in.nextToken();
    }
  }

  private void requireText(String text) {
    if (text.length() > longestText) {
      note(
          new Misfit(
              path.toString(),
              ProblemCode.TOO_LARGE,
              "is a text of %d characters, longer than %d".formatted(text.length(), longestText),
              null));
    }
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (Character.charCount(text.codePointAt(i)) == 1) {
          note(Misfit.of(path.toString(), "holds half of a surrogate pair, which is no character"));
          return;
        }
        i++;
      }
    }
  }

  private void note(Misfit misfit) {
    if (first == null) {
      first = misfit;
    }
  }
}
