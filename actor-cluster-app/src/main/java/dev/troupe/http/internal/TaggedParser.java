package dev.troupe.http.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import dev.troupe.http.internal.Shape.Variants;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parser that knows, at the start of an object, the text of its field {@code type}, wherever in
 * the object that is.
 *
 * <p>It reads ahead once, over the whole text, and only if it is asked: keeping a copy of each
 * object until its tag is found would cost the square of the depth. Not thread-safe.
 */
final class TaggedParser extends JsonParserDelegate {
  private final JsonFactory factory;
  private final String text;
  private int objects;
  private @Nullable List<@Nullable String> tags;

  TaggedParser(JsonFactory factory, String text) throws IOException {
    super(factory.createParser(text));
    this.factory = factory;
    this.text = text;
  }

  @Override
  public @Nullable JsonToken nextToken() throws IOException {
    JsonToken token = super.nextToken();
    if (token == JsonToken.START_OBJECT) {
      objects++;
    }
    return token;
  }

  /** The tag of the object that was started last; null if it has none that is text. */
  @Nullable String tag() throws IOException {
    if (tags == null) {
      tags = readAhead();
    }
    return tags.get(objects - 1);
  }

  private List<@Nullable String> readAhead() throws IOException {
    List<@Nullable String> found = new ArrayList<>();
    Deque<Integer> open = new ArrayDeque<>();
    try (JsonParser ahead = factory.createParser(text)) {
      for (JsonToken token = ahead.nextToken(); token != null; token = ahead.nextToken()) {
        if (token == JsonToken.START_OBJECT) {
          open.push(found.size());
          found.add(null);
        } else if (token == JsonToken.END_OBJECT) {
          open.pop();
        } else if (token == JsonToken.VALUE_STRING
            && ahead.getParsingContext().inObject()
            && Variants.TAG.equals(ahead.currentName())) {
          found.set(open.element(), ahead.getText());
        }
      }
    }
    return found;
  }
}
